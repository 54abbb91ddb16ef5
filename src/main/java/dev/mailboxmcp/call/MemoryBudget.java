// SPDX-License-Identifier: MIT
package dev.mailboxmcp.call;

import dev.mailboxmcp.account.Principal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How much memory large contents may take, of all calls of this process together. First come, first served; but a call of
 * somebody whose other calls have some of it, and who would have more than half, waits for those, and keeps nobody else
 * waiting. Thread-safe.
 */
public final class MemoryBudget {
    /** The rest of the heap is for all that is small, and for the collector to work. */
    private static final int SHARE_OF_HEAP = 3;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int UNIT_BYTES = 64 * 1024;

    private final int all;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Waiting> queue = new ArrayDeque<>(); // guarded by lock
    private final Map<Principal, Integer> owners = new HashMap<>(); // guarded by lock
    private int free; // guarded by lock

    /** @param held what the call has already */
    private record Waiting(Principal owner, int held, int units, Condition granted) {}

    /**
     * @param bytes at least one can always be taken, however large
     * @param patience how long a call waits
     */
    public MemoryBudget(long bytes, Duration patience) {
        this.all = units(bytes, Integer.MAX_VALUE);
        this.patience = patience;
        this.free = all;
    }

    /** A share of what the JVM may use at most. */
    public static MemoryBudget ofHeap() {
        return new MemoryBudget(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP, PATIENCE);
    }

    /** That of one call, which holds nothing yet. */
    public CallMemory open() {
        return new CallMemory(this);
    }

    /**
     * Waits for a part of it; one that is larger than all of it gets all.
     *
     * @param held what the call has already
     * @return how much has to be given back; 0 where there was none in time, or the call was interrupted
     */
    int take(Principal owner, int held, long bytes) {
        if (Thread.currentThread().isInterrupted()) {
            return 0;
        }
        lock.lock();
        try {
            Waiting waiting = new Waiting(owner, held, units(bytes), lock.newCondition());
            queue.add(waiting);
            grant();
            await(waiting);
            return queue.remove(waiting) ? 0 : waiting.units();
        } finally {
            lock.unlock();
        }
    }

    private void await(Waiting waiting) {
        try {
            for (long left = patience.toNanos(); left > 0 && queue.contains(waiting); ) {
                left = waiting.granted().awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void giveBack(Principal owner, int units) {
        lock.lock();
        try {
            free += units;
            owners.merge(owner, -units, MemoryBudget::sum);
            grant();
        } finally {
            lock.unlock();
        }
    }

    /** Grants memory to whoever waited longest, and passes by whoever waits for memory of his own calls. */
    private void grant() {
        for (Iterator<Waiting> waiting = queue.iterator(); waiting.hasNext(); ) {
            Waiting next = waiting.next();
            int has = owners.getOrDefault(next.owner(), 0);
            if (has > next.held() && has + next.units() > all / 2) {
                continue;
            }
            if (next.units() > free) {
                return;
            }
            free -= next.units();
            owners.merge(next.owner(), next.units(), MemoryBudget::sum);
            waiting.remove();
            next.granted().signal();
        }
    }

    private static @Nullable Integer sum(int one, int other) {
        return one + other == 0 ? null : one + other;
    }

    int units(long bytes) {
        return units(bytes, all);
    }

    private static int units(long bytes, int most) {
        return Math.clamp((bytes + UNIT_BYTES - 1) / UNIT_BYTES, 1, most);
    }
}
