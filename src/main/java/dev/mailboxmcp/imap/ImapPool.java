// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.PoolKey;
import dev.mailboxmcp.login.LoginGuard;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Logged-in connections, shared by all calls with the same server, user and login (a password or an access token) and by nobody
 * else. Thread-safe.
 *
 * <p>The lock guards book-keeping only: it is never held while the network works. A connection enters after its own
 * login succeeded, and comes back only if every command was answered; whatever else happens closes it. It stays
 * logged in with its folder open, so that the next call saves the round trips.
 */
public final class ImapPool implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(ImapPool.class.getName());
    /** How long after its last call a connection is taken to be alive without asking, before a change. */
    private static final Duration FRESH = Duration.ofMillis(500);

    private static final Duration SWEEP = Duration.ofSeconds(5);
    private static final int MAX_USER_GENERATIONS = 1000;
    private static final Duration BUSY_RETRY_AFTER = Duration.ofSeconds(1);

    private final ImapConnector connector;
    private final LoginGuard logins;
    private final ImapSettings.Timeouts timeouts;
    private final InstantSource clock;
    private final PoolKey.Maker keys;

    private final ReentrantLock lock = new ReentrantLock();
    private final PoolSlots slots; // guarded by lock
    private final Map<PoolSlots.Ticket, Condition> sleeping = new HashMap<>(); // guarded by lock
    private final Map<String, Long> userGenerations = new HashMap<>(); // guarded by lock
    private long generation; // guarded by lock; counts evictions
    private long generationOfAll; // guarded by lock; older connections of any user are evicted
    private long opened; // guarded by lock
    private boolean closed; // guarded by lock

    /** A pool whose logins nobody guards. */
    public ImapPool(ImapConnector connector, InstantSource clock) {
        this(connector, LoginGuard.off(), clock);
    }

    public ImapPool(ImapConnector connector, LoginGuard logins, InstantSource clock) {
        ImapSettings settings = connector.settings();
        this.connector = connector;
        this.logins = logins;
        this.timeouts = settings.timeouts();
        this.clock = clock;
        this.keys = new PoolKey.Maker(settings.host() + ":" + settings.port() + "/" + settings.tls());
        this.slots = new PoolSlots(settings.maxConnections(), settings.maxConnectionsPerUser(), clock);
        connector.watchdog().every(SWEEP, this::closeExpired);
    }

    /**
     * Runs work that only reads, and may run more than once. Where a connection that waited in the pool turns out to be dead
     * before it answered anything, or ends because the folder that it has open is gone, the work runs once more on a new one;
     * so it does, without the extension, each time that a connection fails over an extension of IMAP.
     *
     * @throws MailException for every failure of the mail server and of the work
     */
    public <T extends @Nullable Object> T read(Credentials credentials, ImapWork<T> work) {
        return run(credentials, timeouts.call(), any -> true, work, true);
    }

    /**
     * The same as {@link #read(Credentials, ImapWork)}, where one can be chosen on a connection that has INBOX open: what
     * a mail server knows of a folder that is open it need not find out anew.
     */
    public <T extends @Nullable Object> T readBesideInbox(Credentials credentials, ImapWork<T> work) {
        Predicate<PooledConnection> besideInbox = one -> isOpen(one.connection.open(), FolderName::isInbox);
        return run(credentials, timeouts.call(), besideInbox, work, true);
    }

    /**
     * Runs work that changes something, once, on a connection that has just proved to be alive.
     *
     * @throws MailException for every failure of the mail server and of the work
     */
    public <T extends @Nullable Object> T change(Credentials credentials, ImapWork<T> work) {
        return run(credentials, timeouts.call(), any -> true, work, false);
    }

    /**
     * The same as {@link #change(Credentials, ImapWork)}, for what is not worth a long wait.
     *
     * @param patience the most time that it may take
     */
    public <T extends @Nullable Object> T change(Credentials credentials, Duration patience, ImapWork<T> work) {
        Duration time = patience.compareTo(timeouts.call()) < 0 ? patience : timeouts.call();
        return run(credentials, time, any -> true, work, false);
    }

    /**
     * The same as {@link #change(Credentials, ImapWork)}, for what comes from a client meanwhile and takes as long as that does.
     *
     * @param time the most that it may take
     */
    public <T extends @Nullable Object> T transfer(Credentials credentials, Duration time, ImapWork<T> work) {
        return run(credentials, time, any -> true, work, false);
    }

    private <T extends @Nullable Object> T run(
            Credentials credentials,
            Duration time,
            Predicate<PooledConnection> preferred,
            ImapWork<T> work,
            boolean mayRepeat) {
        Deadline deadline = Deadline.after(time);
        PoolKey key = keys.of(credentials);
        Set<String> avoided = new HashSet<>();
        for (boolean first = true; ; first = false) {
            Lease lease = borrow(key, credentials, deadline, preferred, first);
            ImapConnection connection = lease.connection.connection;
            try (Watchdog.Guard guard = connector.watchdog().guard(deadline, connection::abort)) {
                connection.begin(deadline, avoided, mayRepeat);
                if (!mayRepeat && lease.mayBeDead && !isAlive(connection)) {
                    continue;
                }
                return work.run(connection);
            } catch (IOException e) {
                String extension = connection.tried();
                boolean ofTheExtension = extension != null && avoided.add(extension);
                boolean repeat = mayRepeat
                        && !deadline.passed()
                        && (ofTheExtension || first && lease.reused && isOfTheConnection(e, connection));
                if (!repeat) {
                    throw connector.failure(e, connection.doing(), deadline);
                }
                LOGGER.log(
                        Level.DEBUG,
                        "a connection failed, another one is tried: {0}",
                        e.getClass().getSimpleName());
            } catch (RuntimeException | Error e) {
                if (!(e instanceof MailException)) {
                    connection.abort(); // it may be in the middle of anything
                }
                throw e;
            } finally {
                giveBack(lease.connection);
            }
        }
    }

    /** Whether another connection may fare better: this one was dead, or the server ended it for what it had open. */
    private static boolean isOfTheConnection(IOException failure, ImapConnection connection) {
        return failure instanceof ByeException bye
                ? bye.status().mayMeanGone() || !connection.answered()
                : !connection.answered();
    }

    private static boolean isAlive(ImapConnection connection) {
        try {
            return connection
                    .ask("checking the connection", new ImapCommand("NOOP"))
                    .isOk();
        } catch (IOException e) {
            connection.abort();
            return false;
        }
    }

    /** @param reused whether it was used by an earlier call */
    private record Lease(PooledConnection connection, boolean reused, boolean mayBeDead) {}

    private Lease borrow(
            PoolKey key,
            Credentials credentials,
            Deadline deadline,
            Predicate<PooledConnection> preferred,
            boolean mayReuse) {
        Deadline patience = deadline.within(timeouts.borrow());
        // before a slot is taken: who guesses passwords must not keep the others out
        try (LoginGuard.Turn turn = logins.enter(LoginGuard.Server.IMAP, credentials, patience.remaining())) {
            return borrow(key, credentials, deadline, await(key, patience, preferred, mayReuse), turn);
        }
    }

    private Lease borrow(
            PoolKey key, Credentials credentials, Deadline deadline, PoolSlots.Ticket ticket, LoginGuard.Turn turn) {
        if (ticket.evicted != null) {
            discard(List.of(ticket.evicted), "its place was needed");
        }
        PooledConnection reused = ticket.connection;
        if (reused != null) {
            boolean mayBeDead = reused.lastUsed.plus(FRESH).isBefore(clock.instant());
            if (mayBeDead) {
                reused.connection.mustProveLife();
            }
            return new Lease(reused, true, mayBeDead);
        }
        return new Lease(open(key, credentials, deadline, turn), false, false);
    }

    private PooledConnection open(PoolKey key, Credentials credentials, Deadline deadline, LoginGuard.Turn turn) {
        long bornIn;
        lock.lock();
        try {
            bornIn = generation;
        } finally {
            lock.unlock();
        }
        boolean open = false;
        try {
            ImapConnection connection = turn.login(() -> connector.login(credentials, deadline));
            open = true;
            return new PooledConnection(key, connection, clock.instant(), bornIn);
        } finally {
            lock.lock();
            try {
                if (open) {
                    opened++;
                } else {
                    slots.free(key);
                    wake();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private PoolSlots.Ticket await(
            PoolKey key, Deadline deadline, Predicate<PooledConnection> preferred, boolean mayReuse) {
        List<PooledConnection> unfit = List.of();
        lock.lock();
        try {
            if (closed) {
                throw new MailException(new MailFailure.ServerUnavailable("IMAP", "this server is shutting down"));
            }
            unfit = slots.takeIdle(connection -> connection.key.equals(key) && (!mayReuse || isExpired(connection)));
            PoolSlots.Ticket ticket = slots.enqueue(key, preferred);
            wake();
            if (!ticket.granted) {
                sleep(ticket, deadline);
            }
            return ticket;
        } finally {
            lock.unlock();
            discard(unfit, mayReuse ? "its time was over" : "another one of its age was dead");
        }
    }

    private void sleep(PoolSlots.Ticket ticket, Deadline deadline) {
        Condition condition = lock.newCondition();
        sleeping.put(ticket, condition);
        try {
            while (!ticket.granted) {
                long left = deadline.remaining().toNanos();
                if (left == 0 || closed) {
                    slots.giveUp(ticket);
                    throw new MailException(new MailFailure.Busy(
                            "no IMAP connection in " + timeouts.borrow().toMillis() + " ms ("
                                    + slots.state(opened).inWords() + ")",
                            BUSY_RETRY_AFTER));
                }
                awaitNanos(condition, left, ticket);
            }
        } finally {
            sleeping.remove(ticket);
        }
    }

    @SuppressWarnings("WaitNotInLoop") // the caller loops
    private void awaitNanos(Condition condition, long nanos, PoolSlots.Ticket ticket) {
        try {
            boolean unused = condition.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            if (!ticket.granted) {
                slots.giveUp(ticket);
                throw new MailException(new MailFailure.Busy("the call was cancelled", BUSY_RETRY_AFTER), e);
            }
        }
    }

    private void wake() {
        for (PoolSlots.Ticket ticket : slots.grant()) {
            Condition condition = sleeping.get(ticket);
            if (condition != null) {
                condition.signal();
            }
        }
    }

    private void giveBack(PooledConnection connection) {
        String reason = null;
        lock.lock();
        try {
            connection.lastUsed = clock.instant();
            if (!connection.connection.isReusable()) {
                reason = "it was not clean";
            } else if (closed || isExpired(connection)) {
                reason = "its time was over";
            }
            if (reason == null) {
                slots.putBack(connection);
            } else {
                slots.free(connection.key);
            }
            wake();
        } finally {
            lock.unlock();
        }
        if (reason != null) {
            discard(List.of(connection), reason);
        }
    }

    /** Drops every connection: idle ones now, the others when their call ends. */
    public void evictAll() {
        List<PooledConnection> idle;
        lock.lock();
        try {
            generationOfAll = ++generation;
            idle = slots.takeIdle(connection -> true);
            wake();
        } finally {
            lock.unlock();
        }
        discard(idle, "all were evicted");
    }

    /** The same as {@link #evictAll}, for one user, with whatever login. */
    public void evict(String user) {
        String userKey = keys.ofUser(user);
        List<PooledConnection> idle;
        lock.lock();
        try {
            generation++;
            if (userGenerations.size() >= MAX_USER_GENERATIONS) {
                userGenerations.clear();
                generationOfAll = generation; // rather too many than one too few
            }
            userGenerations.put(userKey, generation);
            idle = slots.takeIdle(connection -> connection.key.user().equals(userKey));
            wake();
        } finally {
            lock.unlock();
        }
        discard(idle, "its user was evicted");
    }

    /** How long a call may take; each use of a connection has that long. */
    public Duration callTimeout() {
        return timeouts.call();
    }

    /** Drops the connections of this login that wait with such a folder open, which is gone. */
    public void evict(Credentials credentials, Predicate<FolderPath> gone) {
        PoolKey key = keys.of(credentials);
        List<PooledConnection> idle;
        lock.lock();
        try {
            idle = slots.takeIdle(one -> one.key.equals(key) && isOpen(one.connection.open(), gone));
            wake();
        } finally {
            lock.unlock();
        }
        discard(idle, "its folder is gone");
    }

    private static boolean isOpen(@Nullable OpenFolder open, Predicate<FolderPath> which) {
        return open != null && which.test(open.folder());
    }

    public PoolState state() {
        lock.lock();
        try {
            return slots.state(opened);
        } finally {
            lock.unlock();
        }
    }

    /** Closes what is idle, and the rest when its call ends; whoever waits or comes later is refused. */
    @Override
    public void close() {
        List<PooledConnection> idle;
        lock.lock();
        try {
            closed = true;
            idle = slots.takeIdle(connection -> true);
            sleeping.values().forEach(Condition::signal);
        } finally {
            lock.unlock();
        }
        discard(idle, "the pool was closed");
    }

    /** Closes what was unused for too long; runs every few seconds by itself. */
    void closeExpired() {
        List<PooledConnection> expired;
        lock.lock();
        try {
            expired = slots.takeIdle(this::isExpired);
            wake();
        } finally {
            lock.unlock();
        }
        discard(expired, "its time was over");
    }

    private boolean isExpired(PooledConnection connection) {
        Instant now = clock.instant();
        return connection.generation < generationOfAll
                || connection.generation < userGenerations.getOrDefault(connection.key.user(), 0L)
                || connection.opened.plus(timeouts.maxAge()).isBefore(now)
                || connection.lastUsed.plus(timeouts.idle()).isBefore(now);
    }

    private static void discard(List<PooledConnection> connections, String reason) {
        for (PooledConnection connection : connections) {
            LOGGER.log(Level.DEBUG, "closing an IMAP connection: {0}", reason);
            connection.connection.leave();
        }
    }
}
