// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;

/**
 * Runs work that a caller who leaves must not tear apart: an interrupt closes the socket a virtual thread reads from, and
 * a mail whose last byte was on its way would be neither sent nor unsent.
 */
public final class Uninterrupted {
    private static final System.Logger LOGGER = System.getLogger(Uninterrupted.class.getName());

    private Uninterrupted() {}

    /**
     * The result of the work, which runs on a thread of its own and is never interrupted. A caller who is interrupted
     * waits for it all the same, and stays interrupted: what became of a mail is not lost, and nobody who waits for the
     * caller takes it for done before the mail is.
     *
     * @param work is given a stage that completes when the caller leaves; what can still be stopped may stop then
     */
    public static <T> T call(Function<CompletionStage<?>, T> work) {
        CompletableFuture<Boolean> left = new CompletableFuture<>();
        FutureTask<T> task = new FutureTask<>(() -> work.apply(left));
        Thread.ofVirtual().name("mailbox-mcp-change").start(task);
        return resultOf(task, () -> {
            LOGGER.log(Level.DEBUG, "the client left before its answer, while its change was under way");
            left.complete(true);
        });
    }

    /**
     * The result of a task that runs on another thread. A caller who is interrupted waits for it all the same, and stays
     * interrupted.
     *
     * @param interrupt is run for each interrupt
     * @throws RuntimeException the one that ended the task
     */
    public static <T> T resultOf(FutureTask<T> task, Runnable interrupt) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    interrupt.run();
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
