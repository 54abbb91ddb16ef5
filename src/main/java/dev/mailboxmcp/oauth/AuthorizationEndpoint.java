// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import dev.mailboxmcp.account.BadTokenException;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Grant;
import dev.mailboxmcp.account.LoginCheck;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.account.PermissionSettings;
import dev.mailboxmcp.account.Profiles;
import dev.mailboxmcp.account.SealedRecord;
import dev.mailboxmcp.account.Sealer;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.oauth.Consent.Problem;
import dev.mailboxmcp.oauth.IdentityProviders.IdentityProvider;
import dev.mailboxmcp.oauth.IdentityProviders.Way;
import dev.mailboxmcp.oidc.ProviderException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks a user whether a client may be let in, and sends the user back to it. Nothing is kept between the two: the request
 * that was checked is sealed into the form. RFC 6749 4.1, RFC 7636, RFC 8707, RFC 9207. Thread-safe.
 */
final class AuthorizationEndpoint {
    private static final String PURPOSE = "oauth-form";
    private static final byte[] NOTHING_MORE = {};
    private static final Duration FORM_LIFETIME = Duration.ofMinutes(15);
    private static final int MAX_CLIENT_ID = 2000;
    private static final Pattern STATE = Pattern.compile("[\\x20-\\x7E]{1,1500}"); // RFC 6749 A.5
    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}"); // of SHA-256

    private final OAuthSettings settings;
    private final PermissionSettings permissions;
    private final ClientDirectory clients;
    private final Grants grants;
    private final Sealer sealer;
    private final IdentityProviders providers;
    private final Broker broker;
    private final Profiles profiles;
    private final LoginCheck logins;
    private final InstantSource clock;
    private final OAuthEvent.Observer observer;

    AuthorizationEndpoint(
            OAuthSettings settings,
            PermissionSettings permissions,
            ClientDirectory clients,
            Grants grants,
            Sealer sealer,
            IdentityProviders providers,
            Broker broker,
            LoginCheck logins,
            InstantSource clock,
            OAuthEvent.Observer observer) {
        this.settings = settings;
        this.permissions = permissions;
        this.clients = clients;
        this.grants = grants;
        this.sealer = sealer;
        this.providers = providers;
        this.broker = broker;
        this.profiles = providers.profiles();
        this.logins = logins;
        this.clock = clock;
        this.observer = observer;
    }

    /** What a browser is shown that a client sent here. May block while the client's document is fetched. */
    Consent ask(@Nullable String query, String address) {
        Parameters parameters;
        try {
            parameters = Parameters.parse(query == null ? "" : query);
        } catch (IllegalArgumentException e) {
            return new Consent.Refused(Problem.UNREADABLE);
        }
        String clientId = parameters.text("client_id");
        Client client;
        try {
            if (clientId.isEmpty() || clientId.length() > MAX_CLIENT_ID) {
                return new Consent.Refused(Problem.UNKNOWN_CLIENT);
            }
            client = clients.find(clientId, address);
        } catch (OAuthException e) {
            observer.happened(new OAuthEvent(
                    OAuthEvent.Kind.CONSENT, e.error().code(), Client.logName(clientId), null, null, address));
            return new Consent.Refused(e.error().status() == 503 ? Problem.TOO_OFTEN : Problem.UNKNOWN_CLIENT);
        }
        String redirectUri = redirectUri(client, parameters.get("redirect_uri"));
        if (redirectUri == null) {
            return new Consent.Refused(Problem.WRONG_REDIRECT);
        }
        return ask(client, redirectUri, parameters);
    }

    /** Null if it is none of the client's, or none is named and there are several. */
    private static @Nullable String redirectUri(Client client, @Nullable String named) {
        if (named == null) {
            return client.redirectUris().size() == 1 ? client.redirectUris().getFirst() : null;
        }
        return named.length() <= RedirectUris.MAX_LENGTH && RedirectUris.isRegistered(named, client.redirectUris())
                ? named
                : null;
    }

    /** Whatever is wrong from here on, the client is told, through the user's browser. */
    private Consent ask(Client client, String redirectUri, Parameters parameters) {
        String state = parameters.get("state");
        if (state != null && !STATE.matcher(state).matches()) {
            return error(redirectUri, null, "invalid_request");
        }
        if (!parameters.text("response_type").equals("code")) {
            return error(redirectUri, state, "unsupported_response_type");
        }
        String challenge = parameters.text("code_challenge");
        if (!parameters.text("code_challenge_method").equals("S256")
                || !CHALLENGE.matcher(challenge).matches()) {
            return error(redirectUri, state, "invalid_request");
        }
        String resource = parameters.get("resource");
        if (resource != null && !settings.isResource(resource)) {
            return error(redirectUri, state, "invalid_target");
        }
        Set<Permission> asked = asked(parameters.get("scope"));
        if (asked.isEmpty()) {
            return error(redirectUri, state, "invalid_scope");
        }
        AuthorizationRequest request = new AuthorizationRequest(client, redirectUri, state, challenge, asked);
        return ask(request, null);
    }

    /** What the operator does not allow, or this server does not know, is left out: the answer says what was granted. */
    private Set<Permission> asked(@Nullable String scope) {
        if (scope == null) {
            return permissions.usual();
        }
        Set<Permission> asked = Scopes.parse(scope);
        asked.retainAll(permissions.allowed());
        return asked;
    }

    /** What becomes of a form that a user filled in. Asks the mail server, and blocks. */
    Consent decide(byte[] body, String address) {
        Parameters form;
        AuthorizationRequest request;
        try {
            form = Parameters.parse(body);
            request = open(form.text(Consent.SEAL));
        } catch (IllegalArgumentException e) {
            return new Consent.Refused(Problem.UNREADABLE);
        } catch (BadTokenException e) {
            return new Consent.Refused(Problem.FORM_TOO_OLD);
        }
        if (form.has(Consent.CANCEL)) {
            tell(request, "access_denied", null, null, address);
            return error(request.redirectUri(), request.state(), "access_denied");
        }
        String user = form.text(Consent.USER).strip();
        boolean addressAlone = form.has(Consent.FIRST);
        return switch (providers.of(user)) {
            case Way.Nowhere() -> again(request, user, form, Problem.NOT_HERE, null);
            case Way.Password() -> addressAlone ? ask(request, user) : byPassword(request, user, form, address);
            case Way.Provider(var provider) ->
                addressAlone ? ask(request, user) : atProvider(request, provider, user, form, address);
        };
    }

    private Consent byPassword(AuthorizationRequest request, String user, Parameters form, String address) {
        Credentials credentials;
        try {
            Grant grant = grant(request, form);
            if (grant == null) {
                return again(request, user, form, Problem.NOTHING_TICKED, null);
            }
            credentials = profiles.placed(new Credentials(user, new Secret(form.text(Consent.PASSWORD)))
                    .withGrant(grant)
                    .from(address));
        } catch (IllegalArgumentException e) {
            return again(request, user, form, Problem.WRONG_ENTRY, null);
        }
        return switch (logins.check(credentials)) {
            case LoginCheck.Outcome.Accepted accepted -> granted(request, credentials, address);
            case LoginCheck.Outcome.Unknown unknown -> again(request, user, form, Problem.MAIL_SERVER_AWAY, null);
            case LoginCheck.Outcome.Refused refused -> {
                tell(request, "login_refused", null, user, address);
                yield again(request, user, form, Problem.LOGIN_REFUSED, null);
            }
            case LoginCheck.Outcome.NotHere elsewhere -> again(request, user, form, Problem.NOT_HERE, null);
            case LoginCheck.Outcome.Stopped stopped -> {
                tell(request, "login_stopped", null, user, address);
                yield again(request, user, form, Problem.LOGIN_STOPPED, stopped.retryAfter());
            }
        };
    }

    private Consent atProvider(
            AuthorizationRequest request, IdentityProvider provider, String user, Parameters form, String address) {
        try {
            Grant grant = grant(request, form);
            if (grant == null) {
                return again(request, user, form, Problem.NOTHING_TICKED, null);
            }
            if (!Credentials.isName(user)) {
                return again(request, null, form, Problem.WRONG_ENTRY, null);
            }
            return broker.begin(request, provider, user, profiles.of(user), grant);
        } catch (IllegalArgumentException e) {
            return again(request, user, form, Problem.WRONG_ENTRY, null);
        } catch (ProviderException e) {
            Broker.log(provider, e);
            tell(request, "provider_away", null, user, address);
            return again(request, user, form, Problem.PROVIDER_AWAY, null);
        }
    }

    private Consent granted(AuthorizationRequest request, Credentials credentials, String address) {
        Instant now = grants.now();
        Consented consented = new Consented(
                UUID.randomUUID(),
                now,
                now.plus(Grants.CODE_LIFETIME),
                credentials.user(),
                credentials.profile(),
                credentials.grant(),
                request.asked(),
                new Proof.Password(credentials.login().secret()),
                request.client().signs());
        String code = grants.code(request, consented);
        tell(request, "ok", consented.id(), credentials.user(), address);
        return request.answer(settings.issuer(), "code", code);
    }

    /** What the user left ticked; null if that is nothing. */
    private static @Nullable Grant grant(AuthorizationRequest request, Parameters form) {
        Set<Permission> ticked = ticked(request, form);
        if (ticked.isEmpty()) {
            return null;
        }
        String domains = form.text(Consent.DOMAINS);
        List<String> named = Arrays.stream(domains.split("[,;\\s]+", -1))
                .filter(domain -> !domain.isEmpty())
                .toList();
        return Grant.of(ticked, domains.isBlank() ? null : named); // commas alone do not mean any domain
    }

    private static Set<Permission> ticked(AuthorizationRequest request, Parameters form) {
        Set<Permission> ticked = EnumSet.noneOf(Permission.class);
        for (Permission permission : request.asked()) {
            if (form.has(Consent.fieldOf(permission))) {
                ticked.add(permission);
            }
        }
        return ticked;
    }

    private Consent ask(AuthorizationRequest request, @Nullable String user) {
        return new Consent.Ask(request, step(user), seal(request), null, null, null);
    }

    /**
     * The form once more, as the user filled it in but for the password.
     *
     * @param user who it is; null where that has to be asked again
     */
    private Consent again(
            AuthorizationRequest request,
            @Nullable String user,
            Parameters form,
            Problem problem,
            @Nullable Duration retryAfter) {
        Consent.Choice choice = new Consent.Choice(ticked(request, form), form.text(Consent.DOMAINS));
        return new Consent.Ask(request, step(user), seal(request), choice, problem, retryAfter);
    }

    /** What a user is asked for: all at once where all sign in the same way, else first who it is. */
    private Consent.Step step(@Nullable String user) {
        String named = user == null || user.isEmpty() ? null : user;
        Way way = providers.ofAll();
        if (way == null && named != null) {
            way = providers.of(named);
        }
        return switch (way) {
            case Way.Provider(var provider) ->
                new Consent.Step.Provider(named, provider.party().name());
            case Way.Password() -> new Consent.Step.Password(named);
            case Way.Nowhere() -> new Consent.Step.Address();
            case null -> new Consent.Step.Address();
        };
    }

    private Consent error(String redirectUri, @Nullable String state, String code) {
        return new Consent.Redirect(
                AuthorizationRequest.redirect(redirectUri, state, settings.issuer(), "error", code));
    }

    private void tell(
            AuthorizationRequest request, String outcome, @Nullable UUID grant, @Nullable String user, String address) {
        observer.happened(new OAuthEvent(
                OAuthEvent.Kind.CONSENT, outcome, request.client().logName(), grant, user, address));
    }

    private String seal(AuthorizationRequest request) {
        return sealer.seal(PURPOSE, NOTHING_MORE, SealedRecord.write(out -> {
            out.writeLong(clock.instant().plus(FORM_LIFETIME).getEpochSecond());
            request.write(out);
        }));
    }

    private AuthorizationRequest open(String seal) throws BadTokenException {
        return SealedRecord.read(sealer.open(PURPOSE, NOTHING_MORE, seal), in -> {
            if (!clock.instant().isBefore(Instant.ofEpochSecond(in.readLong()))) {
                throw new BadTokenException();
            }
            return AuthorizationRequest.read(in);
        });
    }
}
