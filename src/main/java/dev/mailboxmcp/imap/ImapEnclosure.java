// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mime.OutgoingAttachment;
import dev.mailboxmcp.mime.UploadMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Fetches what goes with a mail out of other mails: what a mail is made of in one round trip, then each part of it, one more
 * for each MiB.
 */
public final class ImapEnclosure {
    private static final String WORDS = "reading what is to be attached";
    private static final String WHOLE_MAIL = "the mail to attach";

    /** What an encoded byte takes at most meanwhile: in its piece, with the others, decoded, encoded anew. */
    private static final int EXPANSION = 4;

    private ImapEnclosure() {}

    /**
     * One part, or the whole mail as a file.
     *
     * @param part its IMAP number, such as {@code 2.1}; null for the whole mail
     * @param maxBytes of its content once decoded
     * @param memory is taken for it, and what the attachment takes is left taken
     * @param uploads is told of the mail where it only holds a file that was brought
     * @throws MailException if there is no such folder, mail or part, the folder was recreated since, it is too large, or no
     *     part is named of a mail that only holds a file that was brought
     */
    public static OutgoingAttachment fetch(
            ImapConnection connection,
            MessageRef ref,
            @Nullable String part,
            long maxBytes,
            Memory memory,
            Consumer<ImapUploads.Upload> uploads)
            throws IOException {
        FetchedMessage message =
                ImapRead.fetch(connection, ref, "RFC822.SIZE", HeaderRequest.ENCLOSED.item(), BodyStructure.ITEM);
        String mark = ImapUploads.markOf(HeaderRequest.ENCLOSED.of(message));
        if (part == null && mark != null) {
            throw new MailException(new MailFailure.InvalidArgument(
                    "attachments",
                    "must name a part: this mail only holds a file that was brought, as its part "
                            + UploadMessage.PART));
        }
        if (part == null) {
            return whole(connection, ref, message, maxBytes, memory);
        }
        BodyStructure wanted = ImapAttachment.find(message.structure, part);
        if (wanted == null) {
            throw new MailException(new MailFailure.PartNotFound(ref.folder(), ref.uid(), part));
        }
        OutgoingAttachment attachment = part(connection, ref, wanted, charset(message), maxBytes, memory);
        if (mark != null) {
            long validity = ImapSelection.require(connection, ref.folder(), ref.uidValidity())
                    .uidValidity();
            uploads.accept(new ImapUploads.Upload(new MessageRef(ref.folder(), validity, ref.uid()), mark, null));
        }
        return attachment;
    }

    /**
     * All the files of a mail, in their order.
     *
     * @param maxBytes of all of them together, once decoded
     * @param memory as above
     * @throws MailException as above, and where there are more than are sent with one mail
     */
    public static List<OutgoingAttachment> fetchFiles(
            ImapConnection connection, MessageRef ref, long maxBytes, Memory memory) throws IOException {
        FetchedMessage message = ImapRead.fetch(connection, ref, BodyStructure.ITEM);
        List<OutgoingAttachment> files = new ArrayList<>();
        long left = maxBytes;
        String within = null;
        for (PartChoice.File file : PartChoice.ofCoveringText(message.structure).files()) {
            BodyStructure part = file.part();
            if (within != null && part.number().startsWith(within)) {
                continue; // it goes with the message that it is in
            }
            within = part.holdsMessage() ? part.number() + "." : within;
            OutgoingAttachment attachment = part(connection, ref, part, charset(message), left, memory);
            left -= attachment.sizeBytes();
            files.add(attachment);
        }
        return files;
    }

    private static @Nullable String charset(FetchedMessage message) {
        return message.structure == null ? null : message.structure.textCharset();
    }

    private static OutgoingAttachment whole(
            ImapConnection connection, MessageRef ref, FetchedMessage message, long maxBytes, Memory memory)
            throws IOException {
        String name = ImapFile.nameOf(HeaderRequest.ENCLOSED.of(message).subject());
        PartBytes.requireRoom(message.sizeBytes, maxBytes, WHOLE_MAIL);
        ClaimedMemory lease = new ClaimedMemory(memory, message.sizeBytes, EXPANSION);
        byte[] bytes =
                PartBytes.encoded(connection, ref, PartBytes.WHOLE, message.sizeBytes, maxBytes + 1, lease, WORDS);
        PartBytes.requireRoom(bytes.length, maxBytes, WHOLE_MAIL); // the server had guessed its size
        OutgoingAttachment attachment = OutgoingAttachment.message(name, bytes);
        lease.keep(attachment.content().length);
        return attachment;
    }

    private static OutgoingAttachment part(
            ImapConnection connection,
            MessageRef ref,
            BodyStructure part,
            @Nullable String charset,
            long maxBytes,
            Memory memory)
            throws IOException {
        ClaimedMemory lease = new ClaimedMemory(memory, part.sizeBytes(), EXPANSION);
        byte[] bytes = PartBytes.decoded(connection, ref, part, maxBytes, lease, WORDS);
        String name = part.fileName(charset);
        OutgoingAttachment attachment = part.holdsMessage()
                ? OutgoingAttachment.message(name.isEmpty() ? "mail.eml" : name, bytes)
                : OutgoingAttachment.file(name, part.type(), part.parameter("charset"), bytes);
        lease.keep(attachment.content().length);
        return attachment;
    }
}
