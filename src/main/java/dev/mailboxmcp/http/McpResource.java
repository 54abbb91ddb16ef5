// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.protocol.McpHeaders;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * The endpoint of MCP. Here, on the container's thread, the headers are read; all else happens in
 * {@link ExchangeRunner}, which resumes the response as JSON or as a stream.
 * QUIRK: Payara Micro 6.2025.10 asks CDI for a resource by its class, and may get one of a subclass. So none that is served has
 * a subclass.
 */
public abstract class McpResource {
    // QUIRK: WildFly's JAX-RS wants a constructor without parameters, even where CDI could inject them
    @Inject
    ExchangeRunner runner;

    @POST
    public void post(@Context HttpServletRequest request, @Suspended AsyncResponse response) throws IOException {
        response.setTimeout(0, TimeUnit.SECONDS); // none: mail work has its own limits
        AsyncReply reply = new AsyncReply(response);
        if (!MediaTypes.isJson(request.getContentType())) {
            refuse(request, 415, "Content-Type must be application/json, in UTF-8.", reply);
        } else if (!MediaTypes.acceptsJson(request.getHeader(HttpHeaders.ACCEPT))) {
            refuse(request, 406, "Accept must list application/json and text/event-stream.", reply);
        } else {
            ExchangeRunner.Posted posted = new ExchangeRunner.Posted(
                    CallerFilter.callerOf(request),
                    McpHeaders.of(RequestHeaders.of(request)),
                    MediaTypes.acceptsEvents(request.getHeader(HttpHeaders.ACCEPT)));
            runner.start(posted, request.getInputStream(), reply);
        }
    }

    /** Where clients connect that send credentials in headers of their own. */
    @Path("/mcp")
    @Dependent
    public static class WithHeaders extends McpResource {}

    /** Where clients connect that sign in. Where nobody can sign in, {@link OAuthFilter} lets all pass, and they get 404. */
    @Path("/oauth/mcp")
    @Dependent
    public static class SignedIn extends McpResource {
        @POST
        @Override
        public void post(@Context HttpServletRequest request, @Suspended AsyncResponse response) throws IOException {
            if (CallerFilter.callerOf(request).signedIn()) {
                super.post(request, response);
            } else {
                UnreadBody.close(request);
                runner.write(() -> response.resume(OAuthResponses.notFound()));
            }
        }
    }

    private void refuse(HttpServletRequest request, int status, String reason, AsyncReply reply) throws IOException {
        UnreadBody.close(request);
        runner.refuse(new Refusal(status, reason), reply);
    }
}
