// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/** How a child is started: on the JVM that runs the server, as small as it does its work, and silent. Thread-safe. */
final class ChildCommand implements AutoCloseable {
    private static final String MAIN = "dev.mailboxmcp.extract.child.ExtractChild";
    private static final List<String> OPTIONS = List.of(
            "-Xmx64m",
            "-Xms16m",
            "-Xss1m",
            "-XX:MaxMetaspaceSize=64m",
            "-XX:ReservedCodeCacheSize=24m",
            "-XX:MaxDirectMemorySize=4m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData", // which is a file
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=/dev/null",
            "-XX:+DisplayVMOutputToStderr",
            "-Xshare:auto",
            "-Djava.awt.headless=true",
            "-Dorg.apache.commons.logging.Log=org.apache.commons.logging.impl.NoOpLog");

    /**
     * Starts all of them, and stays: a wrapper that asks the system to end it with whoever started it ({@code bwrap
     * --die-with-parent}; PR_SET_PDEATHSIG of Linux) ends with the thread that did.
     */
    private final ExecutorService starter = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("extract-start").factory());

    private final List<String> prefix;
    private final ChildProgram program;

    /** @param prefix what the operator puts before it; empty for nothing */
    ChildCommand(List<String> prefix, ChildProgram program) {
        this.prefix = prefix;
        this.program = program;
    }

    Child start() throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(List.of("-cp", program.classPath(), MAIN));
        Path directory = program.directory();
        try {
            return started(starter.submit(() -> Child.start(command, directory)));
        } catch (RejectedExecutionException e) {
            throw new IOException("the server ends", e);
        }
    }

    /** A start takes no time, and a child that nobody waited for would be nobody's. */
    private static Child started(Future<Child> start) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return start.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IOException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        starter.shutdown();
        program.close();
    }
}
