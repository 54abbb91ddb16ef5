// SPDX-License-Identifier: MIT
package dev.mailboxmcp.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mailboxmcp.rpc.JsonRpcMessage.Batch;
import dev.mailboxmcp.rpc.JsonRpcMessage.Notification;
import dev.mailboxmcp.rpc.JsonRpcMessage.Request;
import dev.mailboxmcp.rpc.JsonRpcMessage.Response;
import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRpcReaderTest {
    @ParameterizedTest
    @ValueSource(strings = {"7", "0", "-3", "123456789012345678901234567890", "\"a-1\"", "\"\"", "\"7\""})
    void anIdComesBackAsItWasSent(String id) throws Exception {
        JsonRpcMessage message = read("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"ping\"}");

        assertThat(message).isInstanceOfSatisfying(Request.class, request -> {
            assertThat(request.id()).hasToString(id);
            assertThat(request.method()).isEqualTo("ping");
            assertThat(request.params()).isEmpty();
        });
    }

    @Test
    void aMessageWithoutAnIdIsANotification() throws Exception {
        assertThat(read("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\",\"params\":{\"a\":1.5}}"))
                .isEqualTo(new Notification(
                        "notifications/x",
                        Json.createObjectBuilder()
                                .add("a", new java.math.BigDecimal("1.5"))
                                .build()));
    }

    @Test
    void aMessageWithAResultIsAResponse() throws Exception {
        assertThat(read("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":null}"))
                .isEqualTo(new Response(Json.createValue(1), JsonValue.NULL, null));
    }

    @Test
    void anArrayIsABatch() throws Exception {
        assertThat(read("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"},{\"jsonrpc\":\"2.0\",\"method\":\"x\"}]"))
                .isInstanceOfSatisfying(
                        Batch.class, batch -> assertThat(batch.messages()).hasSize(2));
    }

    @Test
    void textKeepsEveryScriptAndEmoji() throws Exception {
        String text = "Привет 你好 \uD83D\uDC4B\u0000";

        assertThat(read("{\"jsonrpc\":\"2.0\",\"method\":\"x\",\"params\":{\"t\":" + Json.createValue(text)
                        + ",\"e\":\"\\ud83d\\udc4b\"}}"))
                .isInstanceOfSatisfying(Notification.class, message -> {
                    assertThat(message.params().getString("t")).isEqualTo(text);
                    assertThat(message.params().getString("e")).isEqualTo("\uD83D\uDC4B");
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                                                              | -32700",
                "{                                                               | -32700",
                "{\"jsonrpc\"                                                    | -32700",
                "{\"a\":1,}                                                      | -32700",
                "[1,]                                                            | -32700",
                "{} {}                                                           | -32700",
                "{}x                                                             | -32700",
                "{\"a\":01}                                                      | -32700",
                "{\"a\":NaN}                                                     | -32700",
                "{'a':1}                                                         | -32700",
                "{\"a\":\"\\ud83d\"}                                             | -32700",
                "{\"a\":\"\\udc4b\\ud83d\"}                                      | -32700",
                "{\"\\ud83d\":1}                                                 | -32700",
                "{\"a\":1,\"a\":1}                                               | -32600",
                "{\"a\":1,\"\\u0061\":1}                                         | -32600",
                "{\"a\":{\"b\":1,\"b\":2}}                                       | -32600",
                "{\"a\":1e999}                                                   | -32600",
                "{\"a\":1e-1000000000}                                           | -32600",
                "{\"a\":1E+00000000309}                                          | -32600",
                "7                                                               | -32600",
                "\"x\"                                                           | -32600",
                "null                                                            | -32600",
                "[]                                                              | -32600",
                "[[]]                                                            | -32600",
                "[1]                                                             | -32600",
                "{}                                                              | -32600",
                "{\"id\":1,\"method\":\"ping\"}                                  | -32600",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}              | -32600",
                "{\"jsonrpc\":2.0,\"id\":1,\"method\":\"ping\"}                  | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}           | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}            | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}             | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":1}                                  | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":2}                     | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"x\",\"params\":[]}   | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"x\",\"params\":null} | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"x\",\"result\":{}}   | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{},\"error\":{}}       | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":5}                      | -32600",
                "{\"jsonrpc\":\"2.0\",\"result\":{}}                             | -32600",
            })
    void whatIsNoMessageIsRefused(String body, int code) {
        assertThat(refusal(body).error().code()).isEqualTo(code);
    }

    @Test
    void theIdOfAMalformedMessageIsKept() {
        assertThat(refusal("{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"method\":2}").id())
                .isEqualTo(Json.createValue("q"));
    }

    @Test
    void bytesThatAreNotUtf8AreRefusedInsteadOfRepaired() {
        byte[] body = "{\"jsonrpc\":\"2.0\",\"method\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1);

        MalformedMessageException refusal =
                catchThrowableOfType(MalformedMessageException.class, () -> JsonRpcReader.read(body));

        assertThat(refusal.error()).isEqualTo(new RpcError(-32700, "Not JSON: the bytes are not UTF-8."));
    }

    @Test
    void depthEndsAtTheLimit() throws Exception {
        int around = 2; // the message and its params
        String deepest = "[".repeat(BoundedJson.MAX_DEPTH - around) + "]".repeat(BoundedJson.MAX_DEPTH - around);

        assertThat(read(notification(deepest))).isInstanceOf(Notification.class);
        assertThat(refusal(notification("[" + deepest + "]")).error().message()).contains("deeper than 32");
        assertThat(refusal("[".repeat(500_000)).error().message()).contains("deeper than 32");
    }

    @Test
    void theNumberOfValuesEndsAtTheLimit() throws Exception {
        int around = 5; // message, jsonrpc, method, params, array
        String most = "[" + "0,".repeat(BoundedJson.MAX_VALUES - around - 1) + "0]";

        assertThat(read(notification(most))).isInstanceOf(Notification.class);
        assertThat(refusal(notification(most.replaceFirst("0", "0,0"))).error().message())
                .contains("more than 20000 values");
    }

    @Test
    void theLengthOfANumberEndsAtTheLimit() throws Exception {
        String longest = "9".repeat(BoundedJson.MAX_NUMBER_LENGTH);

        assertThat(read(notification(longest))).isInstanceOf(Notification.class);
        assertThat(refusal(notification(longest + "9")).error().message()).contains("longer than 64");
    }

    @Test
    void theSizeOfABatchEndsAtTheLimit() throws Exception {
        String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
        String most = (ping + ",").repeat(JsonRpcReader.MAX_BATCH - 1) + ping;

        assertThat(read("[" + most + "]")).isInstanceOf(Batch.class);
        assertThat(refusal("[" + most + "," + ping + "]").error().message()).contains("1 to 50");
    }

    private static String notification(String param) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"x\",\"params\":{\"p\":" + param + "}}";
    }

    @Test
    void anIdIsShortAndALongOneIsNotSentBack() throws Exception {
        String longest = "i".repeat(JsonRpcReader.MAX_ID_LENGTH);
        assertThat(read("{\"jsonrpc\":\"2.0\",\"id\":\"" + longest + "\",\"method\":\"ping\"}"))
                .isInstanceOf(Request.class);

        MalformedMessageException refusal =
                refusal("{\"jsonrpc\":\"2.0\",\"id\":\"" + longest + "i\",\"method\":\"ping\"}");
        assertThat(refusal.error().code()).isEqualTo(RpcError.INVALID_REQUEST);
        assertThat(refusal.error().message()).contains("256 characters").hasSizeLessThan(200);
        assertThat(refusal.id()).isNull();
    }

    private static JsonRpcMessage read(String body) throws MalformedMessageException {
        return JsonRpcReader.read(body.getBytes(StandardCharsets.UTF_8));
    }

    private static MalformedMessageException refusal(String body) {
        return catchThrowableOfType(MalformedMessageException.class, () -> read(body));
    }
}
