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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
    private static final MediaType HTML = new MediaType("text", "html", "utf-8");

    @Inject
    ConnectPages pages;

    @Inject
    TrustedProxies proxies;

    @Inject
    ExchangeRunner runner;

    @GET
    public Response form(@Context HttpServletRequest request) {
        Response refusal = refusal(request);
        return refusal == null ? response(pages.form()) : refusal;
    }

    @POST
    public void submit(@Context HttpServletRequest request, @Suspended AsyncResponse response) throws IOException {
        response.setTimeout(0, TimeUnit.SECONDS); // none: the login has its own limits
        Response refusal = refusal(request);
        if (refusal == null && !MediaTypeFilter.isForm(request)) {
            refusal = response(pages.refused("The form cannot be read."));
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
                ConnectForm.MAX_BYTES,
                new AsyncReply(response),
                form -> response.resume(answer(form, caller.remoteAddress(), endpoint)));
    }

    private Response answer(byte[] form, String client, String endpoint) {
        try {
            return response(pages.submit(form, client, endpoint));
        } catch (RuntimeException e) {
            RpcError error = InternalFailure.internal(e);
            return json(500, error.message());
        }
    }

    private @Nullable Response refusal(HttpServletRequest request) {
        if (!pages.areServed()) {
            return json(404, "404 Not Found");
        }
        if (!proxies.isPrivate(request)) {
            return json(
                    403,
                    "This page is served over TLS only, and on this machine where no proxy stands in front of the server."
                            + " Open its https address; a proxy that ends TLS has to be named in TRUSTED_PROXIES and to set"
                            + " X-Forwarded-Proto.");
        }
        return isForeign(request) ? json(403, "This page is not for other pages.") : null;
    }

    /**
     * Whether another site sent the request, by what browsers say: older ones only {@code Origin}, and that only when
     * something is posted.
     */
    private boolean isForeign(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        boolean posted = request.getMethod().equals("POST");
        if (site != null) {
            return posted ? !site.equals("same-origin") : !navigates(request, site);
        }
        String origin = request.getHeader("Origin");
        return origin != null && !origin.equals(proxies.scheme(request) + "://" + request.getHeader(HttpHeaders.HOST));
    }

    /** A link from anywhere may lead to the form; to read it, or to put it into something, is another matter. */
    private static boolean navigates(HttpServletRequest request, String site) {
        String mode = request.getHeader("Sec-Fetch-Mode");
        String target = request.getHeader("Sec-Fetch-Dest");
        return site.equals("same-origin") || ("navigate".equals(mode) && (target == null || target.equals("document")));
    }

    private static Response response(ConnectPages.Answer answer) {
        Response.ResponseBuilder response = Response.status(answer.status())
                .type(HTML)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("Content-Security-Policy", ConnectPage.POLICY)
                .header("X-Frame-Options", "DENY")
                .header("X-Content-Type-Options", "nosniff")
                // not no-referrer: browsers would then send the form with Origin: null
                .header("Referrer-Policy", "same-origin")
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Cross-Origin-Resource-Policy", "same-origin")
                .entity(bytes(answer.html().getBytes(StandardCharsets.UTF_8)));
        if (answer.retryAfter() != null) {
            response.header(HttpHeaders.RETRY_AFTER, answer.retryAfter().toSeconds());
        }
        return response.build();
    }

    private static Response json(int status, String message) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(bytes(InternalFailure.body(RpcError.INVALID_REQUEST, message)))
                .build();
    }

    /** Servers write strings to their traces. */
    private static StreamingOutput bytes(byte[] bytes) {
        return AsyncReply.output(out -> out.write(bytes));
    }
}
