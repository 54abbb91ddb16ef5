// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import dev.mailboxmcp.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules for credentials tokens.
 *
 * @param audience names this deployment ({@code TOKEN_AUDIENCE}): tokens of another one are refused even with the same key
 * @param lifetime of a new token, and the most an older one is granted ({@code TOKEN_MAX_DAYS})
 * @param notBefore tokens issued earlier are revoked ({@code TOKENS_NOT_BEFORE}); null where none are
 */
public record TokenSettings(
        String audience, Duration lifetime, @Nullable Instant notBefore) {
    private static final String DEFAULT_AUDIENCE = "mailbox-mcp";
    private static final int DEFAULT_DAYS = 90;
    private static final int MAX_DAYS = 3650;
    private static final String AUDIENCE_NEEDS = "1 to 200 printable ASCII characters without blanks";
    private static final Pattern AUDIENCE = Pattern.compile("[\\x21-\\x7e]{1,200}");

    public static TokenSettings read(Settings settings) {
        String named = settings.unlessBlank("TOKEN_AUDIENCE", AUDIENCE_NEEDS);
        String audience = named == null ? DEFAULT_AUDIENCE : named;
        if (!AUDIENCE.matcher(audience).matches()) {
            settings.problem("TOKEN_AUDIENCE", audience, AUDIENCE_NEEDS);
            audience = DEFAULT_AUDIENCE;
        }
        int days = settings.integer("TOKEN_MAX_DAYS", DEFAULT_DAYS, 1, MAX_DAYS);
        return new TokenSettings(audience, Duration.ofDays(days), settings.instant("TOKENS_NOT_BEFORE"));
    }
}
