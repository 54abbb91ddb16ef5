// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.io.ByteArrayOutputStream;

/**
 * Decodes base64 (RFC 2045 6.8) as mail has it: with line noise, without padding, cut off, or several runs in a row.
 * Bytes outside the alphabet are skipped; bits that make no whole byte are dropped.
 */
final class Base64Text {
    private Base64Text() {}

    static byte[] decode(byte[] text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length * 3 / 4 + 3);
        int bits = 0;
        int count = 0;
        for (byte b : text) {
            int value = value(b);
            if (b == '=') {
                bits = 0;
                count = 0;
            } else if (value >= 0) {
                bits = (bits << 6 | value) & 0xFFFF;
                count += 6;
                if (count >= 8) {
                    count -= 8;
                    out.write(bits >> count);
                }
            }
        }
        return out.toByteArray();
    }

    /** The six bits a character stands for; negative for one outside the alphabet. */
    static int value(int c) {
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        }
        if (c >= 'a' && c <= 'z') {
            return c - 'a' + 26;
        }
        if (c >= '0' && c <= '9') {
            return c - '0' + 52;
        }
        return c == '+' ? 62 : c == '/' ? 63 : -1;
    }
}
