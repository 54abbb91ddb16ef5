// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * What a mail server sends, within limits: a literal, a line or an answer that is announced or grows too large ends in
 * an {@link IOException} before anything is allocated for it, and no read outlives the deadline.
 *
 * <p>It follows the same rule by which Angus finds literals: a line that ends in <code>{digits}</code> announces that
 * many bytes. Where the two could disagree (a sign, more digits than a number has), it refuses. Not thread-safe.
 */
final class BoundedResponseStream extends InputStream {
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int TAIL_MASK = 31;
    private static final int MAX_DIGITS = 20;
    /** What a line costs besides its bytes: every response is kept until its command is answered. */
    private static final int LINE_OVERHEAD = 256;

    private final InputStream in;
    private final Socket socket;
    private final Duration readTimeout;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int count;

    private ResponseLimits limits = ResponseLimits.USUAL;
    private Deadline deadline;

    private final byte[] tail = new byte[TAIL_MASK + 1];
    private int tailCount;
    private long literalLeft;
    private int lineBytes;
    private int totalBytes;

    BoundedResponseStream(Socket socket, Duration readTimeout, Deadline deadline) throws IOException {
        this.in = socket.getInputStream();
        this.socket = socket;
        this.readTimeout = readTimeout;
        this.deadline = deadline;
    }

    /** Starts counting anew, for the answers to the next flight of commands. */
    void begin(ResponseLimits newLimits) {
        limits = newLimits;
        totalBytes = 0;
    }

    void deadline(Deadline newDeadline) {
        deadline = newDeadline;
    }

    @Override
    public int read() throws IOException {
        return position < count || fill() ? buffer[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position == count && !fill()) {
            return -1;
        }
        int n = Math.min(length, count - position);
        System.arraycopy(buffer, position, target, offset, n);
        position += n;
        return n;
    }

    @Override
    public int available() throws IOException {
        return position < count ? count - position : in.available();
    }

    private boolean fill() throws IOException {
        Duration left = deadline.remaining();
        Duration wait = left.compareTo(readTimeout) < 0 ? left : readTimeout;
        if (wait.toMillis() == 0) {
            throw new SocketTimeoutException("deadline passed");
        }
        socket.setSoTimeout(Math.toIntExact(wait.toMillis()));
        int n = in.read(buffer, 0, buffer.length);
        if (n <= 0) {
            return false;
        }
        position = 0;
        count = n;
        totalBytes += n;
        inspect(n);
        if (totalBytes > limits.totalBytes()) {
            throw new ProtocolViolation("an answer of more than " + limits.totalBytes() + " bytes");
        }
        return true;
    }

    private void inspect(int n) throws IOException {
        int i = 0;
        while (i < n) {
            if (literalLeft > 0) {
                int part = (int) Math.min(literalLeft, n - i);
                for (int k = Math.max(i, i + part - tail.length); k < i + part; k++) {
                    remember(buffer[k]);
                }
                literalLeft -= part;
                i += part;
                continue;
            }
            byte b = buffer[i++];
            if (++lineBytes > limits.lineBytes()) {
                throw new ProtocolViolation("a line of more than " + limits.lineBytes() + " bytes");
            }
            if (b == '\n' && last(0) == '\r') {
                endLine();
            } else {
                remember(b);
            }
        }
    }

    private void endLine() throws IOException {
        long literal = last(1) == '}' ? announcedLiteral() : -1;
        if (literal < 0) {
            tailCount = 0;
            lineBytes = 0;
            totalBytes += LINE_OVERHEAD;
            return;
        }
        if (literal > limits.literalBytes()) {
            throw new ProtocolViolation(
                    "a literal of " + literal + " bytes announced, " + limits.literalBytes() + " allowed");
        }
        remember((byte) '\n');
        literalLeft = literal;
    }

    /** The size of the literal the line announces; -1 where it announces none. */
    private long announcedLiteral() throws IOException {
        long value = 0;
        long scale = 1;
        for (int digits = 0; digits <= MAX_DIGITS; digits++) {
            int c = last(2 + digits);
            if (c == '{') {
                return digits == 0 ? -1 : value;
            }
            if (c == '-' && digits > 0 && last(3 + digits) == '{') {
                throw new ProtocolViolation("a literal of negative size announced");
            }
            if (c < '0' || c > '9') {
                return -1;
            }
            value = digits < 18 ? value + (c - '0') * scale : c == '0' ? value : Long.MAX_VALUE;
            scale *= digits < 18 ? 10 : 1;
        }
        throw new ProtocolViolation("a number of more than " + MAX_DIGITS + " digits announced as a literal");
    }

    private void remember(byte b) {
        tail[tailCount & TAIL_MASK] = b;
        tailCount++; // never overflows: the whole answer is bounded
    }

    /** The byte {@code back} places before the end of the response so far; -1 where there is none. */
    private int last(int back) {
        return back < tailCount && back <= TAIL_MASK ? tail[(tailCount - 1 - back) & TAIL_MASK] & 0xff : -1;
    }
}
