// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract.wire;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** What a child is asked for, once in its life. On the wire: its ordinal in one byte, a length in four, so many bytes. */
public enum Job {
    PDF_TEXT,
    PICTURE;

    /** The largest file that a child is given. */
    public static final int MAX_FILE_BYTES = 10 << 20;

    private static final int CHUNK = 64 << 10;

    /** A job and the file that it is about. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Order(Job job, byte[] file) {}

    /** Asks for it. */
    @SuppressWarnings("EnumOrdinal") // both ends have this very class
    public void write(DataOutputStream out, byte[] file) throws IOException {
        out.writeByte(ordinal());
        out.writeInt(file.length);
        for (int at = 0; at < file.length; at += CHUNK) { // the JDK copies what is written at once out of the heap
            out.write(file, at, Math.min(CHUNK, file.length - at));
        }
        out.flush();
    }

    /** Waits for what is asked for. */
    public static Order read(DataInputStream in) throws IOException {
        int ordinal = in.readUnsignedByte();
        int length = in.readInt();
        if (ordinal >= values().length || length < 0 || length > MAX_FILE_BYTES) {
            throw new IOException("this is no job");
        }
        byte[] file = new byte[length];
        in.readFully(file);
        return new Order(values()[ordinal], file);
    }
}
