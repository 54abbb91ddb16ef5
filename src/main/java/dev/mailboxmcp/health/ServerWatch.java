// SPDX-License-Identifier: MIT
package dev.mailboxmcp.health;

import dev.mailboxmcp.health.MailServersReady.MailServer;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one mail server. Thread-safe: the lock guards the fields only, never a probe. At most one probe runs
 * at a time, so a server that hangs holds one thread.
 */
final class ServerWatch {
    /** A verdict younger than this is not renewed. */
    static final Duration FRESH = Duration.ofSeconds(15);

    /** A verdict older than this no longer counts. */
    static final Duration STALE = Duration.ofSeconds(60);

    private static final System.Logger LOGGER = System.getLogger(ServerWatch.class.getName());
    private static final int MAX_WORDS = 200;

    /** @param words follow the server's address in a sentence */
    record Verdict(boolean up, String words, Instant at) {}

    private final MailServer server;
    private final InstantSource clock;
    private final Executor threads;

    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Verdict last; // guarded by lock
    private @Nullable CompletableFuture<Verdict> running; // guarded by lock

    ServerWatch(MailServer server, InstantSource clock, Executor threads) {
        this.server = server;
        this.clock = clock;
        this.threads = threads;
    }

    String name() {
        return server.name();
    }

    /** Whether mail is read there, and not sent. */
    boolean isOfReading() {
        return server.kind().equals("imap");
    }

    String address() {
        return server.address();
    }

    /** Starts a probe where the last one is not fresh and none is running; does not wait. */
    void refresh() {
        CompletableFuture<Verdict> started;
        lock.lock();
        try {
            if (running != null || isYounger(last, FRESH)) {
                return;
            }
            started = new CompletableFuture<>();
            running = started;
        } finally {
            lock.unlock();
        }
        try {
            threads.execute(() -> conclude(started, probe()));
        } catch (RejectedExecutionException e) {
            conclude(started, new Verdict(false, "is not watched any more: shutting down", clock.instant()));
        } catch (Error e) { // such as that there is no memory for a thread
            conclude(started, new Verdict(false, "was not asked: " + words(e), clock.instant()));
            throw e;
        }
    }

    /** The last verdict that counts, else that of the running probe if it comes in time. */
    Verdict verdict(Duration longestWait) {
        CompletableFuture<Verdict> awaited;
        lock.lock();
        try {
            Verdict known = last;
            if (known != null && isYounger(known, STALE)) {
                return known;
            }
            awaited = running;
        } finally {
            lock.unlock();
        }
        if (awaited == null) {
            return new Verdict(false, "was not asked yet", clock.instant());
        }
        try {
            return awaited.get(longestWait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return new Verdict(false, "has not answered yet", clock.instant());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Verdict(false, "has not answered yet", clock.instant());
        }
    }

    private void conclude(CompletableFuture<Verdict> started, Verdict verdict) {
        Verdict before;
        lock.lock();
        try {
            before = last;
            last = verdict;
            running = null;
        } finally {
            lock.unlock();
        }
        started.complete(verdict);
        if (before == null ? !verdict.up() : before.up() != verdict.up()) {
            LOGGER.log(
                    verdict.up() ? Level.INFO : Level.WARNING,
                    server.name() + " server " + server.address() + " " + verdict.words());
        }
    }

    /** Never throws, since nothing would be asked any more. */
    private Verdict probe() {
        try {
            server.probe().connect();
            Instant now = clock.instant();
            return new Verdict(true, "accepted a connection at " + now.truncatedTo(ChronoUnit.SECONDS), now);
        } catch (Throwable e) {
            return new Verdict(false, "failed: " + words(e), clock.instant());
        }
    }

    private boolean isYounger(@Nullable Verdict verdict, Duration age) {
        return verdict != null
                && Duration.between(verdict.at(), clock.instant()).compareTo(age) < 0;
    }

    /** One short line: part of it may be a mail server's. An I/O exception of no special kind speaks for itself. */
    private static String words(Throwable e) {
        String kind = e.getClass().getSimpleName();
        String message = e.getMessage();
        String text = message == null ? kind : e.getClass() == IOException.class ? message : kind + ": " + message;
        String line = text.replaceAll("[^\\p{Print}]", "?");
        return line.length() > MAX_WORDS ? line.substring(0, MAX_WORDS) + "…" : line;
    }
}
