// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.rpc.RpcError;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what the servers let through although it is no HTTP: an address that is no URI, for which JAX-RS would fail as if that
 * were a fault of ours, and a body whose length is said in two ways, which what stands in front of the server may take for two
 * requests. Thread-safe. RFC 9112 §3.2, §6.1, §6.3; RFC 3986 §2
 *
 * <p>QUIRK: Open Liberty 26.0.0.5 and Payara Micro 6.2025.10 go by the chunks where a length is said beside them, and show
 * the chunks alone. What came in chunks ends its connection therefore: nothing behind it is taken for a request.
 */
public class SyntaxFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String LENGTH = "Content-Length";
    private static final String ENCODING = "Transfer-Encoding";
    /** What {@link URI} decodes other escapes to. */
    private static final char NO_UTF_8 = '\uFFFD';

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String problem = problem(request);
        if (problem != null || request.getHeader(ENCODING) != null) {
            response.setHeader("Connection", "close"); // what follows may be the rest of it
        }
        if (problem == null) {
            chain.doFilter(request, response);
        } else {
            ErrorBody.write(response, HttpServletResponse.SC_BAD_REQUEST, RpcError.INVALID_REQUEST, problem);
        }
    }

    private static @Nullable String problem(HttpServletRequest request) {
        if (!isUri(request)) {
            return "The address of the request is no URI: write other characters than letters, digits and"
                    + " -._~!$&'()*+,;=:@/? as % and two hexadecimal digits for each byte"
                    + " of their UTF-8.";
        }
        if (Collections.list(request.getHeaders("Host")).size() > 1) {
            return "The host is named twice. Send one Host.";
        }
        List<String> lengths = Collections.list(request.getHeaders(LENGTH));
        List<String> encodings = Collections.list(request.getHeaders(ENCODING));
        if (lengths.size() + encodings.size() > 1) {
            return "The length of the body is said in two ways. Send one " + LENGTH + ", or one " + ENCODING + ".";
        }
        if (!lengths.isEmpty() && !NUMBER.matcher(lengths.getFirst().strip()).matches()) {
            return LENGTH + " is no number.";
        }
        if (!encodings.isEmpty()
                && (!encodings.getFirst().strip().equalsIgnoreCase("chunked")
                        || request.getProtocol().equals("HTTP/1.0"))) {
            return "This server knows no " + ENCODING + " but chunked, and that of HTTP/1.1.";
        }
        return null;
    }

    /** Whether JAX-RS can read it, the name of the host included; what is escaped has to be UTF-8. */
    private static boolean isUri(HttpServletRequest request) {
        String query = request.getQueryString();
        try {
            URI uri = new URI(request.getRequestURL() + (query == null ? "" : "?" + query));
            return uri.getRawPath() != null
                    && uri.getRawFragment() == null
                    && (uri.getPath() + uri.getQuery()).indexOf(NO_UTF_8) < 0;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
