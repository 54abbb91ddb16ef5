// SPDX-License-Identifier: MIT
package dev.mailboxmcp.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.RawImap;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that do not finish what they say, or do not read what they asked for: what that costs is bounded, and who comes from
 * another address is answered meanwhile, soon.
 */
class StalledClientsIT extends DeployedWar {
    private static final AtomicInteger LAST = new AtomicInteger();
    private static final Duration SOON =
            Duration.ofSeconds(20); // two, see docs/security.md; machines that run tests are busy

    /** The server may hold what one test left for a while. */
    private final String hostile = "127.0.2." + LAST.incrementAndGet();

    private final List<RawHttp> open = new ArrayList<>();

    @AfterEach
    void othersAreServedSoon() throws Exception {
        try {
            Instant start = Instant.now();
            assertThat(client().get("/health").statusCode()).isEqualTo(200);
            assertThat(client().as(mail().alice())
                            .call("imap_list_folders", Json.createObjectBuilder())
                            .getBoolean("isError", false))
                    .isFalse();
            assertThat(ping("y".repeat(100_000))).isEqualTo(200);
            assertThat(Duration.between(start, Instant.now())).isLessThan(SOON);
        } finally {
            for (RawHttp client : open) {
                client.close();
            }
        }
    }

    @Test
    void smallBodiesThatDoNotEndAreBounded() throws Exception {
        for (int i = 0; i < 1000; i++) {
            stalled().say(post(60_000)).say(new byte[59_999]);
        }
    }

    @Test
    void largeBodiesThatDoNotEndTakeNobodysPlace() throws Exception {
        for (int i = 0; i < 40; i++) {
            stalled().say(post(900_000)).say(new byte[200_000]);
        }
    }

    @ParameterizedTest
    @CsvSource({"/connect,a", "/connect,''", "/mcp,''", "/health,''", "/nowhere,''"})
    void formsThatDoNotEndKeepNoThread(String path, String begun) throws Exception {
        for (int i = 0; i < 100; i++) {
            stalled()
                    .say("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n"
                            + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9000\r\n\r\n"
                            + begun);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /health", "PUT /mcp", "DELETE /mcp", "OPTIONS /mcp", "GET /connect", "POST /nowhere"})
    void bodiesThatNobodyReadsKeepNoThread(String line) throws Exception {
        for (int i = 0; i < 100; i++) {
            stalled()
                    .say(line + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n")
                    .say(new byte[10_000]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /health", "GET /connect", "OPTIONS /mcp", "GET /nowhere"})
    void pagesThatNobodyReadsKeepNoThread(String line) throws Exception {
        String requests = (line + " HTTP/1.1\r\nHost: localhost\r\n\r\n").repeat(100);
        for (int i = 0; i < 40; i++) {
            unread().say(requests);
        }
    }

    @Test
    void listsThatNobodyReadsAreBounded() throws Exception {
        byte[] batch = batch("\"method\":\"tools/list\"");
        for (int i = 0; i < 40; i++) {
            unread().say(post(batch.length)).say(batch);
        }
    }

    /** One answer of a batch is made at a time: 25 of these were more than the heap. */
    @Test
    void batchesOfAttachmentsThatNobodyReadsAreBounded() throws Exception {
        byte[] batch = batch("\"method\":\"resources/read\",\"params\":{\"uri\":\"" + attachment() + "\"}");
        String login = "x-imap-user: " + mail().bob().address() + "\r\nx-imap-pass: "
                + mail().bob().password() + "\r\n";
        for (int i = 0; i < 25; i++) {
            unread().say(RawHttp.post("Host: localhost\r\nContent-Length: " + batch.length + "\r\n" + login))
                    .say(batch);
        }
    }

    @Test
    void whatDoesNotComeIsAnsweredAndIsNoIncident() throws Exception {
        Path server = Path.of(System.getProperty("mailboxmcp.server"));
        String before = logged(server);
        long incidents = incidents(server);
        RawHttp message = stalled().say(post(1000)).say("{");
        RawHttp form = stalled()
                .say("POST /connect HTTP/1.1\r\nHost: localhost\r\n"
                        + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9000\r\n\r\na");
        RawHttp file = stalled().say("PUT " + upload(5) + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\na");

        if (ServerEnvironment.tested() == TestedServer.LIBERTY) { // the others wait longer
            assertThat(RawHttp.status(message.head())).isIn(408, RawHttp.CLOSED);
            assertThat(RawHttp.status(form.head())).isIn(408, RawHttp.CLOSED);
            assertThat(RawHttp.status(file.head())).isIn(408, RawHttp.CLOSED);
            assertThat(incidents(server)).isEqualTo(incidents);
        } else {
            message.close();
            form.close();
            file.close();
            othersAreServedSoon();
        }
        assertThat(logged(server).substring(before.length())).doesNotContain("Exception", "\tat ");
    }

    /** The path of a link for a file of that size. */
    private String upload(int size) throws Exception {
        String url = client().as(mail().alice())
                .call(
                        "imap_request_upload",
                        Json.createObjectBuilder().add("name", "a.txt").add("size_bytes", size))
                .getJsonObject("structuredContent")
                .getString("url");
        return URI.create(url).getRawPath();
    }

    /** What Open Liberty writes down of failures, besides its log; an application that is taken away leaves some. */
    private static long incidents(Path server) throws IOException {
        Path ffdc = server.resolve("usr/servers/it/logs/ffdc");
        if (!Files.exists(ffdc)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(ffdc)) {
            return files.count();
        }
    }

    private static String logged(Path server) throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path file : ServerEnvironment.tested().log(server)) {
            all.append(Files.readString(file));
        }
        return all.toString();
    }

    /** The URI of one of 190 kB. */
    private static String attachment() throws Exception {
        byte[] content = new byte[190_000];
        new Random(1).nextBytes(content);
        try (RawImap box = mail().connect(mail().bob())) {
            box.append(
                    "INBOX",
                    "()",
                    ("Subject: large\r\nMIME-Version: 1.0\r\nContent-Type: application/octet-stream; name=\"a.bin\"\r\n"
                                    + "Content-Transfer-Encoding: base64\r\n\r\n"
                                    + Base64.getMimeEncoder().encodeToString(content) + "\r\n")
                            .getBytes(UTF_8));
        }
        JsonObject page = client().as(mail().bob())
                .call("imap_list_emails", Json.createObjectBuilder().add("limit", 1))
                .getJsonObject("structuredContent");
        return "mail://attachment/INBOX/" + page.getJsonNumber("uidvalidity") + "/"
                + page.getJsonArray("emails").getJsonObject(0).getInt("uid") + "/1";
    }

    /** A batch of fifty. */
    private static byte[] batch(String request) {
        return IntStream.range(0, 50)
                .mapToObj(id -> "{\"jsonrpc\":\"2.0\",\"id\":" + id + "," + request + "}")
                .collect(Collectors.joining(",", "[", "]"))
                .getBytes(UTF_8);
    }

    private static String post(int length) {
        return RawHttp.post("Host: localhost\r\nContent-Length: " + length + "\r\n");
    }

    private static int ping(String filling) throws IOException {
        byte[] body = ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"x\":\"" + filling + "\"}}")
                .getBytes(UTF_8);
        try (RawHttp client = new RawHttp(url())) {
            return client.say(RawHttp.post("", body)).say(body).status();
        }
    }

    private RawHttp stalled() throws IOException {
        RawHttp client = new RawHttp(url(), hostile);
        open.add(client);
        return client;
    }

    private RawHttp unread() throws IOException {
        RawHttp client = RawHttp.narrow(url(), hostile);
        open.add(client);
        return client;
    }
}
