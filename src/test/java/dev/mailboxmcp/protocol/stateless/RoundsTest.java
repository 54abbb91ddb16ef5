// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.stateless;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.account.StateBudget;
import dev.mailboxmcp.account.StateLimits;
import dev.mailboxmcp.account.TestLogins;
import dev.mailboxmcp.call.CallMemory;
import dev.mailboxmcp.protocol.Answer;
import dev.mailboxmcp.protocol.Exchange;
import dev.mailboxmcp.protocol.McpHeaders;
import dev.mailboxmcp.protocol.SampleFeatures;
import dev.mailboxmcp.protocol.SampleTools;
import dev.mailboxmcp.rpc.JsonRpcReader;
import dev.mailboxmcp.rpc.MalformedMessageException;
import dev.mailboxmcp.rpc.ReplyStream;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that cannot go on without the user: asked by a result, answered by a second request. */
class RoundsTest {
    private static final Caller ALICE = caller("alice");
    private static final String FORMS = "{\"elicitation\":{\"form\":{}}}";
    private static final String ANA = "{\"name\":{\"action\":\"accept\",\"content\":{\"name\":\"Ana\"}}}";
    private static final String YES = "{\"sure\":{\"action\":\"accept\",\"content\":{}}}";

    private Instant now = Instant.parse("2026-01-31T09:00:00Z");
    private final StatelessEra era = new StatelessEra(
            new SampleFeatures().features, SampleTools.SERVER, SampleTools.SEALER, TestLogins.usualBudget(), () -> now);

    @Test
    void theResultAsksAndTheAnsweredRequestGoesOn() throws Exception {
        JsonObject first = result(call("confirm", "", FORMS), ALICE);
        assertThat(first.getString("resultType")).isEqualTo("input_required");
        assertThat(first.getJsonObject("inputRequests").getJsonObject("name").getString("method"))
                .isEqualTo("elicitation/create");
        assertThat(first).doesNotContainKeys("ttlMs", "content").containsKey("_meta");

        JsonObject second = result(call("confirm", retry(first, ANA), FORMS), ALICE);
        assertThat(second.getJsonObject("inputRequests")).containsOnlyKeys("sure");

        JsonObject third = result(call("confirm", retry(second, YES), FORMS), ALICE);
        assertThat(third.getString("resultType")).isEqualTo("complete");
        assertThat(text(third)).isEqualTo("done for Ana");
    }

    @Test
    void whatIsAskedForIsAskedAgainUntilItIsAnswered() throws Exception {
        JsonObject first = result(call("confirm", "", FORMS), ALICE);

        JsonObject again = result(call("confirm", retry(first, "{\"other\":{\"action\":\"accept\"}}"), FORMS), ALICE);

        assertThat(again.getJsonObject("inputRequests")).containsOnlyKeys("name");
    }

    @Test
    void aValueMayComeBeforeItIsAskedForAndConsentMayNot() throws Exception {
        JsonObject first = result(
                call(
                        "confirm",
                        ",\"inputResponses\":{\"name\":{\"action\":\"accept\",\"content\":{\"name\":\"Ana\"}},"
                                + "\"sure\":{\"action\":\"accept\"},\"other\":7}",
                        FORMS),
                ALICE);

        assertThat(first.getJsonObject("inputRequests")).containsOnlyKeys("sure");
        assertThat(text(result(call("confirm", retry(first, YES), FORMS), ALICE)))
                .isEqualTo("done for Ana");
    }

    @Test
    void anEarlyAnswerOfTheWrongFormIsRefused() throws Exception {
        assertThat(code(call("confirm", ",\"inputResponses\":{\"name\":7}", FORMS), ALICE))
                .isEqualTo(-32602);
    }

    @Test
    void aStateIsOfNoUseToAnotherUser() throws Exception {
        JsonObject first = result(call("confirm", "", FORMS), ALICE);

        assertThat(code(call("confirm", retry(first, ANA), FORMS), caller("bob")))
                .isEqualTo(-32602);
        assertThat(code(call("confirm", retry(first, ANA), FORMS), new Caller(null, "127.0.0.1")))
                .isEqualTo(-32602);
    }

    @Test
    void aStateIsOfNoUseForAnotherCall() throws Exception {
        JsonObject first = result(call("confirm", "", FORMS), ALICE);

        assertThat(code(call("rude", retry(first, ANA), FORMS), ALICE)).isEqualTo(-32602);
        assertThat(code(call("confirm", ",\"arguments\":{\"a\":1}" + retry(first, ANA), FORMS), ALICE))
                .isEqualTo(-32602);
    }

    @Test
    void theOrderOfArgumentsIsNoDifference() throws Exception {
        JsonObject first = result(call("confirm", ",\"arguments\":{\"a\":[{\"x\":1,\"y\":2}],\"b\":2}", FORMS), ALICE);

        assertThat(code(
                        call(
                                "confirm",
                                ",\"arguments\":{\"b\":2,\"a\":[{\"y\":2,\"x\":1}]}" + retry(first, ANA),
                                FORMS),
                        ALICE))
                .isZero();
    }

    @Test
    void aStateExpires() throws Exception {
        JsonObject first = result(call("confirm", "", FORMS), ALICE);
        now = now.plus(Duration.ofMinutes(10));

        assertThat(code(call("confirm", retry(first, ANA), FORMS), ALICE)).isEqualTo(-32602);
    }

    @Test
    void aStateServesOneCallOnly() throws Exception {
        JsonObject first = result(call("confirm", "", FORMS), ALICE);
        JsonObject second = result(call("confirm", retry(first, ANA), FORMS), ALICE);
        assertThat(code(call("confirm", retry(second, YES), FORMS), ALICE)).isZero();

        assertThat(code(call("confirm", retry(second, YES), FORMS), ALICE)).isEqualTo(-32602);
    }

    @Test
    void whoUsedUpMoreStatesThanCanBeRememberedIsRefusedUntilOnesAreForgotten() throws Exception {
        StateLimits usual = StateLimits.USUAL;
        StateBudget budget = TestLogins.budget(
                new StateLimits(usual.bytes(), usual.strangerBytes(), usual.clientBytes(), 1024, 10, 5, 5));
        StatelessEra small = new StatelessEra(
                new SampleFeatures().features, SampleTools.SERVER, SampleTools.SEALER, budget, () -> now);
        for (int i = 0; i < 2; i++) {
            assertThat(status(small, confirmed(small))).isEqualTo(200);
        }

        JsonObject first = result(small, call("confirm", "", FORMS));
        assertThat(status(small, call("confirm", retry(first, ANA), FORMS))).isEqualTo(429);
        now = now.plus(Duration.ofMinutes(11));
        assertThat(status(small, confirmed(small))).isEqualTo(200);
        assertThat(budget.bytes()).isEqualTo(512);
    }

    /** The last request of a call that asked twice. */
    private String confirmed(StatelessEra instance) throws Exception {
        JsonObject first = result(instance, call("confirm", "", FORMS));
        JsonObject second = result(instance, call("confirm", retry(first, ANA), FORMS));
        return call("confirm", retry(second, YES), FORMS);
    }

    @Test
    void anAlteredStateIsAnErrorAndNotAQuestion() throws Exception {
        String state = result(call("confirm", "", FORMS), ALICE).getString("requestState");
        for (int i = 0; i < state.length(); i += 7) {
            char other = state.charAt(i) == 'A' ? 'B' : 'A';
            String altered = state.substring(0, i) + other + state.substring(i + 1);
            assertThat(code(
                            call("confirm", ",\"requestState\":\"" + altered + "\",\"inputResponses\":" + ANA, FORMS),
                            ALICE))
                    .isEqualTo(-32602);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"requestState\":7",
                ",\"requestState\":\"\"",
                ",\"inputResponses\":[]",
                ",\"requestState\":null,\"inputResponses\":{}",
            })
    void paramsOfTheWrongFormAreAnError(String params) throws Exception {
        assertThat(code(call("confirm", params, FORMS), ALICE)).isEqualTo(-32602);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "7", "{}", "{\"action\":\"maybe\"}", "{\"action\":1}", "\"accept\""})
    void answersOfTheWrongFormAreAnError(String answer) throws Exception {
        JsonObject first = result(call("confirm", "", FORMS), ALICE);

        assertThat(code(call("confirm", retry(first, "{\"name\":" + answer + "}"), FORMS), ALICE))
                .isEqualTo(-32602);
    }

    @ParameterizedTest
    @ValueSource(strings = {"decline", "cancel"})
    void nothingIsAskedAgainAfterANo(String action) throws Exception {
        JsonObject first = result(call("rude", "", FORMS), ALICE);

        JsonObject second =
                result(call("rude", retry(first, "{\"now\":{\"action\":\"" + action + "\"}}"), FORMS), ALICE);

        assertThat(second.getString("resultType")).isEqualTo("complete");
        assertThat(second.getBoolean("isError")).isTrue();
        assertThat(text(second)).startsWith("NOT_ALLOWED: nothing was done");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"elicitation\":{\"url\":{}}}", "{\"sampling\":{}}"})
    void aClientThatCannotShowFormsIsNotAsked(String capabilities) throws Exception {
        Answer.Reply reply = post(call("confirm", "", capabilities), ALICE);

        JsonObject error = reply.body().asJsonObject().getJsonObject("error");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(error.getInt("code")).isEqualTo(-32021);
        assertThat(error.get("data")).hasToString("{\"requiredCapabilities\":{\"elicitation\":{\"form\":{}}}}");
    }

    @Test
    void anElicitationCapabilityWithoutModesMeansForms() throws Exception {
        assertThat(result(call("confirm", "", "{\"elicitation\":{}}"), ALICE).getString("resultType"))
                .isEqualTo("input_required");
    }

    private static String retry(JsonObject asked, String answers) {
        return ",\"requestState\":\"" + asked.getString("requestState") + "\",\"inputResponses\":" + answers;
    }

    private static String text(JsonObject result) {
        return result.getJsonArray("content").getJsonObject(0).getString("text");
    }

    private static String call(String tool, String params, String capabilities) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool + "\"" + params
                + ",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientCapabilities\":" + capabilities + "}}}";
    }

    private JsonObject result(String body, Caller caller) throws MalformedMessageException {
        return post(body, caller).body().asJsonObject().getJsonObject("result");
    }

    private int code(String body, Caller caller) throws MalformedMessageException {
        JsonObject error = post(body, caller).body().asJsonObject().getJsonObject("error");
        return error == null ? 0 : error.getInt("code");
    }

    private static JsonObject result(StatelessEra instance, String body) throws MalformedMessageException {
        return post(instance, body, ALICE).body().asJsonObject().getJsonObject("result");
    }

    private static int status(StatelessEra instance, String body) throws MalformedMessageException {
        return post(instance, body, ALICE).status();
    }

    private Answer.Reply post(String body, Caller caller) throws MalformedMessageException {
        return post(era, body, caller);
    }

    private static Answer.Reply post(StatelessEra instance, String body, Caller caller)
            throws MalformedMessageException {
        String name = body.contains("\"rude\"") ? "rude" : "confirm";
        McpHeaders headers = McpHeaders.of(Map.of(
                "MCP-Protocol-Version", List.of("2026-07-28"),
                "Mcp-Method", List.of("tools/call"),
                "Mcp-Name", List.of(name)));
        return (Answer.Reply) instance.handle(new Exchange(
                caller,
                headers,
                JsonRpcReader.read(body.getBytes(StandardCharsets.UTF_8)),
                ReplyStream.SILENT,
                CallMemory.endless()));
    }

    private static Caller caller(String user) {
        return new Caller(new Credentials(user, new Secret("pw")), "127.0.0.1");
    }
}
