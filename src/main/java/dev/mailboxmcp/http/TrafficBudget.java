// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Memory for requests and answers on their way, of all clients together: bodies that have not all come, requests that are
 * worked on, answers that have not all been read. It is counted by client address and by principal.
 *
 * <ul>
 *   <li>Nobody has more than half of it, nor more than an eighth for requests that have not all come, unless for one exchange
 *       alone: what of theirs has stood still for a while is dropped, or else they are refused.
 *   <li>Where all of it is used, what stands still is dropped: of the address that has most of such, what did for longest.
 *   <li>Who has little is never refused, up to half as much again in all.
 *   <li>What stands still for too long, or moves too slowly on the whole, is dropped anyway.
 * </ul>
 *
 * A request that is worked on is never dropped. Thread-safe.
 */
public final class TrafficBudget {
    /** What a request costs while its body comes, besides the body: buffers and objects of the server. */
    static final int ARRIVING_BYTES = 16 * 1024;

    /** What an exchange costs once it is worked on, besides what it says at length: the same, a thread, a short answer. */
    static final int EXCHANGE_BYTES = 64 * 1024;

    /** What has stood still for so long gives way to others, and to newer ones of the same client after some more time. */
    static final Duration STALLED = Duration.ofSeconds(2);

    static final Duration STALLED_FOR_ITS_OWN = Duration.ofSeconds(10);

    /** Nothing stands still for longer than this. */
    static final Duration SILENCE = Duration.ofSeconds(20);

    /** How long a body may take to come, or an answer to be read, besides the time that its bytes take at the least pace. */
    static final Duration TIME = Duration.ofSeconds(60);

    /** The least pace after that time: less than the worst of networks. */
    static final int BYTES_A_SECOND = 1024;

    private static final int SHARE_OF_HEAP = 8;
    private static final int SHARE_OF_ONE = 2;

    /** A body comes within moments, unless its client lets the server wait. */
    private static final int SHARE_OF_WHAT_COMES = 8;

    /** Who has less than this part of the budget has little. */
    private static final int LITTLE = 32;

    /** The part of the whole, one in so many, by which those who have little may go beyond it. */
    private static final int SHARE_OF_THE_SMALL = 2;

    private final long bytes;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition given = lock.newCondition();
    private final Map<Owner, Long> owners = new HashMap<>(); // guarded by lock
    private final Set<Holding> droppable = new LinkedHashSet<>(); // guarded by lock; what moved last is last
    private long used; // guarded by lock

    /**
     * Who is answerable for what a holding has.
     *
     * @param identity the address of the client, or the principal
     * @param arriving whether this counts only requests that have not all come
     */
    private record Owner(Object identity, boolean arriving) {}

    /** What came of asking for more. */
    enum Outcome {
        GRANTED,
        /** This client has too much on its way. */
        CLIENT_HAS_TOO_MUCH,
        /** All clients together have. */
        ALL_HAVE_TOO_MUCH
    }

    /**
     * @param bytes in all
     * @param nanoTime as {@link System#nanoTime}
     */
    TrafficBudget(long bytes, LongSupplier nanoTime) {
        this.bytes = bytes;
        this.nanoTime = nanoTime;
    }

    /** A part of what the JVM may use at most. */
    public static TrafficBudget ofHeap() {
        return new TrafficBudget(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP, System::nanoTime);
    }

    /** How many addresses and principals have something, those counted twice of which a request arrives. */
    int owners() {
        lock.lock();
        try {
            return owners.size();
        } finally {
            lock.unlock();
        }
    }

    /** Opens a holding for something of this client; it has nothing yet. */
    Holding open(Caller caller) {
        Principal principal = Principal.of(caller);
        Owner client = new Owner(caller.client(), false);
        return new Holding(
                null, principal.isAnonymous() ? List.of(client) : List.of(client, new Owner(principal, false)));
    }

    /** Drops what stands still for too long or moves too slowly. To be called every second or so. */
    void sweep() {
        List<Holding> overdue;
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            overdue =
                    droppable.stream().filter(holding -> holding.isOverdue(now)).toList();
            overdue.forEach(Holding::strip);
        } finally {
            lock.unlock();
        }
        overdue.forEach(Holding::tell);
    }

    /** What one request, or one answer, has of it. Thread-safe. */
    final class Holding implements AutoCloseable {
        private final @Nullable Holding beside; // what the request costs itself
        private volatile List<Owner> owners; // written under the lock alone
        private long has; // guarded by lock, as all that follows
        private @Nullable Runnable dropped;
        private long began;
        private long moved;
        private long movedBytes;
        private long ordered; // when it last had moved by as much as the least pace wants in a second
        private long orderedBytes;

        /** @param owners the address of the client first */
        private Holding(@Nullable Holding beside, List<Owner> owners) {
            this.beside = beside;
            this.owners = owners;
        }

        /** Takes more, or not, at once. */
        Outcome take(long more) {
            List<Holding> victims = new ArrayList<>(0);
            lock.lock();
            try {
                return grant(this, more, victims);
            } finally {
                lock.unlock();
                victims.forEach(Holding::tell);
            }
        }

        /** Takes more; where there is no room, waits for others to end. */
        Outcome take(long more, Duration patience) throws InterruptedException {
            List<Holding> victims = new ArrayList<>(0);
            lock.lockInterruptibly();
            try {
                long left = patience.toNanos();
                Outcome outcome = grant(this, more, victims);
                while (outcome != Outcome.GRANTED && left > 0) {
                    left = given.awaitNanos(
                            Math.min(left, TimeUnit.SECONDS.toNanos(1))); // what stalls meanwhile gives way
                    outcome = grant(this, more, victims);
                }
                return outcome;
            } finally {
                lock.unlock();
                victims.forEach(Holding::tell);
            }
        }

        /** What it has now. */
        long bytes() {
            lock.lock();
            try {
                return has;
            } finally {
                lock.unlock();
            }
        }

        /** Gives so much of it back, as far as it is there. */
        void give(long back) {
            lock.lock();
            try {
                add(this, -Math.clamp(back, 0, has));
                given.signalAll();
            } finally {
                lock.unlock();
            }
        }

        /** Opens a holding for something else of the same exchange, which comes if this does; it has nothing yet. */
        Holding another() {
            return new Holding(this, owners);
        }

        /** Opens a holding for a request of the same client, which comes until {@link #arrived}; it has nothing yet. */
        Holding arriving() {
            List<Owner> both = Stream.of(false, true)
                    .flatMap(arriving -> owners.stream().map(owner -> new Owner(owner.identity, arriving)))
                    .toList();
            return new Holding(null, both);
        }

        /**
         * Allows this to be dropped from now on, until {@link #pin}; once dropped it has nothing.
         *
         * @param dropped lets go of what it stands for; on any thread, and must not wait
         */
        void mayBeDropped(Runnable dropped) {
            lock.lock();
            try {
                this.dropped = dropped;
                began = nanoTime.getAsLong();
                moved = began;
                movedBytes = 0;
                ordered = began;
                orderedBytes = 0;
                droppable.add(this);
            } finally {
                lock.unlock();
            }
        }

        /** Takes note of bytes that have come. */
        void moved(long count) {
            lock.lock();
            try {
                moved = nanoTime.getAsLong();
                movedBytes += count;
                if (movedBytes - orderedBytes >= BYTES_A_SECOND && droppable.remove(this)) {
                    ordered = moved;
                    orderedBytes = movedBytes;
                    droppable.add(this);
                }
            } finally {
                lock.unlock();
            }
        }

        /** Gives back the bytes that the client has read. */
        void written(long count) {
            moved(count);
            give(count);
        }

        /** Keeps this from being dropped from now on; false if it was dropped before. */
        boolean pin() {
            lock.lock();
            try {
                return droppable.remove(this);
            } finally {
                lock.unlock();
            }
        }

        /** Takes note that all of it has come, and keeps it as {@link #pin} does; false if it could not be dropped, or was before. */
        boolean arrived() {
            lock.lock();
            try {
                long all = has;
                add(this, -all);
                owners = owners.stream().filter(owner -> !owner.arriving).toList();
                add(this, all);
                given.signalAll();
                return pin();
            } finally {
                lock.unlock();
            }
        }

        /** Gives back all. */
        @Override
        public void close() {
            pin();
            give(Long.MAX_VALUE);
        }

        private boolean isOverdue(long now) {
            long allowed = TIME.toNanos() + TimeUnit.SECONDS.toNanos(movedBytes / BYTES_A_SECOND);
            return now - moved > SILENCE.toNanos() || now - began > allowed;
        }

        private void strip() {
            droppable.remove(this);
            add(this, -has);
            given.signalAll();
        }

        /** Never throws: others are to be told, too. */
        private void tell() {
            if (dropped != null) {
                try {
                    dropped.run();
                } catch (Throwable e) {
                    InternalFailure.internal(e);
                }
            }
        }
    }

    private Outcome grant(Holding holding, long more, List<Holding> victims) {
        while (!hasLittle(holding, more) || used + more > bytes + bytes / SHARE_OF_THE_SMALL) {
            Owner owner = whoHasTooMuch(holding, more);
            if (owner == null && used + more <= bytes) {
                break;
            }
            Holding victim = owner == null
                    ? victim(STALLED, other -> other != holding)
                    : victim(STALLED_FOR_ITS_OWN, other -> other != holding && other.owners.contains(owner));
            if (victim == null) {
                return owner == null ? Outcome.ALL_HAVE_TOO_MUCH : Outcome.CLIENT_HAS_TOO_MUCH;
            }
            victim.strip();
            victims.add(victim);
        }
        add(holding, more);
        return Outcome.GRANTED;
    }

    private boolean hasLittle(Holding holding, long more) {
        return holding.owners.stream().allMatch(owner -> of(owner) + more <= bytes / LITTLE);
    }

    /** The address or the principal that would exceed its share; null if neither would. What is large alone may have more. */
    private @Nullable Owner whoHasTooMuch(Holding holding, long more) {
        long request = holding.beside == null ? 0 : holding.beside.has;
        return holding.owners.stream()
                .filter(owner -> owner.arriving
                        ? of(owner) > holding.has + request && of(owner) + more > bytes / SHARE_OF_WHAT_COMES
                        : of(owner) > holding.has && of(owner) + more > bytes / SHARE_OF_ONE)
                .findFirst()
                .orElse(null);
    }

    /**
     * The holding to drop: among those that stand still one of the address that has most, and of its own the one that
     * stood longest.
     */
    private @Nullable Holding victim(Duration still, Predicate<Holding> candidate) {
        long now = nanoTime.getAsLong();
        return droppable.stream()
                .takeWhile(holding -> now - holding.ordered >= still.toNanos())
                .filter(candidate)
                .max(Comparator.comparingLong(holding -> of(holding.owners.getFirst())))
                .orElse(null);
    }

    private long of(Owner owner) {
        return owners.getOrDefault(owner, 0L);
    }

    private void add(Holding holding, long count) {
        used += count;
        holding.has += count;
        for (Owner owner : holding.owners) {
            // whoever has nothing is not remembered: nothing may be taken and given back too, by a stream of which
            // nothing was written
            owners.compute(owner, (same, before) -> {
                long has = (before == null ? 0 : before) + count;
                return has == 0 ? null : has;
            });
        }
    }
}
