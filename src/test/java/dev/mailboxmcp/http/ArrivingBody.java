// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A body as a server sees it: it comes when the test says so, and who reads is called in the thread of the test. */
class ArrivingBody extends ServletInputStream {
    private ByteArrayInputStream there = new ByteArrayInputStream(new byte[0]);
    private @Nullable ReadListener listener;
    private boolean closed;

    /** One that is all there as soon as somebody reads. */
    static ServletInputStream whole(String text) {
        return new ArrivingBody() {
            @Override
            public void setReadListener(ReadListener reader) {
                super.setReadListener(reader);
                say(text.getBytes(StandardCharsets.UTF_8));
                end();
            }
        };
    }

    void say(byte[] bytes) {
        if (closed) {
            return;
        }
        there = new ByteArrayInputStream(bytes);
        try {
            reader().onDataAvailable();
        } catch (IOException e) {
            fail();
        }
    }

    void end() {
        if (!closed) {
            try {
                reader().onAllDataRead();
            } catch (IOException e) {
                fail();
            }
        }
    }

    /** The client left, or the server lost patience with it. */
    void fail() {
        reader().onError(new IOException("timed out"));
    }

    boolean isClosed() {
        return closed;
    }

    private ReadListener reader() {
        if (listener == null) {
            throw new IllegalStateException("nobody reads");
        }
        return listener;
    }

    @Override
    public void setReadListener(ReadListener reader) {
        listener = reader;
    }

    @Override
    public boolean isReady() {
        return there.available() > 0;
    }

    @Override
    public boolean isFinished() {
        return false;
    }

    @Override
    public int read() throws IOException {
        throw new IOException("nobody reads byte for byte");
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (!isReady() || closed) {
            throw new IOException("there is nothing to read");
        }
        return there.read(target, offset, length);
    }

    @Override
    public void close() {
        closed = true;
        there = new ByteArrayInputStream(new byte[0]);
    }
}
