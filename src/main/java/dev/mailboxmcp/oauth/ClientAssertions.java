// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import dev.mailboxmcp.oidc.ProviderException;
import dev.mailboxmcp.oidc.SignedToken;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a client is the one that it says it is: it signs a statement by a key that its metadata document names
 * ({@code private_key_jwt}). A statement is for this server alone, short-lived, and taken once in this process. RFC 7523 3,
 * OpenID Connect Core 1.0 section 9. Thread-safe; may block while documents are fetched.
 */
final class ClientAssertions {
    private static final Logger LOGGER = System.getLogger(ClientAssertions.class.getName());
    private static final String ASSERTION = "client_assertion";
    private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final Set<String> TOKEN_TYPES = Set.of("jwt", "client-authentication+jwt");
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);
    private static final int MAX_ID = 300;

    private final Set<String> audiences;
    private final ClientDirectory clients;
    private final InstantSource clock;
    private final SpentCodes spent;

    ClientAssertions(OAuthSettings settings, ClientDirectory clients, InstantSource clock) {
        this.audiences = Set.of(settings.issuer(), settings.issuer() + "/token");
        this.clients = clients;
        this.clock = clock;
        this.spent = new SpentCodes(LONGEST.plus(CLOCK_SKEW.multipliedBy(2)), clock);
    }

    /** Who a request says that it comes from; null where it does not say. A statement says it too. RFC 7521 4.2 */
    static @Nullable String clientId(Parameters parameters) {
        String named = parameters.get("client_id");
        String assertion = parameters.get(ASSERTION);
        if (named != null || assertion == null) {
            return named;
        }
        String subject = SignedToken.allegedSubject(assertion);
        return subject.isEmpty() ? null : subject;
    }

    /**
     * Whether the client proves by a signature who it is; false where it does not try.
     *
     * @param address of whoever asks
     * @throws OAuthException if it tries, and does not
     */
    boolean isProven(String clientId, Parameters parameters, String address) throws OAuthException {
        String assertion = parameters.get(ASSERTION);
        if (assertion == null) {
            return false;
        }
        try {
            check(clientId, parameters, assertion, address);
            return true;
        } catch (ProviderException e) {
            LOGGER.log(
                    Level.INFO,
                    "the client {0} did not prove who it is: {1}",
                    Client.logName(clientId),
                    e.getMessage());
            throw e.reason() == ProviderException.Reason.AWAY ? away() : notProven();
        }
    }

    private void check(String clientId, Parameters parameters, String assertion, String address)
            throws OAuthException, ProviderException {
        if (!TYPE.equals(parameters.get("client_assertion_type"))) {
            throw ProviderException.notProven("the client_assertion_type is another one");
        }
        SignedToken token = SignedToken.verified(assertion, keys(clientId, address));
        String type = token.type();
        if (type != null && !TOKEN_TYPES.contains(type.toLowerCase(Locale.ROOT))) {
            throw ProviderException.notProven("it is a token of another kind");
        }
        if (!token.text("iss").equals(clientId) || !token.text("sub").equals(clientId)) {
            throw ProviderException.notProven("it is of another client");
        }
        if (token.audiences().isEmpty() || !audiences.containsAll(token.audiences())) {
            throw ProviderException.notProven("it is for another server");
        }
        Instant now = clock.instant();
        token.checkTime(now);
        Instant expires = token.moment("exp");
        if (expires == null || expires.isAfter(now.plus(LONGEST).plus(CLOCK_SKEW))) {
            throw ProviderException.notProven("it is good for longer than five minutes");
        }
        String id = token.text("jti");
        if (id.isEmpty() || id.length() > MAX_ID || !spent.spend(clientId + " " + id)) {
            throw ProviderException.notProven("it was used before, or has no jti");
        }
    }

    private SignedToken.Keys keys(String clientId, String address) throws OAuthException, ProviderException {
        SignedToken.Keys keys;
        try {
            keys = clients.keys(clientId, address);
        } catch (OAuthException e) {
            throw away();
        }
        if (keys == null) {
            throw ProviderException.notProven("it names no keys");
        }
        return keys;
    }

    private static OAuthException away() {
        return new OAuthException(new OAuthError(
                503, "temporarily_unavailable", "The keys of the client cannot be had now. Try again in a minute."));
    }

    static OAuthException notProven() {
        return new OAuthException(new OAuthError(
                401,
                "invalid_client",
                "The client has to prove who it is by a client_assertion that is signed with a key of its document."));
    }
}
