// SPDX-License-Identifier: MIT
package dev.mailboxmcp.rpc;

import jakarta.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A JSON-RPC error object (JSON-RPC 2.0 section 5.1).
 *
 * @param message one sentence that says what to do next
 * @param data null for none
 */
public record RpcError(int code, String message, @Nullable JsonObject data) {
    public static final int PARSE_ERROR = -32700;
    public static final int INVALID_REQUEST = -32600;
    public static final int METHOD_NOT_FOUND = -32601;
    public static final int INVALID_PARAMS = -32602;
    public static final int INTERNAL_ERROR = -32603;

    public RpcError(int code, String message) {
        this(code, message, null);
    }
}
