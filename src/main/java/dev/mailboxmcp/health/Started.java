// SPDX-License-Identifier: MIT
package dev.mailboxmcp.health;

import dev.mailboxmcp.account.EncryptionKeys;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Says that the configuration was valid, as it must be for the application to run, and which keys are in use. */
public final class Started implements HealthCheck {
    private final EncryptionKeys keys;

    public Started(EncryptionKeys keys) {
        this.keys = keys;
    }

    @Override
    public HealthCheckResponse call() {
        return new HealthCheckResponse(
                "configuration",
                HealthCheckResponse.Status.UP,
                Optional.of(Map.of("keys", String.join(", ", keys.keyIds()))));
    }
}
