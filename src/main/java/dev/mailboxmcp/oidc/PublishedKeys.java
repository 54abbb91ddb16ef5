// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oidc;

import jakarta.json.JsonObject;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The keys that somebody publishes, kept for an hour. They are asked for again where none of those that are known made a
 * signature, since keys change in between, be it under the same name; yet not more often than once a minute, whoever sends
 * forged tokens. Thread-safe; blocks.
 */
public final class PublishedKeys implements SignedToken.Keys {
    private static final Duration KEPT = Duration.ofHours(1);
    private static final Duration BETWEEN = Duration.ofMinutes(1);
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(5);

    private final Source source;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock(); // guards what follows, and asks one at a time
    private JsonWebKeys keys = JsonWebKeys.read(JsonObject.EMPTY_JSON_OBJECT);
    private Instant keptUntil = Instant.MIN;
    private Instant notBefore = Instant.MIN;

    /** Where the key set comes from. RFC 7517 5 */
    @FunctionalInterface
    public interface Source {
        /**
         * May block.
         *
         * @throws ProviderException {@code AWAY} if it cannot be had
         */
        JsonObject keySet() throws ProviderException;
    }

    /** Nothing is asked for before a signature has to be checked. */
    public PublishedKeys(Source source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
    }

    @Override
    public List<PublicKey> candidates(@Nullable String id, String algorithm) throws ProviderException {
        lock.lock();
        try {
            Instant now = clock.instant();
            if (!now.isBefore(keptUntil)) {
                if (now.isBefore(notBefore)) {
                    throw ProviderException.away("its keys could not be had a moment ago");
                }
                ask(now);
            }
            return keys.candidates(id, algorithm);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<PublicKey> newer(@Nullable String id, String algorithm) throws ProviderException {
        lock.lock();
        try {
            Instant now = clock.instant();
            if (now.isBefore(notBefore)) {
                return List.of();
            }
            ask(now);
            return keys.candidates(id, algorithm);
        } finally {
            lock.unlock();
        }
    }

    private void ask(Instant now) throws ProviderException {
        try {
            keys = JsonWebKeys.read(source.keySet());
        } finally {
            notBefore = clock.instant().plus(AFTER_A_FAILURE); // asking took longer than that, maybe
        }
        keptUntil = now.plus(KEPT);
        notBefore = now.plus(BETWEEN);
    }
}
