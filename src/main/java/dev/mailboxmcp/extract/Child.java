// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract;

import dev.mailboxmcp.extract.wire.ExtractRefusal;
import dev.mailboxmcp.extract.wire.ExtractionReader;
import dev.mailboxmcp.extract.wire.Job;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One child process, from its start, over its one job, to its end. The environment of the process is empty: it holds no key
 * and no password. Two threads of its own stand at its pipes, since nobody can be trusted to read or write there.
 */
final class Child {
    private final Process process;
    private final ExtractionReader reader;
    private final CompletableFuture<Boolean> ready = new CompletableFuture<>();
    private final CompletableFuture<Optional<ExtractRefusal>> answer = new CompletableFuture<>();

    private Child(Process process) {
        this.process = process;
        this.reader = new ExtractionReader(process.getInputStream());
        thread("extract-answer", this::listen);
    }

    /** Starts a process; it makes itself ready meanwhile. */
    static Child start(List<String> command, Path directory) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        Process process = builder.start();
        try {
            return new Child(process);
        } catch (OutOfMemoryError e) { // there can be no more threads
            process.destroyForcibly();
            throw e;
        }
    }

    private static void thread(String name, Runnable work) {
        Thread.ofPlatform().daemon().name(name).start(work);
    }

    private void listen() {
        try {
            reader.awaitReady();
            ready.complete(true);
            answer.complete(Optional.ofNullable(reader.readAll()));
        } catch (Throwable e) { // whoever waits for the answer waits for this, too
            ready.completeExceptionally(e);
            answer.completeExceptionally(e);
        }
    }

    boolean isAlive() {
        return process.isAlive() && !ready.isCompletedExceptionally();
    }

    /**
     * Waits until it can be given a job.
     *
     * @throws IOException where it died
     */
    void awaitReady(Duration patience) throws IOException, TimeoutException, InterruptedException {
        await(ready, patience);
    }

    /** Gives it its job, and waits for the answer. */
    Optional<ExtractRefusal> run(Job job, byte[] file, Duration patience)
            throws IOException, TimeoutException, InterruptedException {
        thread("extract-order", () -> {
            try (DataOutputStream out = new DataOutputStream(process.getOutputStream())) {
                job.write(out, file);
            } catch (IOException e) {
                // the child does not listen any more; what it said, or that it died, is the answer
            }
        });
        return await(answer, patience);
    }

    private static <T> T await(CompletableFuture<T> what, Duration patience)
            throws IOException, TimeoutException, InterruptedException {
        try {
            return what.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    /** What came so far. */
    ExtractionReader read() {
        return reader;
    }

    /** The state it ended with, in words; for the log. */
    String ending() {
        return process.isAlive() ? "it runs" : "it ended with state " + process.exitValue();
    }

    /** Ends it at once, and all that it started. */
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
