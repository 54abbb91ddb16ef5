// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mime.TransferEncoding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one part of a mail, or of the whole of it, fetched in pieces of a MiB, one round trip each. A server that gives less
 * of a piece is asked for the rest: it ends where the server said that it does, or where there is nothing more.
 */
final class PartBytes {
    /** What is fetched at once. */
    static final int PIECE_BYTES = 1 << 20;

    /** The number of what is no part: the mail itself. */
    static final String WHOLE = "";

    private static final ResponseLimits LIMITS =
            new ResponseLimits(1 << 20, PIECE_BYTES + 1024, PIECE_BYTES + (1 << 20), PIECE_BYTES + (2 << 20));

    private PartBytes() {}

    /**
     * A part without its transfer encoding.
     *
     * @param maxBytes of it then
     * @param memory as of {@link #encoded}
     * @param words what is done, for the message of a failure
     * @throws MailException {@link MailFailure.TooLarge}, which is told without fetching where the server knows its size
     */
    static byte[] decoded(
            ImapConnection connection,
            MessageRef ref,
            BodyStructure part,
            long maxBytes,
            ClaimedMemory memory,
            String words)
            throws IOException {
        requireRoom(part.decodedSizeBytes(), maxBytes, nameOf(part));
        long limit = mostEncoded(maxBytes);
        byte[] encoded = encoded(connection, ref, part.number(), part.sizeBytes(), limit, memory, words);
        requireRoom(encoded.length, limit - 1, nameOf(part)); // the server had guessed its size
        byte[] bytes = TransferEncoding.decode(encoded, part.encoding());
        requireRoom(bytes.length, maxBytes, nameOf(part));
        return bytes;
    }

    /** What so many bytes take at most in a transfer encoding, and a little more. */
    static long mostEncoded(long bytes) {
        return bytes / 2 * 3 + PIECE_BYTES; // base64 in short lines takes half as much more room
    }

    /**
     * All of it as it lies in the mail, whatever size the server claimed, or the first bytes of it.
     *
     * @param number of the part, which the server gave; {@link #WHOLE} for the mail
     * @param claimedBytes its size, as the server says; with less, it is asked for more until it gives nothing, and whether the mail
     *     is still there
     * @param limitBytes where to stop
     * @param memory taken for what is claimed; more is taken for what comes beyond
     */
    static byte[] encoded(
            ImapConnection connection,
            MessageRef ref,
            String number,
            long claimedBytes,
            long limitBytes,
            ClaimedMemory memory,
            String words)
            throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream((int) Math.min(claimedBytes + 1, limitBytes));
        int wanted;
        int taken;
        do {
            wanted = (int) Math.min(PIECE_BYTES, limitBytes - all.size());
            byte[] piece = piece(connection, ref, number, all.size(), wanted, words);
            taken = piece == null ? 0 : piece.length; // some servers give NIL for what is empty
            if (piece != null) {
                memory.cover((long) all.size() + taken);
                all.writeBytes(piece);
            }
        } while (taken > 0 && all.size() < limitBytes && (taken == wanted || all.size() < claimedBytes));
        boolean ended = taken == 0 && all.size() < Math.min(claimedBytes, limitBytes);
        if (ended && all.size() > 0) {
            requireThere(connection, ref);
        } else if (ended) { // or cut short, which must not pass for the whole
            throw new MailException(
                    new MailFailure.ServerUnavailable("IMAP", "the mail server did not give the content of this part"));
        }
        return all.toByteArray();
    }

    /**
     * A piece of it, in one round trip.
     *
     * @param maxBytes up to {@link #PIECE_BYTES}
     * @return null where the server gives nothing
     */
    static byte @Nullable [] piece(
            ImapConnection connection, MessageRef ref, String number, long offset, int maxBytes, String words)
            throws IOException {
        ImapAnswer answer = ImapSelection.ask(
                        connection,
                        ref.folder(),
                        words,
                        LIMITS,
                        ImapCommand.of(
                                "UID FETCH",
                                ref.uid() + " (UID BODY.PEEK[" + number + "]<" + offset + "." + maxBytes + ">)"))
                .get(0);
        ImapSelection.require(connection, ref.folder(), ref.uidValidity());
        for (FetchedMessage message : FetchReader.described(answer)) {
            if (message.uid == ref.uid()) {
                return message.sections.get(number);
            }
        }
        if (!answer.status().isAboutTheMail()) {
            answer.requireOk(words);
        }
        throw new MailException(new MailFailure.MessageNotFound(ref.folder(), ref.uid()));
    }

    /**
     * Tells nothing more of a part, whose size was guessed too high, from a mail that left meanwhile. One round trip.
     *
     * @throws MailException {@link MailFailure.MessageNotFound}
     */
    static void requireThere(ImapConnection connection, MessageRef ref) throws IOException {
        if (Presence.of(connection, ref.folder(), List.of(ref.uid())).isEmpty()) {
            throw new MailException(new MailFailure.MessageNotFound(ref.folder(), ref.uid()));
        }
    }

    static void requireRoom(long bytes, long maxBytes, String what) {
        if (bytes > maxBytes) {
            throw new MailException(new MailFailure.TooLarge(what, Math.max(1, maxBytes)));
        }
    }

    private static String nameOf(BodyStructure part) {
        return "part " + part.number() + " of the mail";
    }
}
