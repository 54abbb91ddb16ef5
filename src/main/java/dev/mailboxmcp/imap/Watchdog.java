// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Acts at a deadline that no time-out of a socket holds: a blocked write, a TLS record that comes byte by byte.
 * Thread-safe; one daemon thread, on which only what takes no time may run.
 */
final class Watchdog implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer;

    Watchdog() {
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "imap-watchdog");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Runs {@code action} at the deadline unless the guard is closed before. */
    Guard guard(Deadline deadline, Runnable action) {
        Future<?> scheduled = timer.schedule(action, deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    /** Runs {@code action} again and again until this is closed. */
    void every(Duration period, Runnable action) {
        Future<?> unused =
                timer.scheduleWithFixedDelay(action, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** What is watched; closed when it ended in time. */
    interface Guard extends AutoCloseable {
        @Override
        void close();
    }
}
