// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.oauth.JsonAnswer;
import dev.mailboxmcp.rpc.JsonRpcWriter;
import dev.mailboxmcp.rpc.RpcError;
import jakarta.json.JsonObject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** What the endpoints of OAuth answer to programs. Stateless. */
final class OAuthResponses {
    private OAuthResponses() {}

    static Response of(JsonAnswer answer) {
        Response.ResponseBuilder response = json(answer.status(), JsonRpcWriter.bytes(answer.body()));
        if (answer.retryAfter() != null) {
            response.header(HttpHeaders.RETRY_AFTER, answer.retryAfter().toSeconds());
        }
        return response.build();
    }

    /** Metadata, which pages of any origin may read: there is nothing of anybody's in it. */
    static Response metadata(JsonObject metadata) {
        byte[] bytes = JsonRpcWriter.bytes(metadata);
        return Response.ok(AsyncReply.output(out -> out.write(bytes)))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "public, max-age=300")
                .build();
    }

    static Response notFound() {
        return error(404, "404 Not Found");
    }

    static Response onlyOverTls() {
        return error(
                403,
                "This is served over TLS only, and on this machine where no proxy stands in front of the server. Open its"
                        + " https address; a proxy that ends TLS has to be named in TRUSTED_PROXIES and to set"
                        + " X-Forwarded-Proto.");
    }

    static Response error(int status, String message) {
        return json(status, ErrorBody.of(RpcError.INVALID_REQUEST, message)).build();
    }

    private static Response.ResponseBuilder json(int status, byte[] bytes) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("Pragma", "no-cache") // RFC 6749 5.1
                .entity(AsyncReply.output(out -> out.write(bytes))); // servers write strings to their traces
    }
}
