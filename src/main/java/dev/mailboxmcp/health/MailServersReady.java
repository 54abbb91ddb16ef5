// SPDX-License-Identifier: MIT
package dev.mailboxmcp.health;

import dev.mailboxmcp.settings.Build;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;

/**
 * Ready means that the mail servers accepted a connection lately, as far as a login could follow, and that the mail library
 * is a safe one. With several mail providers it is enough that the mail of one of them can be read, unless the operator wants all
 * of their servers: the trouble of one must not take the others away. Thread-safe; never logs in.
 *
 * <p>A mail server is asked at most every {@link ServerWatch#FRESH}, in the background and only while somebody asks here,
 * and once at the start. What changes is logged.
 * An answer waits for the mail servers only where nothing recent is known, and not longer than {@link #LONGEST_WAIT}.
 */
public final class MailServersReady implements HealthCheck {
    static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    /**
     * A mail server to watch.
     *
     * @param profile of the mail provider that it is of; empty where there is one alone
     * @param kind {@code imap} or {@code smtp}
     * @param address {@code host:port}
     */
    public record MailServer(String profile, String kind, String address, Probe probe) {
        /** Its name in the answer and the log. */
        String name() {
            return profile.isEmpty() ? kind : profile + "." + kind;
        }
    }

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
    private final boolean any;

    /**
     * The check of one deployment.
     *
     * @param all whether every server must be reachable where there are several mail providers; with one alone it always is so
     * @param version of this application, for the answer
     */
    public MailServersReady(
            List<MailServer> servers,
            boolean all,
            MailLibrary library,
            String version,
            InstantSource clock,
            Executor threads) {
        this(servers, all, library, version, clock, threads, LONGEST_WAIT);
    }

    MailServersReady(
            List<MailServer> servers,
            boolean all,
            MailLibrary library,
            String version,
            InstantSource clock,
            Executor threads,
            Duration longestWait) {
        this.watches = servers.stream()
                .map(server -> new ServerWatch(server, clock, threads))
                .toList();
        this.any = !all && servers.stream().map(MailServer::profile).distinct().count() > 1;
        this.library = library;
        this.version = version;
        this.longestWait = longestWait;
    }

    /** Asks those of whom nothing recent is known, in the background; what is wrong goes to the log. */
    public void look() {
        watches.forEach(ServerWatch::refresh);
    }

    @Override
    public HealthCheckResponse call() {
        long until = System.nanoTime() + longestWait.toNanos();
        look(); // at all at once, before the first is waited for

        List<Boolean> counted = new ArrayList<>();
        Map<String, Object> data = new LinkedHashMap<>();
        for (ServerWatch watch : watches) {
            ServerWatch.Verdict verdict = watch.verdict(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
            if (!any || watch.isOfReading()) {
                counted.add(verdict.up());
            }
            data.put(watch.name(), watch.address() + " " + verdict.words());
        }
        boolean reachable = any ? counted.contains(true) : !counted.contains(false);
        boolean ready = library.isSafe() && reachable;
        data.put("version", version);
        String commit = Build.commit();
        if (commit != null) {
            data.put("commit", commit);
        }
        data.put("angus-mail", library.isSafe() ? library.shown() : library.problem());
        return new HealthCheckResponse("mail-servers", ready ? Status.UP : Status.DOWN, Optional.of(data));
    }
}
