// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Undoes content transfer encodings (RFC 2045 6). Input may be damaged or cut off anywhere: what can be decoded is; an
 * unknown encoding counts as none. Pure, thread-safe, never throws.
 */
public final class TransferEncoding {
    private TransferEncoding() {}

    /** @param encoding the value of the header field or of BODYSTRUCTURE, in any case; may be empty */
    public static byte[] decode(byte[] encoded, String encoding) {
        return switch (name(encoding)) {
            case "base64", "base-64", "b" -> Base64Text.decode(encoded);
            case "quoted-printable", "quotedprintable", "quoted_printable", "q" -> QuotedPrintable.decode(encoded);
            case "x-uuencode", "x-uue", "uuencode", "uue" -> decodeUu(encoded);
            default -> encoded;
        };
    }

    private static String name(String encoding) {
        String bounded = encoding.substring(0, Math.min(encoding.length(), 100));
        return bounded.toLowerCase(Locale.ROOT).replaceAll("\\(.*|[\\s\"';]", "");
    }

    private static byte[] decodeUu(byte[] encoded) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(encoded.length);
        boolean inside = false;
        for (String line : new String(encoded, StandardCharsets.ISO_8859_1).split("\r?\n", -1)) {
            if (line.startsWith("begin ")) {
                inside = true;
            } else if (line.startsWith("end")) {
                inside = false;
            } else if (inside && !line.isEmpty()) {
                decodeUuLine(line, out);
            }
        }
        return out.toByteArray();
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
