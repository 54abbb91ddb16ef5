// SPDX-License-Identifier: MIT
package dev.mailboxmcp.launch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Open Liberty in a process of its own, on the JDK of this process; what it says goes to standard output. Thread-safe.
 */
public final class LibertyProcess {
    private static final Duration START_BUDGET = Duration.ofMinutes(5);
    private static final Duration STOP_BUDGET = Duration.ofSeconds(20);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);
    private static final Duration REQUEST_BUDGET = Duration.ofSeconds(5);
    /** The time that the server gets after its first error to work nevertheless, and to say everything it has to say. */
    private static final Duration ERROR_GRACE = Duration.ofSeconds(3);

    /** Configuration, features, ports, applications: without them the server runs on and serves nothing. */
    private static final Pattern FATAL = Pattern.compile(".*\\bCWWK[EFGOZ]\\d{4}E:.*");

    private final Process process;
    private volatile @Nullable FatalLine fatal;

    private record FatalLine(String text, Instant seen) {}

    private LibertyProcess(Process process) {
        this.process = process;
        Thread reader = new Thread(this::passOn, "liberty-output");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts a server that lies ready in the installation.
     *
     * @param installation the {@code wlp} folder
     * @param environment of the server, complete
     */
    public static LibertyProcess start(Path installation, String server, Map<String, String> environment)
            throws IOException {
        boolean windows =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
        String script = installation
                .resolve("bin")
                .resolve(windows ? "server.bat" : "server")
                .toString();
        ProcessBuilder builder = new ProcessBuilder(script, "run", server).redirectErrorStream(true);
        builder.environment().clear();
        environment.forEach((name, value) -> {
            // the server's own variables, left over from another installation, would lead it away from this one
            if (!name.startsWith("WLP_")) {
                builder.environment().put(name, value);
            }
        });
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return new LibertyProcess(builder.start());
    }

    /** Waits until the address answers 200; false if the server ended, failed to start, or took too long. */
    public boolean awaitAnswer(URI health) throws InterruptedException {
        Instant deadline = Instant.now().plus(START_BUDGET);
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(REQUEST_BUDGET)
                .build()) {
            while (process.isAlive() && Instant.now().isBefore(deadline)) {
                if (answers(client, health)) {
                    return true;
                }
                FatalLine error = fatal;
                if (error != null && Instant.now().isAfter(error.seen().plus(ERROR_GRACE))) {
                    return false;
                }
                process.waitFor(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
        return false;
    }

    /** The first line of the server that says why it cannot start; empty if it said none. */
    public String complaint() {
        FatalLine error = fatal;
        return error == null ? "" : error.text();
    }

    /** Waits until the server has ended, and gives its exit code. */
    int waitFor() throws InterruptedException {
        return process.waitFor();
    }

    /** Asks the server to end, waits, and ends it by force where it does not. */
    public void stop() {
        process.toHandle().destroy(); // Process.destroy would also close the pipe for its last words
        try {
            if (!process.waitFor(STOP_BUDGET.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the server without a word, as a crash does, and waits until it is gone. */
    public void kill() {
        all().toList().forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The processor time of the server so far, as far as the system tells. */
    public Duration processorTime() {
        return all().map(one -> one.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Memory that is resident now; 0 where the system does not tell, which only Linux does. */
    public long residentBytes() {
        return all().mapToLong(LibertyProcess::residentBytes).sum();
    }

    /** The script and what it started. */
    private Stream<ProcessHandle> all() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants());
    }

    private static long residentBytes(ProcessHandle one) {
        try {
            return Files.readAllLines(Path.of("/proc", String.valueOf(one.pid()), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .sum();
        } catch (IOException e) {
            return 0; // it has ended, or this is not Linux
        }
    }

    private static boolean answers(HttpClient client, URI health) throws InterruptedException {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(health).timeout(REQUEST_BUDGET).build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false; // not there yet
        }
    }

    private void passOn() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            output.lines().forEach(line -> {
                if (fatal == null && FATAL.matcher(line).matches()) {
                    fatal = new FatalLine(line, Instant.now());
                }
                System.out.println(line);
            });
        } catch (IOException | UncheckedIOException e) {
            System.err.println("The server's output cannot be read any more: " + e.getMessage());
        }
    }
}
