// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.imap.ImapOutgoingDraft.Looked;
import dev.mailboxmcp.mail.DraftToSend;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mime.MessageId;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One call that is about a draft.
 *
 * @param hashes of the draft's place, one for each key of the server
 * @param stays whether the draft still lies there at the end
 */
record DraftCall(Credentials credentials, DraftToSend wanted, Looked looked, List<byte[]> hashes, AtomicBoolean stays) {
    private static final int MARK_BYTES = 16;

    MessageRef ref() {
        return looked.ref();
    }

    /** What the copy in Sent says of which draft it was. */
    List<String> marks() {
        return hashes.stream()
                .map(bytes -> HexFormat.of().formatHex(bytes, 0, MARK_BYTES))
                .toList();
    }

    /** The draft's place, in the form of an id. */
    MessageId place() {
        return MessageId.ofHash(hashes.getFirst(), "draft.invalid");
    }
}
