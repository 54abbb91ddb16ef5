// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

/**
 * Something sealed could not be opened here. One text for every reason, and neither cause nor stack: who probes with
 * forged tokens learns nothing from the answer.
 */
public final class BadTokenException extends Exception {
    private static final long serialVersionUID = 1L;

    public BadTokenException() {
        super("not valid here: altered, expired, revoked or made for another server", null, false, false);
    }
}
