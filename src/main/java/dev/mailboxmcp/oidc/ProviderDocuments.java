// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oidc;

import dev.mailboxmcp.net.BoundedHttp;
import dev.mailboxmcp.net.HostLookup;
import dev.mailboxmcp.net.PublicAddresses;
import dev.mailboxmcp.rpc.BoundedJson;
import dev.mailboxmcp.rpc.MalformedMessageException;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What an identity provider publishes: its metadata, kept for an hour, and its keys. Thread-safe; blocks. */
final class ProviderDocuments {
    private static final String WELL_KNOWN = "/.well-known/openid-configuration";
    private static final int MAX_BYTES = 128 * 1024;
    private static final int OK = 200;
    private static final Duration TIME = Duration.ofSeconds(10);
    private static final Duration KEPT = Duration.ofHours(1);
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(5);

    private final ProviderSettings settings;
    private final BoundedHttp http;
    private final InstantSource clock;
    private final PublishedKeys keys;
    private final ReentrantLock lock = new ReentrantLock(); // guards what follows, and fetches one at a time
    private @Nullable ProviderMetadata metadata;
    private Instant metadataUntil = Instant.MIN;
    private Instant notBefore = Instant.MIN;

    ProviderDocuments(ProviderSettings settings, InstantSource clock) {
        this.settings = settings;
        this.http = http(settings);
        this.clock = clock;
        this.keys = new PublishedKeys(() -> fetched(metadata().keys()), clock);
    }

    /**
     * Asks the host of the issuer wherever it is, since the operator named it; the others that its metadata name only at
     * public addresses.
     */
    static BoundedHttp http(ProviderSettings settings) {
        ProviderUrl issuer = Objects.requireNonNull(ProviderUrl.parse(settings.issuer()));
        HostLookup hosts = new HostLookup(host -> {
            InetAddress[] addresses = InetAddress.getAllByName(host);
            for (InetAddress address : addresses) {
                if (!host.equals(issuer.host()) && !PublicAddresses.contain(address)) {
                    throw new UnknownHostException("an address that is not public");
                }
            }
            return addresses;
        });
        return new BoundedHttp(settings.trust().getSocketFactory(), hosts, MAX_BYTES, TIME, Socket::new);
    }

    /** @throws ProviderException {@code AWAY} if there are none */
    ProviderMetadata metadata() throws ProviderException {
        lock.lock();
        try {
            ProviderMetadata known = metadata;
            Instant now = clock.instant();
            if (known != null && now.isBefore(metadataUntil)) {
                return known;
            }
            if (now.isBefore(notBefore)) {
                throw ProviderException.away("it could not be asked a moment ago");
            }
            try {
                ProviderMetadata fetched =
                        ProviderMetadata.read(settings.issuer(), fetched(wellKnown(settings.issuer())));
                metadata = fetched;
                metadataUntil = now.plus(KEPT);
                return fetched;
            } catch (ProviderException e) {
                notBefore = clock.instant().plus(AFTER_A_FAILURE); // asking took longer than that, maybe
                throw e;
            }
        } finally {
            lock.unlock();
        }
    }

    /** What it signs with. */
    SignedToken.Keys keys() {
        return keys;
    }

    private static ProviderUrl wellKnown(String issuer) {
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        return Objects.requireNonNull(ProviderUrl.parse(base + WELL_KNOWN));
    }

    private JsonObject fetched(ProviderUrl url) throws ProviderException {
        BoundedHttp.Fetched answer;
        try {
            answer = http.get(url.target());
        } catch (IOException e) {
            throw ProviderException.away("it cannot be asked: " + e.getMessage());
        }
        if (answer.status() != OK) {
            throw ProviderException.away("it answered " + answer.status() + " where it publishes what it is");
        }
        return object(answer);
    }

    /** @throws ProviderException {@code AWAY} if it is no object */
    static JsonObject object(BoundedHttp.Fetched answer) throws ProviderException {
        try {
            if (answer.json() && BoundedJson.read(answer.body()) instanceof JsonObject object) {
                return object;
            }
        } catch (MalformedMessageException e) {
            // said below
        }
        throw ProviderException.away("it answered " + answer.status() + " and no JSON");
    }
}
