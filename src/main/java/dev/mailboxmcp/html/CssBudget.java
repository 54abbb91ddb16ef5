// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

/** The time that the styles of one document may take. For one document, on one thread. */
final class CssBudget {
    private static final long NANOS = 1_000_000_000;
    /** The steps from one look at the clock to the next: a look costs as much as a step. */
    private static final int STEPS = 32;

    private long spentNanos;
    private long start;
    private int steps;
    private boolean spent;

    /** The styles are worked on from now on, until {@link #end}. */
    void begin() {
        start = System.nanoTime();
    }

    void end() {
        spentNanos += System.nanoTime() - start;
    }

    /** Takes a small step; whether there is time for it. */
    boolean step() {
        return ++steps % STEPS == 0 ? lasts() : !spent;
    }

    /** Whether there is time for more. */
    boolean lasts() {
        spent = spent || spentNanos + System.nanoTime() - start >= NANOS;
        return !spent;
    }

    /** Whether something was left undone. */
    boolean isSpent() {
        return spent;
    }
}
