// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.OverBudgetException;
import dev.mailboxmcp.rpc.JsonRpcWriter;
import jakarta.json.JsonStructure;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import org.jspecify.annotations.Nullable;

/** A response of JAX-RS that is resumed as JSON or as a stream, whichever is asked for first. */
record AsyncReply(AsyncResponse response) implements ExchangeRunner.HttpReply {
    /**
     * Written by this thread, which is a virtual one and may wait: given the bytes alone, RESTEasy writes them without
     * blocking, by a listener and another thread of the server, which took a fifth of the processor time of a call.
     */
    @Override
    public void json(int status, JsonStructure body, @Nullable String sessionId) {
        byte[] bytes = JsonRpcWriter.bytes(body);
        StreamingOutput output = out -> out.write(bytes);
        Response.ResponseBuilder answer = Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header(HttpHeaders.CONTENT_LENGTH, bytes.length)
                .entity(output);
        if (status == 429 || status == 503) {
            answer.header(HttpHeaders.RETRY_AFTER, OverBudgetException.RETRY_AFTER.toSeconds());
        }
        if (sessionId != null) {
            answer.header("Mcp-Session-Id", sessionId);
        }
        response.resume(answer.build());
    }

    @Override
    public void accepted() {
        response.resume(Response.accepted().build());
    }

    @Override
    public void stream(ReplyChannel.Body body) {
        StreamingOutput output = body::writeTo;
        response.resume(Response.ok(output)
                .type(MediaType.SERVER_SENT_EVENTS_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("X-Accel-Buffering", "no") // nginx would collect the events
                .build());
    }
}
