// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.io.IOException;

/** A mail server said what it must not say; the connection cannot be trusted any more. The message is our own words. */
final class ProtocolViolation extends IOException {
    private static final long serialVersionUID = 1L;

    ProtocolViolation(String what) {
        super(what);
    }

    ProtocolViolation(String what, Throwable cause) {
        super(what, cause);
    }
}
