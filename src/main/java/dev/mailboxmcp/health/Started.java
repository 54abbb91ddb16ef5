// SPDX-License-Identifier: MIT
package dev.mailboxmcp.health;

import dev.mailboxmcp.account.CredentialTokens;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Says that the configuration was valid, as it must be for the application to run, which keys there are, and how many tokens
 * each of them has opened since the start.
 */
public final class Started implements HealthCheck {
    private final CredentialTokens tokens;

    public Started(CredentialTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public HealthCheckResponse call() {
        Map<String, Long> opened = tokens.openedByKeyId();
        return new HealthCheckResponse(
                "configuration",
                HealthCheckResponse.Status.UP,
                Optional.of(Map.of(
                        "keys", String.join(", ", opened.keySet()),
                        "tokens",
                                opened.entrySet().stream()
                                        .map(key -> key.getKey() + ": " + key.getValue())
                                        .collect(Collectors.joining(", ")))));
    }
}
