// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.http.TrafficBudget.Holding;
import dev.mailboxmcp.http.TrafficBudget.Outcome;
import dev.mailboxmcp.rpc.ClientGoneException;
import dev.mailboxmcp.rpc.ReplyStream;
import dev.mailboxmcp.rpc.StreamEvent;
import jakarta.json.JsonStructure;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides late whether a response is plain JSON or a stream: the first message before the answer makes it a stream.
 *
 * <ul>
 *   <li>QUIET: nothing was said. {@link #send} makes it OPEN; {@link #end} makes it ENDED, and the answer is the caller's
 *       to write.
 *   <li>OPEN: a second thread writes what is queued, and keep-alives between. {@link #end} queues the answer as last.
 *   <li>ENDED: answered.
 *   <li>GONE: a write failed, the response ended without it, or the client did not read and its part of the
 *       {@link TrafficBudget} was dropped or used up. Where leaving cancels, the work is told once and whoever sends is told
 *       each time; elsewhere the work goes on unheard.
 * </ul>
 *
 * Any thread may send; state changes hold the monitor, writes and waits do not. What waits for the client are bytes, not what
 * they were made of.
 */
final class ReplyChannel implements ReplyStream {
    /** Messages that wait for a slow client; after that the work waits too. */
    private static final int CAPACITY = 256;

    /** How long the work waits for a client that reads nothing, before it counts as gone. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What becomes of the response once it is a stream; called on a thread that may block until the end. */
    @FunctionalInterface
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    private enum State {
        QUIET,
        OPEN,
        ENDED,
        GONE
    }

    /** @param event null for the end of the stream */
    private record Entry(@Nullable Pieces event) {
        long size() {
            return event == null ? 0 : event.size();
        }
    }

    private static final Entry END = new Entry(null);

    private final BlockingQueue<Entry> queue = new LinkedBlockingQueue<>(CAPACITY);
    private final Executor writers;
    private final Consumer<Body> response;
    private final Duration keepAlive;
    private final @Nullable Runnable cancel;
    private final Holding holding;
    private State state = State.QUIET;
    private @Nullable Throwable cause;
    private boolean written; // of the thread that writes

    /**
     * @param writers must take the task without running it at once; while they refuse, the channel stays QUIET
     * @param response turns the response into a stream, and returns when the body is written
     * @param keepAlive longest silence on the stream
     * @param cancel called when the client is found gone while it still waits for an answer; null if the work is to go
     *     on then
     * @param holding for what waits for the client, empty
     */
    ReplyChannel(
            Executor writers, Consumer<Body> response, Duration keepAlive, @Nullable Runnable cancel, Holding holding) {
        this.holding = holding;
        this.writers = writers;
        this.response = response;
        this.keepAlive = keepAlive;
        this.cancel = cancel;
    }

    @Override
    public synchronized void open() {
        if (state == State.QUIET) {
            try {
                writers.execute(this::write);
                state = State.OPEN;
            } catch (RejectedExecutionException e) {
                // the server stops: what would have been said before the answer is not, the answer is
            }
        }
    }

    @Override
    public void send(StreamEvent event) {
        open();
        if (isOpen()) {
            enqueue(new Entry(SseWriter.render(event)));
        }
        if (cancel != null) {
            checkPresence();
        }
    }

    @Override
    public void close() {
        open();
        if (isOpen()) {
            end();
        }
    }

    /**
     * Ends the exchange with its answer.
     *
     * @return whether the answer is taken care of; if not, the response is still the caller's to write
     */
    boolean end(JsonStructure answer) {
        return end(StreamEvent.of(answer));
    }

    /** Ends the exchange without an answer; returns as {@link #end(JsonStructure)} does. */
    boolean end() {
        return end((StreamEvent) null);
    }

    private boolean end(@Nullable StreamEvent last) {
        synchronized (this) {
            switch (state) {
                case QUIET -> {
                    state = State.ENDED;
                    return false;
                }
                case OPEN -> state = State.ENDED;
                case ENDED, GONE -> {
                    return true;
                }
            }
        }
        if (last != null) {
            enqueue(new Entry(SseWriter.render(last)));
        }
        enqueue(END);
        return true;
    }

    /** Whether the client left before its answer. */
    synchronized boolean isGone() {
        return state == State.GONE;
    }

    private synchronized boolean isOpen() {
        return state == State.OPEN;
    }

    private synchronized void checkPresence() {
        if (state == State.GONE) {
            throw new ClientGoneException(cause == null ? new IOException("closed") : cause);
        }
    }

    private void enqueue(Entry entry) {
        try {
            if (holding.take(entry.size()) != Outcome.GRANTED) {
                leave(new IOException("the client leaves too much unread"));
            } else if (!queue.offer(entry, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                leave(new IOException("the client reads nothing"));
            } else if (isGone()) { // meanwhile
                letGo();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            leave(e);
        }
    }

    private void write() {
        Throwable reason = new IOException("the response ended before its stream");
        try {
            response.accept(this::writeTo);
        } catch (RuntimeException e) {
            reason = e;
        } finally {
            if (!written) { // the server did not want the body, or not all of it
                leave(reason);
            }
        }
    }

    private void writeTo(OutputStream out) {
        try {
            SseWriter writer = new SseWriter(out);
            while (true) {
                Entry entry = queue.poll(keepAlive.toMillis(), TimeUnit.MILLISECONDS);
                if (isGone()) {
                    return;
                }
                if (entry == null) {
                    writer.keepAlive();
                } else if (entry.event() != null) {
                    write(entry.event(), writer);
                } else {
                    written = true;
                    return;
                }
            }
        } catch (IOException | RuntimeException e) {
            leave(e); // servers tell a closed connection by either
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            leave(e);
        }
    }

    private void write(Pieces event, SseWriter writer) throws IOException {
        holding.mayBeDropped(() -> {
            event.drop();
            leave(new IOException("the client reads too slowly"));
        });
        writer.event(event, holding);
        holding.pin();
    }

    private synchronized void leave(Throwable reason) {
        if (state == State.GONE) {
            return;
        }
        boolean worked = state == State.OPEN;
        state = State.GONE;
        cause = reason;
        letGo();
        if (worked && cancel != null) {
            cancel.run();
        }
    }

    private void letGo() {
        queue.clear(); // sets free who waits for room
        holding.close();
    }
}
