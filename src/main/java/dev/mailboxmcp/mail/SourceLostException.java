// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

/** What was to be stored did not come, or not all of it: nothing was stored. */
public final class SourceLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SourceLostException(Throwable cause) {
        super("what was to be stored did not come", cause);
    }
}
