// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

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
    private final RevokedTokens revoked;
    private final Map<String, LongAdder> openedByKeyId = new LinkedHashMap<>(); // filled once, read by all threads

    /** Tokens of which none is revoked one by one. */
    public CredentialTokens(EncryptionKeys keys, TokenSettings settings, InstantSource clock) {
        this(keys, settings, new RevokedTokens(null, clock), clock);
    }

    public CredentialTokens(EncryptionKeys keys, TokenSettings settings, RevokedTokens revoked, InstantSource clock) {
        this(keys, settings, revoked, clock, new SecureRandom());
    }

    CredentialTokens(
            EncryptionKeys keys,
            TokenSettings settings,
            RevokedTokens revoked,
            InstantSource clock,
            SecureRandom random) {
        this.sealer = new Sealer(PREFIX, keys, settings.audience(), random);
        this.settings = settings;
        this.clock = clock;
        this.random = random;
        this.revoked = revoked;
        keys.keyIds().forEach(keyId -> openedByKeyId.put(keyId, new LongAdder()));
    }

    /**
     * How many valid tokens were opened since the start with each key of this server, the sealing one first, those of clients that
     * sign users in among them. A key whose number stands still while users work is not needed any more.
     */
    public Map<String, Long> openedByKeyId() {
        Map<String, Long> counts = new LinkedHashMap<>();
        openedByKeyId.forEach((keyId, opened) -> counts.put(keyId, opened.sum()));
        return counts;
    }

    /**
     * A token for what the credentials are granted, for as long as this server lets tokens live.
     *
     * @throws IllegalArgumentException for an access token, which is over long before
     */
    public SealedCredentials seal(Credentials credentials) {
        return seal(credentials, settings.lifetime());
    }

    /** The same for a shorter time; a longer one than this server's is cut. */
    public SealedCredentials seal(Credentials credentials, Duration lifetime) {
        Instant issuedAt = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return seal(credentials, issuedAt, earlier(issuedAt.plus(lifetime), issuedAt.plus(settings.lifetime())));
    }

    /**
     * Another token out of one, for less, without the password. It counts as issued when the first one was, so that it is
     * revoked with it, and expires with it at the latest.
     *
     * @param permissions null for those of the old one without deleting, as in {@link Grant#narrowed}
     * @param domains as in {@link Grant#of}; null for those of the old one
     * @param lifetime from now; null for as long as the old one, and no longer in any case
     * @throws BadTokenException as {@link #open}
     * @throws WiderGrantException if that is more than the old one is for
     * @throws IllegalArgumentException as {@link Grant#of}
     */
    public SealedCredentials narrow(
            String token,
            @Nullable Set<Permission> permissions,
            @Nullable Collection<String> domains,
            @Nullable Duration lifetime)
            throws BadTokenException, WiderGrantException {
        TokenContent content = openContent(token);
        Credentials credentials = content.credentials();
        Grant grant = credentials.grant().narrowed(permissions, domains);
        Instant expiresAt = earlier(content.expiresAt(), content.issuedAt().plus(settings.lifetime()));
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return seal(
                credentials.withGrant(grant),
                content.issuedAt(),
                lifetime == null ? expiresAt : earlier(expiresAt, now.plus(lifetime)));
    }

    private SealedCredentials seal(Credentials credentials, Instant issuedAt, Instant expiresAt) {
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
        return openContent(token).credentials();
    }

    /**
     * A caller with the credentials in a token.
     *
     * @throws BadTokenException as {@link #open}
     */
    public Caller caller(String token, String remoteAddress) throws BadTokenException {
        TokenContent content = openContent(token);
        return new Caller(content.credentials().from(remoteAddress), remoteAddress, null, false, life(content));
    }

    /** Whether a token that was opened before would still be. */
    public boolean isValid(TokenLife token) {
        Instant notBefore = settings.notBefore();
        boolean tooOld = notBefore != null && token.issuedAt().isBefore(notBefore);
        return !tooOld && clock.instant().isBefore(token.expiresAt()) && !revoked.isRevoked(token);
    }

    private TokenContent openContent(String token) throws BadTokenException {
        TokenContent content = TokenContent.decode(sealer.open(PURPOSE, NOTHING_MORE, token));
        boolean fromTheFuture = content.issuedAt().isAfter(clock.instant().plus(CLOCK_SKEW));
        if (fromTheFuture || !isValid(life(content))) {
            throw new BadTokenException();
        }
        noteOpened(token);
        return content;
    }

    /**
     * Counts a token that somebody else opened with the keys of this server.
     *
     * @param token that was opened
     */
    public void noteOpened(String token) {
        Objects.requireNonNull(openedByKeyId.get(Sealer.keyIdOf(token))).increment();
    }

    private TokenLife life(TokenContent content) {
        Instant longest = content.issuedAt().plus(settings.lifetime());
        return new TokenLife(
                content.id(),
                content.issuedAt(),
                earlier(content.expiresAt(), longest),
                content.credentials().user(),
                null);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
