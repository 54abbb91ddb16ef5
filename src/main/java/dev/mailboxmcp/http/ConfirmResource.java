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
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code /confirm/…}: the page where users confirm a mail. Served only where nobody can read along, and to nobody's pages but
 * its own; there is no cookie and no login that lasts. Headers of credentials change nothing: a program has them, and it is the
 * user who is asked.
 */
@Path("/confirm/{link:[A-Za-z0-9._-]{1,8192}}")
@Dependent
public class ConfirmResource {
    @Inject
    ConfirmPages pages;

    @Inject
    TrustedProxies proxies;

    @Inject
    ExchangeRunner runner;

    @GET
    public Response form(@PathParam("link") String link, @Context HttpServletRequest request) {
        Response refusal = refusal(request);
        return refusal == null ? response(pages.form(link, texts(request))) : refusal;
    }

    @POST
    public void submit(
            @PathParam("link") String link, @Context HttpServletRequest request, @Suspended AsyncResponse response)
            throws IOException {
        response.setTimeout(0, TimeUnit.SECONDS); // none: sending has its own limits
        PageTexts texts = texts(request);
        Response refusal = refusal(request);
        if (refusal == null && !MediaTypeFilter.isForm(request)) {
            refusal = response(pages.unreadable(link, texts));
        }
        if (refusal != null) {
            Response answer = refusal;
            UnreadBody.close(request);
            runner.write(() -> response.resume(answer));
            return;
        }
        String address = CallerFilter.callerOf(request).remoteAddress();
        runner.read(
                new Caller(null, address),
                request.getInputStream(),
                FormFields.MAX_BYTES,
                new AsyncReply(response),
                form -> response.resume(answer(link, form, address, texts)));
    }

    private Response answer(String link, byte[] form, String address, PageTexts texts) {
        try {
            return response(pages.submit(link, form, address, texts));
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

    private static Response response(ConfirmPages.Answer answer) {
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
