// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.rpc.Json;
import dev.mailboxmcp.rpc.RpcError;
import dev.mailboxmcp.rpc.RpcException;
import jakarta.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolRunnerTest {
    private static final CallContext CONTEXT = CallContext.of(new Caller(null, "127.0.0.1"));

    private final ToolRunner runner = new ToolRunner(
            new ToolCatalog(List.of(RecordTool.of(new SampleTool()))),
            failure -> failure instanceof UnsupportedOperationException
                    ? new ToolFailure(ErrorCode.NOT_ALLOWED, "translated")
                    : null);

    @Test
    void theResultComesStructuredAndAsTheSameText() throws Exception {
        JsonObject result = call(
                "{\"name\":\"ann\",\"uid\":4294967295,\"colour\":\"dark_blue\",\"when\":\"2026-01-31T09:00:00+01:00\"}");

        assertThat(result.getJsonObject("structuredContent"))
                .hasToString("{\"name\":\"ann\",\"limit\":20,\"uid\":4294967295,\"colour\":\"dark_blue\","
                        + "\"inners\":[{\"depth\":0}],\"maybe_when\":\"2026-01-31T09:00:00+01:00\"}");
        assertThat(text(result))
                .isEqualTo(result.getJsonObject("structuredContent").toString());
        assertThat(result.getBoolean("isError")).isFalse();
    }

    @Test
    void whatIsAbsentIsLeftOutOfTheResult() throws Exception {
        assertThat(call("{\"name\":\"ann\"}").getJsonObject("structuredContent"))
                .doesNotContainKeys("uid", "colour", "maybe_when");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{}|name is missing: it must be a string of 1..5 characters",
                "{\"name\":null}|name must be a string of 1..5 characters, got null",
                "{\"name\":\"\"}|name must be a string of 1..5 characters, got 0 characters",
                "{\"name\":\"secret\"}|name must be a string of 1..5 characters, got 6 characters",
                "{\"name\":7}|name must be a string of 1..5 characters, got a number",
                "{\"name\":\"a\",\"limit\":0}|limit must be a whole number from 1 to 100, got a number outside",
                "{\"name\":\"a\",\"limit\":1e999999}|limit must be a whole number from 1 to 100, got a number outside",
                "{\"name\":\"a\",\"limit\":1.5}|limit must be a whole number from 1 to 100, got a fraction",
                "{\"name\":\"a\",\"limit\":\"20\"}|limit must be a whole number from 1 to 100, got a string",
                "{\"name\":\"a\",\"uid\":4294967296}|uid must be a whole number from 1 to 4294967295, got a number outside",
                "{\"name\":\"a\",\"flag\":\"true\"}|flag must be true or false, got a string",
                "{\"name\":\"a\",\"colour\":\"green\"}|colour must be one of red, dark_blue, got another word",
                "{\"name\":\"a\",\"tags\":\"x\"}|tags must be an array of 0..2 items, got a string",
                "{\"name\":\"a\",\"tags\":[\"x\",\"y\",\"z\"]}|tags must be an array of 0..2 items, got 3 items",
                "{\"name\":\"a\",\"tags\":[\"x\",\"long\"]}|tags[1] must be a string of 1..3 characters, got 4 characters",
                "{\"name\":\"a\",\"inner\":{}}|inner.depth is missing: it must be a whole number",
                "{\"name\":\"a\",\"inner\":[]}|inner must be an object, got an array",
                "{\"name\":\"a\",\"when\":\"today\"}|when must be a date and time such as 2026-01-31T09:00:00Z, got another string",
                "{\"name\":\"a\",\"Limit\":1}|Limit is unknown: the arguments are name, limit, uid, flag, colour, tags, inner, when"
            })
    void aWrongArgumentIsNamedWithItsLimitAndTheKindOfTheValue(String arguments, String message) throws Exception {
        JsonObject result = call(arguments);

        assertThat(result.getBoolean("isError")).isTrue();
        assertThat(text(result)).isEqualTo("INVALID_ARGUMENT: " + message);
        assertThat(code(result)).isEqualTo("INVALID_ARGUMENT");
        assertThat(result).doesNotContainKey("structuredContent");
    }

    @Test
    void anUnknownArgumentCannotFloodTheError() throws Exception {
        assertThat(text(call("{\"name\":\"a\",\"" + "x".repeat(5000) + "\":1}")))
                .hasSizeLessThan(400);
    }

    @Test
    void aNullArgumentThatIsNotRequiredCountsAsAbsent() throws Exception {
        assertThat(call("{\"name\":\"a\",\"limit\":null,\"uid\":null}")
                        .getJsonObject("structuredContent")
                        .getInt("limit"))
                .isEqualTo(20);
    }

    @Test
    void aFailureTheAgentCanActOnIsAResultWithCodeAndWaitingTime() throws Exception {
        JsonObject result = call("{\"name\":\"fail\"}");

        assertThat(text(result)).isEqualTo("BUSY: no luck; try again");
        assertThat(result.getJsonObject("_meta").getJsonObject("dev.mailboxmcp/error"))
                .hasToString("{\"code\":\"BUSY\",\"retryAfterMs\":1500}");
    }

    @Test
    void aFailureOfTheWorldBelowIsTranslated() throws Exception {
        assertThat(code(call("{\"name\":\"known\"}"))).isEqualTo("NOT_ALLOWED");
    }

    @Test
    void aDefectOfOursIsThrownAsItCame() {
        assertThatThrownBy(() -> call("{\"name\":\"bug\"}")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anUnknownToolIsAnErrorOfTheProtocol() {
        assertThatThrownBy(() -> runner.call("nope", JsonObject.EMPTY_JSON_OBJECT, CONTEXT))
                .isInstanceOfSatisfying(
                        RpcException.class, e -> assertThat(e.error().code()).isEqualTo(RpcError.INVALID_PARAMS));
    }

    private JsonObject call(String arguments) throws RpcException {
        return runner.call("sample", Json.parse(arguments).asJsonObject(), CONTEXT);
    }

    private static String text(JsonObject result) {
        return result.getJsonArray("content").getJsonObject(0).getString("text");
    }

    private static String code(JsonObject result) {
        return result.getJsonObject("_meta")
                .getJsonObject("dev.mailboxmcp/error")
                .getString("code");
    }
}
