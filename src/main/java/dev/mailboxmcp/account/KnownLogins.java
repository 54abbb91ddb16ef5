// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

/** Whose login a mail server accepted. Thread-safe. */
public interface KnownLogins {
    /** Whether this process saw the login succeed not long ago. Asks nobody. */
    boolean isKnown(Principal principal);

    /** Asks the mail server, within all limits for logins; may block for seconds. False if it refuses or cannot be asked. */
    boolean verify(Credentials credentials);
}
