// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Runs work to its end even if the caller is cancelled: an interrupt closes the socket a virtual thread reads from, and a
 * mail whose last byte was on its way would be neither sent nor unsent.
 */
final class Uninterrupted {
    private Uninterrupted() {}

    /**
     * The result of the work, which runs on a thread of its own.
     *
     * @throws IllegalStateException if the caller was cancelled; the work goes on
     */
    static <T> T call(Supplier<T> work) {
        FutureTask<T> task = new FutureTask<>(work::get);
        Thread.ofVirtual().name("mailbox-mcp-send").start(task);
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the caller left while a mail was being sent", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e);
        }
    }
}
