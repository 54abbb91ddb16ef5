// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Acts at a deadline that no time-out of a socket holds: a blocked write, a TLS record that comes byte by byte.
 * Thread-safe; one daemon thread, on which nothing may run that waits long: what is due next waits for it.
 */
final class Watchdog implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(Watchdog.class.getName());

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
        Future<?> scheduled =
                timer.schedule(() -> run(action), deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    /** Runs {@code action} again and again until this is closed, whatever one run throws. */
    void every(Duration period, Runnable action) {
        Future<?> unused = timer.scheduleWithFixedDelay(
                () -> run(action), period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A timer does not tell what its tasks throw, and takes a task that threw for ended. */
    private static void run(Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            StackTraceElement[] frames = e.getStackTrace();
            LOGGER.log(
                    Level.ERROR,
                    "what was due failed: {0} at {1}", // without its message, which may quote mail
                    e.getClass().getName(),
                    frames.length == 0 ? "no frame" : frames[0]);
        }
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
