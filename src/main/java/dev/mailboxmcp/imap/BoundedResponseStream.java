// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import org.eclipse.angus.mail.iap.ByteArray;
import org.eclipse.angus.mail.iap.ResponseInputStream;
import org.jspecify.annotations.Nullable;

/**
 * What a mail server sends, response by response and within limits: a literal, a line or an answer that is announced or
 * grows too large ends in an {@link IOException} before anything is allocated for it, and no read outlives the deadline.
 * A FETCH response that is too long is cut instead: it ends where the limit was, and the next one follows.
 *
 * <p>It stands in for Angus' own stream, which reads byte by byte, and finds literals by the same rule: a line that ends
 * in <code>{digits}</code> announces that many bytes. What that rule leaves open (a sign, more digits than a number has)
 * it refuses. Not thread-safe.
 */
final class BoundedResponseStream extends ResponseInputStream {
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int MAX_DIGITS = 18;
    /** What a response costs besides its bytes: every one is kept until its command is answered. */
    private static final int RESPONSE_OVERHEAD = 256;
    /** The bytes of one FETCH response that are read only to be dropped: more than a mail is usually allowed to have. */
    private static final int MAX_DROPPED = 64 << 20;
    /** The number of dropped bytes, counted from the last, that tell where a line ends and what literal it announces. */
    private static final int TAIL_BYTES = MAX_DIGITS + 8;

    private static final byte[] FETCH = {' ', 'F', 'E', 'T', 'C', 'H', ' '};

    private final InputStream in;
    private final Socket socket;
    private final PromptAcknowledgement acknowledgement;
    private final Duration readTimeout;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int count;

    private ResponseLimits limits = ResponseLimits.USUAL;
    private Deadline deadline;
    private Duration patience;
    private int totalBytes;

    /** The response that is being read. */
    private byte[] response = new byte[0];

    private int length;
    private int lineBytes;
    /** The number of bytes of the line that was read last: what stands before it is a literal, and announces none. */
    private int lastLineBytes;
    /** Where it was cut: what stands behind are the last bytes that were dropped; -1 while it is whole. */
    private int cut;

    private long dropped;
    /** What is still to come of the literal that is being read. */
    private long literalLeft;

    /**
     * A stream on a socket that is connected.
     *
     * @param tcp the bare socket
     * @param socket the same, or the TLS socket on it
     */
    BoundedResponseStream(Socket tcp, Socket socket, Duration readTimeout, Deadline deadline) throws IOException {
        super(InputStream.nullInputStream());
        this.in = socket.getInputStream();
        this.socket = socket;
        this.acknowledgement = new PromptAcknowledgement(tcp);
        this.readTimeout = readTimeout;
        this.patience = readTimeout;
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

    /** How long no byte may come, where that is less than the read time-out; null for that. */
    void patience(@Nullable Duration newPatience) {
        patience = newPatience == null || newPatience.compareTo(readTimeout) > 0 ? readTimeout : newPatience;
    }

    /**
     * The next response with its literals, up to and with the line break that ends it.
     *
     * @param unused Angus offers a buffer; a new one of the right size costs less
     */
    @Override
    public ByteArray readResponse(ByteArray unused) throws IOException {
        response = new byte[0];
        length = 0;
        lineBytes = 0;
        cut = -1;
        dropped = 0;
        while (true) {
            readLine();
            long literal = announcedLiteral();
            if (literal < 0) {
                totalBytes += RESPONSE_OVERHEAD;
                return cut < 0 ? new ByteArray(response, 0, length) : endOfCut();
            }
            int allowed = isFetch() ? MAX_DROPPED : limits.literalBytes();
            if (literal > allowed) {
                throw new ProtocolViolation("a literal of " + literal + " bytes announced, " + allowed + " allowed");
            }
            readLiteral(literal);
        }
    }

    /** What was kept, and the line break that belongs behind it. */
    private ByteArray endOfCut() {
        byte[] kept = Arrays.copyOf(response, cut + 2);
        kept[cut] = '\r';
        kept[cut + 1] = '\n';
        return new ByteArray(kept, 0, kept.length);
    }

    /** Whether the response began with {@code * 123 FETCH}. */
    private boolean isFetch() {
        int at = 2;
        while (at < length && response[at] >= '0' && response[at] <= '9') {
            at++;
        }
        return at > 2
                && length >= at + FETCH.length
                && Arrays.equals(response, at, at + FETCH.length, FETCH, 0, FETCH.length);
    }

    @Override
    public int available() throws IOException {
        return position < count ? count - position : in.available();
    }

    /** Takes bytes up to and with CR LF; a line feed alone is a byte as others are. */
    private void readLine() throws IOException {
        int before = lineBytes;
        do {
            requireBytes();
            int end = position;
            while (end < count && buffer[end] != '\n') {
                end++;
            }
            end = Math.min(end + 1, count);
            lineBytes += end - position;
            take(end - position);
            if (lineBytes > limits.lineBytes() && !isFetch()) {
                throw new ProtocolViolation("a line of more than " + limits.lineBytes() + " bytes");
            }
        } while (last(0) != '\n' || last(1) != '\r');
        lastLineBytes = lineBytes - before;
    }

    private void readLiteral(long bytes) throws IOException {
        literalLeft = bytes;
        while (literalLeft > 0) {
            requireBytes();
            int part = (int) Math.min(literalLeft, count - position);
            take(part);
            literalLeft -= part;
        }
    }

    private void take(int bytes) throws ProtocolViolation {
        int rest = bytes;
        if (cut < 0) {
            int fits = Math.max(0, Math.min(bytes, limits.fetchBytes() - length));
            keep(fits);
            rest -= fits;
            cut = rest > 0 && isFetch() ? length : -1;
        }
        if (cut < 0) {
            keep(rest);
        } else {
            drop(rest);
        }
    }

    private void keep(int bytes) throws ProtocolViolation {
        totalBytes += bytes;
        if (totalBytes > limits.totalBytes()) {
            throw new ProtocolViolation("an answer of more than " + limits.totalBytes() + " bytes");
        }
        if (response.length < length + bytes) {
            // twice what there is, so that a long response is not copied with each piece; most come whole
            long room = literalLeft > 0 ? Math.min(2L * length, length + literalLeft + BUFFER_BYTES) : 2L * length;
            response = Arrays.copyOf(response, (int) Math.max(length + bytes, room));
        }
        System.arraycopy(buffer, position, response, length, bytes);
        position += bytes;
        length += bytes;
    }

    private void drop(int bytes) throws ProtocolViolation {
        dropped += bytes;
        if (dropped > MAX_DROPPED) {
            throw new ProtocolViolation("a response of more than " + MAX_DROPPED + " bytes");
        }
        int fresh = Math.min(bytes, TAIL_BYTES);
        int old = Math.min(TAIL_BYTES - fresh, length - cut);
        byte[] tail = Arrays.copyOfRange(response, length - old, length + fresh);
        System.arraycopy(buffer, position + bytes - fresh, tail, old, fresh);
        if (response.length < cut + TAIL_BYTES) {
            response = Arrays.copyOf(response, cut + TAIL_BYTES);
        }
        System.arraycopy(tail, 0, response, cut, tail.length);
        length = cut + tail.length;
        position += bytes;
    }

    private void requireBytes() throws IOException {
        if (position < count) {
            return;
        }
        Duration left = deadline.remaining();
        Duration wait = left.compareTo(patience) < 0 ? left : patience;
        if (wait.toMillis() == 0) {
            throw new SocketTimeoutException("deadline passed");
        }
        socket.setSoTimeout(Math.toIntExact(wait.toMillis()));
        acknowledgement.ask();
        int n = in.read(buffer, 0, buffer.length);
        if (n <= 0) {
            throw new EOFException("the mail server closed the connection");
        }
        position = 0;
        count = n;
    }

    /** The size of the literal that the line just read announces; -1 where it announces none. */
    private long announcedLiteral() throws ProtocolViolation {
        if (last(2) != '}') {
            return -1;
        }
        long value = 0;
        long scale = 1;
        for (int digits = 0; digits <= MAX_DIGITS; digits++) {
            int c = 3 + digits < lastLineBytes ? last(3 + digits) : -1;
            if (c == '{') {
                return digits == 0 ? -1 : value;
            }
            if (c == '-' && digits > 0 && last(4 + digits) == '{') {
                throw new ProtocolViolation("a literal of negative size announced");
            }
            if (c < '0' || c > '9') {
                return -1;
            }
            value += (c - '0') * scale;
            scale *= 10;
        }
        throw new ProtocolViolation("a number of more than " + MAX_DIGITS + " digits announced as a literal");
    }

    /** The byte {@code back} places before the end of the response so far; -1 where there is none. */
    private int last(int back) {
        return back < length ? response[length - 1 - back] & 0xff : -1;
    }
}
