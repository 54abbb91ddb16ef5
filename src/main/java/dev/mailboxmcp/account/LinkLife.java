// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * How long links of one kind are good for. What ends tokens ends links too: the moment before which none counts
 * ({@link TokenSettings#notBefore}), and their revocation by user or time. Thread-safe.
 *
 * @param tokens whose end holds for links too
 * @param lifetime of a link
 */
record LinkLife(TokenSettings tokens, RevokedTokens revoked, InstantSource clock, Duration lifetime) {
    private static final UUID NO_ID = new UUID(0, 0);

    /** The end of a link that is made now, in whole seconds. */
    Instant end() {
        return clock.instant().plus(lifetime).truncatedTo(ChronoUnit.SECONDS);
    }

    /**
     * Whether a link counts no more.
     *
     * @param end as {@link #end} gave it
     */
    boolean isOver(String user, Instant end) {
        Instant notBefore = tokens.notBefore();
        Instant issuedAt = end.minus(lifetime);
        return notBefore != null && issuedAt.isBefore(notBefore.truncatedTo(ChronoUnit.SECONDS))
                || revoked.isRevoked(new TokenLife(NO_ID, issuedAt, end, user, null))
                || !clock.instant().isBefore(end);
    }
}
