// SPDX-License-Identifier: MIT
package dev.mailboxmcp.rpc;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** One JSON-RPC 2.0 message. */
public sealed interface JsonRpcMessage {
    /**
     * A call that wants an answer.
     *
     * @param id string or integer, echoed verbatim
     * @param params an empty object where the message has none
     */
    record Request(JsonValue id, String method, JsonObject params) implements JsonRpcMessage {}

    /** A call that wants none. */
    record Notification(String method, JsonObject params) implements JsonRpcMessage {}

    /**
     * A client's answer to a request of ours.
     *
     * @param result null where {@code error} is set
     * @param error the error object as received; null where {@code result} is set
     */
    record Response(
            JsonValue id,
            @Nullable JsonValue result,
            @Nullable JsonObject error) implements JsonRpcMessage {}
}
