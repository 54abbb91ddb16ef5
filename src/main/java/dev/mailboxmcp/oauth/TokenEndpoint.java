// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import dev.mailboxmcp.account.BadTokenException;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Grant;
import dev.mailboxmcp.account.LoginCheck;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.account.RevokedTokens;
import dev.mailboxmcp.account.Sha256;
import dev.mailboxmcp.oauth.Broker.Exchanged;
import dev.mailboxmcp.rpc.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tokens for a code, and tokens for a refresh token. RFC 6749 4.1.3 and 6, RFC 7636 4.5, RFC 8707 2.2. Thread-safe.
 *
 * <p>Codes and refresh tokens of users whom an identity provider signs in hold its own, which it is asked to change here.
 *
 * <p>A refresh token that was used stays good until its end: to notice that two use it needs a memory that all instances
 * share, and would lock out clients that refresh twice at once. What bounds it is that every refresh logs in to the mail
 * server again.
 */
final class TokenEndpoint {
    private static final Logger LOGGER = System.getLogger(TokenEndpoint.class.getName());
    private static final Duration EARLIER = Duration.ofSeconds(60);
    private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}"); // RFC 7636 4.1

    private final OAuthSettings settings;
    private final ClientDirectory clients;
    private final ClientAssertions assertions;
    private final Grants grants;
    private final RevokedTokens revoked;
    private final Duration longestToken;
    private final LoginCheck logins;
    private final Broker broker;
    private final SpentCodes spent;
    private final OAuthEvent.Observer observer;

    /** @param longestToken how long any token of this server may live from the login on */
    TokenEndpoint(
            OAuthSettings settings,
            ClientDirectory clients,
            ClientAssertions assertions,
            Grants grants,
            RevokedTokens revoked,
            Duration longestToken,
            LoginCheck logins,
            Broker broker,
            SpentCodes spent,
            OAuthEvent.Observer observer) {
        this.settings = settings;
        this.clients = clients;
        this.assertions = assertions;
        this.grants = grants;
        this.revoked = revoked;
        this.longestToken = longestToken;
        this.logins = logins;
        this.broker = broker;
        this.spent = spent;
        this.observer = observer;
    }

    /** What is known of a request so far, for the event. */
    private static final class Trail {
        OAuthEvent.Kind kind = OAuthEvent.Kind.TOKEN;

        @Nullable
        String client;

        @Nullable
        UUID grant;

        @Nullable
        String user;

        void found(Consented consented) {
            grant = consented.id();
            user = consented.user();
        }
    }

    JsonAnswer answer(byte[] form, String address) {
        Trail trail = new Trail();
        JsonAnswer answer;
        String outcome = "ok";
        try {
            answer = new JsonAnswer(200, tokens(Parameters.parse(form), address, trail), null);
        } catch (IllegalArgumentException e) {
            OAuthError error = OAuthError.invalidRequest("The form cannot be read, or a parameter is there twice.");
            answer = JsonAnswer.of(error);
            outcome = error.code();
        } catch (OAuthException e) {
            answer = JsonAnswer.of(e.error());
            outcome = e.error().code();
        }
        observer.happened(new OAuthEvent(trail.kind, outcome, trail.client, trail.grant, trail.user, address));
        return answer;
    }

    private JsonObject tokens(Parameters parameters, String address, Trail trail) throws OAuthException {
        String type = parameters.text("grant_type");
        if (type.equals("refresh_token")) {
            trail.kind = OAuthEvent.Kind.REFRESH;
        }
        String clientId = ClientAssertions.clientId(parameters);
        if (clientId == null) {
            throw missing("client_id");
        }
        clients.check(clientId);
        trail.client = Client.logName(clientId);
        return switch (type) {
            case "authorization_code" -> byCode(clientId, parameters, address, trail);
            case "refresh_token" -> byRefreshToken(clientId, parameters, address, trail);
            case "" -> throw missing("grant_type");
            default ->
                throw new OAuthException(new OAuthError(
                        400, "unsupported_grant_type", "The grant_type must be authorization_code or refresh_token."));
        };
    }

    private JsonObject byCode(String clientId, Parameters parameters, String address, Trail trail)
            throws OAuthException {
        String text = required(parameters, "code");
        Grants.Code code = opened(clientId, text);
        trail.found(code.consented());
        Consented consented = proven(clientId, code.consented(), parameters, address);
        String redirectUri = parameters.get("redirect_uri"); // OAuth 2.1 does without
        if (redirectUri != null && !redirectUri.equals(code.redirectUri())) {
            throw new OAuthException(OAuthError.invalidGrant("The redirect_uri is not that of the authorization."));
        }
        String verifier = parameters.text("code_verifier");
        if (!VERIFIER.matcher(verifier).matches() || !isSame(Sha256.base64Url(verifier), code.challenge())) {
            throw new OAuthException(OAuthError.invalidGrant("The code_verifier does not fit the code_challenge."));
        }
        checkResource(parameters);
        if (!spent.spend(text)) {
            revoked.block(consented.id());
            throw new OAuthException(OAuthError.invalidGrant("The code was used before. Ask for authorization again."));
        }
        Exchanged exchanged = consented.proof() instanceof Proof.ProviderCode
                ? broker.exchange(consented)
                : new Exchanged(consented, consented, null);
        return tokens(clientId, exchanged, consented.grant());
    }

    private JsonObject byRefreshToken(String clientId, Parameters parameters, String address, Trail trail)
            throws OAuthException {
        Consented opened = openedRefreshToken(clientId, required(parameters, "refresh_token"));
        trail.found(opened);
        Consented consented = proven(clientId, opened, parameters, address);
        checkResource(parameters);
        Grant narrowed = narrowed(consented.grant(), parameters.get("scope"));
        if (consented.proof() instanceof Proof.ProviderRefresh) {
            return tokens(clientId, broker.exchange(consented), narrowed); // which is a login there
        }
        switch (logins.check(credentials(consented).from(address))) {
            case LoginCheck.Outcome.Accepted accepted -> {}
            case LoginCheck.Outcome.Unknown unknown -> {} // its use will tell
            case LoginCheck.Outcome.Refused refused -> throw refused();
            case LoginCheck.Outcome.NotHere elsewhere -> throw refused();
            case LoginCheck.Outcome.Stopped stopped ->
                throw new OAuthException(new OAuthError(
                        503, "temporarily_unavailable", "Too many logins failed. Try again in some minutes."));
        }
        return tokens(clientId, new Exchanged(consented, consented, null), narrowed);
    }

    /**
     * A client that signed once, or has to, is held to that ever after. What it brings is opened before, so that nobody makes this
     * server fetch keys who was given nothing here.
     */
    private Consented proven(String clientId, Consented consented, Parameters parameters, String address)
            throws OAuthException {
        boolean proven = assertions.isProven(clientId, parameters, address);
        if (consented.signed() && !proven) {
            throw ClientAssertions.notProven();
        }
        return consented.signed(proven);
    }

    private Credentials credentials(Consented consented) throws OAuthException {
        try {
            return grants.credentials(consented);
        } catch (BadTokenException e) {
            throw refused();
        }
    }

    private static OAuthException refused() {
        return new OAuthException(
                OAuthError.invalidGrant("The mail server refuses the login now. Ask for authorization again."));
    }

    /** @param grant what the access token is for, which may be less than what was consented to */
    private JsonObject tokens(String clientId, Exchanged exchanged, Grant grant) throws OAuthException {
        Instant now = grants.now();
        Instant end = exchanged
                .access()
                .issuedAt()
                .plus(
                        longestToken.compareTo(OAuthSettings.LONGEST_GRANT) < 0
                                ? longestToken
                                : OAuthSettings.LONGEST_GRANT);
        if (!now.isBefore(end)) { // the operator allows less than when it began
            throw new OAuthException(OAuthError.invalidGrant("This sign-in is over. Ask for authorization again."));
        }
        Instant accessEnd = earlier(now.plus(accessLifetime(exchanged)), end);
        Consented renewal = exchanged.renewal();
        try {
            JsonObjectBuilder answer = Json.createObjectBuilder()
                    .add(
                            "access_token",
                            grants.accessToken(
                                    clientId, exchanged.access().with(grant).until(accessEnd)))
                    .add("token_type", "Bearer")
                    .add("expires_in", Duration.between(now, accessEnd).toSeconds())
                    .add("scope", Scopes.text(grant.permissions()));
            if (renewal != null && settings.refreshLifetime().isPositive()) {
                Instant refreshEnd = earlier(now.plus(settings.refreshLifetime()), end);
                answer.add("refresh_token", grants.refreshToken(clientId, renewal.until(refreshEnd)));
            }
            return answer.build();
        } catch (IllegalArgumentException e) {
            LOGGER.log(Level.WARNING, "a token of the identity provider is too long to be sealed");
            throw new OAuthException(new OAuthError(
                    500, "server_error", "The token of the identity provider is too long for this server."));
        }
    }

    /** Ours is over first, so that the client refreshes it before the mail server refuses the provider's. */
    private Duration accessLifetime(Exchanged exchanged) {
        Duration own = settings.accessLifetime();
        if (exchanged.lifetime() == null) {
            return own;
        }
        Duration provider = exchanged.lifetime().compareTo(EARLIER.multipliedBy(2)) > 0
                ? exchanged.lifetime().minus(EARLIER)
                : exchanged.lifetime().dividedBy(2);
        return provider.compareTo(own) < 0 ? provider : own;
    }

    private void checkResource(Parameters parameters) throws OAuthException {
        String resource = parameters.get("resource");
        if (resource != null && !settings.isResource(resource)) {
            throw new OAuthException(OAuthError.invalidTarget());
        }
    }

    /** The same or less. RFC 6749 6 */
    private static Grant narrowed(Grant grant, @Nullable String scope) throws OAuthException {
        if (scope == null) {
            return grant;
        }
        Set<Permission> wanted = Scopes.parse(scope);
        if (wanted.isEmpty() || !grant.permissions().containsAll(wanted)) {
            throw new OAuthException(new OAuthError(
                    400, "invalid_scope", "The scope is wider than what the user consented to. Ask the user again."));
        }
        return new Grant(wanted, grant.recipientDomains());
    }

    private Grants.Code opened(String clientId, String code) throws OAuthException {
        try {
            return grants.openCode(clientId, code);
        } catch (BadTokenException e) {
            throw new OAuthException(
                    OAuthError.invalidGrant("The code is not valid here, or no longer. Ask for authorization again."));
        }
    }

    private Consented openedRefreshToken(String clientId, String token) throws OAuthException {
        try {
            return grants.openRefreshToken(clientId, token);
        } catch (BadTokenException e) {
            throw new OAuthException(OAuthError.invalidGrant(
                    "The refresh token is not valid here, or no longer. Ask for authorization again."));
        }
    }

    private static String required(Parameters parameters, String name) throws OAuthException {
        String value = parameters.get(name);
        if (value == null) {
            throw missing(name);
        }
        return value;
    }

    private static OAuthException missing(String name) {
        return new OAuthException(OAuthError.invalidRequest("The parameter " + name + " is missing."));
    }

    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
