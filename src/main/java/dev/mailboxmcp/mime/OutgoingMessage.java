// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import dev.mailboxmcp.mail.Draft;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.TextFormat;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A mail whose every string was checked: nothing in it can become more than the header, the address or the text it is.
 * Immutable.
 *
 * @param bcc in the envelope and in the sender's own copy, never in what others get
 * @param subject one line, any script
 * @param html an alternative to the text; null for none
 * @param references the thread so far, oldest first, without {@code inReplyTo}'s own id
 * @param attachments in their order
 * @param calendar an alternative to the text for programs; null for none
 */
public record OutgoingMessage(
        MessageId messageId,
        OffsetDateTime date,
        EmailAddress from,
        List<EmailAddress> to,
        List<EmailAddress> cc,
        List<EmailAddress> bcc,
        @Nullable EmailAddress replyTo,
        String subject,
        String text,
        @Nullable String html,
        @Nullable MessageId inReplyTo,
        List<MessageId> references,
        List<OutgoingAttachment> attachments,
        @Nullable OutgoingCalendar calendar) {
    /** The most recipients of one mail, over to, cc and bcc. */
    public static final int MAX_RECIPIENTS = 50;

    /** The longest subject, in characters. */
    public static final int MAX_SUBJECT_LENGTH = 998;

    private static final int TAB = '\t';

    /** @throws MailException {@link MailFailure.InvalidArgument} for a subject or a text that cannot be sent */
    public OutgoingMessage {
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        bcc = List.copyOf(bcc);
        references = List.copyOf(references);
        attachments = List.copyOf(attachments);
        checkSubject(subject);
        checkText("text", text);
        if (html != null) {
            checkText("html", html);
        }
        int recipients = to.size() + cc.size() + bcc.size();
        if (recipients > MAX_RECIPIENTS) {
            throw recipientsNeeded(recipients);
        }
    }

    /**
     * Checks a draft.
     *
     * @param attachments what goes with it
     * @param sender who sends where the draft does not say
     * @param messageId what the mail will be known by, on the wire and in the copy
     * @throws MailException {@link MailFailure.InvalidArgument} naming the first argument that is wrong
     */
    public static OutgoingMessage of(
            Draft draft,
            List<OutgoingAttachment> attachments,
            EmailAddress sender,
            MessageId messageId,
            OffsetDateTime date) {
        OutgoingMessage message = draft(draft, attachments, sender, messageId, date);
        if (message.recipients().isEmpty()) {
            throw recipientsNeeded(0);
        }
        return message;
    }

    private static MailException recipientsNeeded(int recipients) {
        return invalid("to", "must be 1.." + MAX_RECIPIENTS + " recipients over to, cc and bcc; got " + recipients);
    }

    /** The same of a mail that is not sent yet, and may have no recipient. */
    public static OutgoingMessage draft(
            Draft draft,
            List<OutgoingAttachment> attachments,
            EmailAddress sender,
            MessageId messageId,
            OffsetDateTime date) {
        return new OutgoingMessage(
                messageId,
                date,
                draft.from() == null ? sender : EmailAddress.parse("from", draft.from()),
                addresses("to", draft.to()),
                addresses("cc", draft.cc()),
                addresses("bcc", draft.bcc()),
                draft.replyTo() == null ? null : EmailAddress.parse("reply_to", draft.replyTo()),
                draft.subject().strip(),
                draft.text(),
                html(draft.text(), draft.html(), draft.format()),
                MessageId.of(draft.inReplyTo()),
                draft.references().stream().flatMap(OutgoingMessage::id).toList(),
                attachments,
                null);
    }

    /** The same with nothing attached. */
    public static OutgoingMessage of(Draft draft, EmailAddress sender, MessageId messageId, OffsetDateTime date) {
        return of(draft, List.of(), sender, messageId, date);
    }

    /** The same mail under that id. */
    public OutgoingMessage named(MessageId id) {
        return with(id, calendar);
    }

    /** The same mail with the answer to an invitation; null for none. */
    public OutgoingMessage with(@Nullable OutgoingCalendar answer) {
        return with(messageId, answer);
    }

    private OutgoingMessage with(MessageId id, @Nullable OutgoingCalendar answer) {
        return new OutgoingMessage(
                id, date, from, to, cc, bcc, replyTo, subject, text, html, inReplyTo, references, attachments, answer);
    }

    /** Fields that are equal for the same mail, whenever and under whatever id it is sent, and for no other. */
    public List<@Nullable String> identity() {
        return MessageIdentity.of(this);
    }

    /** The envelope: everybody named in to, cc and bcc, once, in that order. */
    public List<EmailAddress> recipients() {
        return recipients(to, cc, bcc);
    }

    static List<EmailAddress> recipients(List<EmailAddress> to, List<EmailAddress> cc, List<EmailAddress> bcc) {
        List<EmailAddress> recipients = new ArrayList<>();
        Stream.of(to, cc, bcc).flatMap(List::stream).forEach(address -> {
            if (recipients.stream().noneMatch(address::sameMailbox)) {
                recipients.add(address);
            }
        });
        return List.copyOf(recipients);
    }

    /** Whether an address stands in a header that plain ASCII cannot hold. */
    boolean needsSmtpUtf8() {
        return Stream.of(to, cc, bcc).flatMap(List::stream).anyMatch(EmailAddress::needsSmtpUtf8)
                || from.needsSmtpUtf8()
                || (replyTo != null && replyTo.needsSmtpUtf8());
    }

    /**
     * The HTML alternative of what was written; null for none.
     *
     * @throws MailException {@link MailFailure.InvalidArgument} where there would be two
     */
    public static @Nullable String html(String text, @Nullable String html, TextFormat format) {
        return switch (format) {
            case PLAIN -> html;
            case MARKDOWN -> {
                if (html != null) {
                    throw invalid("html", "must be left out where format is markdown, which makes it");
                }
                yield MarkdownText.html(text);
            }
        };
    }

    private static List<EmailAddress> addresses(String argumentName, List<String> texts) {
        return texts.stream()
                .flatMap(text -> EmailAddress.parseAll(argumentName, text).stream())
                .toList();
    }

    private static Stream<MessageId> id(String text) {
        return Stream.ofNullable(MessageId.of(text));
    }

    private static void checkSubject(String subject) {
        if (subject.length() > MAX_SUBJECT_LENGTH
                || subject.codePoints().anyMatch(c -> Character.isISOControl(c) || isUnsendable(c))) {
            throw invalid(
                    "subject",
                    "must be at most " + MAX_SUBJECT_LENGTH + " characters on one line, without control characters");
        }
    }

    private static void checkText(String argumentName, String text) {
        if (text.codePoints().anyMatch(OutgoingMessage::isUnsendableInText)) {
            throw invalid(
                    argumentName,
                    "must hold no control characters but tab and line breaks, and no half surrogate pairs");
        }
    }

    private static boolean isUnsendableInText(int c) {
        boolean control = Character.isISOControl(c) && c != TAB && c != '\n' && c != '\r';
        return control || Character.getType(c) == Character.SURROGATE;
    }

    private static boolean isUnsendable(int c) {
        int type = Character.getType(c);
        return type == Character.SURROGATE || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
    }

    private static MailException invalid(String argument, String needs) {
        return new MailException(new MailFailure.InvalidArgument(argument, needs));
    }
}
