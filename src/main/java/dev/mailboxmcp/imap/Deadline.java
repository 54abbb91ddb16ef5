// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.time.Duration;

/** A point in time work must be over by, on the clock that never jumps. */
record Deadline(long nanoTime) {
    static Deadline after(Duration budget) {
        return new Deadline(System.nanoTime() + budget.toNanos());
    }

    /** Zero once it has passed, never negative. */
    Duration remaining() {
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }

    /** Also where less is left than the millisecond a socket can wait at least. */
    boolean passed() {
        return remaining().toMillis() == 0;
    }

    /** The nearer one of this and {@code budget} from now. */
    Deadline within(Duration budget) {
        Deadline other = after(budget);
        return other.nanoTime - nanoTime < 0 ? other : this;
    }
}
