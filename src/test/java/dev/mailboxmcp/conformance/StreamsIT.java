// SPDX-License-Identifier: MIT
package dev.mailboxmcp.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailboxmcp.it.EventStream;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams in a real server: when they begin, who hears what, and what a client's leaving does. */
class StreamsIT extends FixtureWar {
    private static final String META = "\"_meta\":{\"progressToken\":1,\"io.modelcontextprotocol/protocolVersion\":"
            + "\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{},"
            + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}";

    @Test
    void eachEventArrivesAtOnce() throws Exception {
        List<Long> millis = new ArrayList<>();
        try (EventStream stream = call("probe_times")) {
            assertThat(stream.header("Content-Type")).startsWith("text/event-stream");
            assertThat(stream.header("X-Accel-Buffering")).isEqualTo("no");
            assertThat(stream.header("Cache-Control")).contains("no-store");
            for (int i = 0; i < 100; i++) {
                String sent = stream.next().getJsonObject("params").getString("message");
                millis.add(Duration.between(Instant.parse(sent), Instant.now()).toMillis());
            }
            assertThat(stream.next()).containsKey("result");
            assertThat(stream.isEnded()).isTrue();
        }
        Collections.sort(millis);
        System.getLogger(StreamsIT.class.getName())
                .log(
                        System.Logger.Level.INFO,
                        "from emit to receipt: median {0} ms, 99th {1} ms",
                        millis.get(50),
                        millis.get(98));
        assertThat(millis.get(50)).isLessThan(20);
    }

    @ParameterizedTest
    @CsvSource({"probe_report, 2", "probe_wait, 4"})
    void leavingStopsTheWork(String tool, int seconds) throws Exception {
        int stopped = waits()[1];
        try (EventStream stream = call(tool)) {
            if (tool.equals("probe_report")) {
                stream.next();
            }
        }
        await().atMost(Duration.ofSeconds(seconds)).until(() -> waits()[1] == stopped + 1);
    }

    @Test
    void leavingStopsNothingWhereAClientMayComeBack() throws Exception {
        int[] before = waits();
        String session = session();
        try (EventStream stream = post(
                session,
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":"
                        + "{\"name\":\"probe_report\",\"arguments\":{},\"_meta\":{\"progressToken\":1}}}")) {
            stream.next();
        }
        try (EventStream answered = post(session, "{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"ping\"}")) {
            assertThat(answered.status()).isEqualTo(200);
        }
        assertThat(waits()).containsExactly(before[0] + 1, before[1]);

        post(session, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":7}}")
                .close();

        await().atMost(Duration.ofSeconds(2)).until(() -> waits()[1] == before[1] + 1);
    }

    @Test
    void whoListensHearsWhatTheyAskedFor() throws Exception {
        try (EventStream stream = listen()) {
            assertThat(stream.next().getString("method")).isEqualTo("notifications/subscriptions/acknowledged");
            call("test_trigger_prompt_change").close();
            call("test_trigger_tool_change").close();

            JsonObject news = stream.next();

            assertThat(news.getString("method")).isEqualTo("notifications/tools/list_changed");
            assertThat(news.getJsonObject("params").getJsonObject("_meta").toString())
                    .contains("\"l-1\"");
        }
    }

    @Test
    void aSessionHearsOfChangesUntilItEnds() throws Exception {
        String session = session();
        try (EventStream stream = legacy("GET", session, "")) {
            assertThat(stream.status()).isEqualTo(200);
            call("test_trigger_tool_change").close();
            assertThat(stream.next().getString("method")).isEqualTo("notifications/tools/list_changed");

            try (EventStream deleted = legacy("DELETE", session, "")) {
                assertThat(deleted.status()).isBetween(200, 204);
            }

            assertThat(stream.isEnded()).isTrue();
        }
        try (EventStream gone = post(session, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}")) {
            assertThat(gone.status()).isEqualTo(404);
        }
    }

    static EventStream call(String tool) throws IOException {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\",\"arguments\":{}," + META + "}}";
        return modern("tools/call", tool, body);
    }

    /** Listens for changes of the list of tools, as {@code l-1}. */
    static EventStream listen() throws IOException {
        return listen("127.0.0.1");
    }

    /** @param from which address of this machine */
    static EventStream listen(String from) throws IOException {
        return modern(
                from,
                "subscriptions/listen",
                "",
                "{\"jsonrpc\":\"2.0\",\"id\":\"l-1\",\"method\":\"subscriptions/listen\",\"params\":"
                        + "{\"notifications\":{\"toolsListChanged\":true}," + META + "}}");
    }

    private static EventStream modern(String method, String name, String body) throws IOException {
        return modern("127.0.0.1", method, name, body);
    }

    private static EventStream modern(String from, String method, String name, String body) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>(Map.of(
                "Accept", "application/json, text/event-stream",
                "MCP-Protocol-Version", "2026-07-28",
                "Mcp-Method", method));
        if (!name.isEmpty()) {
            headers.put("Mcp-Name", name);
        }
        return new EventStream(URI.create(endpoint()), from, "POST", headers, body);
    }

    private static String session() throws IOException {
        Map<String, String> headers = Map.of("Accept", "application/json, text/event-stream");
        String body = "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
                + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}";
        try (EventStream stream = new EventStream(URI.create(endpoint()), "POST", headers, body)) {
            return stream.header("Mcp-Session-Id");
        }
    }

    private static EventStream post(String session, String body) throws IOException {
        return legacy("POST", session, body);
    }

    private static EventStream legacy(String method, String session, String body) throws IOException {
        return new EventStream(
                URI.create(endpoint()),
                method,
                Map.of(
                        "Accept", "application/json, text/event-stream",
                        "MCP-Protocol-Version", "2025-11-25",
                        "Mcp-Session-Id", session),
                body);
    }

    /** How many of the waiting tools were started, and stopped. */
    private static int[] waits() throws IOException {
        String[] counts = probe("probe_waits").split(" ", 2);
        return new int[] {Integer.parseInt(counts[0]), Integer.parseInt(counts[1])};
    }

    /** The text of a tool that answers at once. */
    static String probe(String tool) throws IOException {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\",\"arguments\":{}}}";
        try (EventStream answer = new EventStream(
                URI.create(endpoint()), "POST", Map.of("Accept", "application/json, text/event-stream"), body)) {
            return answer.body()
                    .getJsonObject("result")
                    .getJsonArray("content")
                    .getJsonObject(0)
                    .getString("text");
        }
    }
}
