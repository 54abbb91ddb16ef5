// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

/** A mail that is not sent before the user confirms it; nothing happened yet. */
public final class ConfirmationNeeded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Confirmation confirmation;

    ConfirmationNeeded(Confirmation confirmation) {
        super("a confirmation of the user is needed", null, false, false); // control flow: nobody reads a stack trace
        this.confirmation = confirmation;
    }

    public Confirmation confirmation() {
        return confirmation;
    }
}
