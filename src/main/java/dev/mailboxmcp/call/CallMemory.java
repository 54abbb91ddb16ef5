// SPDX-License-Identifier: MIT
package dev.mailboxmcp.call;

import dev.mailboxmcp.account.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one call holds of the {@link MemoryBudget}, from where something large is fetched until its answer is made.
 * Thread-safe.
 */
public final class CallMemory implements AutoCloseable {
    /** What a call may hold in all without being counted: nearly every mail, which must not wait behind those that are large. */
    static final long SMALL_BYTES = 1 << 20;

    private final MemoryBudget budget;
    private final List<Lease> leases = new ArrayList<>(); // guarded by this
    private long uncounted; // guarded by this

    CallMemory(MemoryBudget budget) {
        this.budget = budget;
    }

    /** A memory without a limit, for calls that nobody counts. */
    public static CallMemory endless() {
        return new MemoryBudget(Long.MAX_VALUE / 2, Duration.ZERO).open();
    }

    /** A part of it, given back by whoever took it, or else at the end of the call. */
    public final class Lease implements AutoCloseable {
        private final Principal owner;
        private int units; // none where it is not counted
        private long small;

        private Lease(Principal owner, int units, long small) {
            this.owner = owner;
            this.units = units;
            this.small = small;
        }

        /** Gives back what is more than that. */
        public void keep(long bytes) {
            synchronized (CallMemory.this) {
                if (units > 0) {
                    int kept = bytes == 0 ? 0 : Math.min(units, budget.units(bytes));
                    budget.giveBack(owner, units - kept);
                    units = kept;
                }
                long kept = Math.min(small, bytes);
                uncounted -= small - kept;
                small = kept;
                if (bytes == 0) {
                    leases.remove(this);
                }
            }
        }

        @Override
        public void close() {
            keep(0);
        }
    }

    /**
     * Waits for room; null where there is none in time.
     *
     * @param owner of the mailbox that it comes from
     */
    public @Nullable Lease take(Principal owner, long bytes) {
        if (isSmall(bytes)) {
            return lease(owner, 0, bytes);
        }
        int units = budget.take(owner, counted(), bytes);
        return units == 0 ? null : lease(owner, units, 0);
    }

    private synchronized boolean isSmall(long bytes) {
        boolean small = uncounted + bytes <= SMALL_BYTES;
        if (small) {
            uncounted += bytes;
        }
        return small;
    }

    private synchronized Lease lease(Principal owner, int units, long small) {
        Lease lease = new Lease(owner, units, small);
        leases.add(lease);
        return lease;
    }

    /** Whether something is held that is counted. */
    public boolean isCounted() {
        return counted() > 0;
    }

    private synchronized int counted() {
        return leases.stream().mapToInt(lease -> lease.units).sum();
    }

    /** Gives back all that is left. */
    @Override
    public synchronized void close() {
        List.copyOf(leases).forEach(Lease::close);
    }
}
