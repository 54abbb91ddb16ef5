// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.mailboxmcp.text.RightToLeft;
import dev.mailboxmcp.text.TextCleaner;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Values of header fields to readable text: unfolded, encoded words decoded (RFC 2047), raw eight-bit text guessed, and
 * cleaned to one line. More lenient than the RFC where mails are: encoded words are found in quoted strings and beside
 * letters, with blanks inside, without padding or end, in any case, and split within a character. Pure, thread-safe,
 * never throws.
 */
public final class HeaderText {
    private static final int MAX_CHARSET_LENGTH = 70;

    private final String in;
    private final @Nullable String charset;
    private final StringBuilder out = new StringBuilder();
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private @Nullable String pendingCharset;

    /** @param in one char a byte */
    private HeaderText(String in, @Nullable String charset) {
        this.in = in;
        this.charset = charset;
    }

    /**
     * Decodes the value of a header field, or any piece of one.
     *
     * @param rawValue as it stands in the message, folded or not; bytes beyond {@link MimeLimits#MAX_HEADER_BYTES} are
     *     ignored
     * @param maxChars as in {@link TextCleaner#line}
     */
    public static String decode(byte[] rawValue, int maxChars) {
        return decode(rawValue, maxChars, null);
    }

    /**
     * The same as {@link #decode(byte[], int)}.
     *
     * @param charset of bytes without encoding that are not UTF-8; null for unknown
     */
    static String decode(byte[] rawValue, int maxChars, @Nullable String charset) {
        int length = Math.min(rawValue.length, MimeLimits.MAX_HEADER_BYTES);
        String decoded = decodeWords(new String(rawValue, 0, length, ISO_8859_1), charset);
        return TextCleaner.line(RightToLeft.asSeen(decoded), maxChars);
    }

    /**
     * The text with its encoded words decoded, not cleaned.
     *
     * @param charset as in {@link #decode(byte[], int, String)}
     */
    static String decodeWords(String bytesAsChars, @Nullable String charset) {
        return isPlainAscii(bytesAsChars) ? bytesAsChars : new HeaderText(bytesAsChars, charset).decodeAll();
    }

    /** Whether the text has no encoded words, and none of the escapes that ISO-2022 is written with. */
    private static boolean isPlainAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                return false;
            }
        }
        return !text.contains("=?");
    }

    private String decodeAll() {
        int done = 0;
        int from = 0;
        int words = 0;
        while (words < MimeLimits.MAX_ENCODED_WORDS) {
            int start = in.indexOf("=?", from);
            if (start < 0) {
                break;
            }
            EncodedWord word = wordAt(start);
            if (word == null) {
                from = start + 2;
                continue;
            }
            if (pendingCharset == null || !in.substring(done, start).isBlank()) {
                flush();
                appendRaw(done, start);
            }
            append(word);
            words++;
            done = word.end;
            from = done;
        }
        flush();
        appendRaw(done, in.length());
        return out.toString();
    }

    /** @param end behind the word */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared, never leaves this class
    private record EncodedWord(String charset, byte[] content, int end) {}

    private @Nullable EncodedWord wordAt(int start) {
        int charsetEnd = in.indexOf('?', start + 2);
        if (charsetEnd < 0 || charsetEnd - start - 2 > MAX_CHARSET_LENGTH || charsetEnd + 2 >= in.length()) {
            return null;
        }
        String charset = in.substring(start + 2, charsetEnd).strip();
        char encoding = Character.toLowerCase(in.charAt(charsetEnd + 1));
        if (in.charAt(charsetEnd + 2) != '?' || (encoding != 'q' && encoding != 'b') || !isToken(charset)) {
            return null;
        }
        int language = charset.indexOf('*'); // RFC 2231 5
        if (language >= 0) {
            charset = charset.substring(0, language);
        }
        int textStart = charsetEnd + 3;
        int textEnd = textEnd(textStart, encoding == 'q');
        byte[] text = in.substring(textStart, textEnd).getBytes(ISO_8859_1);
        byte[] content = encoding == 'q' ? QuotedPrintable.decodeWord(unfold(text)) : Base64Text.decode(text);
        int end = in.startsWith("?=", textEnd) ? textEnd + 2 : textEnd;
        return new EncodedWord(charset.toLowerCase(Locale.ROOT), content, end);
    }

    private static boolean isToken(String charset) {
        for (int i = 0; i < charset.length(); i++) {
            char c = charset.charAt(i);
            if (c <= ' ' || c >= 0x7F || "()<>@,;:\"/[]=".indexOf(c) >= 0) {
                return false;
            }
        }
        return true;
    }

    /** Where the encoded text ends: at {@code ?=}, or where a word that lacks it must have ended. */
    private int textEnd(int textStart, boolean quoted) {
        int end = in.indexOf("?=", textStart);
        int nextWord = in.indexOf("=?", textStart);
        while (quoted && end >= 0 && isEscape(end + 1)) {
            // a bare question mark before an escape, if the word goes on
            int later = in.indexOf("?=", end + 2);
            if (later < 0 || (nextWord >= 0 && nextWord < later && nextWord != later - 1)) {
                break;
            }
            end = later;
        }
        if (end >= 0 && (nextWord < 0 || end <= nextWord + 1 || !startsWord(nextWord))) {
            return end;
        }
        int limit = nextWord >= 0 && startsWord(nextWord) ? nextWord : in.length();
        int at = textStart;
        while (at < limit && !Character.isWhitespace(in.charAt(at))) {
            at++;
        }
        return at;
    }

    private boolean startsWord(int at) {
        int charsetEnd = in.indexOf('?', at + 2);
        return charsetEnd > 0
                && charsetEnd - at - 2 <= MAX_CHARSET_LENGTH
                && charsetEnd + 2 < in.length()
                && in.charAt(charsetEnd + 2) == '?'
                && "qQbB".indexOf(in.charAt(charsetEnd + 1)) >= 0
                && isToken(in.substring(at + 2, charsetEnd));
    }

    private boolean isEscape(int at) {
        return at + 2 < in.length()
                && in.charAt(at) == '='
                && Character.digit(in.charAt(at + 1), 16) >= 0
                && Character.digit(in.charAt(at + 2), 16) >= 0;
    }

    private static byte[] unfold(byte[] text) {
        byte[] unfolded = new byte[text.length];
        int length = 0;
        for (byte b : text) {
            if (b != '\r' && b != '\n') {
                unfolded[length++] = b;
            }
        }
        return Arrays.copyOf(unfolded, length);
    }

    /** Neighbours of one charset are joined as bytes first: some mailers split within a character. */
    private void append(EncodedWord word) {
        if (pendingCharset != null && !pendingCharset.equals(word.charset)) {
            flush();
        }
        pendingCharset = word.charset;
        pending.writeBytes(word.content);
    }

    private void flush() {
        if (pendingCharset != null) {
            out.append(MailCharset.decode(pending.toByteArray(), pendingCharset));
            pending.reset();
            pendingCharset = null;
        }
    }

    private void appendRaw(int from, int to) {
        if (from < to) {
            out.append(MailCharset.guess(in.substring(from, to).getBytes(ISO_8859_1), charset));
        }
    }
}
