// SPDX-License-Identifier: MIT
package dev.mailboxmcp.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailboxmcp.it.DeployedWar;
import dev.mailboxmcp.it.EventStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A thousand clients that listen and hear nothing, for ten minutes or as many as the system property {@code load.minutes}
 * says. Run by {@code ./mvnw verify -Pload}; on Linux.
 */
@Tag("load")
class StreamLoadIT extends FixtureWar {
    private static final Logger LOGGER = System.getLogger(StreamLoadIT.class.getName());
    private static final int CLIENTS = 1000;
    private static final Duration TWO_HEARTBEATS = Duration.ofSeconds(30);
    /** The state of a connection whose other end is closed, in {@code /proc/net/tcp}. */
    private static final String CLOSE_WAIT = "08";

    @Test
    void aThousandIdleStreamsCostLittle() throws Exception {
        for (int i = 0; i < 200; i++) {
            StreamsIT.call("test_trigger_tool_change").close();
        }
        long[] before = server();
        List<EventStream> clients = new ArrayList<>();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                EventStream client = StreamsIT.listen("127.0.0." + (1 + i % 4)); // one alone may not have so many
                assertThat(client.next().getString("method")).contains("acknowledged");
                clients.add(client);
            }
            long[] with = server();
            LOGGER.log(
                    Level.INFO,
                    "{0} streams: {1} more platform threads, {2} bytes of heap each",
                    CLIENTS,
                    with[0] - before[0],
                    (with[1] - before[1]) / CLIENTS);
            assertThat(with[0] - before[0]).isLessThanOrEqualTo(50);
            assertThat((with[1] - before[1]) / CLIENTS).isLessThan(64 * 1024);

            List<Long> health = watchHealth(Duration.ofMinutes(Long.getLong("load.minutes", 10)));
            LOGGER.log(
                    Level.INFO,
                    "/health, {0} times: median {1} ms, 99th {2} ms, worst {3} ms",
                    health.size(),
                    health.get(health.size() / 2),
                    health.get(health.size() * 99 / 100),
                    health.get(health.size() - 1));
            assertThat(health.get(health.size() * 99 / 100)).isLessThan(50);

            StreamsIT.call("test_trigger_tool_change").close();
            for (EventStream client : clients) {
                assertThat(client.next().getString("method")).isEqualTo("notifications/tools/list_changed");
            }
        } finally {
            for (EventStream client : clients) {
                client.close();
            }
        }
        Instant left = Instant.now();
        await().atMost(TWO_HEARTBEATS.plusSeconds(1)).until(() -> halfClosed() == 0);
        LOGGER.log(
                Level.INFO,
                "all were missed after {0} ms",
                Duration.between(left, Instant.now()).toMillis());
    }

    private static List<Long> watchHealth(Duration time) throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(DeployedWar.health()).build();
        http.send(request, HttpResponse.BodyHandlers.ofString());
        List<Long> millis = new ArrayList<>();
        Instant end = Instant.now().plus(time);
        while (Instant.now().isBefore(end)) {
            Instant start = Instant.now();
            assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
            millis.add(Duration.between(start, Instant.now()).toMillis());
            TimeUnit.SECONDS.sleep(1);
        }
        Collections.sort(millis);
        return millis;
    }

    /** Platform threads and bytes of heap in use. */
    private static long[] server() throws IOException {
        String[] values = StreamsIT.probe("probe_server").split(" ", 2);
        return new long[] {Long.parseLong(values[0]), Long.parseLong(values[1])};
    }

    /** Connections that clients have left and the server still holds. */
    private static long halfClosed() throws IOException {
        String port = ":%04x".formatted(URI.create(endpoint()).getPort()).toUpperCase(Locale.ROOT);
        long count = 0;
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            try (var lines = Files.lines(Path.of(table))) {
                count += lines.map(line -> line.strip().split("\\s+"))
                        .filter(fields -> fields.length > 3 && fields[1].endsWith(port) && fields[3].equals(CLOSE_WAIT))
                        .count();
            }
        }
        return count;
    }
}
