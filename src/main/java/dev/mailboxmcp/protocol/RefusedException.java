// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol;

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

    public int status() {
        return status;
    }

    public RpcError error() {
        return error;
    }
}
