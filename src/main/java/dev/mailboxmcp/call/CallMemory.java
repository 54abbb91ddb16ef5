// SPDX-License-Identifier: MIT
package dev.mailboxmcp.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one call holds of the {@link MemoryBudget}, from where something large is fetched until its response is written.
 * Thread-safe.
 */
public final class CallMemory implements AutoCloseable {
    /** What is not counted: nearly every mail, which must not wait behind those that are large. */
    static final long SMALL_BYTES = 1 << 20;

    private final MemoryBudget budget;
    private final List<Lease> leases = new ArrayList<>(); // guarded by this
    private int holders = 1; // guarded by this

    CallMemory(MemoryBudget budget) {
        this.budget = budget;
    }

    /** For calls that nobody counts. */
    public static CallMemory endless() {
        return new MemoryBudget(Long.MAX_VALUE / 2, Duration.ZERO).open();
    }

    /** A part of it, given back by whoever took it, or else at the end of the call. */
    public final class Lease implements AutoCloseable {
        private int units;

        private Lease(int units) {
            this.units = units;
        }

        /** Gives back what is more than that. */
        public void keep(long bytes) {
            synchronized (CallMemory.this) {
                int kept = bytes == 0 ? 0 : Math.min(units, budget.units(bytes));
                budget.giveBack(units - kept);
                units = kept;
                if (kept == 0) {
                    leases.remove(this);
                }
            }
        }

        @Override
        public void close() {
            keep(0);
        }
    }

    /** Waits for room; null where there is none in time. */
    public @Nullable Lease take(long bytes) {
        int units = bytes <= SMALL_BYTES ? 0 : budget.take(bytes);
        if (units == 0 && bytes > SMALL_BYTES) {
            return null;
        }
        Lease lease = new Lease(units);
        synchronized (this) {
            leases.add(lease);
        }
        return lease;
    }

    /** One more has to close it: whoever writes the response on another thread. */
    public synchronized void share() {
        holders++;
    }

    /** Gives back all that is left, once every holder has closed it. */
    @Override
    public synchronized void close() {
        holders--;
        if (holders == 0) {
            List.copyOf(leases).forEach(Lease::close);
        }
    }
}
