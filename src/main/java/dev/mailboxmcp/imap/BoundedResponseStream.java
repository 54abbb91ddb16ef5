// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import org.eclipse.angus.mail.iap.ByteArray;
import org.eclipse.angus.mail.iap.ResponseInputStream;

/**
 * What a mail server sends, response by response and within limits: a literal, a line or an answer that is announced or
 * grows too large ends in an {@link IOException} before anything is allocated for it, and no read outlives the deadline.
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

    private final InputStream in;
    private final Socket socket;
    private final PromptAcknowledgement acknowledgement;
    private final Duration readTimeout;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int count;

    private ResponseLimits limits = ResponseLimits.USUAL;
    private Deadline deadline;
    private int totalBytes;

    /** The response that is being read. */
    private byte[] response = new byte[0];

    private int length;
    private int lineBytes;

    /**
     * On a socket that is connected.
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
        while (true) {
            readLine();
            long literal = announcedLiteral();
            if (literal < 0) {
                totalBytes += RESPONSE_OVERHEAD;
                return new ByteArray(response, 0, length);
            }
            if (literal > limits.literalBytes()) {
                throw new ProtocolViolation(
                        "a literal of " + literal + " bytes announced, " + limits.literalBytes() + " allowed");
            }
            readLiteral((int) literal);
        }
    }

    @Override
    public int available() throws IOException {
        return position < count ? count - position : in.available();
    }

    /** Takes bytes up to and with CR LF; a line feed alone is a byte as others are. */
    private void readLine() throws IOException {
        do {
            requireBytes();
            int end = position;
            while (end < count && buffer[end] != '\n') {
                end++;
            }
            end = Math.min(end + 1, count);
            lineBytes += end - position;
            if (lineBytes > limits.lineBytes()) {
                throw new ProtocolViolation("a line of more than " + limits.lineBytes() + " bytes");
            }
            take(end - position);
        } while (last(0) != '\n' || last(1) != '\r');
    }

    private void readLiteral(int bytes) throws IOException {
        for (int left = bytes; left > 0; ) {
            requireBytes();
            int part = Math.min(left, count - position);
            take(part);
            left -= part;
        }
    }

    private void take(int bytes) {
        if (response.length < length + bytes) {
            // twice what there is, so that a long response is not copied with each piece; most come whole
            response = Arrays.copyOf(response, Math.max(length + bytes, 2 * length));
        }
        System.arraycopy(buffer, position, response, length, bytes);
        position += bytes;
        length += bytes;
    }

    private void requireBytes() throws IOException {
        if (position < count) {
            return;
        }
        Duration left = deadline.remaining();
        Duration wait = left.compareTo(readTimeout) < 0 ? left : readTimeout;
        if (wait.toMillis() == 0) {
            throw new SocketTimeoutException("deadline passed");
        }
        socket.setSoTimeout(Math.toIntExact(wait.toMillis()));
        acknowledgement.ask();
        int n = in.read(buffer, 0, buffer.length);
        if (n <= 0) {
            throw new IOException("the mail server closed the connection");
        }
        position = 0;
        count = n;
        totalBytes += n;
        if (totalBytes > limits.totalBytes()) {
            throw new ProtocolViolation("an answer of more than " + limits.totalBytes() + " bytes");
        }
    }

    /** The size of the literal that the line just read announces; -1 where it announces none. */
    private long announcedLiteral() throws ProtocolViolation {
        if (last(2) != '}') {
            return -1;
        }
        long value = 0;
        long scale = 1;
        for (int digits = 0; digits <= MAX_DIGITS; digits++) {
            int c = last(3 + digits);
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
