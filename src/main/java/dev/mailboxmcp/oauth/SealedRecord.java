// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import dev.mailboxmcp.account.BadTokenException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Fields one after the other, as bytes to be sealed. Only what was sealed is read back, so order is the only syntax. */
final class SealedRecord {
    /** Writes the fields. */
    @FunctionalInterface
    interface Writer {
        void write(DataOutputStream out) throws IOException;
    }

    /** Reads them. */
    @FunctionalInterface
    interface Reader<T> {
        T read(DataInputStream in) throws IOException, BadTokenException;
    }

    private SealedRecord() {}

    static byte[] write(Writer fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            fields.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @throws BadTokenException if an older version of this server wrote others */
    static <T> T read(byte[] bytes, Reader<T> fields) throws BadTokenException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return fields.read(in);
        } catch (IOException | IllegalArgumentException e) {
            throw new BadTokenException();
        }
    }
}
