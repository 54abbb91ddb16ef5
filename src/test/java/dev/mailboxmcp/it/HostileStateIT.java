// SPDX-License-Identifier: MIT
package dev.mailboxmcp.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients without a login that want to make the server keep more than it has: each of these, without what holds it, ended the
 * server in its heap of 256 MB, or took what others need. They come from an address of their own; who comes from another one,
 * as a user or as nobody, is served meanwhile.
 */
class HostileStateIT extends DeployedWar {
    private static final AtomicInteger LAST = new AtomicInteger();

    /** 55 kB on the wire, megabytes as a tree. */
    private static final String FILL = "[" + "{\"a\":0},".repeat(6899) + "{\"a\":0}]";

    private static final String LEGACY = "MCP-Protocol-Version: " + McpClient.LEGACY_VERSION + "\r\n";
    private static final String LISTEN = "MCP-Protocol-Version: " + McpClient.MODERN_VERSION
            + "\r\nMcp-Method: subscriptions/listen\r\nHost: localhost\r\n";
    private static final Pattern SESSION = Pattern.compile("(?i)mcp-session-id: (\\S+)");

    /** Another one for each test: the server finds out only after a while that streams were left. */
    private final String hostile = "127.0.1." + LAST.incrementAndGet();

    private final List<RawHttp> open = new ArrayList<>();

    @AfterEach
    void othersAreServedMeanwhile() throws Exception {
        try {
            assertThat(client().get("/health").statusCode()).isEqualTo(200);
            assertThat(client().as(mail().alice())
                            .call("imap_list_folders", Json.createObjectBuilder())
                            .getBoolean("isError", false))
                    .isFalse();
            byte[] body = listen("1", "{}", "");
            try (RawHttp nobody = new RawHttp(url())) {
                assertThat(RawHttp.status(
                                nobody.say(streaming(body, "")).say(body).head()))
                        .isEqualTo(200);
            }
        } finally {
            for (RawHttp client : open) {
                client.close();
            }
        }
    }

    @Test
    void ofAHandshakeNothingIsKeptThatIsNotUsed() throws Exception {
        for (int i = 0; i < 200; i++) {
            assertThat(RawHttp.status(post("", initialize("{\"x\":" + FILL + "}"))))
                    .isEqualTo(200);
        }
    }

    @Test
    void streamsOfOneAddressAreFewAndHoldNothingThatIsNotUsed() throws Exception {
        byte[] body = listen("1", "{}", ",\"x\":" + FILL);
        int opened = 0;
        for (int i = 0; i < 120; i++) {
            String head = streamHead(body, "");
            if (RawHttp.status(head) == 200) {
                opened++;
            } else {
                assertThat(RawHttp.status(head)).isEqualTo(429);
                assertThat(head).containsPattern("(?i)\r\nretry-after: 10\r\n");
            }
        }

        assertThat(opened).isBetween(1, 50);
    }

    @Test
    void aRefusedStreamSaysWhatToDo() throws Exception {
        byte[] body = listen("\"l\"", "{}", "");
        for (int i = 0; i < 50; i++) {
            streamHead(body, "");
        }
        try (RawHttp client = new RawHttp(url(), hostile)) {
            String answer = client.say(streaming(body, "Connection: close\r\n"))
                    .say(body)
                    .answer();

            assertThat(answer).contains("THROTTLED").contains("retryAfterMs").contains("try again");
        }
    }

    /** More than the heap in all; without credentials nothing is watched, so nothing is remembered. */
    @Test
    void subscriptionsOfAMegabyteAreNotKept() throws Exception {
        String session = session();
        for (int i = 0; i < 260; i++) {
            byte[] body = message(
                    "2", "resources/subscribe", "\"uri\":\"mail://folder/" + i + "-" + "x".repeat(1_000_000) + "\"");
            assertThat(RawHttp.status(post(LEGACY + "Mcp-Session-Id: " + session + "\r\n", body)))
                    .isEqualTo(200);
        }
    }

    @Test
    void streamsOfSessionsAreOfTheSameNumber() throws Exception {
        String session = session();
        int opened = 0;
        for (int i = 0; i < 80; i++) {
            RawHttp client = new RawHttp(url(), hostile);
            open.add(client);
            int status = RawHttp.status(client.say("GET /mcp HTTP/1.1\r\nHost: localhost\r\n"
                            + "Accept: text/event-stream\r\n" + LEGACY + "Mcp-Session-Id: " + session + "\r\n\r\n")
                    .head());
            assertThat(status).isIn(200, 429);
            opened += status == 200 ? 1 : 0;
        }

        assertThat(opened).isLessThanOrEqualTo(50);
    }

    @Test
    void sessionsOfManyLoginsThatAreMadeUpPushOutTheirOwn() throws Exception {
        for (int i = 0; i < 500; i++) {
            String login = "x-imap-user: made-up-" + i + "@example.org\r\nx-imap-pass: guess\r\n";
            assertThat(RawHttp.status(post(login, initialize("{}")))).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\":\"2.0\",\"id\":\"LONG\",\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"_meta\":{\"progressToken\":\"LONG\"}}}"
            })
    void whatGoesOutWithEveryMessageIsShort(String request) throws Exception {
        for (int i = 0; i < 20; i++) {
            String answer =
                    post(LEGACY, request.replace("LONG", "x".repeat(900_000)).getBytes(UTF_8));

            assertThat(RawHttp.status(answer)).isEqualTo(400);
            assertThat(answer).contains("256 characters").hasSizeLessThan(2000);
        }
    }

    @Test
    void streamsHoldNoHeadersWithoutMeasure() throws Exception {
        StringBuilder headers = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            headers.append("Mcp-Param-")
                    .append(i)
                    .append(": ")
                    .append("v".repeat(7000))
                    .append("\r\n");
        }

        assertThat(RawHttp.status(streamHead(listen("1", "{}", ""), headers.toString())))
                .isIn(400, 431, RawHttp.CLOSED);
    }

    /** They wait for their turn to log in, and then for the mail server, which has been asked often enough by then. */
    @Test
    void callsOfLoginsThatAreMadeUpWaitInASmallSpace() throws Exception {
        byte[] body = message(
                "1",
                "tools/call",
                "\"name\":\"imap_list_folders\",\"arguments\":{},\"inputResponses\":{\"x\":" + FILL + "}");
        for (int i = 0; i < 300; i++) {
            RawHttp client = new RawHttp(url(), hostile);
            open.add(client);
            String login = "x-imap-user: made-up@example.org\r\nx-imap-pass: guess-" + i + "\r\n";
            client.say(RawHttp.post(LEGACY + login, body)).say(body);
        }
    }

    private String streamHead(byte[] body, String headers) throws IOException {
        RawHttp client = new RawHttp(url(), hostile);
        open.add(client);
        return client.say(streaming(body, headers)).say(body).head();
    }

    private static String streaming(byte[] body, String headers) {
        return RawHttp.post(LISTEN + headers + "Content-Length: " + body.length + "\r\n");
    }

    private String post(String headers, byte[] body) throws IOException {
        try (RawHttp client = new RawHttp(url(), hostile)) {
            return client.say(RawHttp.post(headers, body)).say(body).answer();
        }
    }

    private String session() throws IOException {
        Matcher session = SESSION.matcher(post("", initialize("{}")));
        assertThat(session.find()).isTrue();
        return session.group(1);
    }

    private static byte[] initialize(String capabilities) {
        return message(
                "1",
                "initialize",
                "\"protocolVersion\":\"" + McpClient.LEGACY_VERSION + "\",\"capabilities\":" + capabilities
                        + ",\"clientInfo\":{\"name\":\"x\",\"version\":\"1\"}");
    }

    private static byte[] listen(String id, String filter, String more) {
        return message(
                id,
                "subscriptions/listen",
                "\"notifications\":" + filter + ",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\""
                        + McpClient.MODERN_VERSION + "\",\"io.modelcontextprotocol/clientCapabilities\":{}}" + more);
    }

    private static byte[] message(String id, String method, String params) {
        return ("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":{" + params + "}}")
                .getBytes(UTF_8);
    }
}
