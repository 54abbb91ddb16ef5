// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import dev.mailboxmcp.mail.WireMessage;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A file that goes with a mail: strangers' bytes under a header of ours. Immutable, and held in its transfer encoding alone.
 *
 * @param name fit for a file system; of any script
 * @param type media type in lower case; never a multipart, nor a message that programs look into, but {@code message/rfc822}
 * @param charset of a text; empty for what is none, or where it is unknown
 * @param encoding {@code base64}, or {@code 7bit} for a message, which must have no other (RFC 2046 5.2.1)
 * @param sizeBytes decoded
 * @param hash of the bytes
 * @param content encoded, in lines that end in CRLF; not altered by anybody
 */
@SuppressWarnings("ArrayRecordComponent") // never compared: the hash is
public record OutgoingAttachment(
        String name, String type, String charset, String encoding, long sizeBytes, String hash, byte[] content) {
    private static final String MESSAGE = "message/rfc822";
    private static final int MAX_LINE_OCTETS = 998;

    private static final Pattern MEDIA_TYPE =
            Pattern.compile("(?!multipart/|message/)[a-z0-9][a-z0-9!#$&^_.+-]{0,62}/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}");
    private static final Pattern CHARSET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.:+-]{0,39}");

    /**
     * A file; one that is a mail by its name goes without those in its Bcc.
     *
     * @param claimedName whatever was said
     * @param claimedType the same
     * @param charset of a text; empty for none
     */
    public static OutgoingAttachment file(String claimedName, String claimedType, String charset, byte[] bytes) {
        String claimed = claimedType.toLowerCase(Locale.ROOT);
        String type =
                FileType.of(bytes, MEDIA_TYPE.matcher(claimed).matches() ? claimed : FileType.UNKNOWN, claimedName);
        boolean text = type.startsWith("text/") && CHARSET.matcher(charset).matches();
        byte[] shown = HiddenFields.cutFile(claimedName, bytes);
        return encoded(FileName.safe(claimedName), type, text ? charset : "", shown);
    }

    /** A text of the user. Its type is what its name says. */
    public static OutgoingAttachment text(String name, String text) {
        String safe = FileName.safe(name);
        String extension = safe.substring(safe.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String type = switch (extension) {
            case "csv" -> "text/csv";
            case "md", "markdown" -> "text/markdown";
            case "htm", "html" -> "text/html";
            case "ics" -> "text/calendar";
            case "vcf" -> "text/vcard";
            case "xml" -> "application/xml";
            case "json" -> "application/json";
            default -> "text/plain";
        };
        String charset = type.startsWith("text/") ? "utf-8" : "";
        return encoded(safe, type, charset, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A mail as a file, without those in its Bcc and in that of the mails inside it: the copy of a sent mail names them. Where
     * it cannot travel as a message, it does as a file that programs open as one.
     *
     * @param claimedName whatever was said, with {@code .eml} at its end
     */
    public static OutgoingAttachment message(String claimedName, byte[] message) {
        byte[] shown = HiddenFields.cut(message);
        String name = FileName.safe(claimedName);
        return travels(shown)
                ? new OutgoingAttachment(name, MESSAGE, "", "7bit", shown.length, hash(shown), endingInLine(shown))
                : encoded(name, FileType.UNKNOWN, "", shown);
    }

    private static OutgoingAttachment encoded(String name, String type, String charset, byte[] bytes) {
        byte[] content = Base64.getMimeEncoder().encode(bytes);
        return new OutgoingAttachment(name, type, charset, "base64", bytes.length, hash(bytes), endingInLine(content));
    }

    private static String hash(byte[] bytes) {
        return HexFormat.of().formatHex(MessageId.sha256().digest(bytes));
    }

    private static byte[] endingInLine(byte[] content) {
        boolean ended = content.length == 0 || content[content.length - 1] == '\n';
        return ended ? content : new WireMessage(List.of(content, new byte[] {'\r', '\n'})).bytes();
    }

    /** Whether it is in ASCII, in lines as RFC 5322 2.1.1 wants them. */
    private static boolean travels(byte[] message) {
        int column = 0;
        for (int i = 0; i < message.length; i++) {
            byte b = message[i];
            boolean crlf = b == '\n' ? i > 0 && message[i - 1] == '\r' : b != '\r' || followedByLineFeed(message, i);
            column = b == '\n' ? 0 : column + 1;
            if (b <= 0 || !crlf || column > MAX_LINE_OCTETS + 1) {
                return false;
            }
        }
        return message.length > 0;
    }

    private static boolean followedByLineFeed(byte[] message, int at) {
        return at + 1 < message.length && message[at + 1] == '\n';
    }

    /** What stands above it, with the blank line. */
    byte[] header() {
        StringBuilder header = new StringBuilder("Content-Type: ").append(type);
        if (!charset.isEmpty()) {
            header.append("; charset=").append(charset);
        }
        header.append(FileNameParameter.of("name", name, FileNameParameter.Form.ENCODED_WORDS))
                .append("\r\nContent-Transfer-Encoding: ")
                .append(encoding)
                .append("\r\nContent-Disposition: attachment")
                .append(FileNameParameter.of("filename", name, FileNameParameter.Form.PERCENT))
                .append("\r\n\r\n");
        return header.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
