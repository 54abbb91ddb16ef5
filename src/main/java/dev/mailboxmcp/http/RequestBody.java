// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.OverBudgetException;
import dev.mailboxmcp.account.StateBudget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The body of a request, read by the virtual thread that works on it: one that comes slowly keeps no thread of the
 * container. Large ones, and what is made of them, are in memory for no more than some requests at a time; the others
 * wait. Not thread-safe; to be closed when the request is answered.
 */
final class RequestBody implements AutoCloseable {
    static final Duration TIME = Duration.ofSeconds(60);
    static final int LARGE_BYTES = 64 * 1024;

    /** Of all requests of this process, whose memory they share. */
    private static final Semaphore LARGE_ONES = new Semaphore(16, true);

    private static final int PIECE_BYTES = 8 * 1024;

    private final InputStream stream;
    private final int maxBytes;
    private boolean large;

    RequestBody(InputStream stream, int maxBytes) {
        this.stream = stream;
        this.maxBytes = maxBytes;
    }

    /** Why there is no body, for the client. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;

        private RefusedException(int status, String message) {
            super(message);
            this.status = status;
        }

        int status() {
            return status;
        }

        /** In words for people. */
        String reason() {
            return String.valueOf(getMessage());
        }
    }

    /**
     * All of it, once.
     *
     * @param share in which what has arrived is counted, twice: it is put together, and then copied
     * @throws OverBudgetException if the client sends too much at once
     */
    byte[] read(StateBudget.Share share) throws RefusedException, OverBudgetException {
        long end = System.nanoTime() + TIME.toNanos();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] piece = new byte[PIECE_BYTES];
        try {
            while (true) {
                int count = stream.read(piece, 0, piece.length);
                if (count < 0) {
                    return bytes.toByteArray();
                }
                if (bytes.size() + count > maxBytes) {
                    throw new RefusedException(413, "The body is larger than " + maxBytes + " bytes.");
                }
                long left = end - System.nanoTime();
                if (left < 0) {
                    throw tooSlow();
                }
                if (!large && bytes.size() + count > LARGE_BYTES) {
                    large = LARGE_ONES.tryAcquire(left, TimeUnit.NANOSECONDS);
                    if (!large) {
                        throw new RefusedException(503, "Too many large requests at once. Try again later.");
                    }
                }
                share.grow(2L * count);
                bytes.write(piece, 0, count);
            }
        } catch (IOException e) {
            throw tooSlow(); // the server lost patience, or the client left
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException(503, "The server is shutting down.");
        }
    }

    /** Whether it has one of the few places for large ones, until it is closed. */
    boolean isLarge() {
        return large;
    }

    private static RefusedException tooSlow() {
        return new RefusedException(
                408, "The body did not come, or took longer than " + TIME.toSeconds() + " seconds.");
    }

    @Override
    public void close() {
        if (large) {
            large = false;
            LARGE_ONES.release();
        }
    }
}
