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
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.TimeUnit;

/** What the endpoint of MCP answers to GET and DELETE: the stream and the end of a session, both of the legacy era. */
public abstract class LegacyMcpResource {
    @Inject
    ExchangeRunner runner;

    @Inject
    Eras eras;

    @GET
    public void listen(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
        response.setTimeout(0, TimeUnit.SECONDS); // none: it is open as long as the client is there
        McpHeaders mcp = McpHeaders.of(RequestHeaders.of(request));
        AsyncReply reply = new AsyncReply(response);
        if (RequestMeta.isStateless(mcp.protocolVersion())) {
            runner.write(() -> response.resume(notAllowed()));
        } else if (!MediaTypes.acceptsEvents(request.getHeader(HttpHeaders.ACCEPT))) {
            runner.refuse(new Refusal(406, "Accept must list text/event-stream."), reply);
        } else {
            Caller caller = CallerFilter.callerOf(request);
            runner.listen(caller, replies -> eras.legacy().listen(caller, mcp, replies), reply);
        }
    }

    /** The answer to HEAD, which would else be answered as GET: by a stream that nobody reads and nothing ends. */
    @HEAD
    public Response describe() {
        return notAllowed("GET, POST, DELETE, OPTIONS", "Use POST, or GET for a stream.");
    }

    @DELETE
    public Response endSession(@Context HttpServletRequest request) {
        McpHeaders mcp = McpHeaders.of(RequestHeaders.of(request));
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

    /** Where clients connect that send credentials in headers of their own. */
    @Path("/mcp")
    @Dependent
    public static class WithHeaders extends LegacyMcpResource {}

    /** Where clients connect that sign in. Where nobody can, {@link OAuthFilter} lets all pass, and they get 404. */
    @Path("/oauth/mcp")
    @Dependent
    public static class SignedIn extends LegacyMcpResource {
        @GET
        @Override
        public void listen(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
            if (CallerFilter.callerOf(request).signedIn()) {
                super.listen(request, response);
            } else {
                runner.write(() -> response.resume(OAuthResponses.notFound()));
            }
        }

        @DELETE
        @Override
        public Response endSession(@Context HttpServletRequest request) {
            return CallerFilter.callerOf(request).signedIn() ? super.endSession(request) : OAuthResponses.notFound();
        }
    }

    private static Response notAllowed() {
        return notAllowed("POST, OPTIONS", "Use POST: this version has no sessions.");
    }

    private static Response notAllowed(String methods, String message) {
        return Response.status(405)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.ALLOW, methods)
                .entity(ErrorBody.of(RpcError.INVALID_REQUEST, message))
                .build();
    }
}
