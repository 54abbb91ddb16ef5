// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.CredentialTokens;
import dev.mailboxmcp.account.Profiles;
import dev.mailboxmcp.oauth.AuthorizationServer;
import dev.mailboxmcp.rpc.RpcError;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes the credentials out of the headers before anything else of the server or of a library sees them: RESTEasy, for
 * one, writes all headers to its trace. What they said is an attribute of the request. Headers that are much too long are
 * refused: the server holds them for as long as a stream is open. Thread-safe.
 */
public class CallerFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String CALLER = CallerFilter.class.getName();
    private static final Set<String> HIDDEN = Set.of(
            Callers.USER,
            Callers.PASSWORD,
            Callers.ACCESS_TOKEN,
            Callers.DELEGATE,
            Callers.AUTHORIZATION,
            "proxy-authorization",
            "cookie");

    @Inject
    private transient CredentialTokens tokens;

    @Inject
    private transient Profiles profiles;

    @Inject
    private transient TrustedProxies proxies;

    @Inject
    private transient OAuthGate gate;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Map<String, List<String>> headers = RequestHeaders.of(request);
        if (RequestHeaders.length(headers) > RequestHeaders.MAX_LENGTH) {
            ErrorBody.write(
                    response,
                    431,
                    RpcError.INVALID_REQUEST,
                    "The headers are longer than " + RequestHeaders.MAX_LENGTH + " characters in all. Send fewer.");
            return;
        }
        Callers callers = new Callers(tokens, profiles);
        String address = proxies.clientAddress(request);
        AuthorizationServer server = gate.guards(request) ? gate.server() : null;
        request.setAttribute(
                CALLER, server == null ? callers.read(headers, address) : callers.signedIn(headers, address, server));
        SignInCookies.keep(request, headers);
        chain.doFilter(new WithoutCredentials(request), response);
    }

    /** Who sent this request. */
    static Caller callerOf(HttpServletRequest request) {
        if (request.getAttribute(CALLER) instanceof Caller caller) {
            return caller;
        }
        throw new IllegalStateException("a request that did not pass the filter");
    }

    static final class WithoutCredentials extends HttpServletRequestWrapper {
        WithoutCredentials(HttpServletRequest request) {
            super(request);
        }

        private static boolean isHidden(String name) {
            return HIDDEN.contains(name.toLowerCase(Locale.ROOT));
        }

        @Override
        public @Nullable String getHeader(String name) {
            return isHidden(name) ? null : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return isHidden(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
        }

        @Override
        public Cookie @Nullable [] getCookies() {
            return null; // as the contract has it where there are none
        }

        @Override
        public Enumeration<String> getHeaderNames() {
            return Collections.enumeration(Collections.list(super.getHeaderNames()).stream()
                    .filter(name -> !isHidden(name))
                    .toList());
        }
    }
}
