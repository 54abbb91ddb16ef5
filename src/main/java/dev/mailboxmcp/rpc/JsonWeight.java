// SPDX-License-Identifier: MIT
package dev.mailboxmcp.rpc;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Map;

/** How much of the heap JSON takes, roughly: a small text can be a large tree. Stateless. */
public final class JsonWeight {
    private static final int OBJECT = 128;
    private static final int MEMBER = 64;
    private static final int ARRAY = 64;
    private static final int ELEMENT = 8;
    private static final int STRING = 72;
    private static final int NUMBER = 72;

    private JsonWeight() {}

    /** The weight of all that a message carries, in bytes. */
    public static long of(JsonRpcMessage message) {
        return switch (message) {
            case JsonRpcMessage.Request request -> of(request.params()) + of(request.method());
            case JsonRpcMessage.Notification notification -> of(notification.params()) + of(notification.method());
            case JsonRpcMessage.Response response -> response.result() == null ? 0 : of(response.result());
            case JsonRpcMessage.Batch batch ->
                batch.messages().stream().mapToLong(JsonWeight::of).sum();
        };
    }

    /** The weight of a value, in bytes. */
    public static long of(JsonValue value) {
        return switch (value.getValueType()) {
            case OBJECT -> of(value.asJsonObject());
            case ARRAY -> of(value.asJsonArray());
            case STRING -> of(((JsonString) value).getString());
            case NUMBER -> NUMBER;
            case TRUE, FALSE, NULL -> 0;
        };
    }

    /** The weight of a string alone, in bytes. */
    public static long of(String text) {
        boolean wide = text.chars().anyMatch(c -> c > 0xFF);
        return STRING + (wide ? 2L : 1L) * text.length();
    }

    private static long of(JsonObject object) {
        long bytes = OBJECT;
        for (Map.Entry<String, JsonValue> member : object.entrySet()) {
            bytes += MEMBER + of(member.getKey()) + of(member.getValue());
        }
        return bytes;
    }

    private static long of(JsonArray array) {
        long bytes = ARRAY;
        for (JsonValue element : array) {
            bytes += ELEMENT + of(element);
        }
        return bytes;
    }
}
