// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.io.IOException;
import java.util.regex.Pattern;

/** A mail server said what it must not say; the connection cannot be trusted any more. The message is our own words. */
final class ProtocolViolation extends IOException {
    private static final long serialVersionUID = 1L;

    /** How submission, POP3, the web and SSH begin. */
    private static final Pattern OTHER_PROTOCOLS = Pattern.compile("(?s)(\\d{3}[ -]|\\+OK|-ERR|HTTP/|SSH-).*");

    private final boolean ofAnotherProtocol;

    ProtocolViolation(String what) {
        super(what);
        this.ofAnotherProtocol = false;
    }

    private ProtocolViolation(String what, boolean ofAnotherProtocol) {
        super(what);
        this.ofAnotherProtocol = ofAnotherProtocol;
    }

    /** The failure of a first line that is no greeting of IMAP. */
    static ProtocolViolation noGreeting(String line) {
        return new ProtocolViolation(
                "no IMAP greeting", OTHER_PROTOCOLS.matcher(line).matches());
    }

    /** Whether the first line was one of another protocol, whose port this is. */
    boolean isOfAnotherProtocol() {
        return ofAnotherProtocol;
    }

    ProtocolViolation(String what, Throwable cause) {
        super(what, cause);
        this.ofAnotherProtocol = false;
    }
}
