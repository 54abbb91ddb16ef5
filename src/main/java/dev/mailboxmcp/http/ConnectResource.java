// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.Caller;
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
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code /connect}: the page where users make tokens. Served only where nobody can read along, and to nobody's pages but
 * its own. There is no cookie and no login, so there is nothing of the user that a foreign page could make use of; foreign
 * pages are refused nevertheless, since their visitors' browsers could be made to guess passwords.
 */
@Path("/connect")
@Dependent
public class ConnectResource {
    @Inject
    ConnectPages pages;

    @Inject
    TrustedProxies proxies;

    @Inject
    ExchangeRunner runner;

    @GET
    public Response form(@Context HttpServletRequest request) {
        Response refusal = refusal(request);
        return refusal == null ? response(pages.form(texts(request))) : refusal;
    }

    @POST
    public void submit(@Context HttpServletRequest request, @Suspended AsyncResponse response) throws IOException {
        response.setTimeout(0, TimeUnit.SECONDS); // none: the login has its own limits
        PageTexts texts = texts(request);
        Response refusal = refusal(request);
        if (refusal == null && !MediaTypeFilter.isForm(request)) {
            refusal = response(pages.refused("connect.unreadable", texts));
        }
        if (refusal != null) {
            Response answer = refusal;
            UnreadBody.close(request);
            runner.write(() -> response.resume(answer));
            return;
        }
        Caller caller = CallerFilter.callerOf(request);
        String endpoint = proxies.scheme(request) + "://" + request.getHeader(HttpHeaders.HOST)
                + request.getContextPath() + "/mcp";
        runner.read(
                caller,
                request.getInputStream(),
                FormFields.MAX_BYTES,
                new AsyncReply(response),
                form -> response.resume(answer(form, caller.remoteAddress(), endpoint, texts)));
    }

    private Response answer(byte[] form, String client, String endpoint, PageTexts texts) {
        try {
            return response(pages.submit(form, client, endpoint, texts));
        } catch (RuntimeException e) {
            RpcError error = InternalFailure.internal(e);
            return OAuthResponses.error(500, error.message());
        }
    }

    private @Nullable Response refusal(HttpServletRequest request) {
        if (!pages.areServed()) {
            return OAuthResponses.notFound();
        }
        if (!proxies.isPrivate(request)) {
            return OAuthResponses.onlyOverTls();
        }
        boolean posted = request.getMethod().equals("POST");
        return Foreign.isForeign(request, proxies, posted)
                ? OAuthResponses.error(403, "This page is not for other pages.")
                : null;
    }

    private static Response response(ConnectPages.Answer answer) {
        Response.ResponseBuilder response = HtmlPage.response(answer.status(), answer.html(), HtmlPage.Forms.TO_THIS_SERVER);
        if (answer.retryAfter() != null) {
            response.header(HttpHeaders.RETRY_AFTER, answer.retryAfter().toSeconds());
        }
        return response.build();
    }

    private static PageTexts texts(HttpServletRequest request) {
        return PageTexts.of(request.getHeader(HttpHeaders.ACCEPT_LANGUAGE));
    }
}
