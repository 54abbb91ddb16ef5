// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.protocol.McpHeaders;
import dev.mailboxmcp.rpc.RpcError;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The endpoint of MCP. Here, on the container's thread, the headers are read; all else happens in
 * {@link ExchangeRunner}, which resumes the response as JSON or as a stream.
 */
@Path("/mcp")
@Dependent
public class McpResource {
    // QUIRK: WildFly's JAX-RS wants a constructor without parameters, even where CDI could inject them
    @Inject
    ExchangeRunner runner;

    @Inject
    HttpSettings settings;

    @POST
    public void post(InputStream body, @Context HttpServletRequest request, @Suspended AsyncResponse response) {
        response.setTimeout(0, TimeUnit.SECONDS); // none: mail work has its own limits
        Map<String, List<String>> headers = RequestHeaders.of(request);
        if (!MediaTypes.isJson(request.getContentType())) {
            refuse(response, 415, "Content-Type must be application/json, in UTF-8.");
            return;
        }
        if (!MediaTypes.acceptsJson(request.getHeader(HttpHeaders.ACCEPT))) {
            refuse(response, 406, "Accept must list application/json and text/event-stream.");
            return;
        }
        ExchangeRunner.Posted posted = new ExchangeRunner.Posted(
                CallerFilter.callerOf(request),
                McpHeaders.of(headers),
                new RequestBody(body, settings.maxRequestBytes()),
                MediaTypes.acceptsEvents(request.getHeader(HttpHeaders.ACCEPT)));
        try {
            runner.start(posted, new AsyncReply(response));
        } catch (RejectedExecutionException e) {
            refuse(response, 503, "The server is shutting down.");
        }
    }

    private static void refuse(AsyncResponse response, int status, String message) {
        response.resume(Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(InternalFailure.body(RpcError.INVALID_REQUEST, message))
                .build());
    }
}
