// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import dev.mailboxmcp.account.BadTokenException;
import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.CredentialTokens;
import dev.mailboxmcp.account.LoginCheck;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.account.PermissionSettings;
import dev.mailboxmcp.account.RevokedTokens;
import dev.mailboxmcp.account.Sealer;
import dev.mailboxmcp.net.TlsTrust;
import dev.mailboxmcp.oauth.IdentityProviders.IdentityProvider;
import dev.mailboxmcp.oidc.ProviderException;
import dev.mailboxmcp.oidc.SignedToken;
import dev.mailboxmcp.rpc.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The authorization server and the protected resource, which are one deployment here. Thread-safe; blocks where it says so. */
public final class AuthorizationServer {
    private final OAuthSettings settings;
    private final PermissionSettings permissions;
    private final Registrations registrations;
    private final AuthorizationEndpoint authorization;
    private final TokenEndpoint tokens;
    private final Grants grants;
    private final Broker broker;
    private final IdentityProviders providers;
    private final OAuthCounts observer;

    /**
     * What the server is made of.
     *
     * @param sealer of what clients hold besides access tokens
     * @param accessSealer of access tokens
     * @param providers who vouches for whom, and which mail provider has whose mailbox
     * @param longestToken how long any token may live from the login on
     */
    public record Parts(
            OAuthSettings settings,
            PermissionSettings permissions,
            Sealer sealer,
            Sealer accessSealer,
            IdentityProviders providers,
            CredentialTokens tokens,
            RevokedTokens revoked,
            Duration longestToken,
            LoginCheck logins,
            InstantSource clock,
            OAuthEvent.Observer observer) {}

    /** The server that fetches the metadata documents of clients from the internet, and trusts the platform's authorities. */
    public static AuthorizationServer online(Parts parts) throws IOException, GeneralSecurityException {
        DocumentFetcher fetcher = new DocumentFetcher(
                TlsTrust.trusting(null).getSocketFactory(),
                InetAddress::getAllByName,
                parts.settings().isLoopback(),
                Socket::new);
        return new AuthorizationServer(parts, new FetchedDocuments(parts.settings(), fetcher, parts.clock()));
    }

    AuthorizationServer(Parts parts, ClientDocuments documents) {
        settings = parts.settings();
        permissions = parts.permissions();
        observer = new OAuthCounts(parts.observer());
        registrations = new Registrations(new RedirectUris(settings), parts.sealer(), parts.clock());
        ClientDirectory clients = new ClientDirectory(registrations, documents);
        grants = new Grants(
                settings, parts.sealer(), parts.accessSealer(), parts.tokens(), parts.providers(), parts.clock());
        providers = parts.providers();
        broker = new Broker(settings, parts.providers(), grants, parts.sealer(), parts.clock(), observer);
        authorization = new AuthorizationEndpoint(
                settings,
                permissions,
                clients,
                grants,
                parts.sealer(),
                parts.providers(),
                broker,
                parts.logins(),
                parts.clock(),
                observer);
        tokens = new TokenEndpoint(
                settings,
                clients,
                new ClientAssertions(settings, clients, parts.clock()),
                grants,
                parts.revoked(),
                parts.longestToken(),
                parts.logins(),
                broker,
                new SpentCodes(Grants.CODE_LIFETIME, parts.clock()),
                observer);
    }

    public OAuthCounts counts() {
        return observer;
    }

    public OAuthSettings settings() {
        return settings;
    }

    // ---- the protected resource

    /**
     * The caller of an access token.
     *
     * @throws BadTokenException if it is none of this server's URL, or no longer
     */
    public Caller caller(String accessToken, String address) throws BadTokenException {
        return grants.caller(accessToken, address);
    }

    /**
     * What a request without usable credentials is told ({@code WWW-Authenticate}). RFC 6750 3, RFC 9728 5.1
     *
     * @param badToken whether it came with a token that is not valid here
     */
    public String challenge(boolean badToken) {
        return "Bearer " + (badToken ? "error=\"invalid_token\", " : "") + "resource_metadata=\""
                + settings.resourceMetadataUrl() + "\", scope=\"" + Scopes.text(permissions.usual()) + "\"";
    }

    /**
     * What a caller is told who has to ask the user for more, or null where there is nothing to ask for: the caller came
     * otherwise, has the permission, the operator does not allow it, or the user declined it before. MCP 2026-07-28
     * basic/authorization
     */
    public @Nullable String challenge(Caller caller, Permission needed) {
        if (caller.authorization() == null
                || caller.credentials() == null
                || caller.credentials().grant().allows(needed)
                || caller.authorization().asked().contains(needed)
                || !permissions.allowed().contains(needed)) {
            return null;
        }
        Set<Permission> wanted = EnumSet.copyOf(caller.credentials().grant().permissions());
        wanted.add(needed);
        return "Bearer error=\"insufficient_scope\", scope=\"" + Scopes.text(wanted) + "\", resource_metadata=\""
                + settings.resourceMetadataUrl() + "\"";
    }

    /** RFC 9728 2 */
    public JsonObject resourceMetadata() {
        return Json.createObjectBuilder()
                .add("resource", settings.url())
                .add("authorization_servers", Json.createArrayBuilder().add(settings.issuer()))
                .add("scopes_supported", scopes())
                .add("bearer_methods_supported", Json.createArrayBuilder().add("header"))
                .add("resource_name", "mailbox-mcp")
                .build();
    }

    // ---- the authorization server

    /** RFC 8414 2 */
    public JsonObject serverMetadata() {
        return Json.createObjectBuilder()
                .add("issuer", settings.issuer())
                .add("authorization_endpoint", settings.issuer() + "/authorize")
                .add("token_endpoint", settings.issuer() + "/token")
                .add("registration_endpoint", settings.issuer() + "/register")
                .add("response_types_supported", Json.createArrayBuilder().add("code"))
                .add("response_modes_supported", Json.createArrayBuilder().add("query"))
                .add(
                        "grant_types_supported",
                        Json.createArrayBuilder().add("authorization_code").add("refresh_token"))
                .add(
                        "code_challenge_methods_supported",
                        Json.createArrayBuilder().add("S256"))
                .add(
                        "token_endpoint_auth_methods_supported",
                        Json.createArrayBuilder().add("none").add("private_key_jwt"))
                .add(
                        "token_endpoint_auth_signing_alg_values_supported",
                        Json.createArrayBuilder(SignedToken.ALGORITHMS))
                .add("scopes_supported", scopes().add("offline_access"))
                .add("client_id_metadata_document_supported", true)
                .add("authorization_response_iss_parameter_supported", true)
                .add("protected_resources", Json.createArrayBuilder().add(settings.url()))
                .build();
    }

    private JsonArrayBuilder scopes() {
        JsonArrayBuilder scopes = Json.createArrayBuilder();
        permissions.allowed().forEach(permission -> scopes.add(Scopes.of(permission)));
        return scopes;
    }

    /** Registers a client. */
    public JsonAnswer register(byte[] body, String address) {
        try {
            JsonObject registered = registrations.register(body);
            observer.happened(new OAuthEvent(
                    OAuthEvent.Kind.REGISTER,
                    "ok",
                    Client.logName(registered.getString("client_id")),
                    null,
                    null,
                    address));
            return new JsonAnswer(201, registered, null);
        } catch (OAuthException e) {
            observer.happened(new OAuthEvent(OAuthEvent.Kind.REGISTER, e.error().code(), null, null, null, address));
            return JsonAnswer.of(e.error());
        }
    }

    /** What a browser is shown that a client sent here. Blocks. */
    public Consent ask(@Nullable String query, String address) {
        return authorization.ask(query, address);
    }

    /** What becomes of a form that a user filled in. Blocks. */
    public Consent decide(byte[] form, String address) {
        return authorization.decide(form, address);
    }

    /** The name of the identity provider where users of that mail provider sign in; null where they have none. */
    public @Nullable String providerName(@Nullable String profile) {
        IdentityProvider provider = providers.at(profile);
        return provider == null ? null : provider.party().name();
    }

    /**
     * Sends a user to the identity provider who has to say to a page of this server who it is; {@link #takeBack} gives it that.
     * Blocks.
     *
     * @param page comes back with the user
     * @return {@link Consent.Onwards}, or {@link Consent.AtPage.Unidentified}
     */
    public Consent identify(String page, String user, @Nullable String profile) {
        IdentityProvider provider = providers.at(profile);
        if (provider == null) {
            return new Consent.AtPage.Unidentified(page, Consent.Problem.PROVIDER_AWAY);
        }
        try {
            return broker.begin(page, provider, user, profile);
        } catch (ProviderException e) {
            Broker.log(provider, e);
            return new Consent.AtPage.Unidentified(page, Consent.Problem.PROVIDER_AWAY);
        }
    }

    /**
     * What a browser gets that comes back from an identity provider.
     *
     * @param cookie the one that it brought, or should have; null where that is not known
     */
    public record Return(Consent consent, @Nullable String cookie) {}

    /**
     * What becomes of a user who comes back from an identity provider. Blocks.
     *
     * @param profile whose path it is; empty for the one of all
     * @param cookies the value of the cookie of that name; null where the browser brought none
     */
    public Return takeBack(
            @Nullable String query, String profile, Function<String, @Nullable String> cookies, String address) {
        return broker.takeBack(query, profile, cookies, address);
    }

    /** Tokens for a code or a refresh token. Blocks. */
    public JsonAnswer token(byte[] form, String address) {
        return tokens.answer(form, address);
    }

    /** What was posted is no form, or too long for one. */
    public static JsonAnswer notAForm() {
        return JsonAnswer.of(OAuthError.invalidRequest("Send a form: application/x-www-form-urlencoded."));
    }
}
