// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.call.Signals.LogLevel;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequestSignalsTest {
    private final List<JsonObject> sent = new ArrayList<>();

    @Test
    void progressCarriesTheTokenAsItWasSent() {
        signals(Json.createValue(0)).progress(1, 4.0, "half a quarter");
        signals(Json.createValue("t")).progress(0.5, null, null);

        assertThat(sent)
                .extracting(message -> message.getJsonObject("params").toString())
                .containsExactly(
                        "{\"progressToken\":0,\"progress\":1,\"total\":4,\"message\":\"half a quarter\"}",
                        "{\"progressToken\":\"t\",\"progress\":0.5}");
    }

    @Test
    void progressThatDoesNotGrowIsNotSent() {
        RequestSignals signals = signals(Json.createValue("t"));

        signals.progress(1, null, null);
        signals.progress(1, null, null);
        signals.progress(0.5, null, null);
        signals.progress(Double.NaN, null, null);

        assertThat(sent).hasSize(1);
    }

    @Test
    void withoutATokenNothingIsSent() {
        signals(JsonValue.NULL).progress(1, null, null);
        signals(JsonValue.EMPTY_JSON_OBJECT, null).progress(1, null, null);

        assertThat(sent).isEmpty();
    }

    @Test
    void logMessagesAreSentFromTheAskedLevelOn() {
        RequestSignals signals = signals(JsonValue.EMPTY_JSON_OBJECT, LogLevel.WARNING);

        signals.log(LogLevel.NOTICE, JsonValue.TRUE);
        signals.log(LogLevel.WARNING, Json.createValue("w"));

        assertThat(sent)
                .singleElement()
                .hasToString("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":"
                        + "{\"level\":\"warning\",\"logger\":\"mailbox-mcp\",\"data\":\"w\"}}");
    }

    @Test
    void logMessagesAreNotSentToWhoAskedForNone() {
        signals(Json.createValue("t")).log(LogLevel.EMERGENCY, JsonValue.TRUE);

        assertThat(sent).isEmpty();
    }

    private RequestSignals signals(JsonValue token) {
        JsonObject meta = Json.createObjectBuilder().add("progressToken", token).build();
        return signals(Json.createObjectBuilder().add("_meta", meta).build(), null);
    }

    private RequestSignals signals(JsonObject params, @Nullable LogLevel level) {
        return new RequestSignals(params, new RecordedStream(sent), level);
    }
}
