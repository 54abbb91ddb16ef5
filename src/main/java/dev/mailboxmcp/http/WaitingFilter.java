// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Stands before all that answers, and sees to it that no thread of the server waits for a client: a body that nobody reads is
 * let go of, and what was answered at once is written by a virtual thread. Thread-safe.
 */
public class WaitingFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Inject
    private transient ExchangeRunner runner;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!mayBeRead(request)) {
            UnreadBody.close(request);
        }
        HeldResponse held = new HeldResponse(response);
        chain.doFilter(new Started(request, held), held);
        if (request.isAsyncStarted()) {
            return;
        }
        UnreadBody.close(request);
        if (request.isAsyncSupported()) {
            AsyncContext async = request.startAsync();
            async.setTimeout(0); // none: the server lets go of who does not read
            runner.write(() -> {
                held.write();
                async.complete();
            });
        } else {
            held.write(); // QUIRK: the servlet of MicroProfile Health in Payara Micro 6.2025.10, whose answers are
            // short
        }
    }

    /** Those that are read come with POST, and files with PUT. */
    private static boolean mayBeRead(HttpServletRequest request) {
        return switch (request.getMethod()) {
            case "POST" -> true;
            case "PUT" -> request.getServletPath().equals("/file");
            default -> false;
        };
    }

    /** A request whose answer is written as it comes, from the moment when the request is asynchronous. */
    private static final class Started extends HttpServletRequestWrapper {
        private final HeldResponse response;

        Started(HttpServletRequest request, HeldResponse response) {
            super(request);
            this.response = response;
        }

        @Override
        public AsyncContext startAsync() {
            response.letThrough();
            return super.startAsync();
        }

        @Override
        public AsyncContext startAsync(ServletRequest servletRequest, ServletResponse servletResponse) {
            response.letThrough();
            return super.startAsync(servletRequest, servletResponse);
        }
    }
}
