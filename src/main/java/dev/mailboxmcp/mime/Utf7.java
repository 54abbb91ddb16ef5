// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

/** Decodes UTF-7 (RFC 2152), which the JDK lacks. What is malformed is left out. */
final class Utf7 {
    private Utf7() {}

    static String decode(byte[] bytes) {
        StringBuilder out = new StringBuilder(bytes.length);
        int at = 0;
        while (at < bytes.length) {
            int c = bytes[at++] & 0xFF;
            if (c != '+') {
                out.append((char) c);
            } else if (at < bytes.length && bytes[at] == '-') {
                out.append('+');
                at++;
            } else {
                at = decodeShifted(bytes, at, out);
            }
        }
        return out.toString();
    }

    /** UTF-16 in base64 up to the first other character; a closing hyphen is swallowed. */
    private static int decodeShifted(byte[] bytes, int from, StringBuilder out) {
        int bits = 0;
        int count = 0;
        int at = from;
        while (at < bytes.length) {
            int value = Base64Text.value(bytes[at]);
            if (value < 0) {
                break;
            }
            at++;
            bits = (bits << 6 | value) & 0x3FFFFF;
            count += 6;
            if (count >= 16) {
                count -= 16;
                out.append((char) (bits >> count));
            }
        }
        return at < bytes.length && bytes[at] == '-' ? at + 1 : at;
    }
}
