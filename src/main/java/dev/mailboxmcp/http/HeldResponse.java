// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A response whose body is held until it may be written, or let through from the start. That the client has left is told once;
 * what is written after that is lost without a word, since servers would write a stack trace for each to their log. For one
 * thread at a time.
 */
final class HeldResponse extends HttpServletResponseWrapper {
    private final ByteArrayOutputStream held = new ByteArrayOutputStream(256);
    private @Nullable ServletOutputStream stream;
    private volatile boolean through;

    HeldResponse(HttpServletResponse response) {
        super(response);
    }

    /** What is written from now on goes to the client at once. */
    void letThrough() {
        through = true;
    }

    /** Writes what was held, and all that ends the response; waits for the client. */
    void write() {
        through = true;
        try {
            ServletOutputStream out = super.getOutputStream();
            held.writeTo(out);
            out.close();
        } catch (IOException | IllegalStateException e) {
            // the client left, or the server answered with a page of its own
        }
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        if (stream == null) {
            stream = new Stream(super.getOutputStream());
        }
        return stream;
    }

    @Override
    public void flushBuffer() throws IOException {
        if (through) {
            super.flushBuffer();
        }
    }

    @Override
    public void resetBuffer() {
        super.resetBuffer();
        held.reset();
    }

    @Override
    public void reset() {
        super.reset();
        held.reset();
    }

    private final class Stream extends ServletOutputStream {
        private final ServletOutputStream out;
        private boolean broken;

        Stream(ServletOutputStream out) {
            this.out = out;
        }

        @Override
        public boolean isReady() {
            return out.isReady();
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            out.setWriteListener(listener);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (!through) {
                held.write(bytes, offset, length);
            } else if (!broken) {
                tell(() -> out.write(bytes, offset, length));
            }
        }

        @Override
        public void flush() throws IOException {
            if (through && !broken) {
                tell(out::flush);
            }
        }

        @Override
        public void close() throws IOException {
            if (through && !broken) {
                tell(out::close);
            }
        }

        private void tell(Writing writing) throws IOException {
            try {
                writing.write();
            } catch (IOException | RuntimeException e) {
                broken = true;
                throw e;
            }
        }
    }

    @FunctionalInterface
    private interface Writing {
        void write() throws IOException;
    }
}
