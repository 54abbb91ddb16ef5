// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.rpc.RpcError;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages out that nobody allowed, before a body is read, and answers CORS to those that are allowed. Requests
 * without an {@code Origin} come from programs and pass. Thread-safe.
 * MCP 2026-07-28 basic/transports/streamable-http
 */
public class OriginFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    private static final String ALLOWED_METHODS = "GET, POST, PUT, DELETE, OPTIONS";

    /** The headers by name, since {@code *} covers neither {@code Authorization} nor requests with credentials. */
    private static final String ALLOWED_HEADERS = "content-type, accept, authorization, mcp-session-id, last-event-id,"
            + " mcp-protocol-version, mcp-method, mcp-name, " + Callers.USER + ", " + Callers.PASSWORD + ", "
            + Callers.ACCESS_TOKEN + ", " + Callers.DELEGATE + ", " + Callers.PROFILE;

    private static final String EXPOSED_HEADERS = "Mcp-Session-Id, WWW-Authenticate";
    private static final Pattern PARAM_HEADER = Pattern.compile("mcp-param-[a-z0-9-]{1,64}");
    private static final String MAX_AGE_SECONDS = "7200";

    /** Fields, not a constructor: the container makes filters, and needs one without parameters. */
    @Inject
    private transient HttpSettings settings;

    @Inject
    private transient TrustedProxies proxies;

    @Inject
    private transient NamedHosts named;

    @Inject
    private transient PublicPort port;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        port.reached(request.getLocalPort());
        response.addHeader("Vary", "Origin");
        if (!isHealth(request)) {
            named.note(proxies.host(request));
        }
        if (!isHealth(request) && !settings.allowsHost(request.getHeader("Host"), isLocal(request))) {
            refuse(
                    response,
                    "Host is not allowed: if it is this server's, PUBLIC_URL or ALLOWED_HOSTS has to name it.");
            return;
        }
        String origin = request.getHeader("Origin");
        if (isMetadata(request)) {
            response.setHeader("Access-Control-Allow-Origin", "*");
            chain.doFilter(request, response);
        } else if (origin == null) {
            chain.doFilter(request, response);
        } else if (!settings.allowsOrigin(origin)) {
            refuse(response, "Origin is not allowed: list it in ALLOWED_ORIGINS to let its pages call this server.");
        } else {
            response.setHeader("Access-Control-Allow-Origin", origin);
            response.setHeader("Access-Control-Expose-Headers", EXPOSED_HEADERS);
            if (isPreflight(request)) {
                preflight(request, response);
            } else {
                chain.doFilter(request, response);
            }
        }
    }

    private static void preflight(HttpServletRequest request, HttpServletResponse response) {
        response.setHeader("Access-Control-Allow-Methods", ALLOWED_METHODS);
        response.setHeader(
                "Access-Control-Allow-Headers", allowedHeaders(request.getHeader("Access-Control-Request-Headers")));
        response.setHeader("Access-Control-Max-Age", MAX_AGE_SECONDS);
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    /** The known ones, and those of the asked ones that repeat arguments: their names are the tools'. */
    static String allowedHeaders(@Nullable String asked) {
        StringBuilder allowed = new StringBuilder(ALLOWED_HEADERS);
        if (asked != null) {
            for (String name : asked.toLowerCase(Locale.ROOT).split(",", -1)) {
                if (PARAM_HEADER.matcher(name.strip()).matches()) {
                    allowed.append(", ").append(name.strip());
                }
            }
        }
        return allowed.toString();
    }

    /** What anybody may read, a page of any origin too; it is of nobody. */
    private static boolean isMetadata(HttpServletRequest request) {
        return request.getMethod().equals("GET")
                && OAuthGate.pathOf(request).contains("/.well-known/"); // and nothing else has that in its path
    }

    /** Probes name the server by whatever address they have, and learn nothing. */
    private static boolean isHealth(HttpServletRequest request) {
        return request.getRequestURI().equals("/health");
    }

    private static boolean isPreflight(HttpServletRequest request) {
        return request.getMethod().equals("OPTIONS") && request.getHeader("Access-Control-Request-Method") != null;
    }

    private static boolean isLocal(HttpServletRequest request) {
        try {
            return InetAddress.getByName(request.getLocalAddr())
                    .isLoopbackAddress(); // an address: nothing is looked up
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static void refuse(HttpServletResponse response, String message) throws IOException {
        ErrorBody.write(response, HttpServletResponse.SC_FORBIDDEN, RpcError.INVALID_REQUEST, message);
    }
}
