// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol;

import dev.mailboxmcp.account.OverBudgetException;
import dev.mailboxmcp.rpc.Json;
import dev.mailboxmcp.rpc.RpcError;

/**
 * The client broke the protocol in a way that HTTP has a status for. Errors of a method that was reached are plain
 * {@link dev.mailboxmcp.rpc.RpcException}s instead, and go out with 200.
 */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient RpcError error;

    public RefusedException(int status, RpcError error) {
        super(error.message());
        this.status = status;
        this.error = error;
    }

    /**
     * The refusal, with 429 where the limit is the client's own, 503 where others are in the way; both say when to come
     * back.
     */
    public static RefusedException of(OverBudgetException over) {
        boolean own = over.scope().isOwn();
        return new RefusedException(
                own ? 429 : 503,
                new RpcError(
                        RpcError.INTERNAL_ERROR,
                        String.valueOf(over.getMessage()),
                        Json.createObjectBuilder()
                                .add("code", own ? "THROTTLED" : "BUSY")
                                .add("retryAfterMs", OverBudgetException.RETRY_AFTER.toMillis())
                                .build()));
    }

    public int status() {
        return status;
    }

    public RpcError error() {
        return error;
    }
}
