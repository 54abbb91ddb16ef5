// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.oauth.AuthorizationServer;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import java.io.IOException;

/** The token endpoint, where clients change codes and refresh tokens into access tokens. */
public abstract class TokenResource {
    @Inject
    OAuthBodies bodies;

    /** Where it is beside {@code /mcp}. */
    @Path("/oauth/token")
    @Dependent
    public static class BelowIssuer extends TokenResource {}

    /** Where clients look that have not read the metadata, and where it is if the issuer has no path. */
    @Path("/token")
    @Dependent
    public static class AtRoot extends TokenResource {}

    @POST
    public void token(@Context HttpServletRequest request, @Suspended AsyncResponse response) throws IOException {
        boolean form = MediaTypeFilter.isForm(request);
        Caller caller = CallerFilter.callerOf(request);
        bodies.answer(
                request,
                response,
                (server, body) -> form ? server.token(body, caller.remoteAddress()) : AuthorizationServer.notAForm());
    }
}
