// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract.child;

import java.time.Duration;

/** The moment until which a job has to be done. */
record JobDeadline(long atNanos) {
    static JobDeadline in(Duration time) {
        return new JobDeadline(System.nanoTime() + time.toNanos());
    }

    boolean hasPassed() {
        return System.nanoTime() - atNanos > 0;
    }
}
