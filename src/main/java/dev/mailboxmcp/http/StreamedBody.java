// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.http.TrafficBudget.Holding;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request as a stream, of a length that is known: a virtual thread reads it and waits, and no thread of the
 * server waits for the client. Little of it is held at a time, and no more is asked of the client meanwhile; a thread of the
 * server then waits for the mail server, which has limits of its own. What {@link RequestBody} says of how a request ends holds
 * here too, so whoever does not read to the end calls {@link #discard} before the answer.
 *
 * <p>For Open Liberty. QUIRK: 26.0.0.5 writes an incident report, with the path of the request in it, where a client leaves in
 * the middle of a read that waits; and it forgets to call where {@code isReady} was asked on a thread of another's. On the other
 * servers a virtual thread that waits reads the stream itself.
 */
final class StreamedBody extends InputStream implements ReadListener {
    private static final int ROOM_BYTES = 128 * 1024;
    private static final int PIECE_BYTES = 16 * 1024;

    private final ServletInputStream stream;
    private final Holding holding;
    private final Duration patience;

    private final Deque<byte[]> pieces = new ArrayDeque<>(); // guarded by this, as all that follows
    private int at; // within the first piece
    private int held;
    private long left;
    private boolean discarding;
    private int thrownAway;
    private @Nullable Throwable failure;
    private boolean over; // nothing more comes

    private StreamedBody(ServletInputStream stream, long length, Holding holding, Duration patience) {
        this.stream = stream;
        this.left = length;
        this.holding = holding;
        this.patience = patience;
        this.over = length == 0;
    }

    /** Whether this server calls as it has to. */
    static boolean isFor(ServletInputStream stream) {
        String name = stream.getClass().getName();
        return name.startsWith("io.openliberty.") || name.startsWith("com.ibm.");
    }

    /**
     * Begins to read, on a thread of the server. The request must be asynchronous already.
     *
     * @param length as {@code Content-Length} has it
     * @param holding is told of what comes, and may be dropped until all has come
     * @param patience how long the server may take to find out that a client has gone
     */
    static StreamedBody of(ServletInputStream stream, long length, Holding holding, Duration patience) {
        StreamedBody body = new StreamedBody(stream, length, holding, patience);
        stream.setReadListener(body);
        return body;
    }

    @Override
    public void onDataAvailable() throws IOException {
        byte[] piece = new byte[PIECE_BYTES];
        while (mayGoOn() && stream.isReady()) {
            int count = stream.read(piece, 0, piece.length);
            if (count < 0) {
                return;
            }
            holding.moved(count);
            take(piece, count);
        }
    }

    @Override
    public void onAllDataRead() {
        end(null);
    }

    /** The client left, or the server lost patience with it. */
    @Override
    public void onError(Throwable cause) {
        end(cause);
    }

    /** Waits for room. */
    private synchronized boolean mayGoOn() throws IOException {
        try {
            while (!over && !discarding && held >= ROOM_BYTES) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the server stops", e);
        }
        return !over;
    }

    private void take(byte[] piece, int count) {
        boolean enough = false;
        synchronized (this) {
            left -= count;
            if (discarding) {
                thrownAway += count;
                enough = thrownAway > RequestBody.THROWN_AWAY_BYTES;
            } else {
                pieces.add(Arrays.copyOf(piece, count));
                held += count;
            }
            over |= left <= 0;
            notifyAll();
        }
        if (enough) {
            UnreadBody.close(stream);
            end(null);
        }
    }

    private synchronized void end(@Nullable Throwable cause) {
        if (left > 0 && failure == null) {
            failure = cause == null ? new IOException("the body ended early") : cause;
        }
        over = true;
        notifyAll();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    /** @throws IOException where the body does not come, or the reader is interrupted */
    @Override
    public synchronized int read(byte[] bytes, int offset, int length) throws IOException {
        await();
        byte[] first = pieces.peek();
        if (first == null) {
            return -1;
        }
        int count = Math.min(length, first.length - at);
        System.arraycopy(first, at, bytes, offset, count);
        at += count;
        held -= count;
        if (at == first.length) {
            pieces.remove();
            at = 0;
            notifyAll();
        }
        return count;
    }

    private void await() throws IOException {
        try {
            while (pieces.isEmpty() && !over) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("nobody waits for the body any more", e);
        }
        if (pieces.isEmpty()) {
            if (failure != null) {
                throw new IOException("the body did not come", failure);
            }
            holding.pin();
        }
    }

    /**
     * Lets go of what has not come yet, and waits until the server knows that: for a client that goes on, until it has said
     * all, or much. Then the request can be answered and ended.
     */
    synchronized void discard() {
        discarding = true;
        pieces.clear();
        held = 0;
        notifyAll();
        try {
            long end = System.nanoTime() + patience.toNanos();
            while (!over && System.nanoTime() < end) {
                wait(1000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
