// SPDX-License-Identifier: MIT
package dev.mailboxmcp.text;

import java.io.ByteArrayOutputStream;

/** Percent escapes of links and of parameters (RFC 2231 4) to bytes. An escape that is none stays as it is. */
public final class PercentText {
    private PercentText() {}

    public static byte[] decode(byte[] text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length);
        int at = 0;
        while (at < text.length) {
            int high = at + 2 < text.length ? Character.digit(text[at + 1], 16) : -1;
            int low = at + 2 < text.length ? Character.digit(text[at + 2], 16) : -1;
            if (text[at] == '%' && high >= 0 && low >= 0) {
                out.write(high << 4 | low);
                at += 3;
            } else {
                out.write(text[at++]);
            }
        }
        return out.toByteArray();
    }
}
