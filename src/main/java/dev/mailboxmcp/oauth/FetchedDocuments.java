// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import dev.mailboxmcp.account.Principal;
import dev.mailboxmcp.account.TokenBuckets;
import dev.mailboxmcp.oidc.ProviderException;
import dev.mailboxmcp.oidc.PublishedKeys;
import dev.mailboxmcp.oidc.SignedToken;
import dev.mailboxmcp.rpc.BoundedJson;
import dev.mailboxmcp.rpc.MalformedMessageException;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Clients by their metadata documents, which are fetched and kept for a while. What failed is never kept. A few are fetched
 * at once, those of hosts that the operator lists apart from all others, so that strangers with slow documents keep none of
 * them out; and few a minute for one address. Bounded; thread-safe. draft-ietf-oauth-client-id-metadata-document-01
 */
final class FetchedDocuments implements ClientDocuments {
    private static final Logger LOGGER = System.getLogger(FetchedDocuments.class.getName());
    private static final int MAX_KEPT = 256;
    private static final int IN_FLIGHT = 4;
    private static final int MAX_WAITING = 64;
    private static final Duration WAIT = Duration.ofSeconds(3);
    private static final int FETCHES_PER_MINUTE = 10;
    private static final int MAX_REDIRECT_URIS = 20;
    private static final Duration SHORTEST = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofHours(24);

    private static final String SIGNS = "private_key_jwt";

    /** How a client may say who it is. A secret would have to be known to both sides beforehand. */
    private static final Set<String> METHODS = Set.of("", "none", SIGNS);

    private final OAuthSettings settings;
    private final RedirectUris redirects;
    private final DocumentFetcher fetcher;
    private final InstantSource clock;
    private final Semaphore turnsOfKnownHosts = new Semaphore(IN_FLIGHT);
    private final Semaphore turnsOfOthers = new Semaphore(IN_FLIGHT);
    private final TokenBuckets fetches;
    private final Map<String, Kept> kept = new LinkedHashMap<>(16, 0.75f, true); // guarded by itself

    private record Kept(Client client, @Nullable PublishedKeys keys, Instant until) {}

    FetchedDocuments(OAuthSettings settings, DocumentFetcher fetcher, InstantSource clock) {
        this.settings = settings;
        this.redirects = new RedirectUris(settings);
        this.fetcher = fetcher;
        this.clock = clock;
        this.fetches = new TokenBuckets(FETCHES_PER_MINUTE, Duration.ofMinutes(1), clock);
    }

    @Override
    public Client find(String url, String address) throws OAuthException {
        return kept(url, address).client();
    }

    @Override
    public SignedToken.@Nullable Keys keys(String url, String address) throws OAuthException {
        return kept(url, address).keys();
    }

    private Kept kept(String url, String address) throws OAuthException {
        Kept known = known(url);
        if (known != null) {
            return known;
        }
        DocumentUrl parsed = DocumentUrl.parse(url, settings.isLoopback());
        if (parsed == null) {
            throw new OAuthException(OAuthError.invalidClient());
        }
        Semaphore turns = turns(parsed);
        if (!isTaken(turns)) {
            throw new OAuthException(OAuthError.notNow()); // and no line in the log: it would be one for each
        }
        try {
            Kept meanwhile = known(url); // for somebody else who asked at the same time
            if (meanwhile != null) {
                return meanwhile;
            }
            if (!fetches.take(Principal.ofAddress(address)).isZero()) {
                throw new OAuthException(OAuthError.notNow());
            }
            return fetched(url, parsed);
        } catch (IOException | MalformedMessageException e) {
            throw refused(url, e instanceof IOException ? String.valueOf(e.getMessage()) : "it is no JSON");
        } finally {
            turns.release();
        }
    }

    private @Nullable Kept known(String url) {
        synchronized (kept) {
            Kept known = kept.get(url);
            return known != null && clock.instant().isBefore(known.until()) ? known : null;
        }
    }

    private Semaphore turns(DocumentUrl url) {
        return settings.redirectHosts().contains(url.host()) ? turnsOfKnownHosts : turnsOfOthers;
    }

    /** Waits for a turn, unless many do; false where there is none in time. */
    private static boolean isTaken(Semaphore turns) {
        try {
            return turns.getQueueLength() < MAX_WAITING && turns.tryAcquire(WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Kept fetched(String url, DocumentUrl parsed) throws IOException, MalformedMessageException, OAuthException {
        DocumentFetcher.Document document = fetcher.fetch(parsed);
        JsonObject metadata =
                BoundedJson.read(document.body()) instanceof JsonObject object ? object : JsonObject.EMPTY_JSON_OBJECT;
        PublishedKeys keys = keys(metadata, parsed);
        Client client = client(url, parsed.host(), metadata, keys != null);
        Duration age = document.maxAge().compareTo(SHORTEST) < 0
                ? SHORTEST
                : document.maxAge().compareTo(LONGEST) > 0 ? LONGEST : document.maxAge();
        Kept known = new Kept(client, keys, clock.instant().plus(age));
        synchronized (kept) {
            kept.put(url, known);
            if (kept.size() > MAX_KEPT) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
        return known;
    }

    /** What the client signs with: keys in the document, or at a URL of the same host; null where it does not say. */
    private @Nullable PublishedKeys keys(JsonObject document, DocumentUrl own) {
        if (document.get("jwks") instanceof JsonObject set) {
            AtomicBoolean known = new AtomicBoolean();
            return new PublishedKeys(() -> known.getAndSet(true) ? keysInDocument(own) : set, clock);
        }
        DocumentUrl url = DocumentUrl.parse(text(document, "jwks_uri"), settings.isLoopback());
        return url == null || !url.host().equals(own.host()) || url.port() != own.port()
                ? null
                : new PublishedKeys(() -> fetchedKeys(turns(url), () -> fetcher.fetchKeys(url)), clock);
    }

    /** The document itself is kept on: what else stands in it does not change before it is over. */
    private JsonObject keysInDocument(DocumentUrl own) throws ProviderException {
        if (fetchedKeys(turns(own), () -> fetcher.fetch(own)).get("jwks") instanceof JsonObject set) {
            return set;
        }
        throw ProviderException.away("no keys stand in its document any more");
    }

    /** Fetches a document. */
    @FunctionalInterface
    private interface Fetch {
        DocumentFetcher.Document document() throws IOException;
    }

    private static JsonObject fetchedKeys(Semaphore turns, Fetch fetch) throws ProviderException {
        if (!isTaken(turns)) {
            throw ProviderException.away("too many documents are fetched at once");
        }
        try {
            if (BoundedJson.read(fetch.document().body()) instanceof JsonObject set) {
                return set;
            }
        } catch (IOException e) {
            throw ProviderException.away("its keys cannot be had: " + e.getMessage());
        } catch (MalformedMessageException e) {
            // said below
        } finally {
            turns.release();
        }
        throw ProviderException.away("its keys are no JSON");
    }

    private Client client(String url, String host, JsonObject document, boolean keys) throws OAuthException {
        if (!text(document, "client_id").equals(url)) {
            throw refused(url, "it is the document of another client");
        }
        String method = text(document, "token_endpoint_auth_method");
        if (!METHODS.contains(method) || document.containsKey("client_secret")) {
            throw refused(url, "it wants a secret, or says who it is in a way that is not known here");
        }
        boolean signs = method.equals(SIGNS) && !offersToSayNothing(document);
        if (signs && !keys) {
            throw refused(url, "it signs, and names no keys that stand in it or on the same host");
        }
        String ownHost = settings.clients() == OAuthSettings.Clients.ANY ? host : null;
        List<String> uris = document.get("redirect_uris") instanceof JsonArray array
                ? array.stream()
                        .limit(MAX_REDIRECT_URIS)
                        .filter(JsonString.class::isInstance)
                        .map(value -> ((JsonString) value).getString())
                        .filter(uri -> redirects.isAllowed(uri, ownHost))
                        .toList()
                : List.of();
        if (uris.isEmpty()) {
            throw refused(url, "none of its redirect URIs is allowed here, see OAUTH_REDIRECT_HOSTS and OAUTH_CLIENTS");
        }
        return new Client(url, ClientName.clean(text(document, "client_name")), uris, host, signs);
    }

    /** ChatGPT does: it signs where that is asked for. */
    private static boolean offersToSayNothing(JsonObject document) {
        return document.get("token_endpoint_auth_methods_supported") instanceof JsonArray methods
                && methods.stream()
                        .anyMatch(method -> method instanceof JsonString text
                                && text.getString().equals("none"));
    }

    private static String text(JsonObject document, String name) {
        return document.get(name) instanceof JsonString text ? text.getString() : "";
    }

    /** Says why to the operator alone: whoever chose the URL is told nothing of what is behind it. */
    private static OAuthException refused(String url, String why) {
        LOGGER.log(
                Level.INFO,
                "the metadata document of the client {0} was not accepted: {1}",
                printable(url),
                printable(why));
        return new OAuthException(OAuthError.invalidClient());
    }

    private static String printable(String said) {
        return said.replaceAll("[^\\x20-\\x7E]", "?");
    }
}
