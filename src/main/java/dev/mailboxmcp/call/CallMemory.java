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

        @Override
        public void close() {
            synchronized (CallMemory.this) {
                budget.giveBack(units);
                units = 0;
                leases.remove(this);
            }
        }
    }

    /** Waits for room; null where there is none in time. */
    public @Nullable Lease take(long bytes) {
        int units = budget.take(bytes);
        if (units == 0) {
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
