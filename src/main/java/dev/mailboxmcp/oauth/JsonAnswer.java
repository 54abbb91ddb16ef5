// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import jakarta.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An answer to a client. It may hold tokens: never print it.
 *
 * @param status of HTTP
 * @param retryAfter null where it does not help to wait
 */
public record JsonAnswer(
        int status, JsonObject body, @Nullable Duration retryAfter) {
    private static final Duration A_WHILE = Duration.ofSeconds(60);

    static JsonAnswer of(OAuthError error) {
        return new JsonAnswer(error.status(), error.toJson(), error.status() == 503 ? A_WHILE : null);
    }

    @Override
    public String toString() {
        return "JsonAnswer[" + status + "]";
    }
}
