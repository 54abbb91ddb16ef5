// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.Caller;
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

/**
 * {@code /connect}: the page where users make tokens. There is no cookie and no login, so there is nothing of the user that a
 * foreign page could make use of; foreign pages are refused nevertheless, since their visitors' browsers could be made to
 * guess passwords.
 */
@Path("/connect")
@Dependent
public class ConnectResource {
    @Inject
    ConnectPages pages;

    @Inject
    ConfidentialExchange exchange;

    @Inject
    TrustedProxies proxies;

    @GET
    public Response form(@Context HttpServletRequest request) {
        Response refusal = exchange.pageRefusal(request, pages.areServed());
        return refusal == null ? pages.form(PageTexts.of(request)).response() : refusal;
    }

    @POST
    public void submit(@Context HttpServletRequest request, @Suspended AsyncResponse response) throws IOException {
        PageTexts texts = PageTexts.of(request);
        Response refusal = exchange.pageRefusal(request, pages.areServed());
        if (refusal == null && !MediaTypeFilter.isForm(request)) {
            refusal = pages.refused("connect.unreadable", texts).response();
        }
        Caller caller = CallerFilter.callerOf(request);
        String endpoint = proxies.scheme(request) + "://" + request.getHeader(HttpHeaders.HOST)
                + request.getContextPath() + "/mcp";
        exchange.answer(
                request,
                response,
                caller,
                refusal,
                form -> pages.submit(form, caller.remoteAddress(), endpoint, texts)
                        .response());
    }
}
