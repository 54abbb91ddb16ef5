// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.rpc.RpcError;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers headers that are no media types before JAX-RS parses them, and does not tell it of forms. Thread-safe.
 * QUIRK: Open Liberty 26.0.0.5 answers the former with a page and writes a stack trace to the log. Payara Micro 6.2025.10
 * waits for the first byte of a form on a thread of the server, of which 24 forms without one would take all.
 */
public class MediaTypeFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String FORM = MediaTypeFilter.class.getName() + ".form";

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!MediaTypes.isWellFormed(request.getHeader("Content-Type"))) {
            ErrorBody.write(response, 415, RpcError.INVALID_REQUEST, "Content-Type is not a media type.");
        } else if (!MediaTypes.isWellFormed(request.getHeader("Accept"))) {
            ErrorBody.write(response, 406, RpcError.INVALID_REQUEST, "Accept is not a list of media types.");
        } else {
            boolean form = MediaTypes.isForm(request.getHeader("Content-Type"));
            request.setAttribute(FORM, form);
            chain.doFilter(form ? new Disguised(request) : request, response);
        }
    }

    /** Whether what was posted is a form, which JAX-RS is not told. */
    static boolean isForm(HttpServletRequest request) {
        return Boolean.TRUE.equals(request.getAttribute(FORM));
    }

    private static final class Disguised extends HttpServletRequestWrapper {
        private static final String BYTES = "application/octet-stream";

        Disguised(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getContentType() {
            return BYTES;
        }

        @Override
        public @Nullable String getHeader(String name) {
            return name.equalsIgnoreCase("Content-Type") ? BYTES : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return name.equalsIgnoreCase("Content-Type")
                    ? Collections.enumeration(List.of(BYTES))
                    : super.getHeaders(name);
        }
    }
}
