// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.oauth.AuthorizationServer;
import dev.mailboxmcp.oauth.JsonAnswer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.AsyncResponse;
import java.io.IOException;
import java.util.Objects;

/** Reads what clients post to the authorization server, and answers. Thread-safe. */
public final class OAuthBodies {
    private final OAuthGate gate;
    private final ConfidentialExchange exchange;

    /** What is done with a body; may block. */
    @FunctionalInterface
    interface Work {
        JsonAnswer on(AuthorizationServer server, byte[] body);
    }

    public OAuthBodies(OAuthGate gate, ConfidentialExchange exchange) {
        this.gate = gate;
        this.exchange = exchange;
    }

    void answer(HttpServletRequest request, AsyncResponse response, Work work) throws IOException {
        AuthorizationServer server = gate.server();
        exchange.answer(
                request,
                response,
                CallerFilter.callerOf(request),
                exchange.refusal(request, server != null),
                body -> OAuthResponses.of(work.on(Objects.requireNonNull(server), body)));
    }
}
