// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.OverBudgetException;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;

/**
 * A response of JAX-RS that is resumed as JSON or as a stream, whichever is asked for first. Written by the thread that asks,
 * which may wait: given the bytes alone, RESTEasy writes them without blocking, by a listener and another thread of the
 * server, which took a fifth of the processor time of a call.
 */
record AsyncReply(AsyncResponse response) implements ExchangeRunner.HttpReply {
    @Override
    public void json(ExchangeRunner.Head head, ReplyChannel.Body body) {
        Response.ResponseBuilder answer = Response.status(head.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(output(body));
        if (head.bytes() != null) {
            answer.header(HttpHeaders.CONTENT_LENGTH, head.bytes());
        }
        if (head.sessionId() != null) {
            answer.header("Mcp-Session-Id", head.sessionId());
        }
        if (head.challenge() != null) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, head.challenge());
        }
        if (head.status() == 429 || head.status() == 503) {
            answer.header(HttpHeaders.RETRY_AFTER, OverBudgetException.RETRY_AFTER.toSeconds());
        }
        response.resume(answer.build());
    }

    @Override
    public void accepted() {
        response.resume(Response.accepted().build());
    }

    @Override
    public void stream(ReplyChannel.Body body) {
        response.resume(Response.ok(output(body))
                .type(MediaType.SERVER_SENT_EVENTS_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("X-Accel-Buffering", "no") // nginx would collect the events
                .build());
    }

    /** What fails is the client's leaving, of which servers would write a stack trace to their log. */
    static StreamingOutput output(ReplyChannel.Body body) {
        return out -> {
            try {
                body.writeTo(out);
            } catch (IOException e) {
                // nobody is there to be told
            }
        };
    }
}
