// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract.child;

import java.time.Duration;

/** Until when a job has to be done. */
record Deadline(long atNanos) {
    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    boolean hasPassed() {
        return System.nanoTime() - atNanos > 0;
    }
}
