// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.oauth.AuthorizationServer;
import dev.mailboxmcp.oauth.OAuthSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which requests come to the one URL for clients that sign in. Everywhere else nobody hears of OAuth: clients that find it
 * drop the headers that their users configured. Thread-safe.
 */
public final class OAuthGate {
    private static final Pattern PARAMETERS = Pattern.compile(";[^/]*");

    private final @Nullable AuthorizationServer server;

    /** @param server null where OAuth is switched off */
    public OAuthGate(@Nullable AuthorizationServer server) {
        this.server = server;
    }

    /** Null where OAuth is switched off. */
    public @Nullable AuthorizationServer server() {
        return server;
    }

    /** Whether the request has to come with credentials: all that JAX-RS takes for that URL. */
    boolean guards(HttpServletRequest request) {
        return guards(pathOf(request), request.getHeader("Host"));
    }

    /**
     * The same by the parts of a request.
     *
     * @param path as the client sent it
     * @param host {@code Host}
     */
    boolean guards(String path, @Nullable String host) {
        return server != null
                && isHere(host)
                && plain(path).equals(server.settings().path());
    }

    /** JAX-RS takes paths so: without the parameters of their segments, escapes, and a slash at the end, which users type. */
    private static String plain(String path) {
        String named;
        try {
            named = URLDecoder.decode(PARAMETERS.matcher(path).replaceAll(""), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return path; // which is nobody's
        }
        return named.endsWith("/") ? named.substring(0, named.length() - 1) : named;
    }

    /**
     * Whether the metadata of the protected URL belong to this path at the host that a request names.
     *
     * @param path of a resource
     * @param host {@code Host}
     */
    boolean describes(String path, @Nullable String host) {
        return server != null && isHere(host) && path.equals(server.settings().path());
    }

    private boolean isHere(@Nullable String host) {
        return server != null && (server.settings().path().equals(OAuthSettings.OWN_PATH) || isOwnHost(host));
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
