// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.legacy;

import dev.mailboxmcp.account.OverBudgetException;
import dev.mailboxmcp.account.StateBudget;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.feature.Changes;
import dev.mailboxmcp.feature.Features;
import dev.mailboxmcp.protocol.Listening;
import dev.mailboxmcp.resource.ResourceProvider;
import dev.mailboxmcp.resource.ResourceProvider.Watch;
import dev.mailboxmcp.resource.ResourceProvider.Watcher;
import dev.mailboxmcp.rpc.Json;
import dev.mailboxmcp.rpc.JsonRpcWriter;
import dev.mailboxmcp.rpc.JsonWeight;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one client is told outside of its requests, on the stream it opened last: changes of lists, and of the resources
 * it subscribed to. Resources are watched only while such a stream is open, with the credentials that opened it.
 * Thread-safe: the lock is held while nothing is waited for, neither for a mail server nor for a client that reads slowly.
 */
final class SessionNews {
    /** Resources that one session may subscribe to. */
    static final int MAX_RESOURCES = 100;

    private final StateBudget.Share share;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<String> subscribed = new LinkedHashSet<>(); // guarded by lock
    private final Map<String, Watch> watches = new HashMap<>(); // guarded by lock
    private volatile @Nullable Listener listener; // written under lock

    /** The stream that tells what happens outside of requests, heard or not. */
    private volatile @Nullable SessionStream told; // written under lock

    private record Listener(
            SessionStream stream,
            SessionStream.Connection connection,
            @Nullable ResourceProvider resources,
            CallContext context,
            Consumer<RuntimeException> failed,
            Watch lists) {}

    /** @param share in which the subscriptions are counted */
    SessionNews(StateBudget.Share share) {
        this.share = share;
    }

    /**
     * Tells this stream from now on, and no other. Waits until it is known what changes would be changes of, but not for a
     * slow mail server.
     *
     * @param failed is told why a resource cannot be watched any more
     */
    void listen(
            SessionStream stream,
            SessionStream.Connection connection,
            Features features,
            CallContext context,
            Consumer<RuntimeException> failed) {
        List<Watch> begun;
        lock.lock();
        try {
            stop();
            told = stream;
            Changes changes = features.changes();
            Watch lists = changes == null
                    ? () -> {}
                    : changes.listen(kind -> send(stream, kind.notification(), JsonValue.EMPTY_JSON_OBJECT));
            listener = new Listener(stream, connection, features.resources(), context, failed, lists);
            subscribed.forEach(this::watch);
            begun = List.copyOf(watches.values());
        } finally {
            lock.unlock();
        }
        Watch.awaitFirstLooks(begun);
    }

    /** Whether it was this stream that told last, so that who resumes it wants to go on being told. */
    boolean isTold(SessionStream stream) {
        return told == stream;
    }

    /** Stops telling over this connection; nothing happens if another one took its place. */
    void leave(SessionStream.Connection connection) {
        lock.lock();
        try {
            Listener current = listener;
            if (current != null && current.connection() == connection) {
                stop();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Tells something on the stream that told last, if there ever was one; whoever resumes that hears of it then. */
    void tell(String method, JsonObject params) {
        SessionStream last = told;
        if (last != null) {
            send(last, method, params);
        }
    }

    /** Whether there is a stream to tell. Waits for nothing. */
    boolean isHeard() {
        return listener != null;
    }

    /**
     * Remembers the subscription, and watches the resource while there is a stream.
     *
     * @return false if there are too many already
     * @throws OverBudgetException if there is no room for it
     */
    boolean subscribe(String uri) throws OverBudgetException {
        Watch begun;
        lock.lock();
        try {
            if (subscribed.contains(uri)) {
                return true;
            }
            if (subscribed.size() >= MAX_RESOURCES) {
                return false;
            }
            share.grow(weight(uri));
            subscribed.add(uri);
            watch(uri);
            begun = watches.get(uri);
        } finally {
            lock.unlock();
        }
        if (begun != null) {
            Watch.awaitFirstLooks(List.of(begun));
        }
        return true;
    }

    void unsubscribe(String uri) {
        lock.lock();
        try {
            if (subscribed.remove(uri)) {
                share.shrink(weight(uri));
            }
            Watch watch = watches.remove(uri);
            if (watch != null) {
                watch.close();
            }
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            stop();
        } finally {
            lock.unlock();
        }
    }

    private static long weight(String uri) {
        return Listening.WATCH_BYTES + JsonWeight.of(uri);
    }

    private void watch(String uri) {
        Listener current = listener;
        if (current != null && current.resources() != null) {
            watches.put(uri, current.resources().watch(uri, current.context(), new Watcher() {
                @Override
                public void changed() {
                    send(
                            current.stream(),
                            "notifications/resources/updated",
                            Json.createObjectBuilder().add("uri", uri).build());
                }

                @Override
                public void failed(RuntimeException reason) {
                    current.failed().accept(reason);
                }
            }));
        }
    }

    private void stop() {
        Listener current = listener;
        if (current != null) {
            current.lists().close();
            listener = null;
        }
        watches.values().forEach(Watch::close);
        watches.clear();
    }

    private static void send(SessionStream stream, String method, JsonObject params) {
        stream.send(JsonRpcWriter.notification(method, params));
    }
}
