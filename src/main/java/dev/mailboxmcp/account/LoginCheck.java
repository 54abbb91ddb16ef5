// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.time.Duration;

/** Asks the mail server once whether it takes user and password, as the tool does. Blocks; thread-safe. */
@FunctionalInterface
public interface LoginCheck {
    /** What the mail server said. */
    sealed interface Outcome {
        /** It takes them. */
        record Accepted() implements Outcome {}

        /** It could not be asked. */
        record Unknown() implements Outcome {}

        /** It does not take them; one answer for an unknown user, a wrong password and a locked account. */
        record Refused() implements Outcome {}

        /**
         * Nobody was asked, since this deployment has no mail provider for that user, may not show it a password, or does not
         * serve that user.
         */
        record NotHere() implements Outcome {}

        /** Nobody was asked, after too many failures. */
        record Stopped(Duration retryAfter) implements Outcome {}
    }

    Outcome check(Credentials credentials);
}
