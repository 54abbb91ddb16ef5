// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol;

import dev.mailboxmcp.call.CallMemory;
import dev.mailboxmcp.rpc.JsonRpcMessage.Request;
import dev.mailboxmcp.rpc.JsonRpcWriter;
import dev.mailboxmcp.rpc.RpcError;
import jakarta.json.JsonObject;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What goes back for an {@link Exchange}, in the end. */
public sealed interface Answer {
    /**
     * A response.
     *
     * @param status of HTTP; of no use where the response has become a stream before, which is 200
     * @param sessionId for {@code Mcp-Session-Id}; null for none
     */
    record Reply(int status, JsonStructure body, @Nullable String sessionId) implements Answer {
        public Reply(int status, JsonStructure body) {
            this(status, body, null);
        }
    }

    /**
     * The responses to a batch, an array of them. Each is made when it is its turn to be written, so that only one is in
     * memory; all are to be made, also if nobody hears them any more.
     */
    record Batch(List<Part> parts) implements Answer {
        public Batch {
            parts = List.copyOf(parts);
        }
    }

    /**
     * One request of a batch.
     *
     * @param response makes the response, given memory for it; may block, and throws what is our own fault
     */
    record Part(Request request, Function<CallMemory, JsonObject> response) {}

    /** Nothing to say: what came was a notification or a response. HTTP 202, or the end of the stream. */
    record Accepted() implements Answer {}

    /** All was said on the stream already, which ends. */
    record Streamed() implements Answer {}

    static Answer result(JsonValue id, JsonObject result) {
        return new Reply(200, JsonRpcWriter.result(id, result));
    }

    /** @param id null where the request's could not be read */
    static Answer error(int status, @Nullable JsonValue id, RpcError error) {
        return new Reply(status, JsonRpcWriter.error(id, error));
    }
}
