// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MessageRef;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * A part of a mail, or a whole mail, that is fetched as a file: what it is in one round trip, then piece by piece, each for
 * itself, so that no connection waits for whoever reads it.
 *
 * @param ref with the UIDVALIDITY that the folder has
 * @param number of the part; empty for the whole mail
 * @param name fit for a file system; empty where it has none
 * @param type media type in lower case, as the mail says
 * @param encoding transfer encoding in lower case; empty for the whole mail
 * @param encodedBytes as it lies in the mail, as the server claims
 * @param sizeBytes decoded, to within a few bytes, as the server claims
 */
public record ImapFile(
        MessageRef ref, String number, String name, String type, String encoding, long encodedBytes, long sizeBytes) {
    /** What is fetched at once: little, since many may fetch at the same time. */
    public static final int PIECE_BYTES = 512 * 1024;

    private static final String WORDS = "fetching a file";

    /**
     * What it is.
     *
     * @param part its IMAP number; empty for the whole mail
     * @throws MailException if there is no such folder, mail or part, or the folder was recreated since
     */
    public static ImapFile describe(ImapConnection connection, MessageRef ref, String part) throws IOException {
        if (part.isEmpty()) {
            FetchedMessage message = ImapRead.fetch(connection, ref, "RFC822.SIZE", HeaderRequest.ROW.item());
            String name = nameOf(HeaderRequest.ROW.of(message).subject());
            return new ImapFile(
                    found(connection, ref), part, name, "message/rfc822", "", message.sizeBytes, message.sizeBytes);
        }
        FetchedMessage message = ImapRead.fetch(connection, ref, BodyStructure.ITEM);
        BodyStructure wanted = ImapAttachment.find(message.structure, part);
        if (wanted == null || message.structure == null) {
            throw new MailException(new MailFailure.PartNotFound(ref.folder(), ref.uid(), part));
        }
        return new ImapFile(
                found(connection, ref),
                wanted.number(),
                wanted.fileName(message.structure.textCharset()),
                wanted.type(),
                wanted.encoding(),
                wanted.sizeBytes(),
                wanted.decodedSizeBytes());
    }

    /** The mail, of the folder that is open, with the UIDVALIDITY that it has. */
    public static MessageRef found(ImapConnection connection, MessageRef ref) throws IOException {
        long validity = ImapSelection.require(connection, ref.folder(), ref.uidValidity())
                .uidValidity();
        return new MessageRef(ref.folder(), validity, ref.uid());
    }

    /**
     * A piece of it in its transfer encoding, of {@link #PIECE_BYTES} but for the last. One round trip, and one more each time that
     * the server gives less than was asked for.
     *
     * @throws MailException as above
     */
    public byte[] piece(ImapConnection connection, long offset) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int taken;
        do {
            int wanted = PIECE_BYTES - all.size();
            byte[] piece = PartBytes.piece(connection, ref, number, offset + all.size(), wanted, WORDS);
            taken = piece == null ? 0 : piece.length; // some servers give NIL for what is empty
            if (piece != null) {
                all.writeBytes(piece);
            }
        } while (taken > 0 && all.size() < PIECE_BYTES && offset + all.size() < encodedBytes);
        long given = offset + all.size();
        if (taken == 0 && given > 0 && given < encodedBytes) {
            PartBytes.requireThere(connection, ref);
        }
        return all.toByteArray();
    }

    /** What a mail of this subject is called as a file. */
    static String nameOf(String subject) {
        return (subject.isBlank() ? "mail" : subject.replaceAll("[/\\\\]", "_")) + ".eml";
    }
}
