// SPDX-License-Identifier: MIT
package dev.mailboxmcp.health;

import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Says that the process answers. A mail server that is down is no reason to restart this one. */
public final class Alive implements HealthCheck {
    @Override
    public HealthCheckResponse call() {
        return new HealthCheckResponse("process", HealthCheckResponse.Status.UP, Optional.empty());
    }
}
