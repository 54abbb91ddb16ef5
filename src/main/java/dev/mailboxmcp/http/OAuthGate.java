// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.oauth.AuthorizationServer;
import dev.mailboxmcp.oauth.OAuthSettings;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Which requests come to the one URL for clients that sign in. Everywhere else nobody hears of OAuth: clients that find it
 * drop the headers that their users configured. Thread-safe.
 */
public final class OAuthGate {
    private final @Nullable AuthorizationServer server;

    /** @param server null where OAuth is switched off */
    public OAuthGate(@Nullable AuthorizationServer server) {
        this.server = server;
    }

    /** Null where OAuth is switched off. */
    public @Nullable AuthorizationServer server() {
        return server;
    }

    /** Whether the request has to come with credentials. What only looks like that URL is found nowhere. */
    boolean guards(HttpServletRequest request) {
        return server != null
                && pathOf(request).equals(server.settings().path())
                && (server.settings().path().equals(OAuthSettings.OWN_PATH) || isOwnHost(request));
    }

    /** Whether the request names the host of the protected URL. */
    boolean isOwnHost(HttpServletRequest request) {
        return isOwnHost(request.getHeader("Host"));
    }

    /** @param header {@code Host} */
    boolean isOwnHost(@Nullable String header) {
        return server != null && server.settings().host().equals(Hosts.nameOf(header));
    }

    /** The path as the client sent it, without that of the application. */
    static String pathOf(HttpServletRequest request) {
        return request.getRequestURI().substring(request.getContextPath().length());
    }
}
