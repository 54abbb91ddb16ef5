// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.oauth.AuthorizationServer;
import dev.mailboxmcp.oauth.AuthorizationServer.Return;
import dev.mailboxmcp.oauth.Consent;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Objects;

/** Where identity providers send users back to: the provider of each profile to a path of its own. */
@Path(SignInCookies.PATH)
@Dependent
public class CallbackResource {
    @Inject
    OAuthGate gate;

    @Inject
    ConfirmPages confirmations;

    @Inject
    ConfidentialExchange exchange;

    @GET
    public void comeBack(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
        comeBack("", request, response);
    }

    @GET
    @Path("{profile}")
    public void comeBack(
            @PathParam("profile") String profile,
            @Context HttpServletRequest request,
            @Suspended AsyncResponse response) {
        AuthorizationServer server = gate.server();
        String address = CallerFilter.callerOf(request).remoteAddress();
        String query = request.getQueryString();
        SignInCookies cookies = SignInCookies.of(request);
        PageTexts texts = PageTexts.of(request);
        exchange.answer(
                response,
                exchange.refusal(request, server != null),
                () -> page(
                        Objects.requireNonNull(server).takeBack(query, profile, cookies::get, address),
                        address,
                        texts));
    }

    private Response page(Return back, String address, PageTexts texts) {
        Response page = back.consent() instanceof Consent.AtPage visit
                ? confirmations.back(visit, address, texts).response()
                : AuthorizeResource.page(back.consent(), texts);
        return back.cookie() == null
                ? page
                : Response.fromResponse(page)
                        .header(HttpHeaders.SET_COOKIE, SignInCookies.cleared(back.cookie()))
                        .build();
    }
}
