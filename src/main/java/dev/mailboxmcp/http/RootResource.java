// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.settings.Build;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/**
 * {@code /}: tells a person who opens the server's address in a browser what this is, and how to connect. Programs get the
 * error that they always got.
 */
@Path("/")
@Dependent
public class RootResource {
    @Inject
    OAuthGate gate;

    @Inject
    ConnectPages connect;

    @Inject
    TrustedProxies proxies;

    @GET
    public Response page(@Context HttpServletRequest request) {
        if (!MediaTypes.isOfBrowser(request.getHeader(HttpHeaders.ACCEPT))) {
            return OAuthResponses.notFound();
        }
        PageTexts texts = PageTexts.of(request);
        String server =
                proxies.scheme(request) + "://" + request.getHeader(HttpHeaders.HOST) + request.getContextPath();
        String html = WelcomePage.html(
                server + "/mcp",
                gate.server() == null ? null : gate.server().settings().url(),
                connect.areServed(),
                Build.version(),
                texts);
        return new PageAnswer(200, html).response();
    }
}
