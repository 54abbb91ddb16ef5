// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
        return Child.start(command, program.directory());
    }

    @Override
    public void close() {
        program.close();
    }
}
