// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol;

import dev.mailboxmcp.call.Signals;
import dev.mailboxmcp.rpc.Json;
import dev.mailboxmcp.rpc.JsonRpcWriter;
import dev.mailboxmcp.rpc.ReplyStream;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Sends what one request asked to be told: progress where it carried a token, log messages from a level on. Thread-safe.
 */
public final class RequestSignals implements Signals {
    private static final String LOGGER_NAME = "mailbox-mcp";

    private final @Nullable JsonValue progressToken;
    private final ReplyStream replies;
    private final @Nullable LogLevel logLevel;
    private double last = Double.NEGATIVE_INFINITY;

    /**
     * @param params of the request, whose {@code _meta.progressToken} is used if it is a string or an integer
     * @param logLevel the mildest level that is sent; null for no log messages
     */
    public RequestSignals(JsonObject params, ReplyStream replies, @Nullable LogLevel logLevel) {
        this.logLevel = logLevel;
        this.progressToken = switch (RequestMeta.meta(params).get("progressToken")) {
            case JsonString text -> text;
            case JsonNumber number when number.isIntegral() -> number;
            case null, default -> null;
        };
        this.replies = replies;
    }

    /** Progress that does not grow is not sent: clients take it for a broken protocol. */
    @Override
    public synchronized void progress(double progress, @Nullable Double total, @Nullable String message) {
        if (progressToken == null || !(progress > last)) {
            return;
        }
        last = progress;
        JsonObjectBuilder params =
                Json.createObjectBuilder().add("progressToken", progressToken).add("progress", number(progress));
        if (total != null) {
            params.add("total", number(total));
        }
        if (message != null) {
            params.add("message", message);
        }
        replies.send(JsonRpcWriter.notification("notifications/progress", params.build()));
    }

    @Override
    public void log(LogLevel level, JsonValue data) {
        if (logLevel != null && level.compareTo(logLevel) >= 0) {
            JsonObject params = Json.createObjectBuilder()
                    .add("level", level.wireName())
                    .add("logger", LOGGER_NAME)
                    .add("data", data)
                    .build();
            replies.send(JsonRpcWriter.notification("notifications/message", params));
        }
    }

    @Override
    public void disconnect() {}

    private static JsonValue number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Json.createValue((long) value)
                : Json.createValue(value);
    }
}
