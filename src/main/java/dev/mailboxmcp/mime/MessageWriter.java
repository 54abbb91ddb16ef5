// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import dev.mailboxmcp.mail.WireMessage;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes a message as it goes on the wire (RFC 5322, MIME). The same message always gives the same bytes: nothing is
 * added that the caller did not fix, no host name and no clock. Lines end in CRLF and are at most 998 octets long. All is
 * ASCII, unless an address needs SMTPUTF8; then headers are UTF-8 (RFC 6532). Thread-safe.
 */
public final class MessageWriter {
    /** The field of a draft that names those whose place it took. */
    public static final String REPLACED = "X-Mailbox-Replaced";

    private static final int MAX_REFERENCES = 20;
    private static final int DIGEST_BYTES = 16;
    private static final int MAX_LINE_OCTETS = 998; // RFC 5322 2.1.1
    private static final String FOLD = "\r\n ";
    private static final List<String> BODY_FIELDS = List.of("Content-Type", "Content-Transfer-Encoding");

    static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH); // RFC 5322 3.3
    private static final Pattern LINE_BREAK = Pattern.compile("\r\n|\r|\n");
    /** A value that stays one header: a line break in it is a fold, and folded lines are not blank. */
    private static final Pattern ONE_HEADER = Pattern.compile("[^\r\n\0]*+(?:\r\n [^\r\n\0]*[^\r\n\0 ][^\r\n\0]*+)*+");

    /** What every recipient gets: without Bcc. */
    public WireMessage toRecipients(OutgoingMessage message) {
        return write(message, Readers.RECIPIENTS, List.of());
    }

    /** The sender's own copy: as on the wire, with Bcc where there is any. */
    public WireMessage toSender(OutgoingMessage message) {
        return write(message, Readers.SENDER, List.of());
    }

    /**
     * A draft: the sender's own copy, marked as written by this server.
     *
     * @param uploads the ids of files that were brought by a link and that it took, see {@link UploadMessage#taken}
     */
    public WireMessage toDrafts(OutgoingMessage message, List<String> uploads) {
        return write(message, Readers.DRAFTS, uploads);
    }

    /**
     * A draft in the place of older ones, so that whoever knew these finds it.
     *
     * @param replaced their ids, the newest last; those that are none are left out, and the oldest of many
     */
    public static WireMessage inPlaceOf(List<String> replaced, WireMessage draft) {
        List<String> ids = replaced.stream()
                .map(MessageId::of)
                .filter(Objects::nonNull)
                .map(MessageId::value)
                .toList();
        if (ids.isEmpty()) {
            return draft;
        }
        List<String> newest = ids.subList(Math.max(0, ids.size() - MAX_REFERENCES), ids.size());
        List<byte[]> pieces = new ArrayList<>();
        pieces.add(ascii(REPLACED + ": " + String.join(FOLD, newest) + "\r\n"));
        pieces.add(draft.bytes());
        return new WireMessage(pieces);
    }

    /** What tells a message from every other, as it is on the wire. */
    public static String digest(WireMessage message) {
        MessageDigest digest = MessageId.sha256();
        try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            message.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HexFormat.of().formatHex(digest.digest(), 0, DIGEST_BYTES);
    }

    private enum Readers {
        RECIPIENTS,
        SENDER,
        DRAFTS
    }

    /** {@link #toRecipients} in one piece. */
    public byte[] onTheWire(OutgoingMessage message) {
        return toRecipients(message).bytes();
    }

    /** {@link #toSender} in one piece. */
    public byte[] sentCopy(OutgoingMessage message) {
        return toSender(message).bytes();
    }

    private static WireMessage write(OutgoingMessage message, Readers readers, List<String> uploads) {
        return PlatformThread.call(() -> written(message, readers, uploads));
    }

    private static WireMessage written(OutgoingMessage message, Readers readers, List<String> uploads) {
        try {
            InternetHeaders bodyHeaders = new InternetHeaders();
            byte[] body = body(message, bodyHeaders);
            if (message.attachments().isEmpty()) {
                return new WireMessage(List.of(header(message, readers, uploads, bodyHeaders), body));
            }
            String boundary = outerBoundary(message);
            InternetHeaders mixed = new InternetHeaders();
            mixed.setHeader("Content-Type", "multipart/mixed;" + FOLD + "boundary=\"" + boundary + '"');
            List<byte[]> pieces = new ArrayList<>();
            pieces.add(header(message, readers, uploads, mixed));
            pieces.add(ascii("--" + boundary + "\r\n"));
            for (String name : BODY_FIELDS) {
                String value = bodyHeaders.getHeader(name, null);
                pieces.add(ascii(value == null ? "" : name + ": " + value + "\r\n"));
            }
            pieces.add(ascii("\r\n"));
            pieces.add(body);
            for (OutgoingAttachment attachment : message.attachments()) {
                pieces.add(ascii("\r\n--" + boundary + "\r\n"));
                pieces.add(attachment.header());
                pieces.add(attachment.content());
            }
            pieces.add(ascii("\r\n--" + boundary + "--\r\n"));
            return new WireMessage(pieces);
        } catch (MessagingException e) {
            throw new IllegalStateException(e); // the message was checked, and nothing here touches a network
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] header(
            OutgoingMessage message, Readers readers, List<String> uploads, InternetHeaders bodyHeaders)
            throws MessagingException, IOException {
        MimeMessage mime = new WrittenMessage(session(message), new byte[0]);
        setHeaders(mime, message, readers);
        if (!uploads.isEmpty()) {
            put(mime, UploadMessage.TAKEN_FIELD, String.join(FOLD, uploads));
        }
        for (String name : BODY_FIELDS) {
            String value = bodyHeaders.getHeader(name, null);
            if (value != null) {
                put(mime, name, value);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        mime.writeTo(out);
        return out.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static Session session(OutgoingMessage message) {
        Properties properties = new Properties();
        properties.setProperty("mail.mime.allowutf8", String.valueOf(message.needsSmtpUtf8()));
        return Session.getInstance(properties);
    }

    private static void setHeaders(MimeMessage mime, OutgoingMessage message, Readers readers)
            throws MessagingException {
        put(mime, "Date", date(message.date()));
        putAddresses(mime, "From", List.of(message.from()));
        if (message.replyTo() != null) {
            putAddresses(mime, "Reply-To", List.of(message.replyTo()));
        }
        putAddresses(mime, "To", message.to());
        putAddresses(mime, "Cc", message.cc());
        if (readers != Readers.RECIPIENTS) {
            putAddresses(mime, "Bcc", message.bcc());
        }
        put(mime, "Message-ID", message.messageId().value());
        if (message.inReplyTo() != null) {
            put(mime, "In-Reply-To", message.inReplyTo().value());
        }
        List<MessageId> thread = thread(message);
        if (!thread.isEmpty()) {
            put(mime, "References", thread.stream().map(MessageId::value).collect(Collectors.joining(FOLD)));
        }
        put(mime, "Subject", EncodedWords.unstructured(message.subject(), "Subject: ".length()));
        put(mime, "MIME-Version", "1.0");
        if (readers == Readers.DRAFTS) {
            // mutt keeps the field of a draft that a person changed, and writes another Date
            put(mime, ReadyDraft.MARK, date(message.date()));
            if (message.inReplyTo() == null && !thread.isEmpty()) { // as Thunderbird says of a draft what it passes on
                put(mime, "X-Forwarded-Message-Id", thread.getLast().value());
            }
        }
    }

    /** The value of the field Date. */
    static String date(OffsetDateTime date) {
        return DATE.format(date);
    }

    /** RFC 5322 3.6.4: the thread so far and the mail answered; the first one and the newest where there are many. */
    private static List<MessageId> thread(OutgoingMessage message) {
        List<MessageId> thread = new ArrayList<>(message.references());
        MessageId parent = message.inReplyTo();
        if (parent != null) {
            thread.remove(parent);
            thread.add(parent);
        }
        List<MessageId> distinct = new ArrayList<>(new LinkedHashSet<>(thread));
        if (distinct.size() > MAX_REFERENCES) {
            distinct.subList(1, distinct.size() - MAX_REFERENCES + 1).clear();
        }
        return distinct;
    }

    private static void putAddresses(MimeMessage mime, String name, List<EmailAddress> addresses)
            throws MessagingException {
        if (!addresses.isEmpty()) {
            put(mime, name, addressList(name, addresses));
        }
    }

    /**
     * The value of a field of addresses, folded.
     *
     * @param name of the field
     * @param addresses 1 or more
     */
    static String addressList(String name, List<EmailAddress> addresses) {
        StringBuilder value = new StringBuilder();
        for (EmailAddress address : addresses) {
            value.append(value.isEmpty() ? "" : "," + FOLD);
            if (address.displayName().isEmpty()) {
                value.append(address.wire());
            } else {
                String phrase = EncodedWords.phrase(address.displayName(), name.length() + 2);
                value.append(phrase).append(phrase.length() > 40 ? FOLD : " ");
                value.append('<').append(address.wire()).append('>');
            }
        }
        return value.toString();
    }

    /** The one way into the headers. Everything was checked before; this makes sure of it. */
    private static void put(MimeMessage mime, String name, String value) throws MessagingException {
        if (!ONE_HEADER.matcher(value).matches()) {
            throw new IllegalStateException("a value that would end the header " + name);
        }
        mime.setHeader(name, value);
    }

    /**
     * One that no attachment holds: a message travels as it stands. It does not begin as the one of the alternatives does,
     * since programs look at beginnings only.
     */
    private static String outerBoundary(OutgoingMessage message) {
        String digest = boundary(message.messageId()).substring(2);
        int count = 0;
        String boundary = "=_m" + digest;
        while (isInAnAttachment(message, boundary)) {
            count++;
            boundary = "=_m" + count + "_" + digest;
        }
        return boundary;
    }

    private static boolean isInAnAttachment(OutgoingMessage message, String boundary) {
        return message.attachments().stream()
                .filter(attachment -> attachment.encoding().equals("7bit"))
                .anyMatch(
                        attachment -> new String(attachment.content(), StandardCharsets.ISO_8859_1).contains(boundary));
    }

    private static byte[] body(OutgoingMessage message, InternetHeaders headers)
            throws MessagingException, IOException {
        byte[] text = FlowedText.encode(message.text()).getBytes(StandardCharsets.UTF_8);
        String textType = "text/plain; charset=UTF-8; format=flowed";
        if (message.html() == null && message.calendar() == null) {
            boolean alone = message.attachments().isEmpty();
            return part(text, textType, alone && isSevenBit(text) ? "7bit" : encodingFor(text), headers);
        }
        // never 7bit in here: the boundary cannot occur in either encoding
        Alternative alternative = new Alternative(boundary(message.messageId()));
        alternative.add(text, textType, encodingFor(text));
        if (message.html() != null) {
            byte[] html = (String.join("\r\n", LINE_BREAK.split(message.html(), -1)) + "\r\n")
                    .getBytes(StandardCharsets.UTF_8);
            alternative.add(html, "text/html; charset=UTF-8", encodingFor(html));
        }
        if (message.calendar() != null) {
            byte[] calendar = message.calendar().content(message.date().toInstant());
            alternative.add(calendar, "text/calendar; charset=UTF-8; method=REPLY", encodingFor(calendar));
        }
        headers.setHeader("Content-Type", alternative.getContentType());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        alternative.writeTo(out);
        return out.toByteArray();
    }

    private static byte[] part(byte[] content, String type, String encoding, InternetHeaders headers)
            throws MessagingException, IOException {
        headers.setHeader("Content-Type", type);
        headers.setHeader("Content-Transfer-Encoding", encoding);
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length * 3 / 2);
        try (OutputStream encoder = MimeUtility.encode(out, encoding)) {
            encoder.write(content);
        }
        boolean open =
                out.size() > 0 && !out.toString(StandardCharsets.US_ASCII).endsWith("\r\n");
        if (open) {
            out.write(new byte[] {'\r', '\n'});
        }
        return out.toByteArray();
    }

    private static boolean isSevenBit(byte[] content) {
        int column = 0;
        for (byte b : content) {
            column = b == '\n' ? 0 : column + 1;
            if (b < 0 || column > MAX_LINE_OCTETS + 1) { // the CR counts here, but not in the limit
                return false;
            }
        }
        return true;
    }

    /** Quoted-printable stays readable for most European text, base64 is half as long for the rest. */
    private static String encodingFor(byte[] content) {
        int escaped = 0;
        for (byte b : content) {
            escaped += b < 0 ? 1 : 0;
        }
        return escaped > content.length / 6 ? "base64" : "quoted-printable";
    }

    private static String boundary(MessageId id) {
        byte[] digest = MessageId.sha256().digest(id.value().getBytes(StandardCharsets.US_ASCII));
        return "=_" + HexFormat.of().formatHex(digest, 0, 12);
    }

    /** A message of given bytes. Never "saved", which would replace its Message-ID and more. */
    private static final class WrittenMessage extends MimeMessage {
        WrittenMessage(Session session, byte[] body) {
            super(session);
            this.content = body;
            this.modified = false;
            this.saved = true;
        }

        @Override
        protected void updateMessageID() {
            // fixed by the caller: the copy in Sent and the search for it rely on the id
        }
    }

    /** A multipart/alternative with a boundary of our choice, and without the content handlers of the server. */
    private static final class Alternative extends jakarta.mail.internet.MimeMultipart {
        Alternative(String boundary) {
            super("alternative");
            this.contentType = "multipart/alternative;" + FOLD + "boundary=\"" + boundary + '"';
        }

        void add(byte[] content, String type, String encoding) throws MessagingException, IOException {
            InternetHeaders headers = new InternetHeaders();
            byte[] encoded = part(content, type, encoding, headers);
            addBodyPart(new MimeBodyPart(headers, encoded));
        }
    }
}
