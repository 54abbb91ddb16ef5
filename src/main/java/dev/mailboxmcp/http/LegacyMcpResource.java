// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.protocol.Answer;
import dev.mailboxmcp.protocol.McpHeaders;
import dev.mailboxmcp.protocol.RequestMeta;
import dev.mailboxmcp.rpc.JsonRpcWriter;
import dev.mailboxmcp.rpc.RpcError;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** What the endpoint of MCP answers to GET and DELETE: the stream and the end of a session, both of the legacy era. */
@Path("/mcp")
@Dependent
public class LegacyMcpResource {
    @Inject
    ExchangeRunner runner;

    @Inject
    Eras eras;

    @GET
    public void listen(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
        response.setTimeout(0, TimeUnit.SECONDS); // none: it is open as long as the client is there
        Map<String, List<String>> headers = RequestHeaders.of(request);
        McpHeaders mcp = McpHeaders.of(headers);
        if (RequestMeta.isStateless(mcp.protocolVersion())) {
            response.resume(notAllowed());
        } else if (!MediaTypes.acceptsEvents(request.getHeader(HttpHeaders.ACCEPT))) {
            response.resume(refusal(406, "Accept must list text/event-stream."));
        } else {
            try {
                Caller caller = CallerFilter.callerOf(request);
                runner.listen(replies -> eras.legacy().listen(caller, mcp, replies), new AsyncReply(response));
            } catch (RejectedExecutionException e) {
                response.resume(refusal(503, "The server is shutting down."));
            }
        }
    }

    @DELETE
    public Response endSession(@Context HttpServletRequest request) {
        Map<String, List<String>> headers = RequestHeaders.of(request);
        McpHeaders mcp = McpHeaders.of(headers);
        if (RequestMeta.isStateless(mcp.protocolVersion())) {
            return notAllowed();
        }
        Answer answer = eras.legacy().endSession(CallerFilter.callerOf(request), mcp);
        return answer instanceof Answer.Reply reply
                ? Response.status(reply.status())
                        .type(MediaType.APPLICATION_JSON_TYPE)
                        .entity(JsonRpcWriter.bytes(reply.body()))
                        .build()
                : Response.noContent().build();
    }

    private static Response notAllowed() {
        return Response.fromResponse(refusal(405, "Use POST: this version has no sessions."))
                .header(HttpHeaders.ALLOW, "POST, OPTIONS")
                .build();
    }

    private static Response refusal(int status, String message) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(InternalFailure.body(RpcError.INVALID_REQUEST, message))
                .build();
    }
}
