// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.oauth.AuthorizationServer;
import dev.mailboxmcp.oauth.AuthorizationServer.Return;
import dev.mailboxmcp.rpc.RpcError;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Where identity providers send users back to. The same path for every issuer, as it is registered there. */
@Path(SignInCookies.PATH)
@Dependent
public class CallbackResource {
    @Inject
    OAuthGate gate;

    @Inject
    TrustedProxies proxies;

    @Inject
    ExchangeRunner runner;

    @GET
    public void comeBack(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
        response.setTimeout(0, TimeUnit.SECONDS); // none: asking a provider for its metadata has its own limit
        AuthorizationServer server = gate.server();
        if (server == null || !proxies.isPrivate(request)) {
            Response refusal = server == null ? OAuthResponses.notFound() : OAuthResponses.onlyOverTls();
            runner.write(() -> response.resume(refusal));
            return;
        }
        String address = CallerFilter.callerOf(request).remoteAddress();
        String query = request.getQueryString();
        SignInCookies cookies = SignInCookies.of(request);
        PageTexts texts = AuthorizeResource.texts(request);
        runner.write(() -> response.resume(answer(server, query, cookies, address, texts)));
    }

    private static Response answer(
            AuthorizationServer server,
            @Nullable String query,
            SignInCookies cookies,
            String address,
            PageTexts texts) {
        try {
            Return back = server.takeBack(query, cookies::get, address);
            Response page = AuthorizeResource.page(back.consent(), texts);
            return back.cookie() == null
                    ? page
                    : Response.fromResponse(page)
                            .header(HttpHeaders.SET_COOKIE, SignInCookies.cleared(back.cookie()))
                            .build();
        } catch (RuntimeException e) {
            RpcError error = InternalFailure.internal(e);
            return OAuthResponses.error(500, error.message());
        }
    }
}
