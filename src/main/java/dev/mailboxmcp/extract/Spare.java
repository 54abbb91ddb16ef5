// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The child that waits for the next file. Thread-safe. */
final class Spare implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(Spare.class.getName());

    private final Duration idle;
    private @Nullable Child waiting; // guarded by this
    private boolean starting; // guarded by this
    private boolean closed; // guarded by this

    /** @param idle after which a child that nobody needs is ended */
    Spare(Duration idle) {
        this.idle = idle;
    }

    /** The child that waits, or else a new one. */
    Child take(ChildCommand command) throws IOException {
        Child taken;
        synchronized (this) {
            taken = waiting;
            waiting = null;
            notifyAll();
        }
        if (taken != null) {
            if (taken.isAlive()) {
                return taken;
            }
            taken.kill(); // it may run on, though it never was ready
        }
        return command.start();
    }

    /** Starts the next one, unless one waits already. */
    void prepare(ChildCommand command) {
        synchronized (this) {
            if (starting || waiting != null || closed) {
                return;
            }
            starting = true;
        }
        try {
            Thread.ofPlatform().daemon().name("extract-spare").start(() -> {
                try {
                    keep(started(command));
                } catch (IOException e) {
                    LOGGER.log(Level.DEBUG, "no spare process: {0}", e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        } catch (OutOfMemoryError e) { // there can be no more threads
            startingEnded();
            throw e;
        }
    }

    private Child started(ChildCommand command) throws IOException {
        try {
            return command.start();
        } finally {
            startingEnded();
        }
    }

    private synchronized void startingEnded() {
        starting = false;
    }

    /** Keeps a child until it is taken, another one stands in its place, or its time is over. */
    private void keep(Child child) throws InterruptedException {
        synchronized (this) {
            if (waiting == null && !closed) {
                waiting = child;
                long end = System.nanoTime() + idle.toNanos();
                for (long left = idle.toMillis(); waiting == child && left > 0; ) {
                    wait(left);
                    left = (end - System.nanoTime()) / 1_000_000;
                }
                if (waiting != child) {
                    return;
                }
                waiting = null;
            }
        }
        child.kill();
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (waiting != null) {
            waiting.kill();
            waiting = null;
        }
        notifyAll();
    }
}
