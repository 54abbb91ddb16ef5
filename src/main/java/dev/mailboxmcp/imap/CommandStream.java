// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;

/**
 * What is sent to a mail server. Angus asks for a {@link PrintStream}, which swallows errors and flushes after each
 * command; this one throws {@link UncheckedIOException}, and while it is held back sends several commands as one
 * packet. Not thread-safe.
 */
final class CommandStream extends PrintStream {
    private static final int HELD_BYTES = 64 * 1024;

    private final OutputStream socketOut;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream(512);
    private boolean holding;

    CommandStream(OutputStream socketOut) {
        super(OutputStream.nullOutputStream());
        this.socketOut = socketOut;
    }

    /** Sends nothing until {@link #release()}. */
    void hold() {
        holding = true;
    }

    /** Sends what was held back, and everything further at once. */
    void release() {
        holding = false;
        flush();
    }

    @Override
    public void write(int b) {
        held.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (held.size() + length <= HELD_BYTES) {
            held.write(bytes, offset, length);
            return;
        }
        send();
        try {
            socketOut.write(
                    bytes, offset, length); // not held, which would keep the room for it as long as the connection
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void flush() {
        if (!holding) {
            send();
        }
    }

    private void send() {
        try {
            held.writeTo(socketOut);
            held.reset();
            socketOut.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
