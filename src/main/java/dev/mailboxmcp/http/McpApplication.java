// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;

/** The JAX-RS application, at the root: clients look for {@code /.well-known} there. */
@ApplicationPath("/")
public class McpApplication extends Application {
    /** Properties of Jersey, which Payara uses; the other servers ignore them. */
    @Override
    public Map<String, Object> getProperties() {
        return Map.of(
                "jersey.config.server.contentLength.buffer", 0, // else up to 8 KiB of a stream are held back
                "jersey.config.server.wadl.disableWadl", true, // else OPTIONS answers a WADL
                "jersey.config.server.response.setStatusOverSendError", true); // else errors are HTML pages
    }
}
