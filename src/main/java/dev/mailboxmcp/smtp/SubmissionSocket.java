// SPDX-License-Identifier: MIT
package dev.mailboxmcp.smtp;

import dev.mailboxmcp.net.Dialer;
import dev.mailboxmcp.net.SilentPort;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLSocket;

/**
 * The connection as Jakarta Mail sees it: its streams stay the same while TLS is put under them, and a read gives at most
 * one line. So a reader with a buffer never takes in what comes behind a reply, and whether something does can be asked.
 * Not thread-safe, but for {@link #abort}.
 */
final class SubmissionSocket extends Socket {
    private final Dialer dialer;
    private volatile GuardedSocket raw;
    private volatile boolean aborted;
    private Socket top;
    private LineInput lines = LineInput.NOTHING;
    private OutputStream out = OutputStream.nullOutputStream();

    /** @param budget as of {@link GuardedSocket} */
    SubmissionSocket(Duration budget, Dialer dialer) {
        this.dialer = dialer;
        raw = new GuardedSocket(budget);
        top = raw;
    }

    /** Time and its limits. */
    GuardedSocket guard() {
        return raw;
    }

    /** Connects as far as TCP, within the time of the settings and the budget. */
    void connect(SmtpSettings settings) throws IOException {
        Duration limit = Duration.ofMillis(Math.min(settings.connectTimeout().toMillis(), raw.remainingMillis()));
        use(dialer.dial(limit, this::unconnected));
    }

    /** Watches whether the port begins with TLS, as long as the server does not greet. */
    SilentPort watchSilence(SmtpSettings settings) {
        return SilentPort.watch(dialer, raw, settings.openingBudget());
    }

    /** The socket of the next attempt: the first is there, each other takes the place of one that failed. */
    private GuardedSocket unconnected() {
        if (raw.isClosed() && !aborted) {
            raw = raw.successor();
            if (aborted) { // meanwhile, by somebody who closed the one before
                raw.closeQuietly();
            }
        }
        return raw;
    }

    /**
     * Makes the connection private.
     *
     * @throws UnreadBytesException if something came in the clear that belongs to no reply: it must not count as said
     *     under TLS
     */
    void secure() throws IOException {
        if (hasUnread()) {
            throw new UnreadBytesException();
        }
        SSLSocket secured = dialer.secure(raw);
        secured.startHandshake();
        use(secured);
    }

    private void use(Socket layer) throws IOException {
        top = layer;
        lines = new LineInput(layer.getInputStream());
        out = layer.getOutputStream();
    }

    /** Whether the server said something that nobody has read: then the next line read would answer another command. */
    boolean hasUnread() throws IOException {
        return lines.hasUnread() || raw.getInputStream().available() > 0;
    }

    /** Whether what was read last is a whole line: the end of a connection can cut one to something that looks whole. */
    boolean endsInLine() {
        return lines.lineEnded;
    }

    /** Closes at once, whatever is going on; by any thread. */
    void abort() {
        aborted = true;
        raw.closeQuietly();
    }

    @Override
    public InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return lines.read(target, offset, length);
            }
        };
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                out.write(b);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            @Override
            public void flush() throws IOException {
                out.flush();
            }
        };
    }

    @Override
    public InetAddress getInetAddress() {
        return raw.getInetAddress();
    }

    @Override
    public int getPort() {
        return raw.getPort();
    }

    @Override
    public boolean isClosed() {
        return raw.isClosed();
    }

    @Override
    public void close() throws IOException {
        try {
            top.close();
        } finally {
            raw.close();
        }
    }

    /** Bytes came before TLS that nobody asked for. */
    static final class UnreadBytesException extends IOException {
        private static final long serialVersionUID = 1L;

        UnreadBytesException() {
            super("unread bytes before TLS");
        }
    }

    /** A stream by lines. */
    private static final class LineInput {
        private static final int BUFFER_BYTES = 8 * 1024;
        static final LineInput NOTHING = new LineInput(InputStream.nullInputStream());

        private final InputStream in;
        private final byte[] buffer = new byte[BUFFER_BYTES];
        private int position;
        private int limit;
        private boolean lineEnded;

        LineInput(InputStream in) {
            this.in = in;
        }

        boolean hasUnread() throws IOException {
            return position < limit || in.available() > 0;
        }

        int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (position == limit) {
                int count = in.read(buffer);
                if (count < 0) {
                    return -1;
                }
                position = 0;
                limit = count;
            }
            int count = 0;
            lineEnded = false;
            while (count < length && position < limit && !lineEnded) {
                byte next = buffer[position++];
                lineEnded = next == '\n';
                target[offset + count++] = next;
            }
            return count;
        }
    }
}
