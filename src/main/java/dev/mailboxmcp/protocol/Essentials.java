// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol;

import dev.mailboxmcp.call.McpMethod;
import dev.mailboxmcp.rpc.Json;
import dev.mailboxmcp.rpc.JsonRpcMessage;
import dev.mailboxmcp.rpc.JsonRpcMessage.Batch;
import dev.mailboxmcp.rpc.JsonRpcMessage.Notification;
import dev.mailboxmcp.rpc.JsonRpcMessage.Request;
import dev.mailboxmcp.rpc.JsonRpcMessage.Response;
import dev.mailboxmcp.rpc.MalformedMessageException;
import dev.mailboxmcp.rpc.RpcError;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Takes out of a message what some method reads, and lets go of the rest: a request may be at work for minutes and a stream
 * be open for days, and what nobody reads must not be held for as long. Values of the wrong kind stay, or become null, so
 * that whoever checks them still finds them wrong. Stateless.
 */
public final class Essentials {
    /** Characters of a progress token: it goes out with every message on the progress. */
    static final int MAX_TOKEN_LENGTH = 256;

    /** Characters of a name or version by which a client calls itself. */
    private static final int MAX_NAME_LENGTH = 64;

    private static final int MAX_SCALAR_LENGTH = 256;

    private static final String PROGRESS_TOKEN = "progressToken";
    private static final Set<String> META_SCALARS =
            Set.of(RequestMeta.PROTOCOL_VERSION, RequestMeta.LOG_LEVEL, PROGRESS_TOKEN, "traceparent");
    private static final Set<String> FILTERS =
            Set.of("toolsListChanged", "promptsListChanged", "resourcesListChanged", "resourceSubscriptions");

    private Essentials() {}

    /** @throws MalformedMessageException {@link RpcError#INVALID_PARAMS} for what is used, yet too long to be held */
    public static JsonRpcMessage of(JsonRpcMessage message) throws MalformedMessageException {
        return switch (message) {
            case Request request -> {
                checkProgressToken(request);
                yield new Request(request.id(), request.method(), params(request.method(), request.params()));
            }
            case Notification notification ->
                new Notification(notification.method(), ofNotification(notification.params()));
            case Response response ->
                response.error() == null ? response : new Response(response.id(), null, JsonValue.EMPTY_JSON_OBJECT);
            case Batch batch -> {
                List<JsonRpcMessage> messages = new ArrayList<>();
                for (JsonRpcMessage one : batch.messages()) {
                    messages.add(of(one));
                }
                yield new Batch(messages);
            }
        };
    }

    private static JsonObject params(String name, JsonObject params) {
        McpMethod method = McpMethod.of(name);
        Set<String> read = method == null ? Set.of() : method.params();
        JsonObjectBuilder kept = Json.createObjectBuilder();
        params.forEach((key, value) -> {
            if (read.contains(key)) {
                kept.add(key, member(key, value));
            }
        });
        return withMeta(kept, params);
    }

    private static JsonValue member(String key, JsonValue value) {
        return switch (key) {
            case "capabilities" ->
                value instanceof JsonObject declared ? ClientCapabilities.used(declared) : scalar(value);
            case "clientInfo" -> clientInfo(value);
            case "notifications" -> value instanceof JsonObject asked ? only(asked, FILTERS) : scalar(value);
            default -> value;
        };
    }

    private static JsonObject ofNotification(JsonObject params) {
        JsonObjectBuilder kept = Json.createObjectBuilder();
        if (params.containsKey("requestId")) {
            kept.add("requestId", scalar(params.get("requestId")));
        }
        return withMeta(kept, params);
    }

    private static JsonObject withMeta(JsonObjectBuilder kept, JsonObject params) {
        if (params.get("_meta") instanceof JsonObject meta) {
            kept.add("_meta", meta(meta));
        }
        return kept.build();
    }

    private static void checkProgressToken(Request request) throws MalformedMessageException {
        if (RequestMeta.meta(request.params()).get(PROGRESS_TOKEN) instanceof JsonString token
                && token.getChars().length() > MAX_TOKEN_LENGTH) {
            throw new MalformedMessageException(
                    new RpcError(
                            RpcError.INVALID_PARAMS,
                            "params._meta.progressToken must be a string of at most " + MAX_TOKEN_LENGTH
                                    + " characters, or an integer."),
                    request.id());
        }
    }

    private static JsonObject meta(JsonObject meta) {
        JsonObjectBuilder kept = Json.createObjectBuilder();
        meta.forEach((key, value) -> {
            if (META_SCALARS.contains(key)) {
                kept.add(key, scalar(value));
            } else if (key.equals(RequestMeta.CLIENT_CAPABILITIES)) {
                kept.add(key, value instanceof JsonObject declared ? ClientCapabilities.used(declared) : scalar(value));
            } else if (key.equals(RequestMeta.CLIENT_INFO)) {
                kept.add(key, clientInfo(value));
            }
        });
        return kept.build();
    }

    private static JsonValue clientInfo(JsonValue value) {
        if (!(value instanceof JsonObject info)) {
            return scalar(value);
        }
        JsonObjectBuilder kept = Json.createObjectBuilder();
        for (String key : List.of("name", "version")) {
            if (info.get(key) instanceof JsonString text) {
                CharSequence chars = text.getChars();
                kept.add(
                        key,
                        chars.subSequence(0, Math.min(chars.length(), MAX_NAME_LENGTH))
                                .toString());
            }
        }
        return kept.build();
    }

    private static JsonObject only(JsonObject object, Set<String> members) {
        JsonObjectBuilder kept = Json.createObjectBuilder();
        object.forEach((key, value) -> {
            if (members.contains(key)) {
                kept.add(key, value);
            }
        });
        return kept.build();
    }

    /** The value, if it is a small one without parts. */
    private static JsonValue scalar(JsonValue value) {
        return switch (value) {
            case JsonString text when text.getChars().length() <= MAX_SCALAR_LENGTH -> text;
            case JsonNumber number -> number;
            default ->
                switch (value.getValueType()) {
                    case TRUE, FALSE -> value;
                    case OBJECT, ARRAY, STRING, NUMBER, NULL -> JsonValue.NULL;
                };
        };
    }
}
