// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.TokenLife;
import java.time.Duration;
import java.time.Instant;

/** What a response costs that is open for as long as its client likes, and how often it is asked whether it still may be. */
public final class Listening {
    /** Two threads that wait and what the server holds of the connection, in bytes; measured by {@code StreamLoadIT}. */
    public static final long BYTES = 36 * 1024;

    /** A resource that is watched, its URI apart, in bytes. */
    public static final long WATCH_BYTES = 4 * 1024;

    /** The time for which a token that was revoked may still be used. */
    private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(30);

    private static final Duration NEVER = Duration.ofDays(1);

    private Listening() {}

    /** How long to wait until the token of the caller has to be looked at again. */
    public static Duration untilCheck(Caller caller, Instant now) {
        TokenLife token = caller.token();
        if (token == null) {
            return NEVER;
        }
        Duration left = Duration.between(now, token.expiresAt());
        if (left.isNegative()) {
            return Duration.ZERO;
        }
        return left.compareTo(BETWEEN_CHECKS) < 0 ? left.plusMillis(1) : BETWEEN_CHECKS;
    }
}
