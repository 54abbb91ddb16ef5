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
 * Answers headers that are no media types before JAX-RS parses them, and tells it neither of forms nor of languages, of which it makes
 * nothing. Thread-safe.
 * QUIRK: Open Liberty 26.0.0.5 answers what it cannot parse with a page and writes a stack trace to the log. Payara Micro 6.2025.10
 * waits for the first byte of a form on a thread of the server, of which 24 forms without one would take all.
 */
public class MediaTypeFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String TYPE = "Content-Type";
    private static final String LANGUAGE = "Accept-Language";
    private static final String FORM = MediaTypeFilter.class.getName() + ".form";
    private static final String LANGUAGES = MediaTypeFilter.class.getName() + ".languages";

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!MediaTypes.isContentType(Collections.list(request.getHeaders(TYPE)))) {
            ErrorBody.write(response, 415, RpcError.INVALID_REQUEST, "Content-Type is not a media type.");
        } else if (!MediaTypes.isAccept(Collections.list(request.getHeaders("Accept")))) {
            ErrorBody.write(response, 406, RpcError.INVALID_REQUEST, "Accept is not a list of media types.");
        } else {
            boolean form = MediaTypes.isForm(request.getHeader(TYPE));
            request.setAttribute(FORM, form);
            request.setAttribute(LANGUAGES, request.getHeader(LANGUAGE));
            chain.doFilter(new Disguised(request, form), response);
        }
    }

    /** Whether what was posted is a form, which JAX-RS is not told. */
    static boolean isForm(HttpServletRequest request) {
        return Boolean.TRUE.equals(request.getAttribute(FORM));
    }

    /** The languages that whoever asks likes best, which JAX-RS is not told; null where nothing is said. */
    static @Nullable String languages(HttpServletRequest request) {
        return request.getAttribute(LANGUAGES) instanceof String languages ? languages : request.getHeader(LANGUAGE);
    }

    private static final class Disguised extends HttpServletRequestWrapper {
        private static final String BYTES = "application/octet-stream";

        private final boolean form;

        Disguised(HttpServletRequest request, boolean form) {
            super(request);
            this.form = form;
        }

        @Override
        public @Nullable String getContentType() {
            return form ? BYTES : super.getContentType();
        }

        @Override
        public @Nullable String getHeader(String name) {
            Enumeration<String> values = getHeaders(name);
            return values.hasMoreElements() ? values.nextElement() : null;
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            if (name.equalsIgnoreCase(LANGUAGE)) {
                return Collections.emptyEnumeration();
            }
            return form && name.equalsIgnoreCase(TYPE)
                    ? Collections.enumeration(List.of(BYTES))
                    : super.getHeaders(name);
        }

        @Override
        public Enumeration<String> getHeaderNames() {
            return Collections.enumeration(Collections.list(super.getHeaderNames()).stream()
                    .filter(name -> !name.equalsIgnoreCase(LANGUAGE))
                    .toList());
        }
    }
}
