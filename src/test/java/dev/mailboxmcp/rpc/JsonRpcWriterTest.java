// SPDX-License-Identifier: MIT
package dev.mailboxmcp.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonRpcWriterTest {
    private static final JsonObject BODY =
            Json.createObjectBuilder().add("text", "a\r\nb\u2028é").build();

    @Test
    void everyMessageIsOneLine() {
        byte[] bytes = JsonRpcWriter.bytes(JsonRpcWriter.notification("notifications/x", BODY));

        assertThat(bytes).doesNotContain('\n', '\r');
        assertThat(new String(bytes, StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\",\"params\":{\"text\":\"a\\r\\nb\u2028é\"}}");
    }

    @Test
    void anErrorWithoutAReadableIdHasNoIdAtAll() {
        assertThat(JsonRpcWriter.error(null, new RpcError(-32700, "Not JSON.")))
                .hasToString("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32700,\"message\":\"Not JSON.\"}}");
    }

    @Test
    void anErrorCarriesItsData() {
        assertThat(JsonRpcWriter.error(Json.createValue(0), new RpcError(-32022, "No.", BODY))
                        .getJsonObject("error")
                        .getJsonObject("data"))
                .isEqualTo(BODY);
    }

    @Test
    void aRequestOfOursHasMethodAndId() {
        assertThat(JsonRpcWriter.request(Json.createValue("s1"), "ping", JsonObject.EMPTY_JSON_OBJECT))
                .hasToString("{\"jsonrpc\":\"2.0\",\"id\":\"s1\",\"method\":\"ping\",\"params\":{}}");
    }
}
