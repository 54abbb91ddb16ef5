// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.rpc.ClientGoneException;
import dev.mailboxmcp.rpc.ReplyStream;
import dev.mailboxmcp.rpc.StreamEvent;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client's end of a stream: events are taken one after the other, and waited for. */
public final class QueuedStream implements ReplyStream {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final BlockingQueue<StreamEvent> events = new LinkedBlockingQueue<>();
    private volatile boolean opened;
    private volatile boolean closed;
    private volatile boolean gone;

    /** The next event; fails if none comes. */
    public StreamEvent next() throws InterruptedException {
        StreamEvent event = events.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(event).as("an event on the stream").isNotNull();
        return event;
    }

    /** The next event that carries a message. */
    public JsonObject nextMessage() throws InterruptedException {
        StreamEvent event = next();
        return event.message() == null ? nextMessage() : event.message().asJsonObject();
    }

    public boolean isEmpty() {
        return events.isEmpty();
    }

    public boolean isOpened() {
        return opened;
    }

    public boolean isClosed() {
        return closed;
    }

    /** Lets nothing reach the client from now on. */
    public void leave() {
        gone = true;
    }

    @Override
    public void open() {
        opened = true;
    }

    @Override
    public void send(StreamEvent event) {
        if (gone) {
            throw new ClientGoneException(new IOException("gone"));
        }
        opened = true;
        if (!closed) {
            events.add(event);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
