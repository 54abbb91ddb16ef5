// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.rpc.JsonRpcWriter;
import dev.mailboxmcp.rpc.RpcError;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Bodies for errors of HTTP itself, in the form that clients of the endpoint parse: an error of JSON-RPC without an id. */
final class ErrorBody {
    private ErrorBody() {}

    /** @param code of JSON-RPC, see {@link RpcError} */
    static byte[] of(int code, String message) {
        return JsonRpcWriter.bytes(JsonRpcWriter.error(null, new RpcError(code, message)));
    }

    /** Writes such a body as the whole response. */
    static void write(HttpServletResponse response, int status, int code, String message) throws IOException {
        byte[] body = of(code, message);
        response.setStatus(status);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
