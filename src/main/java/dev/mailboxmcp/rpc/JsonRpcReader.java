// SPDX-License-Identifier: MIT
package dev.mailboxmcp.rpc;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to a JSON-RPC 2.0 message, strictly and within the limits of {@link BoundedJson}. What it returns has an id that
 * is a string or an integer, and params that are an object. Members it does not know are ignored. Thread-safe.
 */
public final class JsonRpcReader {
    /** Messages in one batch; each may be a call that costs a trip to a mail server. */
    public static final int MAX_BATCH = 50;

    /** Characters of an id: it is held as long as the request is at work, and goes out with all that is said about it. */
    public static final int MAX_ID_LENGTH = 256;

    private JsonRpcReader() {}

    /** @throws MalformedMessageException with the id of the message where it could be read */
    public static JsonRpcMessage read(byte[] body) throws MalformedMessageException {
        JsonValue value = BoundedJson.read(body);
        return value instanceof JsonArray array ? batch(array) : message(value);
    }

    private static JsonRpcMessage batch(JsonArray array) throws MalformedMessageException {
        if (array.isEmpty() || array.size() > MAX_BATCH) {
            throw invalid("a batch holds 1 to " + MAX_BATCH + " messages", null);
        }
        List<JsonRpcMessage> messages = new ArrayList<>(array.size());
        for (JsonValue element : array) {
            try {
                messages.add(message(element));
            } catch (MalformedMessageException e) {
                // one id would not name the batch
                throw new MalformedMessageException(e.error(), null);
            }
        }
        return new JsonRpcMessage.Batch(messages);
    }

    private static JsonRpcMessage message(JsonValue value) throws MalformedMessageException {
        if (!(value instanceof JsonObject object)) {
            throw invalid("a message is an object", null);
        }
        JsonValue id = id(object);
        if (!(object.get("jsonrpc") instanceof JsonString version)
                || !version.getString().equals("2.0")) {
            throw invalid("\"jsonrpc\" must be \"2.0\"", id);
        }
        boolean answers = object.containsKey("result") || object.containsKey("error");
        if (!object.containsKey("method")) {
            return response(object, id);
        }
        if (!(object.get("method") instanceof JsonString method) || answers) {
            throw invalid("\"method\" must be a string, without \"result\" or \"error\" beside it", id);
        }
        JsonValue params = object.getOrDefault("params", JsonValue.EMPTY_JSON_OBJECT);
        if (!(params instanceof JsonObject named)) {
            throw invalid("\"params\" must be an object", id);
        }
        return id == null
                ? new JsonRpcMessage.Notification(method.getString(), named)
                : new JsonRpcMessage.Request(id, method.getString(), named);
    }

    private static JsonRpcMessage response(JsonObject object, @Nullable JsonValue id) throws MalformedMessageException {
        JsonValue result = object.get("result");
        JsonValue error = object.get("error");
        if (id == null) {
            throw invalid("a message has a \"method\", or an \"id\" with a \"result\" or \"error\"", null);
        }
        if (result != null && error == null) {
            return new JsonRpcMessage.Response(id, result, null);
        }
        if (result == null && error instanceof JsonObject details) {
            return new JsonRpcMessage.Response(id, null, details);
        }
        throw invalid("a response has either a \"result\" or an \"error\" object", id);
    }

    /** Null where there is none. */
    private static @Nullable JsonValue id(JsonObject object) throws MalformedMessageException {
        return switch (object.get("id")) {
            case null -> null;
            case JsonString text when text.getChars().length() <= MAX_ID_LENGTH -> text;
            case JsonNumber number when number.isIntegral() -> number;
            default ->
                throw invalid(
                        "\"id\" must be a string of at most " + MAX_ID_LENGTH + " characters, or an integer", null);
        };
    }

    private static MalformedMessageException invalid(String what, @Nullable JsonValue id) {
        return new MalformedMessageException(
                new RpcError(RpcError.INVALID_REQUEST, "Not a JSON-RPC 2.0 message: " + what + "."), id);
    }
}
