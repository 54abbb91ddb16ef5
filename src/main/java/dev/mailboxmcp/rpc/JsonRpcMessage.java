// SPDX-License-Identifier: MIT
package dev.mailboxmcp.rpc;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one body carries: a JSON-RPC 2.0 message, or a batch of them. */
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

    /**
     * Several messages in one body (JSON-RPC 2.0 section 6).
     *
     * @param messages at least one, none of them a batch
     */
    record Batch(List<JsonRpcMessage> messages) implements JsonRpcMessage {
        public Batch {
            messages = List.copyOf(messages);
        }
    }
}
