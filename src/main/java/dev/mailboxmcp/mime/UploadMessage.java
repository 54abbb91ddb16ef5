// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import dev.mailboxmcp.mail.SourceLostException;
import dev.mailboxmcp.mail.WireContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A mail that holds a file while it is brought: its size is known before, and its bytes are encoded as they come. Written
 * once. Not thread-safe.
 */
public final class UploadMessage implements WireContent {
    /** Which mails hold a file that was brought. */
    public static final String MARK_FIELD = "X-Mailbox-Upload";

    /** The field of a draft that names the files it took, by the ids in their marks. */
    public static final String TAKEN_FIELD = "X-Mailbox-Files";

    private static final Pattern ID = Pattern.compile("[0-9a-zA-Z-]{1,64}");
    private static final int MOST_TAKEN = 20;

    /** The number of the part that is the file. */
    public static final String PART = "2";

    private static final int LINE_BYTES = 57; // 76 characters of base64
    private static final int PIECE_BYTES = 512 * LINE_BYTES;
    private static final byte[] LINE_END = {'\r', '\n'};

    private final byte[] head;
    private final byte[] tail;
    private final long fileBytes;
    private final InputStream file;

    /** The ids that a draft names; whoever wrote the draft wrote them. */
    public static List<String> taken(MailHeader header) {
        return Stream.of(header.value(TAKEN_FIELD.toLowerCase(Locale.ROOT)).split("\\s+", -1))
                .filter(id -> ID.matcher(id).matches())
                .distinct()
                .limit(MOST_TAKEN)
                .toList();
    }

    private UploadMessage(byte[] head, byte[] tail, long fileBytes, InputStream file) {
        this.head = head;
        this.tail = tail;
        this.fileBytes = fileBytes;
        this.file = file;
    }

    /**
     * The mail.
     *
     * @param name of the file, as {@link FileName#safe} gives it
     * @param fileBytes how many bytes it has
     * @param from the user; null where the user has no address
     * @param mark printable ASCII, by which the mail is known again
     * @param file the bytes, of which there must not be more or less
     */
    public static UploadMessage of(
            String name,
            long fileBytes,
            @Nullable EmailAddress from,
            String mark,
            MessageId id,
            OffsetDateTime date,
            InputStream file) {
        String boundary = "=_u" + HexFormat.of().formatHex(MessageId.sha256().digest(ascii(id.value())), 0, 12);
        OutgoingAttachment attachment =
                new OutgoingAttachment(name, FileType.ofName(name), "", "base64", fileBytes, "", new byte[0]);
        String header = "Date: " + MessageWriter.DATE.format(date) + "\r\n"
                + (from == null ? "" : "From: " + from.wire() + "\r\n")
                + "Message-ID: " + id.value() + "\r\n"
                + "Subject: " + EncodedWords.unstructured("Upload: " + name, "Subject: ".length()) + "\r\n"
                + MARK_FIELD + ": " + mark + "\r\n"
                + "MIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n boundary=\"" + boundary + "\"\r\n\r\n"
                + "--" + boundary + "\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n"
                + "This file waits to be sent with a mail. It goes when that was sent, or a day later.\r\n"
                + "\r\n--" + boundary + "\r\n";
        byte[] part = attachment.header();
        byte[] start = header.getBytes(StandardCharsets.UTF_8);
        byte[] head = new byte[start.length + part.length];
        System.arraycopy(start, 0, head, 0, start.length);
        System.arraycopy(part, 0, head, start.length, part.length);
        return new UploadMessage(head, ascii("\r\n--" + boundary + "--\r\n"), fileBytes, file);
    }

    @Override
    public long size() {
        return head.length + encodedBytes(fileBytes) + tail.length;
    }

    /** What so many bytes take in base64, with the ends of its lines. */
    public static long encodedBytes(long bytes) {
        return (bytes + 2) / 3 * 4 + (bytes + LINE_BYTES - 1) / LINE_BYTES * LINE_END.length;
    }

    /** @throws SourceLostException where the file does not come, or is not of the size that was said; the end is not written */
    @Override
    public void writeTo(OutputStream out) throws IOException {
        Base64.Encoder encoder = Base64.getMimeEncoder();
        out.write(head);
        byte[] piece = new byte[PIECE_BYTES];
        for (long left = fileBytes; left > 0; ) {
            int count = read(piece, (int) Math.min(left, piece.length));
            out.write(encoder.encode(count == piece.length ? piece : Arrays.copyOf(piece, count)));
            out.write(LINE_END);
            left -= count;
        }
        requireEnd();
        out.write(tail);
    }

    private int read(byte[] piece, int count) {
        try {
            if (file.readNBytes(piece, 0, count) == count) {
                return count;
            }
        } catch (IOException e) {
            throw new SourceLostException(e);
        }
        throw new SourceLostException(new IOException("the file is shorter than was said"));
    }

    private void requireEnd() {
        try {
            if (file.read() < 0) {
                return;
            }
        } catch (IOException e) {
            throw new SourceLostException(e);
        }
        throw new SourceLostException(new IOException("the file is longer than was said"));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
