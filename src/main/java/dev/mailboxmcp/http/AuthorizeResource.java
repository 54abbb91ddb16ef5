// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.oauth.AuthorizationServer;
import dev.mailboxmcp.oauth.Consent;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Objects;

/**
 * The authorization endpoint: where clients send users, and where users sign in. There is no login that lasts, so there is
 * nothing of the user that a foreign page could make use of; those are refused nevertheless, since their visitors' browsers
 * could be made to guess passwords.
 */
public abstract class AuthorizeResource {
    @Inject
    OAuthGate gate;

    @Inject
    ConfidentialExchange exchange;

    /** Where it is beside {@code /mcp}. */
    @Path("/oauth/authorize")
    @Dependent
    public static class BelowIssuer extends AuthorizeResource {}

    /** Where clients look that have not read the metadata, and where it is if the issuer has no path. */
    @Path("/authorize")
    @Dependent
    public static class AtRoot extends AuthorizeResource {}

    @GET
    public void ask(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
        AuthorizationServer server = gate.server();
        String address = CallerFilter.callerOf(request).remoteAddress();
        String query = request.getQueryString();
        PageTexts texts = PageTexts.of(request);
        exchange.answer(
                response,
                exchange.pageRefusal(request, server != null),
                () -> page(Objects.requireNonNull(server).ask(query, address), texts));
    }

    @POST
    public void decide(@Context HttpServletRequest request, @Suspended AsyncResponse response) throws IOException {
        PageTexts texts = PageTexts.of(request);
        AuthorizationServer server = gate.server();
        Response refusal = exchange.pageRefusal(request, server != null);
        if (refusal == null && !MediaTypeFilter.isForm(request)) {
            refusal = page(new Consent.Refused(Consent.Problem.UNREADABLE), texts);
        }
        Caller caller = CallerFilter.callerOf(request);
        exchange.answer(
                request,
                response,
                caller,
                refusal,
                form -> page(Objects.requireNonNull(server).decide(form, caller.remoteAddress()), texts));
    }

    static Response page(Consent consent, PageTexts texts) {
        return switch (consent) {
            case Consent.Ask ask ->
                new PageAnswer(
                                ask.problem() == null ? 200 : ask.problem().status(),
                                SignInPage.form(ask, texts),
                                HtmlPage.Forms.AND_ONWARDS,
                                ask.retryAfter())
                        .response();
            case Consent.Refused refused ->
                new PageAnswer(refused.problem().status(), SignInPage.refused(refused.problem(), texts)).response();
            case Consent.Redirect redirect -> redirect(redirect.location()).build();
            case Consent.AtPage visit -> throw new IllegalArgumentException("of another page");
            case Consent.Onwards onwards ->
                redirect(onwards.location())
                        .header(HttpHeaders.SET_COOKIE, SignInCookies.set(onwards.cookie(), onwards.value()))
                        .build();
        };
    }

    /** 303, since with 307 the browser would post the password on (OAuth 2.1 7.5.3). */
    static Response.ResponseBuilder redirect(String location) {
        return Response.status(303)
                .header(HttpHeaders.LOCATION, location)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("Referrer-Policy", "no-referrer")
                .type(MediaType.TEXT_PLAIN_TYPE);
    }
}
