// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Typed;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;

/** What the endpoint for clients that sign in answers to GET and DELETE. What got here past {@link OAuthFilter} finds nothing. */
@Path("/oauth/mcp")
@Dependent
@Typed(SignedInLegacyMcpResource.class) // QUIRK: Payara takes it for the resource that it extends, too
public class SignedInLegacyMcpResource extends LegacyMcpResource {
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
