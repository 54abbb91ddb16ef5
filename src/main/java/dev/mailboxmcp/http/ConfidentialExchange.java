// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.rpc.RpcError;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The frame of what asks for passwords or hands out tokens: it is served only where nobody can read along, pages are served to
 * nobody's pages but its own, a form is read within limits, and a failure of ours tells nothing. Thread-safe.
 */
public final class ConfidentialExchange {
    private final TrustedProxies proxies;
    private final ExchangeRunner runner;

    public ConfidentialExchange(TrustedProxies proxies, ExchangeRunner runner) {
        this.proxies = proxies;
        this.runner = runner;
    }

    /**
     * Why a program gets nothing here; null where it does.
     *
     * @param served whether there is such an endpoint at all
     */
    @Nullable
    Response refusal(HttpServletRequest request, boolean served) {
        if (!served) {
            return OAuthResponses.notFound();
        }
        return proxies.isPrivate(request) ? null : OAuthResponses.onlyOverTls();
    }

    /** Why a browser gets no page here; null where it does. Parameters are those of {@link #refusal}. */
    @Nullable
    Response pageRefusal(HttpServletRequest request, boolean served) {
        Response refusal = refusal(request, served);
        boolean posted = request.getMethod().equals("POST");
        return refusal == null && Foreign.isForeign(request, proxies, posted)
                ? OAuthResponses.error(403, "This page is not for other pages.")
                : refusal;
    }

    /**
     * Answers, and returns before that.
     *
     * @param refusal null where the work is done
     * @param work runs on a thread that may block, and has its own limits of time
     */
    void answer(AsyncResponse response, @Nullable Response refusal, Supplier<Response> work) {
        response.setTimeout(0, TimeUnit.SECONDS);
        runner.write(() -> response.resume(refusal == null ? guarded(work) : refusal));
    }

    /**
     * Reads what was posted and answers, and returns before that.
     *
     * @param caller of whose budget it is read
     * @param refusal null where it is read
     * @param work runs on a thread that may block, and has its own limits of time
     */
    void answer(
            HttpServletRequest request,
            AsyncResponse response,
            Caller caller,
            @Nullable Response refusal,
            Function<byte[], Response> work)
            throws IOException {
        response.setTimeout(0, TimeUnit.SECONDS);
        if (refusal != null) {
            UnreadBody.close(request);
            runner.write(() -> response.resume(refusal));
            return;
        }
        runner.read(
                caller,
                request.getInputStream(),
                FormFields.MAX_BYTES,
                new AsyncReply(response),
                body -> response.resume(guarded(() -> work.apply(body))));
    }

    private static Response guarded(Supplier<Response> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            RpcError error = InternalFailure.internal(e);
            return OAuthResponses.error(500, error.message());
        }
    }
}
