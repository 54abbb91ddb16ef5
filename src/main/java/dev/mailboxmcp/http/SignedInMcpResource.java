// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Typed;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import java.io.IOException;

/** The endpoint of MCP for clients that sign in. What got here past {@link OAuthFilter} finds nothing. */
@Path("/oauth/mcp")
@Dependent
@Typed(SignedInMcpResource.class) // QUIRK: Payara takes it for the resource that it extends, too
public class SignedInMcpResource extends McpResource {
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
