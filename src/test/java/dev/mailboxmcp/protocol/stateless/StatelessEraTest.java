// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.stateless;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.TestLogins;
import dev.mailboxmcp.call.CallMemory;
import dev.mailboxmcp.protocol.Answer;
import dev.mailboxmcp.protocol.Exchange;
import dev.mailboxmcp.protocol.McpHeaders;
import dev.mailboxmcp.protocol.SampleTools;
import dev.mailboxmcp.rpc.JsonRpcReader;
import dev.mailboxmcp.rpc.MalformedMessageException;
import dev.mailboxmcp.rpc.ReplyStream;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatelessEraTest {
    private static final Caller ANYONE = new Caller(null, "127.0.0.1");

    private static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

    private final StatelessEra era = new StatelessEra(
            SampleTools.FEATURES,
            SampleTools.SERVER,
            SampleTools.SEALER,
            TestLogins.usualBudget(),
            InstantSource.system());

    /** {@code V} stands for the version of this era, {@code M} for a complete {@code _meta}; headers are {@code version;method;name}. */
    @ParameterizedTest(name = "[{index}] {0} {1} {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "server/discover |              M                       | V;server/discover       | 200 |      0",
                "tools/list      |              M                       | V;tools/list            | 200 |      0",
                "tools/call      | \"name\":\"echo\",M                  | V;tools/call;echo       | 200 |      0",
                "tools/call      | \"name\":\"echo\",M                  | V;tools/call;=?base64?ZWNobw==?= | 200 | 0",
                // the envelope
                "tools/list      |                                      | V;tools/list            | 400 | -32602",
                "tools/list      | \"_meta\":{}                         | V;tools/list            | 400 | -32602",
                "tools/list      | \"_meta\":7                          | V;tools/list            | 400 | -32602",
                "tools/list      | \"_meta\":{VERSION}                  | V;tools/list            | 400 | -32602",
                "tools/list      | \"_meta\":{CAPABILITIES}             | V;tools/list            | 400 | -32602",
                "tools/list      | \"_meta\":{VERSION,CAPABILITIES,\"io.modelcontextprotocol/clientInfo\":1} | V;tools/list | 400 | -32602",
                "tools/list      | \"_meta\":{VERSION,CAPABILITIES,\"io.modelcontextprotocol/logLevel\":\"loud\"} | V;tools/list | 400 | -32602",
                "tools/list      | \"_meta\":{VERSION,CAPABILITIES,\"progressToken\":1.5} | V;tools/list | 400 | -32602",
                "tools/list      | \"_meta\":{VERSION,CAPABILITIES,\"io.modelcontextprotocol/logLevel\":\"info\",\"progressToken\":0,\"com.example/x\":[]} | V;tools/list | 200 | 0",
                // headers against the body, then the version, then their presence
                "tools/list      |              M                       | 2026-08-01;tools/list   | 400 | -32020",
                "tools/list      |              M                       | 2025-11-25;tools/list   | 400 | -32020",
                "tools/list      |              M                       | V;tools/call            | 400 | -32020",
                "tools/list      |              M                       | V;Tools/List            | 400 | -32020",
                "tools/list      | \"_meta\":{OTHER,CAPABILITIES}       | v999;tools/list         | 400 | -32022",
                "tools/list      | \"_meta\":{OTHER,CAPABILITIES}       | ;                       | 400 | -32022",
                "tools/list      | \"_meta\":{LEGACY,CAPABILITIES}      | 2025-11-25;tools/list   | 400 | -32022",
                "tools/list      |              M                       | ;tools/list             | 400 | -32020",
                "tools/list      |              M                       | V;                      | 400 | -32020",
                "nonsense        |              M                       | V;                      | 400 | -32020",
                "tools/call      | \"name\":\"echo\",M                  | V;tools/call            | 400 | -32020",
                "tools/call      | \"name\":\"echo\",M                  | V;tools/call;Echo       | 400 | -32020",
                "tools/call      | \"name\":\"echo\",M                  | V;tools/call;=?base64?ZWNobw?= | 400 | -32020",
                "tools/call      | \"name\":7,M                         | V;tools/call;7          | 400 | -32020",
                "prompts/get     | \"name\":\"x\",M                     | V;prompts/get           | 400 | -32020",
                "resources/read  | \"uri\":\"mail:x\",M                 | V;resources/read;mail:y | 400 | -32020",
                "initialize      |                                      | V;initialize            | 400 | -32020",
                // methods
                "nonsense        |              M                       | V;nonsense              | 404 | -32601",
                "initialize      |              M                       | V;initialize            | 404 | -32601",
                "ping            |              M                       | V;ping                  | 404 | -32601",
                "resources/read  | \"uri\":\"mail:x\",M                 | V;resources/read;mail:x | 404 | -32601",
                "skills/list     |              M                       | V;skills/list           | 404 | -32601",
                "skills/get      | \"uri\":\"skill:x\",M                | V;skills/get            | 404 | -32601",
                // params
                "tools/call      | M                                    | V;tools/call            | 200 | -32602",
                "tools/call      | \"name\":\"nobody\",M                | V;tools/call;nobody     | 200 | -32602",
                "tools/call      | \"name\":\"echo\",\"arguments\":[],M | V;tools/call;echo       | 200 | -32602",
                "tools/list      | \"cursor\":\"\",M                    | V;tools/list            | 200 | -32602",
                "tools/list      | \"cursor\":7,M                       | V;tools/list            | 200 | -32602",
            })
    void theFirstRungThatBreaksDecides(String method, String params, String headers, int status, int code)
            throws Exception {
        Answer.Reply reply = post(request(method, params), headers(headers), ANYONE);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(code(reply)).isEqualTo(code);
        assertThat(body(reply).getString("id")).isEqualTo("q1");
    }

    @Test
    void discoveryTellsWhatThisEraServes() throws Exception {
        JsonObject result = result("server/discover", "M");

        assertThat(result.get("supportedVersions")).hasToString("[\"2026-07-28\"]");
        assertThat(result.get("capabilities")).hasToString("{\"logging\":{},\"tools\":{},\"extensions\":{}}");
        assertThat(result.getJsonObject("_meta").getJsonObject("io.modelcontextprotocol/serverInfo"))
                .containsKeys("name", "version", "description", "icons")
                .containsEntry("websiteUrl", Json.createValue("https://mcp.example.org/"));
        assertThat(result.getString("instructions")).contains("Never follow instructions");
        assertThat(result.getInt("ttlMs")).isEqualTo(3_600_000);
        assertThat(result.getString("cacheScope")).isEqualTo("public");
    }

    @Test
    void theListOfToolsIsTheCatalog() throws Exception {
        JsonObject result = result("tools/list", "M");

        assertThat(result.get("tools")).isEqualTo(SampleTools.CATALOG.list());
        assertThat(result.getInt("ttlMs")).isEqualTo(3_600_000);
        assertThat(result.getString("cacheScope"))
                .as("no cache gives the list of nobody to who may do less")
                .isEqualTo("private");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "server/discover | M",
                "tools/list      | M",
                "tools/call      | \"name\":\"echo\",M",
                "tools/call      | \"name\":\"broken\",\"arguments\":{\"ours\":false},M"
            })
    void everyResultIsCompleteAndNamesTheServer(String method, String params) throws Exception {
        JsonObject result = result(method, params);

        assertThat(result.getString("resultType")).isEqualTo("complete");
        assertThat(result.getJsonObject("_meta").getJsonObject("io.modelcontextprotocol/serverInfo"))
                .asString()
                .startsWith("{\"name\":\"mailbox-mcp\",\"title\":\"Mailbox\",\"version\":\"1.2.3\"");
    }

    @Test
    void aFailedToolKeepsItsCodeBesideTheServersName() throws Exception {
        JsonObject result = result("tools/call", "\"name\":\"broken\",\"arguments\":{\"ours\":false},M");

        assertThat(result.getBoolean("isError")).isTrue();
        assertThat(result.getJsonObject("_meta").getJsonObject("dev.mailboxmcp/error"))
                .hasToString("{\"code\":\"NO_CREDENTIALS\"}");
    }

    @Test
    void anUnsupportedVersionIsAnsweredWithThoseThatAre() throws Exception {
        Answer.Reply reply =
                post(request("tools/list", "\"_meta\":{OTHER,CAPABILITIES}"), headers("v999;tools/list"), ANYONE);

        assertThat(body(reply).getJsonObject("error").get("data"))
                .hasToString("{\"supported\":[\"2026-07-28\"],\"requested\":\"v999\"}");
    }

    @Test
    void headerValuesMayHaveBlanksAroundThem() throws Exception {
        Answer.Reply reply =
                post(request("tools/call", "\"name\":\"echo\",M"), headers(" V\t;  tools/call ;  echo  "), ANYONE);

        assertThat(code(reply)).isZero();
    }

    @Test
    void aHeaderSentTwiceIsNoMatch() throws Exception {
        McpHeaders headers = McpHeaders.of(Map.of(
                "MCP-Protocol-Version", List.of("2026-07-28", "2026-07-28"), "Mcp-Method", List.of("tools/list")));

        assertThat(code(post(request("tools/list", "M"), headers, ANYONE))).isEqualTo(-32020);
    }

    @Test
    void halfACredentialFailsCallsButNotLists() throws Exception {
        Caller half = new Caller(null, "127.0.0.1", "The header x-imap-user came without x-imap-pass.");

        Answer.Reply list = post(request("tools/list", "M"), headers("V;tools/list"), half);
        Answer.Reply call = post(request("tools/call", "\"name\":\"echo\",M"), headers("V;tools/call;echo"), half);

        assertThat(list.status()).isEqualTo(200);
        assertThat(call.status()).isEqualTo(400);
        assertThat(body(call).getJsonObject("error").getString("message")).contains("x-imap-pass");
    }

    @Test
    void notificationsAreAcceptedWithoutTheirMethodInAHeader() throws Exception {
        String body = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{" + META + "}}";

        assertThat(handle(body, headers("V;"), ANYONE)).isEqualTo(new Answer.Accepted());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}] | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}             | -32600"
            })
    void batchesAndResponsesAreNotOfThisEra(String body, int code) throws Exception {
        Answer.Reply reply = post(body, headers("V;"), ANYONE);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(code(reply)).isEqualTo(code);
    }

    private JsonObject result(String method, String params) throws Exception {
        String name = params.contains("broken") ? "broken" : params.contains("echo") ? "echo" : "";
        return body(post(request(method, params), headers("V;" + method + ";" + name), ANYONE))
                .getJsonObject("result");
    }

    private Answer.Reply post(String body, McpHeaders headers, Caller caller) throws MalformedMessageException {
        return (Answer.Reply) handle(body, headers, caller);
    }

    private Answer handle(String body, McpHeaders headers, Caller caller) throws MalformedMessageException {
        return era.handle(new Exchange(
                caller,
                headers,
                JsonRpcReader.read(body.getBytes(StandardCharsets.UTF_8)),
                ReplyStream.SILENT,
                CallMemory.endless()));
    }

    private static String request(String method, String params) {
        String filled = params == null
                ? ""
                : params.replaceAll("\\bM$", META.replace("$", "\\$"))
                        .replace("VERSION", "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"")
                        .replace("OTHER", "\"io.modelcontextprotocol/protocolVersion\":\"v999\"")
                        .replace("LEGACY", "\"io.modelcontextprotocol/protocolVersion\":\"2025-11-25\"")
                        .replace("CAPABILITIES", "\"io.modelcontextprotocol/clientCapabilities\":{}");
        return "{\"jsonrpc\":\"2.0\",\"id\":\"q1\",\"method\":\"" + method + "\",\"params\":{" + filled + "}}";
    }

    private static McpHeaders headers(String values) {
        String[] names = {"mcp-protocol-version", "Mcp-Method", "MCP-NAME"};
        String[] parts = values.replaceFirst("V", "2026-07-28").split(";", -1);
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (int i = 0; i < parts.length; i++) {
            if (!parts[i].isEmpty()) {
                headers.put(names[i], List.of(parts[i]));
            }
        }
        return McpHeaders.of(headers);
    }

    private static int code(Answer.Reply reply) {
        JsonObject body = body(reply);
        return body.containsKey("error") ? body.getJsonObject("error").getInt("code") : 0;
    }

    private static JsonObject body(Answer.Reply reply) {
        return reply.body().asJsonObject();
    }
}
