// SPDX-License-Identifier: MIT
package dev.mailboxmcp.smtp;

import dev.mailboxmcp.account.PoolKey;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connections that wait a moment for the next mail of the same user and password, and of nobody else. Only those enter
 * whose last mail the server accepted in so many words; one that is old, or that said anything in between, never comes out
 * again. Holds no more than {@value #MAX_IDLE}. Thread-safe; the lock is never held while the network works.
 */
final class SmtpPool implements AutoCloseable {
    private static final int MAX_IDLE = 50;
    private static final int MAX_IDLE_PER_LOGIN = 2;

    private final SmtpSettings settings;
    private final InstantSource clock;
    private final Executor whenIdle;
    private final Deque<SmtpConnection> idle = new ArrayDeque<>(); // guarded by this; the last used first
    private boolean closed; // guarded by this

    SmtpPool(SmtpSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.whenIdle = CompletableFuture.delayedExecutor(
                settings.idleTimeout().toMillis() + 1,
                TimeUnit.MILLISECONDS,
                task -> Thread.ofVirtual().name("smtp-idle").start(task));
    }

    /** One that the same login left in step; null where there is none. It belongs to the caller now. */
    @Nullable
    SmtpConnection take(PoolKey key) {
        while (true) {
            SmtpConnection found = remove(key);
            if (found == null || (!isOver(found) && found.isInStep())) {
                return found;
            }
            found.abort();
        }
    }

    private synchronized @Nullable SmtpConnection remove(PoolKey key) {
        Iterator<SmtpConnection> lastUsedFirst = idle.iterator();
        while (lastUsedFirst.hasNext()) {
            SmtpConnection connection = lastUsedFirst.next();
            if (connection.key.equals(key)) {
                lastUsedFirst.remove();
                return connection;
            }
        }
        return null;
    }

    /** Keeps a connection whose last mail was accepted, or ends it where its time is over. */
    void putBack(SmtpConnection connection) {
        connection.lastUsed = clock.instant();
        connection.rest();
        if (isOver(connection) || !connection.isInStep() || !add(connection)) {
            connection.leave();
        } else {
            whenIdle.execute(this::closeIdle);
        }
    }

    private synchronized boolean add(SmtpConnection connection) {
        long ofLogin =
                idle.stream().filter(other -> other.key.equals(connection.key)).count();
        if (closed || idle.size() >= MAX_IDLE || ofLogin >= MAX_IDLE_PER_LOGIN) {
            return false;
        }
        idle.addFirst(connection);
        return true;
    }

    /** Ends what was unused for too long; runs by itself. */
    void closeIdle() {
        List<SmtpConnection> over = new ArrayList<>();
        synchronized (this) {
            idle.removeIf(connection -> isOver(connection) && over.add(connection));
        }
        over.forEach(SmtpConnection::leave);
    }

    /** Ends all that wait, and whatever would come back later. */
    @Override
    public void close() {
        List<SmtpConnection> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(idle);
            idle.clear();
        }
        all.forEach(SmtpConnection::leave);
    }

    private boolean isOver(SmtpConnection connection) {
        return !clock.instant().isBefore(connection.lastUsed.plus(settings.idleTimeout()))
                || !clock.instant().isBefore(connection.opened.plus(settings.maxAge()));
    }
}
