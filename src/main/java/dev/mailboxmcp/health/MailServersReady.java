// SPDX-License-Identifier: MIT
package dev.mailboxmcp.health;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;

/**
 * Ready means that every configured mail server accepted a connection lately, and that the mail library is a safe one.
 * Thread-safe; never logs in.
 *
 * <p>A mail server is asked at most every {@link ServerWatch#FRESH}, in the background and only while somebody asks here.
 * An answer waits for the mail servers only where nothing recent is known, and not longer than {@link #LONGEST_WAIT}.
 */
public final class MailServersReady implements HealthCheck {
    static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    /**
     * A mail server to watch.
     *
     * @param name {@code imap} or {@code smtp}
     * @param address {@code host:port}
     */
    public record MailServer(String name, String address, Probe probe) {}

    /** Connects and leaves again, within a time-out of its own. */
    @FunctionalInterface
    public interface Probe {
        /** @throws IOException with words for an operator if the server did not accept the connection */
        void connect() throws IOException;
    }

    private final List<ServerWatch> watches;
    private final MailLibrary library;
    private final String version;
    private final Duration longestWait;

    /** @param version of this application, for the answer */
    public MailServersReady(
            List<MailServer> servers, MailLibrary library, String version, InstantSource clock, Executor threads) {
        this(servers, library, version, clock, threads, LONGEST_WAIT);
    }

    MailServersReady(
            List<MailServer> servers,
            MailLibrary library,
            String version,
            InstantSource clock,
            Executor threads,
            Duration longestWait) {
        this.watches = servers.stream()
                .map(server -> new ServerWatch(server, clock, threads))
                .toList();
        this.library = library;
        this.version = version;
        this.longestWait = longestWait;
    }

    @Override
    public HealthCheckResponse call() {
        long until = System.nanoTime() + longestWait.toNanos();
        watches.forEach(ServerWatch::refresh); // all at once, before the first is waited for

        boolean ready = library.isSafe();
        Map<String, Object> data = new LinkedHashMap<>();
        for (ServerWatch watch : watches) {
            ServerWatch.Verdict verdict = watch.verdict(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
            ready &= verdict.up();
            data.put(watch.name(), watch.address() + " " + verdict.words());
        }
        data.put("version", version);
        data.put("angus-mail", library.isSafe() ? library.shown() : library.problem());
        return new HealthCheckResponse("mail-servers", ready ? Status.UP : Status.DOWN, Optional.of(data));
    }
}
