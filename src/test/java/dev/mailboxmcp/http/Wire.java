// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** What the client gets, until the connection breaks. */
final class Wire extends OutputStream {
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private volatile CountDownLatch mayWrite = new CountDownLatch(0);
    private boolean broken;
    private int flushes;

    CountDownLatch holdWrites() {
        mayWrite = new CountDownLatch(1);
        return mayWrite;
    }

    synchronized void breakDown() {
        broken = true;
    }

    synchronized String text() {
        return received.toString(StandardCharsets.UTF_8);
    }

    synchronized int flushes() {
        return flushes;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            mayWrite.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        synchronized (this) {
            if (broken) {
                throw new IOException("Broken pipe");
            }
            received.write(bytes, offset, length);
        }
    }

    @Override
    public synchronized void flush() {
        flushes++;
    }
}
