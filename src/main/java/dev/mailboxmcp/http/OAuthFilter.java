// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.oauth.AuthorizationServer;
import dev.mailboxmcp.rpc.RpcError;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Answers 401 to who comes without credentials to the URL for clients that sign in, whatever the method and the body; that
 * is what makes them sign in. Thread-safe. MCP 2026-07-28 basic/authorization
 */
public class OAuthFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Inject
    private transient OAuthGate gate;

    @Inject
    private transient TrustedProxies proxies;

    @Inject
    private transient NamedHosts named;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        AuthorizationServer server = gate.server();
        if (server == null || request.getMethod().equals("OPTIONS") || !gate.guards(request)) {
            chain.doFilter(request, response);
            return;
        }
        named.noteSignIn(proxies.host(request), server.settings().host());
        Caller caller = CallerFilter.callerOf(request);
        if (caller.credentials() != null) {
            chain.doFilter(request, response);
            return;
        }
        response.setHeader("WWW-Authenticate", server.challenge(caller.badToken()));
        response.setHeader("Cache-Control", "no-store");
        ErrorBody.write(
                response,
                HttpServletResponse.SC_UNAUTHORIZED,
                RpcError.INVALID_REQUEST,
                "Sign in first: a client that speaks OAuth finds out how by the header WWW-Authenticate. Clients with"
                        + " headers of their own connect to the other URL of this server.");
    }
}
