// SPDX-License-Identifier: MIT
package dev.mailboxmcp.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.it.McpClient;
import dev.mailboxmcp.mailserver.GreenMailServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two instances behind HAProxy, which knows nothing of sessions and gives each request to the next one. Wants HAProxy; fails
 * without where REQUIRE_BALANCER is true.
 */
@Tag("dist")
class ScaleOutIT {
    private static final Path HAPROXY = Path.of("/usr/sbin/haproxy");
    private static final int CLIENTS = 4;

    @TempDir
    private static Path folder;

    private static GreenMailServer mail;
    private static PackagedServer one;
    private static PackagedServer two;
    private static Process balancer;
    private static URI url;

    @BeforeAll
    static void start() throws Exception {
        if (!Files.isExecutable(HAPROXY)) {
            assertThat(System.getenv("REQUIRE_BALANCER"))
                    .as("there is no HAProxy")
                    .isNotEqualTo("true");
            Assumptions.abort("there is no HAProxy");
        }
        mail = GreenMailServer.start();
        one = PackagedServer.unpack(folder.resolve("one"), mail)
                .with("TRUSTED_PROXIES", "127.0.0.1")
                .with("READS_PER_MINUTE", "0")
                .start();
        two = PackagedServer.unpack(folder.resolve("two"), mail)
                .with("TRUSTED_PROXIES", "127.0.0.1")
                .with("READS_PER_MINUTE", "0")
                .start();
        int port = PackagedServer.freePort();
        String shipped = Files.readString(Path.of("deploy/proxies/haproxy.cfg"));
        String here = shipped.replaceAll("bind :443 ssl.*", "bind 127.0.0.1:" + port)
                .replace("balance hdr(Mcp-Session-Id)", "balance roundrobin")
                .replace("/run/haproxy/admin.sock", folder + "/admin.sock")
                .replace("127.0.0.1:3001", "127.0.0.1:" + one.port())
                .replace("127.0.0.1:3002", "127.0.0.1:" + two.port());
        Path file = Files.writeString(folder.resolve("haproxy.cfg"), here);
        balancer = new ProcessBuilder(HAPROXY.toString(), "-db", "-f", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("haproxy.log").toFile())
                .start();
        url = URI.create("http://localhost:" + port);
        Awaitility.await()
                .ignoreExceptions()
                .until(() -> client().get("/health").statusCode() == 200);
    }

    @AfterAll
    static void stop() throws Exception {
        if (balancer != null) {
            balancer.destroy();
            balancer.waitFor();
        }
        for (PackagedServer server : List.of(one, two)) {
            server.close();
        }
        mail.close();
    }

    @Test
    void aSessionIsServedByBoth() throws Exception {
        McpClient client = session();

        for (int i = 0; i < 6; i++) {
            assertThat(client.callLegacy("imap_list_folders", Json.createObjectBuilder())
                            .getBoolean("isError"))
                    .isFalse();
        }
    }

    @Test
    void aTokenOfOneIsOpenedByTheOther() throws Exception {
        String token = new McpClient(one.url()).token(mail.alice());

        assertThat(new McpClient(two.url())
                        .with("Authorization", "Bearer " + token)
                        .call("imap_list_folders", Json.createObjectBuilder())
                        .getBoolean("isError"))
                .isFalse();
    }

    @Test
    void whenOneIsKilledNoCallFailsButThoseInFlightOnIt() throws Exception {
        Load load = new Load();
        load.run(Duration.ofSeconds(3));
        one.kill();
        long dead =
                System.nanoTime(); // the system closes a dead process's ports last, and takes connections until then
        load.run(Duration.ofSeconds(5));
        load.end();
        one.start();

        assertThat(load.failures).allMatch(failure -> failure.began - dead < 0);
        assertThat(load.failures).hasSizeLessThanOrEqualTo(2 * CLIENTS);
        assertThat(load.answered.get()).isGreaterThan(200);
    }

    @Test
    void aRollingRestartUnderLoadLosesNothing() throws Exception {
        Load load = new Load();
        load.run(Duration.ofSeconds(2));
        for (Map.Entry<String, PackagedServer> entry :
                Map.of("one", one, "two", two).entrySet()) {
            roll("mailbox-mcp/" + entry.getKey(), entry.getValue());
        }
        load.end();

        assertThat(load.failures).isEmpty();
        assertThat(load.answered.get()).isGreaterThan(200);
    }

    /**
     * Restarts a server by the script of the package. Its command comes back before the server answers again, as that of a
     * service manager does.
     */
    private static void roll(String name, PackagedServer server) throws Exception {
        Path asked = folder.resolve("restart");
        Path done = folder.resolve("restarted");
        Files.deleteIfExists(asked);
        Files.deleteIfExists(done);
        Process script = new ProcessBuilder(
                        server.home().resolve("roll.sh").toString(),
                        folder.resolve("admin.sock").toString(),
                        name,
                        "sh",
                        "-c",
                        "touch '" + asked + "'; until [ -e '" + done + "' ]; do sleep 0.1; done")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("roll.log").toFile())
                .start();
        Awaitility.await().atMost(90, TimeUnit.SECONDS).until(() -> Files.exists(asked) || !script.isAlive());
        server.stop();
        Files.createFile(done);
        server.start();

        assertThat(script.waitFor())
                .as(Files.readString(folder.resolve("roll.log")))
                .isZero();
    }

    /** Clients of both eras who call without a pause. */
    private static final class Load {
        /** @param began of {@link System#nanoTime} */
        record Failure(long began, String words) {}

        final ConcurrentLinkedQueue<Failure> failures = new ConcurrentLinkedQueue<>();
        final AtomicInteger answered = new AtomicInteger();
        private final AtomicBoolean ended = new AtomicBoolean();
        private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);

        Load() throws Exception {
            for (int i = 0; i < CLIENTS; i++) {
                boolean legacy = i % 2 == 0;
                McpClient client = legacy ? session() : client().as(mail.alice());
                threads.execute(() -> {
                    while (!ended.get()) {
                        call(client, legacy);
                    }
                });
            }
        }

        /** Waits until calls were answered for a while, and enough of them on a machine that is busy. */
        void run(Duration time) {
            long until = System.nanoTime() + time.toNanos();
            int enough = answered.get() + 110;
            Awaitility.await()
                    .atMost(time.plusSeconds(90))
                    .until(() -> System.nanoTime() - until > 0 && answered.get() > enough);
        }

        void end() throws InterruptedException {
            ended.set(true);
            threads.shutdown();
            assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        }

        private void call(McpClient client, boolean legacy) {
            long began = System.nanoTime();
            try {
                JsonObject result = legacy
                        ? client.callLegacy("imap_list_folders", Json.createObjectBuilder())
                        : client.call("imap_list_folders", Json.createObjectBuilder());
                if (result.getBoolean("isError")) {
                    failures.add(new Failure(began, result.toString()));
                } else {
                    answered.incrementAndGet();
                }
            } catch (IOException | RuntimeException | AssertionError e) {
                failures.add(new Failure(began, String.valueOf(e)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static McpClient client() {
        return new McpClient(url);
    }

    /** A client of the handshake era with a session of its own. */
    private static McpClient session() throws Exception {
        McpClient client = client().as(mail.alice());
        HttpResponse<String> handshake = client.postLegacy("initialize", McpClient.initializeParams());
        return client.with(
                "Mcp-Session-Id",
                handshake.headers().firstValue("Mcp-Session-Id").orElseThrow());
    }
}
