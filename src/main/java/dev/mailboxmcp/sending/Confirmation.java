// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import dev.mailboxmcp.html.HtmlText;
import dev.mailboxmcp.mail.ConsentNeeded;
import dev.mailboxmcp.mime.BodyText;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.mime.OutgoingAttachment;
import dev.mailboxmcp.mime.OutgoingMessage;
import dev.mailboxmcp.text.EscapedName;
import dev.mailboxmcp.text.InertMarkdown;
import dev.mailboxmcp.text.TextCleaner;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a user is asked before a mail is sent. The question shows the envelope exactly as it will be on the wire, then what
 * others may have written: the subject, and the first lines of the text, each cut to a width and marked, so that no line of
 * a mail can pass for one of ours. Display names are left out: a name can look like an address.
 */
final class Confirmation {
    private static final int SHOWN_LINES = 12;
    private static final int SHOWN_WIDTH = 76;
    private static final int SHOWN_SUBJECT = 150;

    /** Local parts that look like what they are. Markdown leaves an underscore alone between letters, and only there. */
    private static final Pattern PLAIN = Pattern.compile("(?:[A-Za-z0-9.+='/-]|(?<=[A-Za-z0-9])_(?=[A-Za-z0-9]))+");

    private Confirmation() {}

    /**
     * What is thrown where the mail has to be confirmed.
     *
     * @param unknown recipients that the user never wrote to, as far as that was asked
     * @param changed whether the user confirmed something else before
     */
    static ConsentNeeded of(OutgoingMessage message, List<EmailAddress> unknown, boolean changed) {
        List<EmailAddress> recipients = message.recipients();
        StringBuilder question = new StringBuilder();
        if (changed) {
            question.append("The mail is no longer the one you confirmed. ");
        }
        question.append("Send this mail?\n\nFrom: ").append(shown(message.from()));
        question.append("\nTo ").append(recipients.size()).append(recipients.size() == 1 ? " address:" : " addresses:");
        for (int i = 0; i < recipients.size(); i++) {
            EmailAddress recipient = recipients.get(i);
            question.append('\n').append(i + 1).append(". ").append(shown(recipient));
            question.append(field(message, recipient));
            question.append(unknown.contains(recipient) ? " - you never wrote to this address" : "");
        }
        if (message.replyTo() != null) {
            question.append("\nAnswers will go to: ").append(shown(message.replyTo()));
        }
        String subject = InertMarkdown.of(TextCleaner.line(message.subject(), SHOWN_SUBJECT));
        question.append("\n\nSubject: ").append(subject.isEmpty() ? "(none)" : "\u201C" + subject + "\u201D");
        appendLines(question, "Text", message.text());
        if (message.html() != null) {
            HtmlText html = BodyText.html(message.html().getBytes(StandardCharsets.UTF_8), "", "utf-8");
            String hidden =
                    html.hiddenCharacters() == 0 ? "" : " with " + html.hiddenCharacters() + " hidden characters";
            String unsure = html.uncertain() ? " too complex to be sure of: readers may see another text," : "";
            appendLines(question, "HTML text, which most readers see," + unsure + hidden, html.text());
        }
        if (message.calendar() != null) {
            question.append("\n\nWith it goes the same answer for the organizer's calendar.");
        }
        appendAttachments(question, message.attachments());
        return new ConsentNeeded(question.toString(), digest(message));
    }

    private static String field(OutgoingMessage message, EmailAddress recipient) {
        if (message.to().contains(recipient)) {
            return "";
        }
        return message.cc().contains(recipient) ? " (Cc)" : " (Bcc)";
    }

    /**
     * The domain is harmless. Letters of the local part that are not ASCII could be mistaken for others, and where a client
     * shows Markdown {@code b*o*b} looks like {@code bob}: these are shown once more, spelled out.
     */
    private static String shown(EmailAddress address) {
        String localPart = address.localPart();
        if (PLAIN.matcher(localPart).matches()) {
            return address.wire();
        }
        StringBuilder escaped = new StringBuilder();
        localPart
                .codePoints()
                .mapToObj(Character::toString)
                .forEach(c -> escaped.append(PLAIN.matcher(c).matches() ? c : EscapedName.escape(c.codePointAt(0))));
        String readable =
                InertMarkdown.of(TextCleaner.line(address.wire(), address.wire().length()));
        return readable + " (that is " + escaped + "@" + address.domain() + ")";
    }

    private static void appendAttachments(StringBuilder question, List<OutgoingAttachment> attachments) {
        if (attachments.isEmpty()) {
            return;
        }
        question.append("\n\n")
                .append(attachments.size())
                .append(attachments.size() == 1 ? " attachment:" : " attachments:");
        for (OutgoingAttachment file : attachments) {
            String name = InertMarkdown.of(TextCleaner.line(file.name(), SHOWN_WIDTH));
            question.append("\n> \u201C")
                    .append(name)
                    .append("\u201D, ")
                    .append(file.sizeBytes())
                    .append(" bytes");
        }
    }

    private static void appendLines(StringBuilder question, String what, String text) {
        List<String> rows = rows(text);
        boolean cut = rows.size() > SHOWN_LINES;
        question.append("\n\n")
                .append(what)
                .append(cut ? ", the beginning" : "")
                .append(" (each line marked with >):");
        rows.stream().limit(SHOWN_LINES).forEach(row -> question.append("\n> ").append(row));
    }

    /** The rows that are shown, and one more where there are more. */
    private static List<String> rows(String text) {
        List<String> rows = new ArrayList<>();
        for (String line : text.split("\\R", -1)) {
            String rest = InertMarkdown.of(TextCleaner.line(line, line.length()));
            do {
                int end = rest.length() <= SHOWN_WIDTH
                        ? rest.length()
                        : rest.offsetByCodePoints(0, Math.min(SHOWN_WIDTH, rest.codePointCount(0, rest.length())));
                rows.add(rest.substring(0, end));
                rest = rest.substring(end);
            } while (!rest.isEmpty() && rows.size() <= SHOWN_LINES);
            if (rows.size() > SHOWN_LINES) {
                break;
            }
        }
        return rows;
    }

    /** The digest of the envelope and everything in the mail but its date and Message-ID. */
    static String digest(OutgoingMessage message) {
        return hash(message.identity());
    }

    /** Each field behind its length, so that no two lists of fields hash the same bytes. */
    private static String hash(List<@Nullable String> fields) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String field : fields) {
                byte[] bytes = field == null ? new byte[0] : field.getBytes(StandardCharsets.UTF_8);
                digest.update(ByteBuffer.allocate(Integer.BYTES)
                        .putInt(field == null ? -1 : bytes.length)
                        .array());
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}
