// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.Caller;
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

/**
 * {@code /confirm/…}: the page where users confirm a mail. There is no login that lasts, and no cookie but the one that comes back
 * from an identity provider. Headers of credentials change nothing: a program has them, and it is the user who is asked.
 */
@Path("/confirm/{link:[A-Za-z0-9._-]{1,8192}}")
@Dependent
public class ConfirmResource {
    @Inject
    ConfirmPages pages;

    @Inject
    ConfidentialExchange exchange;

    @GET
    public Response form(@PathParam("link") String link, @Context HttpServletRequest request) {
        Response refusal = exchange.pageRefusal(request, pages.areServed());
        if (refusal != null) {
            return refusal;
        }
        String elsewhere = pages.signInUrl(link, request.getHeader(HttpHeaders.HOST), request.getQueryString());
        return elsewhere == null
                ? pages.form(link, PageTexts.of(request)).response()
                : AuthorizeResource.redirect(elsewhere).build();
    }

    @POST
    public void submit(
            @PathParam("link") String link, @Context HttpServletRequest request, @Suspended AsyncResponse response)
            throws IOException {
        PageTexts texts = PageTexts.of(request);
        Response refusal = exchange.pageRefusal(request, pages.areServed());
        if (refusal == null && !MediaTypeFilter.isForm(request)) {
            refusal = pages.unreadable(link, texts).response();
        }
        String address = CallerFilter.callerOf(request).remoteAddress();
        exchange.answer(
                request,
                response,
                new Caller(null, address),
                refusal,
                form -> pages.submit(link, form, address, texts));
    }
}
