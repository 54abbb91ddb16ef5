// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.eclipse.angus.mail.iap.Protocol;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.iap.Response;
import org.eclipse.angus.mail.imap.protocol.IMAPResponse;
import org.jspecify.annotations.Nullable;

/**
 * One response, its data not yet parsed: Angus' own parser of FETCH data is recursive without a limit, and its reader of names
 * throws an exception, with the trace of all that called it, for every response that begins with no number.
 */
final class ImapResponse extends Response {
    private static final int MAX_DIGITS = 9;

    private final @Nullable String name;
    private final int number;

    ImapResponse(Protocol protocol) throws IOException, ProtocolException {
        super(protocol);
        boolean isStatus = isOK() || isNO() || isBAD() || isBYE();
        String first = isUnTagged() && !isStatus ? readAtom() : null;
        boolean counts = first != null && isNumber(first);
        number = counts ? Integer.parseInt(first) : 0;
        name = counts ? readAtom() : first;
    }

    private static boolean isNumber(String atom) {
        return !atom.isEmpty() && atom.length() <= MAX_DIGITS && atom.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Whether it is of that name, such as FETCH, and no status. */
    boolean isNamed(String wanted) {
        return wanted.equalsIgnoreCase(name);
    }

    /** The number ahead of its name, of which there are at most nine digits; 0 for none. */
    int number() {
        return number;
    }

    /** The same as Angus reads it. */
    IMAPResponse forAngus() throws IOException {
        try {
            return new IMAPResponse(new String(buffer, 0, size, StandardCharsets.ISO_8859_1));
        } catch (ProtocolException e) {
            throw new ProtocolViolation("a response that cannot be read", e);
        }
    }

    /** A reader of what stands behind the name of the response. Each call begins anew. */
    ResponseReader reader() {
        return new ResponseReader(buffer, Math.min(index, size), size);
    }

    /** What follows OK, NO, BAD, BYE or PREAUTH. */
    StatusText status() {
        return StatusText.parse(reader().rest());
    }
}
