// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import dev.mailboxmcp.account.Permission;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a browser gets at the authorization endpoint. */
public sealed interface Consent {
    /** The names of the form's fields. */
    String SEAL = "form";

    String USER = "user";
    String PASSWORD = "password";
    String DOMAINS = "domains";
    String CANCEL = "cancel";

    /** The name of the checkbox for a permission. */
    static String fieldOf(Permission permission) {
        return "may-" + permission.name().toLowerCase(Locale.ROOT);
    }

    /**
     * The form.
     *
     * @param seal goes back with it
     * @param problem why the last try did not work; null on the first
     * @param retryAfter null where it does not help to wait
     */
    record Ask(
            AuthorizationRequest request,
            String seal,
            @Nullable Problem problem,
            @Nullable Duration retryAfter) implements Consent {
        /** Never the seal. */
        @Override
        public String toString() {
            return "Ask[" + problem + "]";
        }
    }

    /** A page that says what is wrong, and leads nowhere: whoever sent the browser here is not known. */
    record Refused(Problem problem) implements Consent {}

    /** The browser goes back to the client. */
    record Redirect(String location) implements Consent {
        /** Never the location, which holds the code. */
        @Override
        public String toString() {
            return "Redirect[***]";
        }
    }

    /** What a user is told. */
    enum Problem {
        /** The request is malformed. */
        UNREADABLE(400),
        UNKNOWN_CLIENT(400),
        WRONG_REDIRECT(400),
        FORM_TOO_OLD(400),
        NOTHING_TICKED(400),
        /** User, password or domains cannot be such. */
        WRONG_ENTRY(400),
        LOGIN_REFUSED(403),
        /** No mail provider of this server has that mailbox. */
        NOT_HERE(403),
        LOGIN_STOPPED(429),
        MAIL_SERVER_AWAY(503);

        private final int status;

        Problem(int status) {
            this.status = status;
        }

        /** Of HTTP. */
        public int status() {
            return status;
        }
    }
}
