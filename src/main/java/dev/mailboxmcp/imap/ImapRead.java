// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.calendar.InvitationReader;
import dev.mailboxmcp.mail.Attachment;
import dev.mailboxmcp.mail.FolderRole;
import dev.mailboxmcp.mail.Invitation;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MailMessage;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.MessageFlag;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mail.Unsubscribe;
import dev.mailboxmcp.mime.AddressList;
import dev.mailboxmcp.mime.MailCharset;
import dev.mailboxmcp.mime.MailHeader;
import dev.mailboxmcp.mime.SenderCheck;
import dev.mailboxmcp.mime.UnsubscribeReader;
import dev.mailboxmcp.text.InertMarkdown;
import dev.mailboxmcp.text.TextCleaner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads one mail in two round trips: what it is made of, then the parts that are its text, as far as asked for.
 * Attachments are never fetched, nothing becomes read by it, and a broken mail gives what can be had.
 */
public final class ImapRead {
    private static final String WORDS = "reading the mail";
    private static final int MAX_ATTACHMENTS = 200;
    private static final int MAX_HEADER_BYTES = 8000;

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
        return read(connection, ref, offset, maxChars, false, senderCheck, memory);
    }

    /**
     * Reads a mail, with its header where that is wanted.
     *
     * @param headers whether the lines of the header are wanted too
     */
    public static MailMessage read(
            ImapConnection connection,
            MessageRef ref,
            int offset,
            int maxChars,
            boolean headers,
            SenderCheck senderCheck,
            Memory memory)
            throws IOException {
        Description description =
                describe(connection, ref, headers ? HeaderRequest.all() : HeaderRequest.mail(senderCheck));
        FetchedMessage message = description.message();
        PartChoice choice = PartChoice.of(message.structure);
        MessageCalendar calendar = new MessageCalendar(description, senderCheck, memory);
        MessageText text = MessageText.fetch(
                connection,
                description,
                choice,
                calendar,
                (int) Math.min((long) offset + maxChars + 1, Integer.MAX_VALUE / 2),
                memory);
        List<String> warnings = new ArrayList<>(message.warnings);
        warnings.addAll(text.warnings());
        String absence = TextAbsence.of(message.structure, choice, text);
        if (absence != null) {
            warnings.add(absence);
        }
        TextPiece piece = TextPiece.of(InertMarkdown.of(text.text()), offset, maxChars);
        if (piece.nextOffset() == null && !text.complete()) {
            warnings.add("the text is longer than what is read of one mail; its end is left out");
        }
        List<Attachment> attachments = attachments(message, choice, warnings);
        MailHeader header = description.header();
        warnings.addAll(header.warnings());
        InvitationReader.Read event = calendar.read();
        if (header.extent() != MailHeader.Extent.UNTOLD) {
            warnings.addAll(senderCheck.warnings(header, event != null && event.byService()));
        }
        if (event != null) {
            warnings.addAll(event.warnings());
        }
        String lines = headers ? headerLines(message, warnings) : null;
        return toMessage(
                connection,
                ref,
                description,
                text,
                piece,
                attachments,
                event == null ? null : event.invitation(),
                isJunk(ref, message) ? null : UnsubscribeReader.read(header, senderCheck),
                lines,
                warnings);
    }

    /** Which of the warnings are of whether a person sees another text. */
    public static List<String> doubts(MailMessage mail) {
        return mail.warnings().stream()
                .filter(List.of(MessageText.UNCERTAIN, MessageText.DIFFERS)::contains)
                .toList();
    }

    /** Whoever leaves the list of a mail that is unwanted tells its sender that somebody reads it. */
    private static boolean isJunk(MessageRef ref, FetchedMessage message) {
        return message.flags().contains(MessageFlag.JUNK)
                || Stream.of("/", ".").anyMatch(it -> FolderRoles.byName(ref.folder(), it) == FolderRole.JUNK);
    }

    private static String headerLines(FetchedMessage message, List<String> warnings) {
        byte[] raw = message.section("HEADER");
        String charset = message.structure == null ? null : message.structure.textCharset();
        String lines = TextCleaner.text(
                        MailCharset.decode(Arrays.copyOf(raw, Math.min(raw.length, MAX_HEADER_BYTES)), charset))
                .strip();
        byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
        if (raw.length > MAX_HEADER_BYTES || bytes.length > MAX_HEADER_BYTES) {
            warnings.add("headers holds the first of the header's lines alone: it has " + raw.length + " bytes");
            String kept = new String(bytes, 0, Math.min(bytes.length, MAX_HEADER_BYTES), StandardCharsets.UTF_8);
            int end = kept.lastIndexOf('\n');
            return end < 0 ? TextCleaner.shorten(kept, MAX_HEADER_BYTES / 4) : kept.substring(0, end);
        }
        return lines;
    }

    /**
     * What there is to know of a message without its content.
     *
     * @param message what the server told
     * @param header as it stands in the mail
     */
    record Description(FetchedMessage message, MailHeader header) {
        MessageTime time() {
            return MessageTime.of(header.date(), message.received);
        }
    }

    /** Describes a message. Leaves the folder open. */
    static Description describe(ImapConnection connection, MessageRef ref, HeaderRequest header) throws IOException {
        FetchedMessage message =
                fetch(connection, ref, "FLAGS INTERNALDATE RFC822.SIZE", header.item(), BodyStructure.ITEM);
        return new Description(message, header.of(message));
    }

    /**
     * What the server tells of a message, in one round trip as a rule; where it refuses or leaves out some of it, what it tells
     * of the rest, in one more. Leaves the folder open.
     *
     * @param items without UID, which is asked for in any case
     */
    static FetchedMessage fetch(ImapConnection connection, MessageRef ref, String... items) throws IOException {
        boolean wasOpen = ImapSelection.known(connection, ref.folder()) != null;
        String all = String.join(" ", items);
        ImapAnswer answer = ask(connection, ref, all);
        List<FetchedMessage> told = told(answer, ref);
        if (told.isEmpty() && answer.isOk() && wasOpen) {
            // QUIRK: Dovecot looks for new mail only after what stands behind a NOOP in the same flight
            answer = ask(connection, ref, all);
            told = told(answer, ref);
        }
        StatusText status = answer.status();
        boolean refused = !answer.isOk() && !status.isAboutTheMail() && !status.isThrottled();
        if (told.isEmpty() ? refused : told.get(0).lacks(items)) { // QUIRK: Yahoo, iCloud
            List<ImapCommand> alone =
                    Arrays.stream(items).map(item -> command(ref, item)).toList();
            List<ImapAnswer> answers = connection.ask(WORDS, ResponseLimits.DESCRIPTION, alone);
            told.addAll(FetchReader.described(answers.get(0))); // which holds the responses to all
            told.removeIf(message -> message.uid != ref.uid());
            for (int i = 0; i < items.length; i++) {
                if (items[i].startsWith("FLAGS") && told.stream().noneMatch(message -> message.flagged)) {
                    answers.get(i).requireOk(WORDS); // a mail whose flags are not told is not unread for that
                }
            }
        }
        if (told.isEmpty()) {
            throw missing(answer, ref);
        }
        FetchedMessage message = FetchedMessage.ofUid(ref.uid());
        told.forEach(message::add);
        return message;
    }

    private static ImapAnswer ask(ImapConnection connection, MessageRef ref, String items) throws IOException {
        ImapAnswer answer = ImapSelection.ask(
                        connection, ref.folder(), WORDS, ResponseLimits.DESCRIPTION, command(ref, items))
                .get(0);
        ImapSelection.require(connection, ref.folder(), ref.uidValidity());
        return answer;
    }

    private static List<FetchedMessage> told(ImapAnswer answer, MessageRef ref) throws IOException {
        List<FetchedMessage> told = new ArrayList<>(FetchReader.described(answer));
        told.removeIf(message -> message.uid != ref.uid());
        return told;
    }

    private static ImapCommand command(MessageRef ref, String items) {
        return ImapCommand.of("UID FETCH", ref.uid() + " (UID " + items + ")");
    }

    private static MailException missing(ImapAnswer answer, MessageRef ref) {
        if (!answer.status().isAboutTheMail()) {
            answer.requireOk(WORDS);
        }
        return new MailException(
                FetchReader.isAnonymous(answer)
                        ? new MailFailure.ServerUnavailable(
                                "IMAP", "the mail server does not say which mail it describes (UID)")
                        : new MailFailure.MessageNotFound(ref.folder(), ref.uid()));
    }

    private static MailMessage toMessage(
            ImapConnection connection,
            MessageRef ref,
            Description description,
            MessageText text,
            TextPiece piece,
            List<Attachment> attachments,
            @Nullable Invitation invitation,
            @Nullable Unsubscribe unsubscribe,
            @Nullable String headers,
            List<String> warnings)
            throws IOException {
        MailHeader header = description.header();
        MessageTime time = description.time();
        AddressList authors = header.authors();
        AddressList to = header.to();
        return new MailMessage(
                ref.folder(),
                ImapSelection.require(connection, ref.folder(), null).uidValidity(),
                description.message().uid,
                header.messageId(),
                time.date(),
                time.isArrival(),
                String.join(", ", authors.texts()),
                authors.more(),
                to.texts(),
                to.more(),
                header.cc().texts(),
                header.replyTo().texts(),
                header.inReplyTo().isEmpty() ? null : header.inReplyTo(),
                header.subject(),
                description.message().flags(),
                piece.text(),
                text.source(),
                piece.nextOffset(),
                attachments,
                invitation,
                unsubscribe,
                headers,
                text.hiddenChars(),
                warnings);
    }

    static Attachment attachment(PartChoice.File file, @Nullable String charset) {
        BodyStructure part = file.part();
        return new Attachment(
                part.number(), part.fileName(charset), part.type(), part.decodedSizeBytes(), file.inline());
    }

    private static List<Attachment> attachments(FetchedMessage message, PartChoice choice, List<String> warnings) {
        String charset = message.structure == null ? null : message.structure.textCharset();
        List<Attachment> attachments = choice.files().stream()
                .limit(MAX_ATTACHMENTS)
                .map(file -> attachment(file, charset))
                .toList();
        if (choice.files().size() > MAX_ATTACHMENTS) {
            warnings.add(
                    "the first " + MAX_ATTACHMENTS + " of " + choice.files().size() + " attachments are listed");
        }
        return attachments;
    }
}
