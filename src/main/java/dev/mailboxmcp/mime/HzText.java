// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.io.ByteArrayOutputStream;

/**
 * Undoes HZ (RFC 1843), which writes Chinese in seven bits and which the JDK lacks: between <code>~{</code> and
 * <code>~}</code>, or the end of the line, two bytes are a character of GB 2312. Pure, thread-safe, never throws.
 */
final class HzText {
    private HzText() {}

    /** The same text in GB 2312 with the high bits set, as GB 18030 holds it. */
    static byte[] toGb(byte[] hz) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(hz.length);
        boolean chinese = false;
        for (int i = 0; i < hz.length; i++) {
            int c = hz[i];
            int next = i + 1 < hz.length ? hz[i + 1] : -1;
            if (c == '~' && (next == '{' || next == '}')) {
                chinese = next == '{';
                i++;
            } else if (c == '~' && !chinese && (next == '~' || next == '\n')) {
                if (next == '~') {
                    out.write(c);
                }
                i++;
            } else if (chinese && c > ' ' && next > ' ') {
                out.write(c | 0x80);
                out.write(next | 0x80);
                i++;
            } else {
                chinese &= c != '\n' && c != '\r';
                out.write(c);
            }
        }
        return out.toByteArray();
    }
}
