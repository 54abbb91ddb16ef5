// SPDX-License-Identifier: MIT
package dev.mailboxmcp.call;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** How much memory large contents may take, of all calls of this process together. First come, first served. Thread-safe. */
public final class MemoryBudget {
    /** The rest of the heap is for all that is small, and for the collector to work. */
    private static final int SHARE_OF_HEAP = 3;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int UNIT_BYTES = 64 * 1024;

    private final int all;
    private final Duration patience;
    private final Semaphore free;

    /**
     * @param bytes at least one can always be taken, however large
     * @param patience how long a call waits
     */
    public MemoryBudget(long bytes, Duration patience) {
        this.all = units(bytes, Integer.MAX_VALUE);
        this.patience = patience;
        this.free = new Semaphore(all, true);
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
     * @return how much has to be given back; 0 where there was none in time, or the call was interrupted
     */
    int take(long bytes) {
        int units = units(bytes);
        try {
            return free.tryAcquire(units, patience.toMillis(), TimeUnit.MILLISECONDS) ? units : 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    void giveBack(int units) {
        free.release(units);
    }

    int units(long bytes) {
        return units(bytes, all);
    }

    private static int units(long bytes, int most) {
        return Math.clamp((bytes + UNIT_BYTES - 1) / UNIT_BYTES, 1, most);
    }
}
