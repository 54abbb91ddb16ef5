// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.legacy;

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
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LegacyEraTest {
    private static final String ECHO = "\"name\":\"echo\",\"arguments\":{\"text\":\"hi\"}";

    private final LegacyEra era = new LegacyEra(
            SampleTools.FEATURES,
            SampleTools.SERVER,
            SampleTools.SEALER,
            TestLogins.usualBudget(),
            InstantSource.system());

    @ParameterizedTest
    @CsvSource({
        "2025-11-25, 2025-11-25",
        "2025-06-18, 2025-06-18",
        "2025-03-26, 2025-03-26",
        "2024-11-05, 2025-11-25",
        "2026-07-28, 2025-11-25",
        "nonsense, 2025-11-25",
    })
    void initializeAgreesOnAVersionOfThisEra(String asked, String agreed) throws Exception {
        JsonObject result = result(request("initialize", "\"protocolVersion\":\"" + asked + "\""), null);

        assertThat(result.getString("protocolVersion")).isEqualTo(agreed);
        assertThat(result.get("capabilities")).hasToString("{\"logging\":{},\"tools\":{}}");
        assertThat(result.getJsonObject("serverInfo").getString("name")).isEqualTo("mailbox-mcp");
        assertThat(result).containsKey("instructions").doesNotContainKeys("resultType", "ttlMs", "cacheScope");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-11-05", "2025-06-18"})
    void initializeWorksWhateverTheHeaderSays(String header) throws Exception {
        assertThat(result(request("initialize", "\"protocolVersion\":\"2025-11-25\""), header))
                .containsKey("protocolVersion");
    }

    @Test
    void initializeWithoutAVersionIsRefused() throws Exception {
        assertThat(code(post(request("initialize", ""), null))).isEqualTo(-32602);
    }

    @Test
    void pingIsAnsweredWithNothing() throws Exception {
        assertThat(result(request("ping", ""), "2025-11-25")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":\"s1\",\"result\":{}}",
                "[{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}]"
            })
    void whatWantsNoAnswerIsAccepted(String body) throws Exception {
        assertThat(handle(body, null)).isEqualTo(new Answer.Accepted());
    }

    @ParameterizedTest
    @CsvSource({"2025-11-25, true", "2025-06-18, true", "2025-03-26, false", ", false"})
    void structuredContentCameWithTheSecondVersion(@Nullable String version, boolean structured) throws Exception {
        JsonObject list = result(request("tools/list", ""), version);
        JsonObject call = result(request("tools/call", ECHO), version);

        assertThat(list.getJsonArray("tools").getJsonObject(0).containsKey("outputSchema"))
                .isEqualTo(structured);
        assertThat(call.containsKey("structuredContent")).isEqualTo(structured);
        assertThat(call.getJsonArray("content").getJsonObject(0).getString("text"))
                .contains("hi");
        assertThat(list).containsOnlyKeys("tools");
        assertThat(call).doesNotContainKeys("resultType", "ttlMs");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nonsense   |                     | 2025-11-25 | 200 | -32601",
                "tools/call | \"name\":\"nobody\" | 2025-11-25 | 200 | -32602",
                "tools/call |                     | 2025-11-25 | 200 | -32602",
                "tools/list | \"cursor\":\"x\"    | 2025-11-25 | 200 | -32602",
                "tools/list |                     | 1999-01-01 | 400 | -32600",
            })
    void errorsOfMethodsComeWithTwoHundred(String method, @Nullable String params, String version, int status, int code)
            throws Exception {
        Answer.Reply reply = post(request(method, params == null ? "" : params), version);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(code(reply)).isEqualTo(code);
        assertThat(reply.body().asJsonObject().getInt("id")).isEqualTo(7);
    }

    @Test
    void aBatchIsAnsweredInOneArrayWithoutItsNotifications() throws Exception {
        String batch = "[" + request("ping", "") + ",{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"},"
                + request("nonsense", "") + "," + request("initialize", "\"protocolVersion\":\"2025-03-26\"") + "]";

        Answer.Batch answer = (Answer.Batch) handle(batch, "2025-03-26");

        List<JsonObject> answers = answer.parts().stream()
                .map(part -> part.response().apply(CallMemory.endless()))
                .toList();
        assertThat(answers).hasSize(3);
        assertThat(answers.get(0).get("result")).hasToString("{}");
        assertThat(answers.get(1).getJsonObject("error").getInt("code")).isEqualTo(-32601);
        assertThat(answers.get(2).getJsonObject("error").getInt("code")).isEqualTo(-32600);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-06-18", "2025-11-25"})
    void batchesEndedWithTheFirstVersion(String version) throws Exception {
        Answer.Reply reply = post("[" + request("ping", "") + "]", version);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(code(reply)).isEqualTo(-32600);
        assertThat(reply.body().asJsonObject()).doesNotContainKey("id");
    }

    @Test
    void halfACredentialFailsCallsButNotLists() throws Exception {
        Caller half = new Caller(null, "127.0.0.1", "The header x-imap-user came without x-imap-pass.");

        assertThat(((Answer.Reply) handle(request("tools/list", ""), "2025-11-25", half)).status())
                .isEqualTo(200);
        assertThat(((Answer.Reply) handle(request("tools/call", ECHO), "2025-11-25", half)).status())
                .isEqualTo(400);
    }

    private JsonObject result(String body, @Nullable String version) throws Exception {
        return post(body, version).body().asJsonObject().getJsonObject("result");
    }

    private Answer.Reply post(String body, @Nullable String version) throws MalformedMessageException {
        return (Answer.Reply) handle(body, version);
    }

    private Answer handle(String body, @Nullable String version) throws MalformedMessageException {
        return handle(body, version, new Caller(null, "127.0.0.1"));
    }

    private Answer handle(String body, @Nullable String version, Caller caller) throws MalformedMessageException {
        McpHeaders headers =
                version == null ? McpHeaders.NONE : McpHeaders.of(Map.of("MCP-Protocol-Version", List.of(version)));
        return era.handle(new Exchange(
                caller,
                headers,
                JsonRpcReader.read(body.getBytes(StandardCharsets.UTF_8)),
                ReplyStream.SILENT,
                CallMemory.endless()));
    }

    private static String request(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"" + method + "\",\"params\":{" + params + "}}";
    }

    private static int code(Answer.Reply reply) {
        return reply.body().asJsonObject().getJsonObject("error").getInt("code");
    }
}
