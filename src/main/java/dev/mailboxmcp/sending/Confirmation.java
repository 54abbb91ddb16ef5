// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import dev.mailboxmcp.account.Sha256;
import dev.mailboxmcp.html.HtmlText;
import dev.mailboxmcp.imap.ImapRead;
import dev.mailboxmcp.mail.ConsentNeeded;
import dev.mailboxmcp.mail.MailMessage;
import dev.mailboxmcp.mime.BodyText;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.mime.OutgoingMessage;
import dev.mailboxmcp.mime.ReadyDraft;
import dev.mailboxmcp.text.EscapedName;
import dev.mailboxmcp.text.InertMarkdown;
import dev.mailboxmcp.text.TextCleaner;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a user is asked before a mail is sent. The question shows the envelope exactly as it will be on the wire, then what
 * others may have written: the subject, and the first lines of the text, each cut to a width and marked, so that no line of
 * a mail can pass for one of ours. Display names are left out: a name can look like an address.
 */
final class Confirmation {
    private static final String STRANGER = " - you never wrote to this address";
    private static final int SHOWN_LINES = 12;
    private static final int SHOWN_WIDTH = 76;
    private static final int SHOWN_SUBJECT = 150;

    /** Local parts that look like what they are. Markdown leaves an underscore alone between letters, and only there. */
    private static final Pattern PLAIN = Pattern.compile("(?:[A-Za-z0-9.+='/-]|(?<=[A-Za-z0-9])_(?=[A-Za-z0-9]))+");

    private Confirmation() {}

    /** How the user is asked about a mail that is made here. */
    static Asking of(OutgoingMessage message) {
        return new Asking() {
            @Override
            public String digest() {
                return Confirmation.digest(message);
            }

            @Override
            public ConsentNeeded question(List<EmailAddress> unknown, boolean changed) {
                return new ConsentNeeded(Confirmation.question(message, unknown, changed), digest());
            }
        };
    }

    /**
     * How the user is asked about a draft, which is read only where that is necessary.
     *
     * @param read the draft as {@code imap_read_email} shows it
     */
    static Asking of(ReadyDraft draft, Supplier<MailMessage> read) {
        return new Asking() {
            @Override
            public String digest() {
                return Confirmation.digest(draft);
            }

            @Override
            public ConsentNeeded question(List<EmailAddress> unknown, boolean changed) {
                return new ConsentNeeded(Confirmation.question(draft, read.get(), unknown, changed), digest());
            }
        };
    }

    private static String question(OutgoingMessage message, List<EmailAddress> unknown, boolean changed) {
        StringBuilder question =
                heading(Envelope.of(message), message.to(), message.cc(), message.subject(), unknown, changed, "mail");
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
        appendAttachments(
                question,
                message.attachments().stream()
                        .map(file -> file(file.name(), file.sizeBytes()))
                        .toList());
        return question.toString();
    }

    private static String question(ReadyDraft draft, MailMessage read, List<EmailAddress> unknown, boolean changed) {
        StringBuilder question =
                heading(Envelope.of(draft), draft.to(), draft.cc(), draft.subject(), unknown, changed, "draft");
        String hidden = read.hiddenChars() == 0 ? "" : ", with " + read.hiddenChars() + " hidden characters";
        appendLines(question, "Text as readers see it" + hidden, read.text());
        ImapRead.doubts(read).forEach(warning -> question.append("\nNote: ").append(warning));
        appendAttachments(
                question,
                read.attachments().stream()
                        .map(file -> file(file.name(), file.sizeBytes()))
                        .toList());
        return question.toString();
    }

    private static StringBuilder heading(
            Envelope envelope,
            List<EmailAddress> to,
            List<EmailAddress> cc,
            String subject,
            List<EmailAddress> unknown,
            boolean changed,
            String what) {
        List<EmailAddress> recipients = envelope.recipients();
        StringBuilder question = new StringBuilder();
        if (changed) {
            question.append("The mail is no longer the one you confirmed. ");
        }
        question.append("Send this ").append(what).append("?\n\nFrom: ").append(shown(envelope.from()));
        question.append("\nTo ").append(recipients.size()).append(recipients.size() == 1 ? " address:" : " addresses:");
        for (int i = 0; i < recipients.size(); i++) {
            EmailAddress recipient = recipients.get(i);
            question.append('\n').append(i + 1).append(". ").append(shown(recipient));
            question.append(to.contains(recipient) ? "" : cc.contains(recipient) ? " (Cc)" : " (Bcc)");
            question.append(unknown.contains(recipient) ? STRANGER : "");
        }
        envelope.replyTo()
                .forEach(address -> question.append("\nAnswers will go to: ")
                        .append(shown(address))
                        .append(unknown.contains(address) ? STRANGER : ""));
        String line = InertMarkdown.of(TextCleaner.line(subject, SHOWN_SUBJECT));
        return question.append("\n\nSubject: ").append(line.isEmpty() ? "(none)" : "\u201C" + line + "\u201D");
    }

    /**
     * The domain is harmless. Letters of the local part that are not ASCII could be mistaken for others, and where a client
     * shows Markdown {@code b*o*b} looks like {@code bob}: these are shown once more, spelled out.
     */
    private static String shown(EmailAddress address) {
        String spelled = spelled(address);
        if (spelled == null) {
            return address.wire();
        }
        String readable =
                InertMarkdown.of(TextCleaner.line(address.wire(), address.wire().length()));
        return readable + " (that is " + spelled + ")";
    }

    /** The address with every character written out that could be taken for another; null where there is none. */
    static @Nullable String spelled(EmailAddress address) {
        String localPart = address.localPart();
        if (PLAIN.matcher(localPart).matches()) {
            return null;
        }
        StringBuilder escaped = new StringBuilder();
        localPart
                .codePoints()
                .mapToObj(Character::toString)
                .forEach(c -> escaped.append(PLAIN.matcher(c).matches() ? c : EscapedName.escape(c.codePointAt(0))));
        return escaped.append('@').append(address.domain()).toString();
    }

    private static String file(String name, long sizeBytes) {
        return "\u201C" + InertMarkdown.of(TextCleaner.line(name, SHOWN_WIDTH)) + "\u201D, " + sizeBytes + " bytes";
    }

    private static void appendAttachments(StringBuilder question, List<String> files) {
        if (!files.isEmpty()) {
            question.append("\n\n").append(files.size()).append(files.size() == 1 ? " attachment:" : " attachments:");
            files.forEach(file -> question.append("\n> ").append(file));
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

    /** The digest of a draft's bytes, its sender and its envelope. */
    static String digest(ReadyDraft draft) {
        List<String> fields =
                new ArrayList<>(List.of("draft", draft.digest(), draft.from().header()));
        draft.recipients().forEach(recipient -> fields.add(recipient.wire()));
        return hash(fields);
    }

    /** The digest of the envelope and everything in the mail but its date and Message-ID. */
    private static String digest(OutgoingMessage message) {
        return hash(message.identity());
    }

    /** Each field behind its length, so that no two lists of fields hash the same bytes. */
    private static String hash(List<? extends @Nullable String> fields) {
        MessageDigest digest = Sha256.digest();
        for (String field : fields) {
            byte[] bytes = field == null ? new byte[0] : field.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(Integer.BYTES)
                    .putInt(field == null ? -1 : bytes.length)
                    .array());
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
