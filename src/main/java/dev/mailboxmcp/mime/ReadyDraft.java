// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mailboxmcp.mail.MailAddress;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.WireMessage;
import dev.mailboxmcp.text.TextCleaner;
import java.io.ByteArrayOutputStream;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A draft of whatever mail program, made ready to be sent. The content goes as it lies there, byte by byte, but for the Bcc of
 * mails inside it. The header is written anew: the addresses are those of the envelope, in their canonical form, so
 * that nobody is named who gets nothing and nobody gets anything who is not named here; of the other fields those go that
 * recipients have a use for, and none that a program wrote for itself. Immutable.
 *
 * @param messageId the draft's own, where it has a valid one
 * @param subject decoded and cleaned, a long one cut
 * @param inReplyTo which mail it answers; null for none
 * @param forwarded which mail it passes on; null where the draft does not say
 * @param uploads the ids of the files that were brought by a link and that it took, see {@link UploadMessage#taken}
 * @param digest of its bytes in the mailbox, as {@link MessageWriter#digest}
 * @param onTheWire what every recipient gets
 * @param sentCopy the same with Bcc, and the mark
 */
public record ReadyDraft(
        MessageId messageId,
        EmailAddress from,
        List<EmailAddress> to,
        List<EmailAddress> cc,
        List<EmailAddress> bcc,
        List<EmailAddress> replyTo,
        String subject,
        @Nullable MessageId inReplyTo,
        @Nullable MessageId forwarded,
        List<String> uploads,
        String digest,
        WireMessage onTheWire,
        WireMessage sentCopy) {
    /** The field of the copy in Sent that tells which draft it was. */
    public static final String MARK = "X-Mailbox-Draft";

    private static final int MAX_HEADER_BYTES = 256 * 1024;
    private static final int MAX_LINE_OCTETS = 998; // RFC 5322 2.1.1
    private static final int SHOWN_NAME = 80;

    private static final Set<String> KEPT = Set.of(
            "in-reply-to",
            "references",
            "importance",
            "priority",
            "x-priority",
            "sensitivity",
            "organization",
            "thread-topic",
            "thread-index",
            "user-agent",
            "x-mailer",
            "content-type",
            "content-transfer-encoding",
            "content-disposition",
            "content-description",
            "content-id",
            "content-language",
            "content-location");

    private static final Pattern PRINTABLE = Pattern.compile("[ -~\\t]*");
    private static final Pattern ENCRYPTED =
            Pattern.compile("(?is)\\s*(?:multipart/encrypted|application/(?:x-)?pkcs7-mime)\\b.*");
    private static final Pattern WISHED = Pattern.compile("(?i).*[SE].*");
    private static final Pattern SWITCHED_ON = Pattern.compile("(?i)\\s*(?:1|true)\\s*");

    /** The fields of Claws Mail, Sylpheed and KMail by which a draft is to be signed or encrypted when it is sent. */
    private static final List<String> SWITCHES = List.of(
            "x-claws-sign",
            "x-claws-encrypt",
            "x-sylpheed-sign",
            "x-sylpheed-encrypt",
            "x-kmail-signatureactionenabled",
            "x-kmail-encryptactionenabled");

    public ReadyDraft {
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        bcc = List.copyOf(bcc);
        replyTo = List.copyOf(replyTo);
        uploads = List.copyOf(uploads);
    }

    /**
     * Reads a draft.
     *
     * @param stored all of it, as the mail server has it
     * @param user who sends where the draft names nobody; null where nobody is known
     * @param unnamed makes the Message-ID of a draft that has none of the sender's address
     * @param mark for the copy in Sent; one word
     * @throws MailException {@link MailFailure.InvalidArgument} or {@link MailFailure.NotAllowed} for a draft that cannot be
     *     sent as it is, with what to do about it
     */
    public static ReadyDraft of(
            byte[] stored,
            @Nullable EmailAddress user,
            Function<EmailAddress, MessageId> unnamed,
            String mark,
            OffsetDateTime date) {
        int end = endOfHeader(stored);
        if (end > MAX_HEADER_BYTES) {
            throw refused("its header is longer than " + MAX_HEADER_BYTES + " bytes");
        }
        byte[] written = Arrays.copyOf(stored, end);
        MailHeader header = MailHeader.of(written, MAX_HEADER_BYTES + 1, null);
        requireOurs(header);
        List<EmailAddress> authors = addresses("From", header.from());
        if (authors.size() > 1 || authors.isEmpty() && user == null) {
            throw refused("it has to name exactly one author in From");
        }
        EmailAddress from = authors.isEmpty() && user != null ? user : authors.getFirst();
        MessageId known = MessageId.of(header.messageId());
        MessageId id = known == null ? unnamed.apply(from) : known;
        List<EmailAddress> to = addresses("To", header.to());
        List<EmailAddress> cc = addresses("Cc", header.cc());
        List<EmailAddress> bcc = addresses("Bcc", header.bcc());
        List<EmailAddress> replyTo = addresses("Reply-To", header.replyTo());
        if (to.isEmpty() && cc.isEmpty() && bcc.isEmpty()) {
            throw refused("it names nobody whom it is to");
        }
        List<String> lines = new ArrayList<>();
        lines.add("Date: " + MessageWriter.date(date));
        addAddresses(lines, "From", List.of(from));
        addAddresses(lines, "Reply-To", replyTo);
        addAddresses(lines, "To", to);
        addAddresses(lines, "Cc", cc);
        lines.add("Message-ID: " + id.value());
        lines.add("Subject: " + subject(written, header));
        lines.add("MIME-Version: 1.0");
        fields(written).forEach((name, value) -> {
            if (KEPT.contains(name)) {
                lines.add(capitalized(name) + ":" + plain(value));
            }
        });
        byte[] body = body(header(lines), withLineEnds(Arrays.copyOfRange(stored, end, stored.length)));
        List<String> own = new ArrayList<>(lines);
        addAddresses(own, "Bcc", bcc);
        own.add(MARK + ": " + mark);
        return new ReadyDraft(
                id,
                from,
                to,
                cc,
                bcc,
                replyTo,
                header.subject(),
                MessageId.of(header.inReplyTo()),
                MessageId.of(header.value("x-forwarded-message-id")),
                UploadMessage.taken(header),
                MessageWriter.digest(WireMessage.of(stored)),
                message(header(lines), body),
                message(header(own), body));
    }

    /** The envelope: everybody named in To, Cc and Bcc, once, in that order. */
    public List<EmailAddress> recipients() {
        return OutgoingMessage.recipients(to, cc, bcc);
    }

    /** What a program keeps of a mail that is to be signed or encrypted, or is no mail at all, is not what is to be sent. */
    private static void requireOurs(MailHeader header) {
        if (header.has(UploadMessage.MARK_FIELD.toLowerCase(Locale.ROOT))) {
            throw new MailException(new MailFailure.InvalidArgument("uid", "must name a draft, and this is an upload"));
        }
        boolean wished = WISHED.matcher(header.value("x-mutt-pgp")).matches()
                || WISHED.matcher(header.value("x-mutt-smime")).matches()
                || SWITCHES.stream()
                        .anyMatch(field ->
                                SWITCHED_ON.matcher(header.value(field)).matches());
        if (wished || ENCRYPTED.matcher(header.value("content-type")).matches()) {
            throw new MailException(new MailFailure.NotAllowed(
                    "not sent: the draft is encrypted, or is to be signed or encrypted, which this server cannot do. Send it"
                            + " from the mail program that wrote it."));
        }
    }

    /** The body without what is hidden in mails inside it; lines end in CRLF. */
    private static byte[] body(byte[] header, byte[] content) {
        byte[] whole = HiddenFields.cut(new WireMessage(List.of(header, content)).bytes());
        byte[] body = Arrays.copyOfRange(whole, header.length, whole.length);
        int column = 0;
        for (byte b : body) {
            column = b == '\n' ? 0 : column + 1;
            if (b == 0 || column > MAX_LINE_OCTETS + 1) { // the CR counts here, but not in the limit
                throw refused(b == 0 ? "it holds a zero byte" : "it has a line of more than 998 bytes");
            }
        }
        return body;
    }

    private static int endOfHeader(byte[] message) {
        int lineStart = 0;
        for (int i = 0; i < message.length; i++) {
            if (message[i] == '\n') {
                boolean blank = i == lineStart || i == lineStart + 1 && message[lineStart] == '\r';
                if (blank) {
                    return i + 1;
                }
                lineStart = i + 1;
            }
        }
        return message.length;
    }

    /** A line feed or a carriage return alone is no line end on the wire, and some servers take it for one (RFC 5321 2.3.8). */
    private static byte[] withLineEnds(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 2);
        for (int i = 0; i < bytes.length; i++) {
            boolean feed = bytes[i] == '\n';
            if (feed && (i == 0 || bytes[i - 1] != '\r')) {
                out.write('\r');
            }
            out.write(bytes[i]);
            if (bytes[i] == '\r' && (i + 1 == bytes.length || bytes[i + 1] != '\n')) {
                out.write('\n');
            }
        }
        if (bytes.length > 0 && bytes[bytes.length - 1] != '\n' && bytes[bytes.length - 1] != '\r') {
            out.writeBytes(new byte[] {'\r', '\n'});
        }
        return out.toByteArray();
    }

    private static List<EmailAddress> addresses(String name, AddressList listed) {
        List<EmailAddress> addresses = new ArrayList<>();
        for (MailAddress one : listed.addresses()) {
            EmailAddress address = EmailAddress.of(one);
            if (address == null) {
                String shown = TextCleaner.line(AddressText.of(one), SHOWN_NAME);
                throw refused(name + " names somebody without an address that can be written to: " + shown);
            }
            addresses.add(address);
        }
        if (listed.more() > 0) {
            throw refused(name + " names too many");
        }
        return addresses;
    }

    private static MailException refused(String why) {
        return new MailException(new MailFailure.InvalidArgument(
                "uid",
                "must name a draft that can be sent: " + why
                        + ". Change the draft, or save it anew by imap_save_draft"));
    }

    /** The first field of each name, by names in lower case; values as they stand, with their folds. */
    private static Map<String, String> fields(byte[] header) {
        Map<String, String> fields = new LinkedHashMap<>();
        String name = "";
        StringBuilder value = new StringBuilder();
        for (String line : (new String(header, ISO_8859_1) + "\n:").split("\r?\n", -1)) {
            if (line.startsWith(" ") || line.startsWith("\t")) {
                value.append("\r\n").append(line);
                continue;
            }
            if (!name.isEmpty()) {
                fields.putIfAbsent(name, value.toString());
            }
            int colon = line.indexOf(':');
            name = colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            value = new StringBuilder(colon < 0 ? "" : line.substring(colon + 1));
        }
        return fields;
    }

    /** The subject as it stands where it is plain, else written anew. */
    private static String subject(byte[] written, MailHeader header) {
        String raw = fields(written).getOrDefault("subject", "").strip();
        return isClean(raw) ? raw : EncodedWords.unstructured(header.subject(), "Subject: ".length());
    }

    /** A value that is one field whatever stood there; what is not ASCII has no place in these. */
    private static String plain(String raw) {
        String value = raw.stripTrailing();
        if (isClean(value)) {
            return value;
        }
        String line = value.replaceAll("[\\s\\p{Cntrl}]+", " ").strip().replaceAll("[^ -~]", "?");
        return " " + line.substring(0, Math.min(line.length(), MAX_LINE_OCTETS - 100));
    }

    /** Whether it is one field, and no line of it blank or longer than lines are. */
    private static boolean isClean(String value) {
        String[] lines = value.split("\r\n", -1);
        for (int i = 0; i < lines.length; i++) {
            boolean whole = i == 0 || !lines[i].isBlank();
            if (!whole
                    || lines[i].length() > MAX_LINE_OCTETS - 100
                    || !PRINTABLE.matcher(lines[i]).matches()) {
                return false;
            }
        }
        return true;
    }

    private static String capitalized(String name) {
        StringBuilder out = new StringBuilder();
        for (String word : name.split("-", -1)) {
            out.append(out.isEmpty() ? "" : "-")
                    .append(word.substring(0, 1).toUpperCase(Locale.ROOT))
                    .append(word.substring(1));
        }
        return out.toString();
    }

    private static void addAddresses(List<String> lines, String name, List<EmailAddress> addresses) {
        if (!addresses.isEmpty()) {
            lines.add(name + ": " + MessageWriter.addressList(name, addresses));
        }
    }

    private static byte[] header(List<String> lines) {
        return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(UTF_8);
    }

    private static WireMessage message(byte[] header, byte[] body) {
        return new WireMessage(List.of(header, body));
    }
}
