// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.mailboxmcp.text.PercentText;
import dev.mailboxmcp.text.TextCleaner;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values of parameters of {@code Content-Type} and {@code Content-Disposition}: extended and continued ones (RFC 2231 3
 * and 4), and the encoded words that mailers use instead though RFC 2047 forbids it. Pure, thread-safe, never throws.
 */
public final class ParameterText {
    private ParameterText() {}

    /**
     * The decoded, cleaned value, on one line.
     *
     * @param parameters raw values by name as the message has them, such as {@code filename*0*}; unquoted
     * @param name in lower case
     * @return null where there is no such parameter
     */
    public static @Nullable String value(Map<String, byte[]> parameters, String name) {
        return value(parameters, name, null);
    }

    private static @Nullable String value(Map<String, byte[]> parameters, String name, @Nullable String charset) {
        Map<String, byte[]> byName = HashMap.newHashMap(parameters.size());
        parameters.forEach((key, value) -> byName.putIfAbsent(key.strip().toLowerCase(Locale.ROOT), value));
        byte[] extended = byName.get(name + "*");
        if (extended != null) {
            return line(decodeExtended(extended));
        }
        String continued = joined(byName, name, charset);
        if (continued != null) {
            return line(continued);
        }
        byte[] plain = byName.get(name);
        return plain == null ? null : line(decodePlain(plain, charset));
    }

    /**
     * The name of an attachment, fit for a file system.
     *
     * @param disposition parameters of {@code Content-Disposition}
     * @param type parameters of {@code Content-Type}
     * @param charset of bytes without encoding that are not UTF-8, as a rule that of the text; null for unknown
     * @return null where neither names one
     */
    public static @Nullable String fileName(
            Map<String, byte[]> disposition, Map<String, byte[]> type, @Nullable String charset) {
        String name = value(disposition, "filename", charset);
        if (name == null || name.isEmpty()) {
            name = value(type, "name", charset);
        }
        return name == null || name.isEmpty() ? null : FileName.safe(name);
    }

    private static @Nullable String joined(Map<String, byte[]> byName, String name, @Nullable String likely) {
        String charset = null;
        boolean encoded = false;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean startsAtOne = segment(byName, name, 0) == null;
        int first = startsAtOne ? 1 : 0; // QUIRK: some mailers count from 1
        int index = first;
        while (index < first + MimeLimits.MAX_PARAMETER_SEGMENTS) {
            byte[] plain = byName.get(name + "*" + index);
            byte[] extended = byName.get(name + "*" + index + "*");
            if (extended != null) {
                Extended value = Extended.of(extended, index == first);
                charset = index == first ? value.charset : charset;
                encoded = true;
                bytes.writeBytes(PercentText.decode(value.text));
            } else if (plain != null) {
                bytes.writeBytes(plain);
            } else {
                break;
            }
            index++;
        }
        if (index == first) {
            return null;
        }
        return encoded ? MailCharset.decode(bytes.toByteArray(), charset) : decodePlain(bytes.toByteArray(), likely);
    }

    private static byte @Nullable [] segment(Map<String, byte[]> byName, String name, int index) {
        byte[] plain = byName.get(name + "*" + index);
        return plain == null ? byName.get(name + "*" + index + "*") : plain;
    }

    /** Charset, language and text, with apostrophes between; where they lack, all is text. */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared, never leaves this class
    private record Extended(@Nullable String charset, byte[] text) {
        static Extended of(byte[] value, boolean first) {
            String text = new String(value, ISO_8859_1);
            int charsetEnd = first ? text.indexOf('\'') : -1;
            int languageEnd = charsetEnd < 0 ? -1 : text.indexOf('\'', charsetEnd + 1);
            return languageEnd < 0
                    ? new Extended(null, value)
                    : new Extended(
                            text.substring(0, charsetEnd),
                            text.substring(languageEnd + 1).getBytes(ISO_8859_1));
        }
    }

    private static String decodeExtended(byte[] value) {
        Extended extended = Extended.of(value, true);
        return MailCharset.decode(PercentText.decode(extended.text), extended.charset);
    }

    private static String decodePlain(byte[] value, @Nullable String charset) {
        int length = Math.min(value.length, MimeLimits.MAX_HEADER_BYTES);
        return HeaderText.decodeWords(new String(value, 0, length, ISO_8859_1), charset);
    }

    private static String line(String text) {
        return TextCleaner.line(text, MimeLimits.MAX_PARAMETER_CHARS);
    }
}
