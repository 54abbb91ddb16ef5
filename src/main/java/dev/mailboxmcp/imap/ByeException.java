// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.io.IOException;

/** The mail server said BYE (RFC 9051 7.1.5): it is about to close the connection. */
final class ByeException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient StatusText status;

    ByeException(StatusText status) {
        super("BYE");
        this.status = status;
    }

    StatusText status() {
        return status;
    }
}
