// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.Caller;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import java.io.IOException;

/** The registration endpoint, where clients get an id. RFC 7591 */
public abstract class RegisterResource {
    @Inject
    OAuthBodies bodies;

    /** Where it is beside {@code /mcp}. */
    @Path("/oauth/register")
    @Dependent
    public static class BelowIssuer extends RegisterResource {}

    /** Where clients look that have not read the metadata, and where it is if the issuer has no path. */
    @Path("/register")
    @Dependent
    public static class AtRoot extends RegisterResource {}

    @POST
    public void register(@Context HttpServletRequest request, @Suspended AsyncResponse response) throws IOException {
        Caller caller = CallerFilter.callerOf(request);
        bodies.answer(request, response, (server, body) -> server.register(body, caller.remoteAddress()));
    }
}
