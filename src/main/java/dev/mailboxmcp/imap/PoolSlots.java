// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.account.PoolKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The book-keeping of the pool: who has a slot, what is idle, who waits. Not thread-safe: the pool holds its lock around
 * every call. Nothing here touches the network; connections to be closed are handed back.
 *
 * <p>Rules: waiting is first come, first served, except that a connection which comes free is given to a waiting call of
 * the same login as long as nobody has waited {@link #PATIENCE}: opening one costs more than using one. A slot that is
 * wanted is taken from the connection that was idle the longest.
 */
final class PoolSlots {
    static final Duration PATIENCE = Duration.ofMillis(200);

    private final int max;
    private final int maxPerLogin;
    private final InstantSource clock;
    private final Map<String, Deque<PooledConnection>> idleByLogin = new HashMap<>();
    private final Deque<PooledConnection> idleOldestFirst = new ArrayDeque<>();
    private final Map<String, Integer> usedByLogin = new HashMap<>();
    private final Deque<Ticket> waiting = new ArrayDeque<>();
    private int total;

    PoolSlots(int max, int maxPerLogin, InstantSource clock) {
        this.max = max;
        this.maxPerLogin = maxPerLogin;
        this.clock = clock;
    }

    /** A call's place in the queue, then what it was given. */
    static final class Ticket {
        final PoolKey key;
        final Predicate<PooledConnection> preferred;
        final Instant since;
        boolean granted;
        /** Null where a new connection may be opened instead. */
        @Nullable
        PooledConnection connection;
        /** Lost its slot to this ticket; to be closed by it. */
        @Nullable
        PooledConnection evicted;

        Ticket(PoolKey key, Predicate<PooledConnection> preferred, Instant since) {
            this.key = key;
            this.preferred = preferred;
            this.since = since;
        }
    }

    Ticket enqueue(PoolKey key) {
        return enqueue(key, connection -> true);
    }

    /** @param preferred which idle connection is taken where there are several; the one used last of those, or of all */
    Ticket enqueue(PoolKey key, Predicate<PooledConnection> preferred) {
        Ticket ticket = new Ticket(key, preferred, clock.instant());
        waiting.addLast(ticket);
        return ticket;
    }

    void giveUp(Ticket ticket) {
        waiting.remove(ticket);
    }

    /** Puts a connection back that can be used again. */
    void putBack(PooledConnection connection) {
        idleByLogin
                .computeIfAbsent(connection.key.login(), login -> new ArrayDeque<>())
                .addFirst(connection);
        idleOldestFirst.addLast(connection);
    }

    /** Frees the slot of a connection that is, or will be, closed. */
    void free(PoolKey key) {
        total--;
        usedByLogin.computeIfPresent(key.login(), (login, used) -> used == 1 ? null : used - 1);
    }

    /** Gives what there is to those who wait, and tells who was given something. */
    List<Ticket> grant() {
        List<Ticket> granted = new ArrayList<>();
        boolean patient =
                waiting.isEmpty() || waiting.peekFirst().since.plus(PATIENCE).isAfter(clock.instant());
        if (patient && !idleOldestFirst.isEmpty()) {
            grantWhere(ticket -> reuse(ticket), granted);
        }
        if (total < max || !idleOldestFirst.isEmpty()) {
            grantWhere(ticket -> reuse(ticket) || open(ticket), granted);
        }
        return granted;
    }

    /** Takes out every idle connection that matches; their slots are free. */
    List<PooledConnection> takeIdle(Predicate<PooledConnection> which) {
        List<PooledConnection> taken = new ArrayList<>();
        for (PooledConnection connection : List.copyOf(idleOldestFirst)) {
            if (which.test(connection)) {
                remove(connection);
                free(connection.key);
                taken.add(connection);
            }
        }
        return taken;
    }

    PoolState state(long opened) {
        return new PoolState(total, idleOldestFirst.size(), waiting.size(), opened, max);
    }

    private void grantWhere(Predicate<Ticket> tryIt, List<Ticket> granted) {
        Iterator<Ticket> queue = waiting.iterator();
        while (queue.hasNext()) {
            Ticket ticket = queue.next();
            if (tryIt.test(ticket)) {
                ticket.granted = true;
                queue.remove();
                granted.add(ticket);
            }
        }
    }

    private boolean reuse(Ticket ticket) {
        Deque<PooledConnection> idle = idleByLogin.get(ticket.key.login());
        if (idle == null) {
            return false;
        }
        PooledConnection connection =
                idle.stream().filter(ticket.preferred).findFirst().orElse(idle.getFirst());
        remove(connection);
        ticket.connection = connection;
        return true;
    }

    private boolean open(Ticket ticket) {
        if (usedByLogin.getOrDefault(ticket.key.login(), 0) >= maxPerLogin) {
            return false;
        }
        if (total >= max) {
            PooledConnection oldest = idleOldestFirst.peekFirst();
            if (oldest == null) {
                return false;
            }
            remove(oldest);
            free(oldest.key);
            ticket.evicted = oldest;
        }
        total++;
        usedByLogin.merge(ticket.key.login(), 1, Integer::sum);
        return true;
    }

    private void remove(PooledConnection connection) {
        idleOldestFirst.remove(connection);
        Deque<PooledConnection> idle = idleByLogin.get(connection.key.login());
        if (idle != null) {
            idle.remove(connection);
            if (idle.isEmpty()) {
                idleByLogin.remove(connection.key.login());
            }
        }
    }
}
