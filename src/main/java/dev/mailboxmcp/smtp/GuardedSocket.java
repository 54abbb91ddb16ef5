// SPDX-License-Identifier: MIT
package dev.mailboxmcp.smtp;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP socket that ends in time and cannot be flooded, whatever is layered upon it.
 *
 * <ul>
 *   <li>A deadline holds over all reads together, so a server that sends a byte a second gains nothing; at the end the
 *       socket closes, which also frees a write that the server does not take.
 *   <li>What arrives between two of our writes is bounded: a line without end is an error, not a full heap.
 * </ul>
 *
 * Between {@link #rest} and {@link #begin} no deadline holds.
 */
final class GuardedSocket extends Socket {
    private static final int MAX_BYTES_BETWEEN_WRITES = 256 * 1024;

    private volatile CompletableFuture<Void> watchdog = new CompletableFuture<>();
    private volatile long end;
    private volatile long deadline;
    private final AtomicInteger received = new AtomicInteger();

    /** @param budget after this time the socket is closed, whatever happens on it */
    GuardedSocket(Duration budget) {
        begin(budget);
    }

    /** Closes this one. Another in its place, with the same deadline and what is left of the budget. */
    GuardedSocket successor() {
        closeQuietly();
        GuardedSocket next = new GuardedSocket(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        next.deadline = deadline;
        return next;
    }

    /** Starts a new budget. */
    void begin(Duration budget) {
        watchdog.complete(null);
        end = System.nanoTime() + budget.toNanos();
        deadline = end;
        CompletableFuture<Void> dog = new CompletableFuture<>();
        watchdog = dog;
        dog.orTimeout(budget.toMillis(), TimeUnit.MILLISECONDS).exceptionally(timeout -> {
            closeQuietly();
            return null;
        });
    }

    /** Ends the budget: nothing is expected of the peer for now. */
    void rest() {
        watchdog.complete(null);
    }

    /** Sets a new deadline for reading, counted from now; the budget stays the end of all. */
    void readWithin(Duration span) {
        long wanted = System.nanoTime() + span.toNanos();
        deadline = wanted - end < 0 ? wanted : end;
    }

    /** Whether time, and not the peer, ended this socket. */
    boolean isExpired() {
        return System.nanoTime() - deadline >= 0 || watchdog.isCompletedExceptionally();
    }

    /** Milliseconds until the end, at least 1. */
    int remainingMillis() throws SocketTimeoutException {
        long remaining = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (remaining <= 0) {
            throw new SocketTimeoutException("the deadline has passed");
        }
        return Math.toIntExact(remaining);
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                setSoTimeout(remainingMillis());
                int count = in.read(target, offset, length);
                if (count > 0 && received.addAndGet(count) > MAX_BYTES_BETWEEN_WRITES) {
                    throw new IOException("more than " + MAX_BYTES_BETWEEN_WRITES + " bytes in one reply");
                }
                return count;
            }
        };
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new FilterOutputStream(super.getOutputStream()) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                received.set(0);
                out.write(bytes, offset, length);
            }
        };
    }

    @Override
    public void close() throws IOException {
        watchdog.complete(null);
        super.close();
    }

    void closeQuietly() {
        try {
            close();
        } catch (IOException e) {
            // it was to be gone, and it is
        }
    }
}
