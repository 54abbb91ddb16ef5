// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.util.Arrays;

/** Fields one after the other, as bytes to be sealed. Only what was sealed is read back, so order is the only syntax. */
public final class SealedRecord {
    private static final int STEP = 128;

    /** Writes the fields. */
    @FunctionalInterface
    public interface Writer {
        void write(DataOutputStream out) throws IOException;
    }

    /** Reads them. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(DataInputStream in) throws IOException, BadTokenException;
    }

    private SealedRecord() {}

    public static byte[] write(Writer fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            fields.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // of a text of more than 64 KiB, which nothing of it is
        }
        return bytes.toByteArray();
    }

    /**
     * A record that holds a password: its length does not give away that of the password.
     *
     * @param version of what follows, 0 to 127
     */
    static byte[] writePadded(int version, Writer fields) {
        return padded(
                write(out -> {
                    out.writeByte(version);
                    fields.write(out);
                }),
                STEP);
    }

    /** Fills up with zeros to whole steps. */
    static byte[] padded(byte[] content, int step) {
        return Arrays.copyOf(content, (content.length + step - 1) / step * step);
    }

    /** @throws BadTokenException if an older version of this server wrote others */
    public static <T> T read(byte[] bytes, Reader<T> fields) throws BadTokenException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return fields.read(in);
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw new BadTokenException();
        }
    }

    /** @throws BadTokenException if it is of another version */
    static <T> T readPadded(int version, byte[] bytes, Reader<T> fields) throws BadTokenException {
        return read(bytes, in -> {
            if (in.readByte() != version) {
                throw new BadTokenException();
            }
            return fields.read(in);
        });
    }
}
