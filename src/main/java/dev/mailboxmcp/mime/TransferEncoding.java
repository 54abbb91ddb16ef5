// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Undoes content transfer encodings (RFC 2045 6). Input may be damaged or cut off anywhere: what can be decoded is; an
 * unknown encoding counts as none. Pure, thread-safe, never throws.
 */
public final class TransferEncoding {
    private static final int MAX_NAME = 100;
    private static final int MIN_HIDDEN = 8;
    private static final Pattern COMMENT = Pattern.compile("\\([^()]*\\)?");
    private static final Pattern NOT_OF_A_NAME = Pattern.compile("[^a-z0-9]");

    /** The encodings that change something. */
    enum Kind {
        BASE64,
        QUOTED_PRINTABLE,
        UUENCODE,
        NONE
    }

    private static final int UU_LINE = 45;

    private TransferEncoding() {}

    /**
     * The content of a file: what stands around base64, such as the footer of a mailing list, is left out.
     *
     * @param encoding the value of the header field or of BODYSTRUCTURE, in any case; may be empty
     */
    public static byte[] decode(byte[] encoded, String encoding) {
        return switch (kind(encoding)) {
            case BASE64 -> {
                Base64Text text = Base64Text.read(encoded);
                yield text.content().length == 0 ? text.before() : text.content();
            }
            case QUOTED_PRINTABLE -> QuotedPrintable.decode(encoded);
            case UUENCODE -> decodeUu(encoded);
            case NONE -> encoded;
        };
    }

    /**
     * Whether bytes that are said to have no encoding look as if they had one: base64 alone, or escapes that make UTF-8 or
     * break lines as quoted-printable does.
     */
    public static boolean isHidden(String encoding, byte[] bytes) {
        return kind(encoding) == Kind.NONE
                && bytes.length > MIN_HIDDEN
                && (QuotedPrintable.hasTraces(bytes) || Base64Text.isBlock(bytes));
    }

    /** The kind by its name, with whatever programs write before and behind it. */
    static Kind kind(String encoding) {
        String bounded =
                encoding.substring(0, Math.min(encoding.length(), MAX_NAME)).toLowerCase(Locale.ROOT);
        for (String word : COMMENT.matcher(bounded).replaceAll(" ").split("[;,\\s]+", -1)) {
            String name = NOT_OF_A_NAME.matcher(word).replaceAll("");
            switch (name) {
                case "base64", "xbase64", "b" -> {
                    return Kind.BASE64;
                }
                case "quotedprintable", "xquotedprintable", "quotedprintible", "quoted", "qp", "q" -> {
                    return Kind.QUOTED_PRINTABLE;
                }
                case "xuuencode", "xuue", "uuencode", "uue", "uuencoded", "xuuencoded" -> {
                    return Kind.UUENCODE;
                }
                case "" -> {
                    continue;
                }
                default -> {
                    return Kind.NONE;
                }
            }
        }
        return Kind.NONE;
    }

    private static byte[] decodeUu(byte[] encoded) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(encoded.length);
        boolean inside = false;
        for (String line : new String(encoded, StandardCharsets.ISO_8859_1).split("\r?\n", -1)) {
            inside = decodeUu(line, inside, out);
        }
        return out.toByteArray();
    }

    /** The bytes as uuencode writes them, in lines that end in CRLF. */
    static byte[] encodeUu(byte[] bytes) {
        StringBuilder out = new StringBuilder("begin 644 mail.eml\r\n");
        for (int start = 0; start < bytes.length; start += UU_LINE) {
            int end = Math.min(start + UU_LINE, bytes.length);
            out.append(uu(end - start));
            for (int at = start; at < end; at += 3) {
                int bits = 0;
                for (int i = 0; i < 3; i++) {
                    bits = bits << 8 | (at + i < end ? bytes[at + i] & 0xFF : 0);
                }
                for (int shift = 18; shift >= 0; shift -= 6) {
                    out.append(uu(bits >> shift & 0x3F));
                }
            }
            out.append("\r\n");
        }
        return out.append("`\r\nend\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static char uu(int sixBits) {
        return sixBits == 0 ? '`' : (char) (' ' + sixBits);
    }

    /**
     * Decodes a line.
     *
     * @param inside whether it stands within what is encoded
     * @return whether the next one does
     */
    static boolean decodeUu(String line, boolean inside, ByteArrayOutputStream out) {
        if (line.startsWith("begin ")) {
            return true;
        }
        if (inside && !line.isEmpty() && !line.startsWith("end")) {
            decodeUuLine(line, out);
        }
        return inside && !line.startsWith("end");
    }

    private static void decodeUuLine(String line, ByteArrayOutputStream out) {
        int left = (line.charAt(0) - ' ') & 0x3F;
        for (int at = 1; at < line.length() && left > 0; at += 4) {
            int bits = 0;
            for (int i = 0; i < 4; i++) {
                int value = at + i < line.length() ? (line.charAt(at + i) - ' ') & 0x3F : 0;
                bits = bits << 6 | value;
            }
            for (int shift = 16; shift >= 0 && left > 0; shift -= 8, left--) {
                out.write(bits >> shift);
            }
        }
    }
}
