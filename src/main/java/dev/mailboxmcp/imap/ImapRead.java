// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.Attachment;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MailMessage;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mime.SenderCheck;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one mail in two round trips: what it is made of, then the parts that are its text, as far as asked for.
 * Attachments are never fetched, nothing becomes read by it, and a broken mail gives what can be had.
 */
public final class ImapRead {
    private static final String WORDS = "reading the mail";
    private static final int MAX_ATTACHMENTS = 200;

    private ImapRead() {}

    /**
     * One mail, or a piece of a long one.
     *
     * @param offset where the text is to begin, in chars; 0 or what an earlier answer named
     * @param maxChars of text, 1..100000
     * @param senderCheck whose findings become warnings
     * @param memory for the text while it is read
     * @throws MailException if there is no such folder or mail, or the folder was recreated since
     */
    public static MailMessage read(
            ImapConnection connection, MessageRef ref, int offset, int maxChars, SenderCheck senderCheck, Memory memory)
            throws IOException {
        FetchedMessage message = describe(connection, ref, "REPLY-TO " + senderCheck.headerFields());
        PartChoice choice = PartChoice.of(message.structure);
        MessageText text = MessageText.fetch(
                connection,
                message,
                choice,
                (int) Math.min((long) offset + maxChars + 1, Integer.MAX_VALUE / 2),
                memory);
        List<String> warnings = new ArrayList<>(message.warnings);
        warnings.addAll(text.warnings());
        if (PartChoice.isSealed(message.structure)) {
            warnings.add("this mail is encrypted, or signed in a form that cannot be opened here");
        }
        TextPiece piece = TextPiece.of(text.text(), offset, maxChars);
        if (piece.nextOffset() == null && !text.complete()) {
            warnings.add("the text is longer than what is read of one mail; its end is left out");
        }
        List<Attachment> attachments = attachments(choice, warnings);
        warnings.addAll(doubts(message, senderCheck));
        return toMessage(connection, ref, message, text, piece, attachments, warnings);
    }

    /**
     * All there is to know of a message without its content. Leaves the folder open.
     *
     * @param headerFields that are fetched besides the envelope, between spaces
     */
    static FetchedMessage describe(ImapConnection connection, MessageRef ref, String headerFields) throws IOException {
        String items = "(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS ("
                + headerFields + " CONTENT-TYPE)]<0.65536>)";
        ImapAnswer answer = ImapSelection.ask(
                        connection,
                        ref.folder(),
                        WORDS,
                        ResponseLimits.DESCRIPTION,
                        ImapCommand.of("UID FETCH", ref.uid() + " " + items))
                .get(0);
        ImapSelection.require(connection, ref.folder(), ref.uidValidity());
        for (FetchedMessage message : FetchReader.read(answer)) {
            if (message.uid == ref.uid()) {
                return message;
            }
        }
        if (!answer.status().isAboutTheMail()) {
            answer.requireOk(WORDS);
        }
        throw new MailException(new MailFailure.MessageNotFound(ref.folder(), ref.uid()));
    }

    /** What speaks against the sender. */
    private static List<String> doubts(FetchedMessage message, SenderCheck senderCheck) {
        Envelope envelope = message.envelope;
        HeaderFields header = new HeaderFields(message.section("HEADER"));
        return envelope == null
                ? List.of()
                : senderCheck.warnings(
                        envelope.from(), header.has("reply-to") ? envelope.replyTo() : List.of(), header.all());
    }

    private static MailMessage toMessage(
            ImapConnection connection,
            MessageRef ref,
            FetchedMessage message,
            MessageText text,
            TextPiece piece,
            List<Attachment> attachments,
            List<String> warnings)
            throws IOException {
        Envelope envelope = message.envelope;
        if (envelope == null) {
            warnings.add("the mail server gave no envelope of this mail");
            envelope = Envelope.NONE;
        }
        boolean hasReplyTo = new HeaderFields(message.section("HEADER")).has("reply-to");
        return new MailMessage(
                ref.folder(),
                ImapSelection.require(connection, ref.folder(), null).uidValidity(),
                message.uid,
                envelope.messageId(),
                message.date(),
                envelope.from().isEmpty() ? "" : envelope.from().get(0),
                envelope.to(),
                envelope.cc(),
                hasReplyTo ? envelope.replyTo() : List.of(),
                envelope.inReplyTo().isEmpty() ? null : envelope.inReplyTo(),
                envelope.subject(),
                message.flags,
                piece.text(),
                text.source(),
                piece.nextOffset(),
                attachments,
                text.hiddenChars(),
                warnings);
    }

    private static List<Attachment> attachments(PartChoice choice, List<String> warnings) {
        List<Attachment> attachments = choice.attachments().stream()
                .limit(MAX_ATTACHMENTS)
                .map(part -> new Attachment(part.number(), part.fileName(), part.type(), part.decodedSizeBytes()))
                .toList();
        if (choice.attachments().size() > MAX_ATTACHMENTS) {
            warnings.add("the first " + MAX_ATTACHMENTS + " of "
                    + choice.attachments().size() + " attachments are listed");
        }
        return attachments;
    }
}
