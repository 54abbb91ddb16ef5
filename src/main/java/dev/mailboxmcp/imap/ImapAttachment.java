// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.AttachmentContent;
import dev.mailboxmcp.mail.FetchedAttachment;
import dev.mailboxmcp.mail.FetchedFile;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mime.MailCharset;
import dev.mailboxmcp.mime.MimeLimits;
import dev.mailboxmcp.mime.TransferEncoding;
import dev.mailboxmcp.text.RightToLeft;
import dev.mailboxmcp.text.TextCleaner;
import java.io.IOException;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Fetches one part of a mail whole: what the mail is made of in one round trip, then the part, one more for each MiB. */
public final class ImapAttachment {
    /** The largest part that is fetched, by its size once decoded. */
    public static final int MAX_BYTES = 10 * 1024 * 1024;

    private static final String WORDS = "reading the attachment";

    /** The most that is fetched of a text, which is read as far as {@link MimeLimits#MAX_TEXT_BYTES} go. */
    private static final int MAX_ENCODED_TEXT_BYTES = MimeLimits.MAX_TEXT_BYTES / 2 * 3;

    /** What an encoded byte takes while the part is read, as it came and decoded; what it says is counted by itself. */
    private static final int READ_EXPANSION = 2;

    /** What an encoded byte takes at most: as it came, decoded, as text, made inert, in a response, as bytes of that. */
    private static final int EXPANSION = 6;

    /** The same once it is in the response. */
    private static final int KEPT_EXPANSION = 3;

    private static final Pattern MEDIA_TYPE =
            Pattern.compile("[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}");
    private static final Set<String> TEXT_TYPES =
            Set.of("application/json", "application/xml", "application/yaml", "application/x-yaml", "message/rfc822");

    private ImapAttachment() {}

    /**
     * The content of a part.
     *
     * @param part its IMAP number, such as {@code 2.1}
     * @param memory is taken for it, and left to be given back once nothing holds the content any more
     * @throws MailException if there is no such folder, mail or part, the folder was recreated since, or the part is too large
     */
    public static AttachmentContent fetch(ImapConnection connection, MessageRef ref, String part, Memory memory)
            throws IOException {
        BodyStructure wanted = find(connection, ref, part);
        requireSmall(wanted);
        ClaimedMemory lease = new ClaimedMemory(memory, wanted.sizeBytes(), EXPANSION);
        byte[] bytes = PartBytes.decoded(connection, ref, wanted, MAX_BYTES, lease, WORDS);
        AttachmentContent content = content(wanted, bytes);
        lease.keep(Math.max(wanted.sizeBytes(), bytes.length) * KEPT_EXPANSION);
        return content;
    }

    /**
     * What a part says, fetched whole, or as far as text goes; a PDF or a picture as it is, whole.
     *
     * @param part its IMAP number, such as {@code 2.1}
     * @param offset where the text is to begin, in chars; 0 or what an earlier answer named
     * @param maxChars of text, 1..100000
     * @param memory for the part and its text while it is read
     * @throws MailException as above
     */
    public static FetchedAttachment read(
            ImapConnection connection, MessageRef ref, String part, int offset, int maxChars, Memory memory)
            throws IOException {
        BodyStructure wanted = find(connection, ref, part);
        boolean text = AttachmentReader.isText(wanted);
        FetchedAttachment read = read(connection, ref, wanted, text, offset, maxChars, memory);
        return read != null
                ? read
                : Objects.requireNonNull(read(connection, ref, wanted, false, offset, maxChars, memory));
    }

    /**
     * @param text whether the start is enough
     * @return null where it was not
     */
    private static @Nullable FetchedAttachment read(
            ImapConnection connection,
            MessageRef ref,
            BodyStructure wanted,
            boolean text,
            int offset,
            int maxChars,
            Memory memory)
            throws IOException {
        if (!text) {
            requireSmall(wanted);
        }
        long limit = text ? MAX_ENCODED_TEXT_BYTES : PartBytes.mostEncoded(MAX_BYTES);
        ClaimedMemory lease = new ClaimedMemory(memory, Math.min(wanted.sizeBytes(), limit), READ_EXPANSION);
        FetchedFile file = null;
        try {
            byte[] encoded =
                    PartBytes.encoded(connection, ref, wanted.number(), wanted.sizeBytes(), limit, lease, WORDS);
            if (!text && encoded.length >= limit) {
                throw tooLarge(wanted); // the server had guessed its size
            }
            boolean cut = encoded.length >= limit;
            byte[] bytes = TransferEncoding.decode(encoded, wanted.encoding());
            FetchedFile.Kind kind = AttachmentReader.kind(wanted, bytes);
            if (kind == null) {
                return AttachmentReader.read(wanted, bytes, cut, memory).piece(offset, maxChars);
            }
            if (!cut) {
                file = new FetchedFile(wanted.number(), wanted.fileName(null), wanted.type(), kind, bytes, lease);
            }
            return file;
        } finally {
            lease.keep(file == null ? 0 : file.bytes().length);
        }
    }

    private static BodyStructure find(ImapConnection connection, MessageRef ref, String part) throws IOException {
        BodyStructure found = find(ImapRead.fetch(connection, ref, BodyStructure.ITEM).structure, part);
        if (found == null) {
            throw new MailException(new MailFailure.PartNotFound(ref.folder(), ref.uid(), part));
        }
        return found;
    }

    private static void requireSmall(BodyStructure part) {
        if (part.decodedSizeBytes() > MAX_BYTES) {
            throw tooLarge(part);
        }
    }

    private static AttachmentContent content(BodyStructure part, byte[] bytes) {
        String type = MEDIA_TYPE.matcher(part.type()).matches() ? part.type() : "application/octet-stream";
        if (!isText(type)) {
            return new AttachmentContent.Binary(type, bytes);
        }
        String charset = part.parameter("charset");
        return new AttachmentContent.Text(
                type,
                TextCleaner.text(RightToLeft.asSeen(MailCharset.decode(bytes, charset.isEmpty() ? null : charset))));
    }

    private static boolean isText(String type) {
        return TEXT_TYPES.contains(type) || (type.startsWith("text/") && !type.equals("text/html"));
    }

    /** Only a number that the mail server gave becomes part of a command. */
    static @Nullable BodyStructure find(@Nullable BodyStructure structure, String part) {
        if (structure == null) {
            return null;
        }
        if (!structure.isMultipart() && structure.number().equals(part)) {
            return structure;
        }
        for (BodyStructure child : structure.parts()) {
            BodyStructure found = find(child, part);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static MailException tooLarge(BodyStructure part) {
        return new MailException(new MailFailure.TooLarge("part " + part.number() + " of the mail", MAX_BYTES));
    }
}
