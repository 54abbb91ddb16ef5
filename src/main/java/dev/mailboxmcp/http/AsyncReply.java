// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

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
    @Override
    public void json(int status, JsonStructure body, @Nullable String sessionId) {
        Response.ResponseBuilder answer = Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(JsonRpcWriter.bytes(body));
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
