// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * Seals mailbox credentials into a token the user keeps, and opens it again; nothing is stored here. Safe for threads.
 *
 * <p>A token is a bearer token: whoever holds it may use it until it expires, its key goes, or {@code TOKENS_NOT_BEFORE}
 * passes its issue. Lowering {@code TOKEN_MAX_DAYS} also shortens tokens issued before.
 */
public final class CredentialTokens {
    /** What every credentials token starts with, before the first dot. */
    public static final String PREFIX = "mbx1";

    private static final String PURPOSE = "cred";
    private static final byte[] NOTHING_MORE = {};
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5); // between servers that share a key

    private final Sealer sealer;
    private final TokenSettings settings;
    private final InstantSource clock;
    private final SecureRandom random;

    public CredentialTokens(EncryptionKeys keys, TokenSettings settings, InstantSource clock) {
        this(keys, settings, clock, new SecureRandom());
    }

    CredentialTokens(EncryptionKeys keys, TokenSettings settings, InstantSource clock, SecureRandom random) {
        this.sealer = new Sealer(PREFIX, keys, settings.audience(), random);
        this.settings = settings;
        this.clock = clock;
        this.random = random;
    }

    public SealedCredentials seal(Credentials credentials) {
        Instant issuedAt = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant expiresAt = issuedAt.plus(settings.lifetime());
        byte[] id = new byte[TokenContent.ID_LENGTH];
        random.nextBytes(id);
        byte[] content = new TokenContent(issuedAt, expiresAt, TokenContent.id(id), credentials).encode();
        return new SealedCredentials(sealer.seal(PURPOSE, NOTHING_MORE, content), expiresAt);
    }

    /**
     * The credentials in a token of this deployment.
     *
     * @throws BadTokenException if it is altered, expired, revoked, or of another deployment; which one is not said
     */
    public Credentials open(String token) throws BadTokenException {
        TokenContent content = TokenContent.decode(sealer.open(PURPOSE, NOTHING_MORE, token));
        Instant now = clock.instant();
        Instant notBefore = settings.notBefore();
        boolean revoked = notBefore != null && content.issuedAt().isBefore(notBefore);
        boolean fromTheFuture = content.issuedAt().isAfter(now.plus(CLOCK_SKEW));
        boolean expired = !now.isBefore(content.expiresAt())
                || Duration.between(content.issuedAt(), now).compareTo(settings.lifetime()) >= 0;
        if (revoked || fromTheFuture || expired) {
            throw new BadTokenException();
        }
        return content.credentials();
    }
}
