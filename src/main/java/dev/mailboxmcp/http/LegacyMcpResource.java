// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.rpc.RpcError;
import jakarta.enterprise.context.Dependent;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The methods of the endpoint that only the legacy era knows. Without sessions there is nothing to listen to or end. */
@Path("/mcp")
@Dependent
public class LegacyMcpResource {
    @GET
    public Response listen() {
        return notAllowed();
    }

    @DELETE
    public Response endSession() {
        return notAllowed();
    }

    private static Response notAllowed() {
        return Response.status(Response.Status.METHOD_NOT_ALLOWED)
                .header(HttpHeaders.ALLOW, "POST, OPTIONS")
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(Failures.body(RpcError.INVALID_REQUEST, "Use POST: this server has no sessions."))
                .build();
    }
}
