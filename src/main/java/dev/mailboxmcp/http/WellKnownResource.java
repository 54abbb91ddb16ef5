// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.oauth.AuthorizationServer;
import dev.mailboxmcp.oauth.OAuthSettings;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/**
 * The metadata of the protected URL and of its issuer. They are found under their own paths only: a client that looks at the
 * root, for {@code /mcp}, finds nothing there and keeps the headers that its user configured. RFC 8414, RFC 9728, OpenID
 * Connect Discovery 1.0
 */
@Path("/.well-known")
@Dependent
public class WellKnownResource {
    @Inject
    OAuthGate gate;

    /** OpenID's way puts the issuer's path in front. */
    @Path("/oauth/.well-known/openid-configuration")
    @Dependent
    public static class BelowTheIssuer {
        @Inject
        OAuthGate gate;

        @GET
        public Response get() {
            AuthorizationServer server = gate.server();
            return server == null || server.settings().issuerPath().isEmpty()
                    ? OAuthResponses.notFound()
                    : OAuthResponses.metadata(server.serverMetadata());
        }
    }

    @GET
    @Path("oauth-protected-resource/{path:.*}")
    public Response resource(@PathParam("path") String path, @Context HttpServletRequest request) {
        AuthorizationServer server = gate.server();
        return server != null && gate.describes("/" + path, request.getHeader(HttpHeaders.HOST))
                ? OAuthResponses.metadata(server.resourceMetadata())
                : OAuthResponses.notFound();
    }

    @GET
    @Path("oauth-protected-resource")
    public Response resourceAtRoot(@Context HttpServletRequest request) {
        AuthorizationServer server = gate.server();
        return server != null && isRoot(server, request)
                ? OAuthResponses.metadata(server.resourceMetadata())
                : OAuthResponses.notFound();
    }

    @GET
    @Path("{kind:oauth-authorization-server|openid-configuration}")
    public Response issuerAtRoot(@Context HttpServletRequest request) {
        AuthorizationServer server = gate.server();
        return server != null && isRoot(server, request)
                ? OAuthResponses.metadata(server.serverMetadata())
                : OAuthResponses.notFound();
    }

    @GET
    @Path("{kind:oauth-authorization-server|openid-configuration}/{path:.*}")
    public Response issuer(@PathParam("path") String path) {
        AuthorizationServer server = gate.server();
        return server != null && ("/" + path).equals(server.settings().issuerPath())
                ? OAuthResponses.metadata(server.serverMetadata())
                : OAuthResponses.notFound();
    }

    /** The root is the issuer's only where it has a host name of its own. */
    private boolean isRoot(AuthorizationServer server, HttpServletRequest request) {
        return server.settings().path().equals(OAuthSettings.SHARED_PATH) && gate.isOwnHost(request);
    }
}
