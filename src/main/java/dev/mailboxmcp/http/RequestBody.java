// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.http.TrafficBudget.Holding;
import dev.mailboxmcp.http.TrafficBudget.Outcome;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request while it comes: no thread waits for it, and what has come takes its part of the
 * {@link TrafficBudget}. Whoever receives it is called once, on a thread of the server, and must not wait.
 *
 * <p>A request ends within a call of the server alone: to end it while the server waits for the body is to race with the
 * server, and WildFly would then wait for the rest on a thread of its own. So one that was dropped stays until its client says
 * one byte more, or the server loses patience with it; the memory is free at once. Payara Micro 6.2025.10 has patience for ever,
 * so the receiver is given the means to end it when every other server would have.
 */
final class RequestBody implements ReadListener {
    /** The bytes of a refused body that are read and thrown away, so that its client has said all and hears the answer. */
    static final int THROWN_AWAY_BYTES = 2 << 20;

    private static final int PIECE_BYTES = 8 * 1024;

    private static final Refusal TOO_SLOW =
            new Refusal(408, "The body came too slowly, or others needed the memory that it took. Send it again.");

    private final ServletInputStream stream;
    private final int maxBytes;
    private final Holding holding;
    private final Receiver receiver;
    private @Nullable Pieces pieces = new Pieces(); // guarded by this; null once dropped
    private @Nullable Refusal refusal;
    private int thrownAway;
    private final AtomicBoolean over = new AtomicBoolean();

    /** Who wants the body. */
    interface Receiver {
        /** All of it has come; its part of the budget is pinned. */
        void received(byte[] body);

        /** It will not come; the request is still to be ended. */
        void refused(Refusal refusal);

        /**
         * What has come of it is let go of, and the refusal follows when the server calls again. Called on any thread.
         *
         * @param giveUp has it follow now, on a thread that may block
         */
        void dropped(Runnable giveUp);
    }

    private RequestBody(ServletInputStream stream, int maxBytes, Holding holding, Receiver receiver) {
        this.stream = stream;
        this.maxBytes = maxBytes;
        this.holding = holding;
        this.receiver = receiver;
    }

    /**
     * Begins to read and returns. The request must be asynchronous already.
     *
     * @param holding may be dropped from now on until the receiver is called
     */
    static void read(ServletInputStream stream, int maxBytes, Holding holding, Receiver receiver) {
        RequestBody body = new RequestBody(stream, maxBytes, holding, receiver);
        holding.mayBeDropped(body::drop);
        stream.setReadListener(body);
    }

    /**
     * Whether the calls of this server cannot be relied on. QUIRK: Payara Micro 6.2025.10 says that all was read before it was,
     * for one body of twenty that comes in several packets.
     */
    static boolean mustBlock(ServletInputStream stream) {
        return stream.getClass().getName().startsWith("org.apache.catalina.");
    }

    /** The same as {@link #read}, on a thread that may block and does so until the receiver was called. */
    static void readBlocking(ServletInputStream stream, int maxBytes, Holding holding, Receiver receiver) {
        RequestBody body = new RequestBody(stream, maxBytes, holding, receiver);
        holding.mayBeDropped(body::drop);
        byte[] piece = new byte[PIECE_BYTES];
        try {
            for (int count = stream.read(piece); count >= 0; count = stream.read(piece)) {
                body.take(piece, count);
                if (body.over.get()) {
                    return;
                }
            }
            body.onAllDataRead();
        } catch (IOException | RuntimeException e) {
            body.onError(e);
        }
    }

    @Override
    public void onDataAvailable() throws IOException {
        byte[] piece = new byte[PIECE_BYTES]; // not kept: most of the time there is nothing to read
        while (!over.get() && stream.isReady()) {
            int count = stream.read(piece, 0, piece.length);
            if (count < 0) {
                return;
            }
            take(piece, count);
        }
    }

    private void take(byte[] piece, int count) throws IOException {
        if (isDropped()) {
            cutOff(TOO_SLOW);
        } else if (refusal == null) {
            refusal = keep(piece, count);
        } else {
            throwAway(refusal, count);
        }
    }

    @Override
    public void onAllDataRead() {
        byte[] all = all();
        if (refusal == null && all != null && holding.arrived()) {
            over.set(true);
            receiver.received(all);
        } else {
            end(refusal == null ? TOO_SLOW : refusal);
        }
    }

    /** The client left, or the server lost patience with it. */
    @Override
    public void onError(Throwable failure) {
        end(refusal == null ? TOO_SLOW : refusal);
    }

    private @Nullable Refusal keep(byte[] piece, int count) {
        Outcome outcome = holding.take(count);
        if (outcome != Outcome.GRANTED) {
            return Refusal.of(outcome);
        }
        holding.moved(count);
        return add(piece, count) ? null : new Refusal(413, "The body is larger than " + maxBytes + " bytes.");
    }

    private synchronized boolean add(byte[] piece, int count) {
        if (pieces == null) {
            return true; // dropped a moment ago, which the next piece will find
        }
        if (pieces.size() + count > maxBytes) {
            pieces = new Pieces();
            return false;
        }
        pieces.write(piece, 0, count);
        return true;
    }

    private void throwAway(Refusal why, int count) throws IOException {
        holding.moved(count);
        thrownAway += count;
        if (thrownAway > THROWN_AWAY_BYTES) {
            cutOff(why);
        }
    }

    /** Ends what has not all come. */
    private void cutOff(Refusal why) {
        UnreadBody.close(stream);
        end(why);
    }

    private void end(Refusal why) {
        if (over.compareAndSet(false, true)) {
            holding.close();
            letGo();
            receiver.refused(why);
        }
    }

    private void drop() {
        letGo();
        receiver.dropped(() -> end(TOO_SLOW));
    }

    private synchronized void letGo() {
        pieces = null;
    }

    private synchronized boolean isDropped() {
        return pieces == null;
    }

    private synchronized byte @Nullable [] all() {
        byte[] all = pieces == null ? null : pieces.take();
        pieces = null;
        return all;
    }
}
