// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import jakarta.enterprise.context.Dependent;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Says that the application answers, and nothing else: what it depends on is MicroProfile Health's, on another port. */
@Path("/health")
@Dependent
public class HealthResource {
    private static final String OK = "{\"status\":\"ok\",\"service\":\"mailbox-mcp\"}";

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public String health() {
        return OK;
    }
}
