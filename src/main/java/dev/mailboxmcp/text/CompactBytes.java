// SPDX-License-Identifier: MIT
package dev.mailboxmcp.text;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Numbers and texts in few bytes, for what clients carry from one call to another. */
public final class CompactBytes {
    private CompactBytes() {}

    /**
     * Seven bits a byte, the lowest first.
     *
     * @param number 0 or more
     */
    public static void write(DataOutputStream out, long number) throws IOException {
        long rest = number;
        while (rest > 0x7f) {
            out.writeByte((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    /** @throws IOException for bytes that are no number of 0 or more */
    public static long number(DataInputStream in) throws IOException {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE - 1; shift += 7) {
            byte next = in.readByte();
            number |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw new IOException("a number that is too long");
    }

    /** Its length and its UTF-8. */
    public static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        write(out, bytes.length);
        out.write(bytes);
    }

    /** @throws IOException where it would be longer than what is there */
    public static String text(DataInputStream in) throws IOException {
        long length = number(in);
        if (length > in.available()) {
            throw new IOException("a text that is too long");
        }
        return new String(in.readNBytes((int) length), StandardCharsets.UTF_8);
    }
}
