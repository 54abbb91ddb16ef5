// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mailboxmcp.rpc.JsonRpcMessage;
import dev.mailboxmcp.rpc.JsonRpcMessage.Batch;
import dev.mailboxmcp.rpc.JsonRpcMessage.Notification;
import dev.mailboxmcp.rpc.JsonRpcMessage.Request;
import dev.mailboxmcp.rpc.JsonRpcMessage.Response;
import dev.mailboxmcp.rpc.JsonRpcReader;
import dev.mailboxmcp.rpc.JsonWeight;
import dev.mailboxmcp.rpc.MalformedMessageException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EssentialsTest {
    /** A small text that is a large tree. */
    private static final String FILL = "[" + "{\"a\":0},".repeat(3_000) + "0]";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "initialize | \"capabilities\":{\"x\":FILL,\"elicitation\":{\"form\":FILL,\"y\":FILL}} | {\"capabilities\":{\"elicitation\":{\"form\":{}}}}",
                "initialize | \"clientInfo\":{\"name\":\"n\",\"icons\":FILL,\"version\":\"1\"} | {\"clientInfo\":{\"name\":\"n\",\"version\":\"1\"}}",
                "subscriptions/listen | \"x\":FILL,\"notifications\":{\"y\":FILL,\"toolsListChanged\":true} | {\"notifications\":{\"toolsListChanged\":true}}",
                "tools/call | \"name\":\"t\",\"arguments\":{\"a\":1},\"context\":FILL | {\"name\":\"t\",\"arguments\":{\"a\":1}}",
                "ping | \"x\":FILL,\"arguments\":FILL | {}",
                "unknown/method | \"name\":FILL,\"arguments\":FILL | {}",
                "tools/list | \"_meta\":{\"x/y\":FILL,\"progressToken\":7} | {\"_meta\":{\"progressToken\":7}}",
                "tools/list | \"_meta\":{\"io.modelcontextprotocol/clientCapabilities\":{\"z\":FILL}} | {\"_meta\":{\"io.modelcontextprotocol/clientCapabilities\":{}}}",
                "tools/list | \"_meta\":{\"io.modelcontextprotocol/protocolVersion\":FILL,\"traceparent\":FILL} | {\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":null,\"traceparent\":null}}",
                "tools/list | \"_meta\":FILL | {}",
            })
    void whatNoMethodReadsIsLetGo(String method, String params, String kept) throws Exception {
        Request request = (Request) essentials(request(method, params.replace("FILL", FILL)));

        assertThat(request.params()).hasToString(kept);
        assertThat(request.method()).isEqualTo(method);
        assertThat(request.id()).hasToString("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"name\":\"t\",\"arguments\":{\"a\":[1,{\"b\":null}]},\"inputResponses\":{\"k\":{}},\"requestState\":\"s\"",
                "\"name\":7,\"arguments\":\"wrong\"",
                "\"_meta\":{\"progressToken\":true,\"io.modelcontextprotocol/logLevel\":\"debug\"}"
            })
    void whatIsReadStaysAsItIsRightOrWrong(String params) throws Exception {
        Request request = (Request) essentials(request("tools/call", params));

        assertThat(request.params()).hasToString("{" + params + "}");
    }

    @Test
    void namesOfClientsAreCut() throws Exception {
        String text = essentials(request("initialize", "\"clientInfo\":{\"name\":\"" + "n".repeat(900_000) + "\"}"))
                .toString();

        assertThat(text).contains("n".repeat(64) + "\"").hasSizeLessThan(200);
    }

    @Test
    void aProgressTokenThatIsTooLongIsRefused() {
        MalformedMessageException refusal = catchThrowableOfType(
                MalformedMessageException.class,
                () -> essentials(request("ping", "\"_meta\":{\"progressToken\":\"" + "t".repeat(257) + "\"}")));

        assertThat(refusal.error().code()).isEqualTo(-32602);
        assertThat(refusal.error().message()).contains("256 characters");
        assertThat(refusal.id()).hasToString("1");
    }

    @Test
    void ofANotificationOnlyTheRequestItIsAboutIsRead() throws Exception {
        Notification notification = (Notification) essentials(
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"r\",\"reason\":"
                        + FILL + "}}");

        assertThat(notification.params()).hasToString("{\"requestId\":\"r\"}");
    }

    @Test
    void ofAnErrorThatAClientAnswersNothingIsRead() throws Exception {
        Response response = (Response) essentials(
                "{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"error\":{\"code\":1,\"message\":\"m\",\"data\":" + FILL + "}}");

        assertThat(response.error()).isEmpty();
        assertThat(response.result()).isNull();
    }

    @Test
    void ofABatchEachMessageIsTrimmed() throws Exception {
        Batch batch = (Batch) essentials("[" + request("ping", "\"x\":" + FILL) + "]");

        assertThat(batch.messages())
                .hasSize(1)
                .first()
                .satisfies(message -> assertThat(((Request) message).params()).isEmpty());
    }

    @Test
    void aSmallTextIsWeighedAsTheTreeThatItIs() throws Exception {
        Request all = (Request) JsonRpcReader.read(
                request("tools/call", "\"arguments\":" + FILL).getBytes(StandardCharsets.UTF_8));

        assertThat(JsonWeight.of(all)).isBetween(500_000L, 2_000_000L);
        assertThat(JsonWeight.of("x".repeat(1000))).isBetween(1000L, 1200L);
        assertThat(JsonWeight.of("\u20ac".repeat(1000))).isBetween(2000L, 2200L);
    }

    private static JsonRpcMessage essentials(String text) throws MalformedMessageException {
        return Essentials.of(JsonRpcReader.read(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String request(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{" + params + "}}";
    }
}
