// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.io.IOException;
import org.eclipse.angus.mail.iap.Protocol;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.imap.protocol.IMAPResponse;

/** One response, its data not yet parsed: Angus' own parser of FETCH data is recursive without a limit. */
final class ImapResponse extends IMAPResponse {
    ImapResponse(Protocol protocol) throws IOException, ProtocolException {
        super(protocol);
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
