// SPDX-License-Identifier: MIT
package dev.mailboxmcp.rpc;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** Reads the params that the methods of both eras share. What is wrong with them is {@code -32602}. */
public final class Params {
    private Params() {}

    /** A string that must be there. */
    public static String text(JsonObject params, String key) throws RpcException {
        if (params.get(key) instanceof JsonString text) {
            return text.getString();
        }
        throw new RpcException(RpcError.INVALID_PARAMS, "params." + key + " must be a string.");
    }

    /** A string, null where it is absent. */
    public static @Nullable String optionalText(JsonObject params, String key) throws RpcException {
        return params.containsKey(key) ? text(params, key) : null;
    }

    /** An object, empty where it is absent. */
    public static JsonObject object(JsonObject params, String key) throws RpcException {
        return switch (params.get(key)) {
            case null -> JsonValue.EMPTY_JSON_OBJECT;
            case JsonObject object -> object;
            default -> throw new RpcException(RpcError.INVALID_PARAMS, "params." + key + " must be an object.");
        };
    }

    /** A boolean, false where it is absent. */
    public static boolean flag(JsonObject params, String key) throws RpcException {
        JsonValue value = params.getOrDefault(key, JsonValue.FALSE);
        if (value.getValueType() == JsonValue.ValueType.TRUE || value.getValueType() == JsonValue.ValueType.FALSE) {
            return value.getValueType() == JsonValue.ValueType.TRUE;
        }
        throw new RpcException(RpcError.INVALID_PARAMS, "params." + key + " must be true or false.");
    }

    /** Refuses every cursor: for a list that fits on one page, so that no cursor was ever given out. */
    public static void noCursor(JsonObject params) throws RpcException {
        if (params.containsKey("cursor")) {
            throw new RpcException(RpcError.INVALID_PARAMS, "params.cursor is none that this server gave out.");
        }
    }
}
