// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.rpc.RpcError;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Answers headers that are no media types before JAX-RS parses them.
 * QUIRK: Open Liberty 26.0.0.5 answers those with a page and writes a stack trace to the log. Thread-safe.
 */
public class MediaTypeFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!MediaTypes.isWellFormed(request.getHeader("Content-Type"))) {
            InternalFailure.write(response, 415, RpcError.INVALID_REQUEST, "Content-Type is not a media type.");
        } else if (!MediaTypes.isWellFormed(request.getHeader("Accept"))) {
            InternalFailure.write(response, 406, RpcError.INVALID_REQUEST, "Accept is not a list of media types.");
        } else {
            chain.doFilter(request, response);
        }
    }
}
