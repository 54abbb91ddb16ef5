// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.oauth.AuthorizationServer;
import dev.mailboxmcp.oauth.Consent;
import dev.mailboxmcp.rpc.RpcError;
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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The authorization endpoint: where clients send users, and where users sign in. There is no login that lasts, so there is nothing of the user that a foreign page could make use of; those are refused nevertheless, since their
 * visitors' browsers could be made to guess passwords.
 */
public abstract class AuthorizeResource {
    @Inject
    OAuthGate gate;

    @Inject
    TrustedProxies proxies;

    @Inject
    ExchangeRunner runner;

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
        response.setTimeout(0, TimeUnit.SECONDS); // none: fetching a client's document has its own limit
        Response refusal = refusal(request, false);
        AuthorizationServer server = gate.server();
        if (refusal != null || server == null) {
            runner.write(() -> response.resume(refusal));
            return;
        }
        String address = CallerFilter.callerOf(request).remoteAddress();
        String query = request.getQueryString();
        PageTexts texts = texts(request);
        runner.write(() -> response.resume(answer(() -> server.ask(query, address), texts)));
    }

    @POST
    public void decide(@Context HttpServletRequest request, @Suspended AsyncResponse response) throws IOException {
        response.setTimeout(0, TimeUnit.SECONDS); // none: the login has its own limits
        PageTexts texts = texts(request);
        Response refusal = refusal(request, true);
        if (refusal == null && !MediaTypeFilter.isForm(request)) {
            refusal = page(new Consent.Refused(Consent.Problem.UNREADABLE), texts);
        }
        AuthorizationServer server = gate.server();
        if (refusal != null || server == null) {
            Response answer = refusal;
            UnreadBody.close(request);
            runner.write(() -> response.resume(answer));
            return;
        }
        Caller caller = CallerFilter.callerOf(request);
        runner.read(
                caller,
                request.getInputStream(),
                AuthorizationServer.MAX_BODY_BYTES,
                new AsyncReply(response),
                form -> response.resume(answer(() -> server.decide(form, caller.remoteAddress()), texts)));
    }

    /** What is decided, and may fail. */
    @FunctionalInterface
    private interface Decision {
        Consent take();
    }

    private static Response answer(Decision decision, PageTexts texts) {
        try {
            return page(decision.take(), texts);
        } catch (RuntimeException e) {
            RpcError error = InternalFailure.internal(e);
            return OAuthResponses.error(500, error.message());
        }
    }

    static Response page(Consent consent, PageTexts texts) {
        return switch (consent) {
            case Consent.Ask ask -> {
                int status = ask.problem() == null ? 200 : ask.problem().status();
                Response.ResponseBuilder response =
                        HtmlPage.response(status, SignInPage.form(ask, texts), HtmlPage.Forms.AND_ONWARDS);
                if (ask.retryAfter() != null) {
                    response.header(HttpHeaders.RETRY_AFTER, ask.retryAfter().toSeconds());
                }
                yield response.build();
            }
            case Consent.Refused refused ->
                HtmlPage.response(
                                refused.problem().status(),
                                SignInPage.refused(refused.problem(), texts),
                                HtmlPage.Forms.TO_THIS_SERVER)
                        .build();
            case Consent.Redirect redirect -> redirect(redirect.location()).build();
            case Consent.Onwards onwards ->
                redirect(onwards.location())
                        .header(HttpHeaders.SET_COOKIE, SignInCookies.set(onwards.cookie(), onwards.value()))
                        .build();
        };
    }

    /** 303, since with 307 the browser would post the password on (OAuth 2.1 7.5.3). */
    private static Response.ResponseBuilder redirect(String location) {
        return Response.status(303)
                .header(HttpHeaders.LOCATION, location)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("Referrer-Policy", "no-referrer")
                .type(MediaType.TEXT_PLAIN_TYPE);
    }

    private @Nullable Response refusal(HttpServletRequest request, boolean posted) {
        if (gate.server() == null) {
            return OAuthResponses.notFound();
        }
        if (!proxies.isPrivate(request)) {
            return OAuthResponses.onlyOverTls();
        }
        return Foreign.isForeign(request, proxies, posted)
                ? OAuthResponses.error(403, "This page is not for other pages.")
                : null;
    }

    static PageTexts texts(HttpServletRequest request) {
        return PageTexts.of(request.getHeader(HttpHeaders.ACCEPT_LANGUAGE));
    }
}
