// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.rpc.RpcError;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Every error of JAX-RS as JSON: never a page of the server. */
@Provider
public class FailureMapper implements ExceptionMapper<Throwable> {
    @Override
    public Response toResponse(Throwable failure) {
        if (failure instanceof WebApplicationException known) {
            Response.StatusType status = known.getResponse().getStatusInfo();
            Response.ResponseBuilder response = json(
                    status.getStatusCode(),
                    ErrorBody.of(RpcError.INVALID_REQUEST, status.getStatusCode() + " " + status.getReasonPhrase()));
            String allow = known.getResponse().getHeaderString(HttpHeaders.ALLOW);
            return allow == null
                    ? response.build()
                    : response.header(HttpHeaders.ALLOW, allow).build();
        }
        RpcError error = InternalFailure.internal(failure);
        return json(500, ErrorBody.of(error.code(), error.message())).build();
    }

    private static Response.ResponseBuilder json(int status, byte[] body) {
        return Response.status(status).type(MediaType.APPLICATION_JSON_TYPE).entity(body);
    }
}
