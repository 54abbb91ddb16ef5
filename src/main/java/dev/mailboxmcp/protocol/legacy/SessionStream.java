// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.legacy;

import dev.mailboxmcp.account.StateBudget;
import dev.mailboxmcp.rpc.ClientGoneException;
import dev.mailboxmcp.rpc.JsonRpcWriter;
import dev.mailboxmcp.rpc.JsonWeight;
import dev.mailboxmcp.rpc.ReplyStream;
import dev.mailboxmcp.rpc.StreamEvent;
import jakarta.json.JsonStructure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a session. It outlives its connection: what is sent is kept, within limits, so that a client which lost
 * the connection gets the rest over another one. Thread-safe; a client that reads slowly makes senders wait.
 *
 * <p>Ids of events are {@code stream-number}: unique in the session, and they name the stream to resume.
 * MCP 2025-11-25 basic/transports#resumability-and-redelivery
 */
final class SessionStream implements ReplyStream {
    private static final int MAX_KEPT_EVENTS = 256;
    private static final int MAX_KEPT_BYTES = 256 * 1024;
    private static final long EVENT_BYTES = 128;

    /** When to come back after the server let the connection go. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** One connection on which the stream is sent. */
    static final class Connection {
        private final ReplyStream replies;
        private final CountDownLatch over = new CountDownLatch(1);

        private Connection(ReplyStream replies) {
            this.replies = replies;
        }

        /**
         * Waits until the stream has ended, or needs this connection no more.
         *
         * @return false if that did not come within the time
         */
        boolean awaitEnd(Duration patience) throws InterruptedException {
            return over.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /**
     * An event that a client may come back for.
     *
     * @param bytes on the wire
     * @param weight in memory, in bytes
     */
    private record Kept(int number, StreamEvent event, int bytes, long weight) {}

    private final int id;
    private final boolean primed;
    private final StateBudget.Share share;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Kept> kept = new ArrayDeque<>();
    private int keptBytes;
    private int lastNumber;
    private boolean ended;
    private boolean left;
    private boolean forgotten;
    private @Nullable Connection connection;

    /**
     * @param primed whether an event without content comes first, so that a client can come back before any other
     * @param share of the session, in which what is kept is counted; what finds no room there is sent and not kept
     */
    SessionStream(int id, boolean primed, StateBudget.Share share) {
        this.id = id;
        this.primed = primed;
        this.share = share;
    }

    /** Sends what is kept after the event of that number, and then what comes, over this connection. */
    Connection connect(ReplyStream replies, int after) {
        lock.lock();
        try {
            release();
            for (Kept event : kept) {
                if (event.number() > after) {
                    replies.send(event.event());
                }
            }
            Connection next = new Connection(replies);
            connection = next;
            left = false;
            if (ended) {
                release();
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** The client left this connection; nothing happens if another one took its place. */
    void leave(Connection abandoned) {
        lock.lock();
        try {
            if (connection == abandoned) {
                release();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether anything was sent, so that the answer has to follow on the stream. */
    boolean isOpen() {
        lock.lock();
        try {
            return lastNumber > 0;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the client may be sent away to come back. */
    boolean isPrimed() {
        return primed;
    }

    /**
     * Whether nobody is on it: it has ended, or its client may come back for the rest. It does not wait: where something is
     * just sent, somebody is on it, who may take long to read.
     */
    boolean isDeserted() {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            return ended || left;
        } finally {
            lock.unlock();
        }
    }

    /** Starts the stream, with an event that carries nothing but an id where the revision has such. */
    @Override
    public void open() {
        lock.lock();
        try {
            if (lastNumber == 0 && primed) {
                put(null, null);
            } else if (connection != null) {
                connection.replies.open();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The id of the event is given here. */
    @Override
    public void send(StreamEvent event) {
        lock.lock();
        try {
            open();
            if (!ended) {
                put(event.message(), event.retry());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sends the answer, after which nothing follows. */
    void end(JsonStructure answer) {
        lock.lock();
        try {
            put(answer, null);
            close();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the stream; it can still be resumed, for what is kept. */
    @Override
    public void close() {
        lock.lock();
        try {
            ended = true;
            release();
        } finally {
            lock.unlock();
        }
    }

    /** Lets the connection go, and the stream wait for another one. */
    void disconnect() {
        lock.lock();
        try {
            open();
            put(null, RETRY);
            if (connection != null) {
                connection.replies.close();
                release();
            }
        } finally {
            lock.unlock();
        }
    }

    private void put(@Nullable JsonStructure message, @Nullable Duration retry) {
        lastNumber++;
        StreamEvent event = new StreamEvent(id + "-" + lastNumber, message, retry);
        keep(event);
        if (connection != null) {
            try {
                connection.replies.send(event);
            } catch (ClientGoneException e) {
                release(); // what is kept waits for another one
            }
        }
    }

    /** Keeps an event, in the place of the oldest where there is too much. */
    private void keep(StreamEvent event) {
        JsonStructure message = event.message();
        int bytes = message == null ? 0 : JsonRpcWriter.bytes(message).length;
        long weight = EVENT_BYTES + (message == null ? 0 : JsonWeight.of(message));
        if (forgotten || bytes > MAX_KEPT_BYTES) {
            return;
        }
        boolean room = share.tryGrow(weight);
        while (!kept.isEmpty() && (!room || kept.size() >= MAX_KEPT_EVENTS || keptBytes + bytes > MAX_KEPT_BYTES)) {
            Kept oldest = kept.remove();
            keptBytes -= oldest.bytes();
            share.shrink(oldest.weight());
            room = room || share.tryGrow(weight);
        }
        if (room) {
            kept.add(new Kept(lastNumber, event, bytes, weight));
            keptBytes += bytes;
        }
    }

    /** Nobody can come back to it any more; whoever is on it stays. */
    void forget() {
        lock.lock();
        try {
            forgotten = true;
            share.shrink(kept.stream().mapToLong(Kept::weight).sum());
            kept.clear();
            keptBytes = 0;
        } finally {
            lock.unlock();
        }
    }

    private void release() {
        if (connection != null) {
            connection.over.countDown();
            connection = null;
            left = true;
        }
    }
}
