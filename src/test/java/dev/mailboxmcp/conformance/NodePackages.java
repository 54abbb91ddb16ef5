// SPDX-License-Identifier: MIT
package dev.mailboxmcp.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The programs of {@code src/test/conformance/package.json}, installed by npm below {@code target} once for each state of
 * its lock file, with the Node they need. For Linux on x86-64.
 */
final class NodePackages {
    private static final Path SOURCES = Path.of("src", "test", "conformance").toAbsolutePath();
    private static final Path TARGET = Path.of("target", "conformance").toAbsolutePath();
    private static final String SHARED = "browser.mjs"; // what several scripts import
    private static final long MAX_MINUTES = 10;

    private NodePackages() {}

    /**
     * What a program did.
     *
     * @param output of both streams, without colours
     */
    record Run(int exitCode, String output) {}

    /** The file of that name beside the package list. */
    static Path source(String name) {
        return SOURCES.resolve(name);
    }

    /** A file of the packages. */
    static Path installed(String name) {
        install();
        return TARGET.resolve("node_modules").resolve(name);
    }

    /** Runs a program of the packages and waits for its end. */
    static Run run(Map<String, String> environment, String... command) {
        install();
        List<String> full = new ArrayList<>(List.of(command));
        full.set(0, program(command[0]));
        return execute(environment, full);
    }

    /** Runs a script that lies beside the package list and waits for its end. */
    static Run script(String name, String... arguments) {
        return execute(Map.of(), scriptCommand(name, arguments));
    }

    /** Starts such a script, which ends when its standard input does. */
    static Process start(String name, String... arguments) throws IOException {
        return new ProcessBuilder(scriptCommand(name, arguments))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static List<String> scriptCommand(String name, String... arguments) {
        install();
        Path script = TARGET.resolve(name); // where it finds its imports
        try {
            for (String each : List.of(name, SHARED)) {
                Files.copy(source(each), TARGET.resolve(each), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = new ArrayList<>(List.of(program("node"), script.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static String program(String name) {
        return TARGET.resolve("node_modules/.bin").resolve(name).toString();
    }

    private static synchronized void install() {
        try {
            Path lock = TARGET.resolve("package-lock.json");
            Path done = TARGET.resolve("node_modules/installed");
            Path wanted = source("package-lock.json");
            if (Files.exists(done) && Files.mismatch(done, wanted) == -1) {
                return;
            }
            Files.createDirectories(TARGET);
            Files.copy(source("package.json"), TARGET.resolve("package.json"), StandardCopyOption.REPLACE_EXISTING);
            Files.copy(wanted, lock, StandardCopyOption.REPLACE_EXISTING);
            Run run = execute(Map.of(), List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
            if (run.exitCode() != 0) {
                throw new IllegalStateException("npm ci failed; npm must be installed.\n" + run.output());
            }
            Files.copy(wanted, done, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Run execute(Map<String, String> environment, List<String> command) {
        try {
            Path output = Files.createTempFile(TARGET, "run", ".log");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(TARGET.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            builder.environment().merge("PATH", TARGET.resolve("node_modules/.bin") + ":", (path, own) -> own + path);
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(MAX_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " did not end:\n" + read(output));
            }
            String text = read(output);
            Files.delete(output);
            return new Run(process.exitValue(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String read(Path output) throws IOException {
        return Files.readString(output, StandardCharsets.UTF_8).replaceAll("\u001b\\[[0-9;]*m", "");
    }
}
