// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

/** A token was to become another one that allows more. The message says what to do, and may be shown. */
public final class WiderGrantException extends Exception {
    private static final long serialVersionUID = 1L;

    WiderGrantException() {
        super("a token makes only narrower ones: the same permissions or fewer, the same recipient domains or fewer");
    }
}
