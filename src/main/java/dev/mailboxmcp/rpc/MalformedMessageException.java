// SPDX-License-Identifier: MIT
package dev.mailboxmcp.rpc;

import jakarta.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** A body that is no JSON-RPC message, or one beyond the limits: {@code -32700} or {@code -32600}. */
public final class MalformedMessageException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient RpcError error;
    private final transient @Nullable JsonValue id;

    /** @param id of the message where it could be read, else null */
    public MalformedMessageException(RpcError error, @Nullable JsonValue id) {
        super(error.message());
        this.error = error;
        this.id = id;
    }

    public RpcError error() {
        return error;
    }

    public @Nullable JsonValue id() {
        return id;
    }
}
