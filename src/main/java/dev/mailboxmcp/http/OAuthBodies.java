// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.oauth.AuthorizationServer;
import dev.mailboxmcp.oauth.JsonAnswer;
import dev.mailboxmcp.rpc.RpcError;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Reads what clients post to the authorization server, where nobody can read along, and answers. Thread-safe. */
public final class OAuthBodies {
    private final OAuthGate gate;
    private final TrustedProxies proxies;
    private final ExchangeRunner runner;

    /** What is done with a body; may block. */
    @FunctionalInterface
    interface Work {
        JsonAnswer on(AuthorizationServer server, byte[] body);
    }

    public OAuthBodies(OAuthGate gate, TrustedProxies proxies, ExchangeRunner runner) {
        this.gate = gate;
        this.proxies = proxies;
        this.runner = runner;
    }

    void answer(HttpServletRequest request, AsyncResponse response, Work work) throws IOException {
        response.setTimeout(0, TimeUnit.SECONDS); // none: the login has its own limits
        AuthorizationServer server = gate.server();
        if (server == null || !proxies.isPrivate(request)) {
            Response refusal = server == null ? OAuthResponses.notFound() : OAuthResponses.onlyOverTls();
            UnreadBody.close(request);
            runner.write(() -> response.resume(refusal));
            return;
        }
        runner.read(
                CallerFilter.callerOf(request),
                request.getInputStream(),
                AuthorizationServer.MAX_BODY_BYTES,
                new AsyncReply(response),
                body -> response.resume(answer(server, body, work)));
    }

    private static Response answer(AuthorizationServer server, byte[] body, Work work) {
        try {
            return OAuthResponses.of(work.on(server, body));
        } catch (RuntimeException e) {
            RpcError error = InternalFailure.internal(e);
            return OAuthResponses.error(500, error.message());
        }
    }
}
