// SPDX-License-Identifier: MIT
package dev.mailboxmcp.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.extract.PdfFiles;
import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.tools.KnownTools;
import dev.mailboxmcp.tools.Mails;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The endpoint as clients of both eras meet it. */
class McpIT extends DeployedWar {
    private static final JsonObject NONE = JsonObject.EMPTY_JSON_OBJECT;
    private static final byte[] MAIL = """
            From: Bob <bob@example.org>
            To: alice@example.org
            Subject: =?UTF-8?B?R3LDvMOfZQ==?=
            Message-ID: <1@example.org>

            Hello
            """.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);

    private final MailUser alice = mail().alice();

    @BeforeEach
    void oneMail() throws Exception {
        mail().reset(alice);
        mail().append(alice, "INBOX", MAIL);
    }

    @Test
    void bothErasListTheSameTools() throws Exception {
        JsonObject modern = McpClient.result(client().postModern("tools/list", NONE));
        JsonObject legacy = McpClient.result(client().postLegacy("tools/list", NONE));

        assertThat(names(modern)).containsExactlyElementsOf(KnownTools.offered());
        assertThat(legacy.getJsonArray("tools")).isEqualTo(modern.getJsonArray("tools"));
        assertThat(legacy).doesNotContainKeys("resultType", "ttlMs", "cacheScope");
        assertThat(modern.getString("resultType")).isEqualTo("complete");
    }

    @Test
    void bothErasReadTheSameMail() throws Exception {
        JsonObject listed = client().as(alice).call("imap_list_emails", Json.createObjectBuilder());
        JsonObject mail =
                listed.getJsonObject("structuredContent").getJsonArray("emails").getJsonObject(0);
        assertThat(mail.getString("subject")).isEqualTo("Grüße");

        JsonObject read = client().as(alice)
                .callLegacy("imap_read_email", Json.createObjectBuilder().add("uid", mail.getInt("uid")));
        assertThat(read.getJsonObject("structuredContent").getString("text")).isEqualTo("Hello");
    }

    @Test
    void aPdfIsReadByAProcessThatThisServerStarted() throws Exception {
        mail().append(alice, "INBOX", Mails.withAttachment("s", "t", "a.pdf", PdfFiles.saying("Guten Tag")));
        JsonObject listed = client().as(alice).call("imap_list_emails", Json.createObjectBuilder());
        int uid = listed.getJsonObject("structuredContent")
                .getJsonArray("emails")
                .getJsonObject(0)
                .getInt("uid");

        JsonObject read = client().as(alice)
                .call(
                        "imap_read_attachment",
                        Json.createObjectBuilder().add("uid", uid).add("part", "2"));

        assertThat(read.getJsonObject("structuredContent").toString()).contains("\"text\":\"Guten Tag\"");
    }

    @Test
    void theHandshakeOfTheLegacyErasIsAnswered() throws Exception {
        JsonObject result = McpClient.result(client().postLegacy("initialize", McpClient.initializeParams()));

        assertThat(result.getString("protocolVersion")).isEqualTo("2025-11-25");
        assertThat(result.getJsonObject("serverInfo").getString("name")).isEqualTo("mailbox-mcp");
        assertThat(client().post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}")
                        .statusCode())
                .isEqualTo(202);
        assertThat(McpClient.result(client().postLegacy("ping", NONE))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-03-26", "2025-06-18", "2025-11-25"})
    void theAskedForRevisionIsSpokenIfItIsKnown(String version) throws Exception {
        JsonObject params = Json.createObjectBuilder(McpClient.initializeParams())
                .add("protocolVersion", version)
                .build();

        assertThat(McpClient.result(client().postLegacy("initialize", params)).getString("protocolVersion"))
                .isEqualTo(version);
    }

    /** HEAD as GET would be a stream that nobody reads, and that nothing ends. */
    @Test
    void headOpensNoStream() throws Exception {
        String session = client().postLegacy("initialize", McpClient.initializeParams())
                .headers()
                .firstValue("Mcp-Session-Id")
                .orElseThrow();

        HttpResponse<Void> response = client().with("Mcp-Session-Id", session)
                .with("Accept", "text/event-stream")
                .head("/mcp");

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow").orElseThrow()).contains("GET", "POST");
    }

    @Test
    void theModernEraIsDiscovered() throws Exception {
        JsonObject result = McpClient.result(client().postModern("server/discover", NONE));

        assertThat(result.getJsonArray("supportedVersions").getString(0)).isEqualTo("2026-07-28");
        assertThat(result.getJsonObject("capabilities")).containsKey("tools");
    }

    @Test
    void withoutCredentialsACallFailsInTheResultAndNeverByHttpStatus() throws Exception {
        HttpResponse<String> response = client().postModern(
                        "tools/call",
                        Json.createObjectBuilder()
                                .add("name", "imap_list_folders")
                                .build());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(McpClient.result(response).getBoolean("isError")).isTrue();
        assertThat(response.body()).contains("NO_CREDENTIALS");
    }

    @Test
    void aWrongPasswordFailsInTheResultAndIsNotRepeated() throws Exception {
        HttpResponse<String> response = client().as(new MailUser(alice.address(), "s3cret-and-wrong"))
                .postModern(
                        "tools/call",
                        Json.createObjectBuilder()
                                .add("name", "imap_list_folders")
                                .build());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("LOGIN_FAILED").doesNotContain("s3cret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{|400|-32700",
                "[]|400|-32600",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}|400|-32600",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}|400|-32600",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"ping\"}|400|-32600",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"no/such\"}|200|-32601"
            })
    void whatIsNoGoodMessageIsAnErrorInJson(String body, int status, int code) throws Exception {
        HttpResponse<String> response = client().post(body);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(McpClient.body(response).getJsonObject("error").getInt("code"))
                .isEqualTo(code);
    }

    @Test
    void anUnknownModernMethodIs404() throws Exception {
        HttpResponse<String> response = client().postModern("no/such", NONE);

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(McpClient.body(response).getJsonObject("error").getInt("code"))
                .isEqualTo(-32601);
    }

    @Test
    void aHeaderThatContradictsTheBodyIsRefused() throws Exception {
        HttpResponse<String> response = client().with("MCP-Protocol-Version", "2026-07-28")
                .with("Mcp-Method", "tools/list")
                .post("""
                        {"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"imap_list_folders","_meta":{
                        "io.modelcontextprotocol/protocolVersion":"2026-07-28",
                        "io.modelcontextprotocol/clientCapabilities":{}}}}
                        """);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(McpClient.body(response).getJsonObject("error").getInt("code"))
                .isEqualTo(-32020);
        assertThat(McpClient.body(response).getInt("id")).isEqualTo(7);
    }

    @Test
    void aBodyOfTwoMegabytesIsTooLarge() throws Exception {
        assertThat(client().post("\"" + "x".repeat(2_000_000) + "\"").statusCode())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/xml",
                "application/json; charset=utf-16",
                "application/json, text/plain",
                "nonsense"
            })
    void anotherContentTypeIsRefusedInJson(String type) throws Exception {
        HttpResponse<String> response = client().with("Content-Type", type).post("{}");

        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"garbage", "application/json, text/event-stream;q=2", "application/json, text/event-stream;q=x"})
    void anAcceptThatIsNoListOfMediaTypesIsRefusedInJson(String accept) throws Exception {
        HttpResponse<String> response = client().with("Accept", accept).post("{}");

        assertThat(response.statusCode()).isEqualTo(406);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
    }

    @Test
    void aLanguageThatIsNoneIsNoMatter() throws Exception {
        HttpResponse<String> response =
                client().with("Accept-Language", "en;q=x").post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");

        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "https://localhost.evil.example", "null"})
    void aForeignOriginIsForbidden(String origin) throws Exception {
        HttpResponse<String> response =
                client().with("Origin", origin).post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.headers().map()).doesNotContainKey("access-control-allow-origin");
        assertThat(response.body()).contains("ALLOWED_ORIGINS");
    }

    @Test
    void aLoopbackOriginIsAllowed() throws Exception {
        HttpResponse<String> response = client().with("Origin", "http://localhost:6274")
                .post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("access-control-allow-origin")).contains("http://localhost:6274");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/.well-known/oauth-protected-resource", "/", "/mcp/more", "/dev/mailboxmcp/account/Secret.class"
            })
    void nothingElseIsServed(String path) throws Exception {
        assertThat(client().get(path).statusCode()).isEqualTo(404);
    }

    private static List<String> names(JsonObject result) {
        return result.getJsonArray("tools").getValuesAs(JsonObject.class).stream()
                .map(tool -> tool.getString("name"))
                .toList();
    }
}
