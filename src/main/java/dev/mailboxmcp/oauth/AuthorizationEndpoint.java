// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import dev.mailboxmcp.account.BadTokenException;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Grant;
import dev.mailboxmcp.account.LoginCheck;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.account.PermissionSettings;
import dev.mailboxmcp.account.Profiles;
import dev.mailboxmcp.account.Sealer;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.oauth.Consent.Problem;
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
            Profiles profiles,
            LoginCheck logins,
            InstantSource clock,
            OAuthEvent.Observer observer) {
        this.settings = settings;
        this.permissions = permissions;
        this.clients = clients;
        this.grants = grants;
        this.sealer = sealer;
        this.profiles = profiles;
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
            return new Consent.Refused(Problem.UNKNOWN_CLIENT);
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

    /** From here on the client is told what is wrong, through the user's browser. */
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
        return new Consent.Ask(request, seal(request), null, null);
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
        Credentials credentials;
        try {
            Grant grant = grant(request, form);
            if (grant == null) {
                return again(request, Problem.NOTHING_TICKED, null);
            }
            credentials = profiles.placed(
                    new Credentials(form.text(Consent.USER).strip(), new Secret(form.text(Consent.PASSWORD)))
                            .withGrant(grant)
                            .from(address));
        } catch (IllegalArgumentException e) {
            return again(request, Problem.WRONG_ENTRY, null);
        }
        return switch (logins.check(credentials)) {
            case LoginCheck.Outcome.Accepted accepted -> granted(request, credentials, address);
            case LoginCheck.Outcome.Unknown unknown -> again(request, Problem.MAIL_SERVER_AWAY, null);
            case LoginCheck.Outcome.Refused refused -> {
                tell(request, "login_refused", null, credentials.user(), address);
                yield again(request, Problem.LOGIN_REFUSED, null);
            }
            case LoginCheck.Outcome.NotHere elsewhere -> again(request, Problem.NOT_HERE, null);
            case LoginCheck.Outcome.Stopped stopped -> {
                tell(request, "login_stopped", null, credentials.user(), address);
                yield again(request, Problem.LOGIN_STOPPED, stopped.retryAfter());
            }
        };
    }

    private Consent granted(AuthorizationRequest request, Credentials credentials, String address) {
        UUID grant = UUID.randomUUID();
        String code = grants.code(request, grant, credentials);
        tell(request, "ok", grant, credentials.user(), address);
        return new Consent.Redirect(
                AuthorizationRequest.redirect(request.redirectUri(), request.state(), settings.issuer(), "code", code));
    }

    /** What the user left ticked; null if that is nothing. */
    private static @Nullable Grant grant(AuthorizationRequest request, Parameters form) {
        Set<Permission> ticked = EnumSet.noneOf(Permission.class);
        for (Permission permission : request.asked()) {
            if (form.has(Consent.fieldOf(permission))) {
                ticked.add(permission);
            }
        }
        if (ticked.isEmpty()) {
            return null;
        }
        String domains = form.text(Consent.DOMAINS);
        List<String> named = Arrays.stream(domains.split("[,;\\s]+", -1))
                .filter(domain -> !domain.isEmpty())
                .toList();
        return Grant.of(ticked, domains.isBlank() ? null : named); // commas alone do not mean any domain
    }

    private Consent again(AuthorizationRequest request, Problem problem, @Nullable Duration retryAfter) {
        return new Consent.Ask(request, seal(request), problem, retryAfter);
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
            out.writeUTF(request.client().id());
            out.writeUTF(request.client().name());
            out.writeUTF(request.clientHost() == null ? "" : request.clientHost());
            out.writeUTF(request.redirectUri());
            out.writeUTF(request.state() == null ? "" : request.state());
            out.writeUTF(request.challenge());
            out.writeUTF(Scopes.text(request.asked()));
        }));
    }

    private AuthorizationRequest open(String seal) throws BadTokenException {
        return SealedRecord.read(sealer.open(PURPOSE, NOTHING_MORE, seal), in -> {
            if (!clock.instant().isBefore(Instant.ofEpochSecond(in.readLong()))) {
                throw new BadTokenException();
            }
            String id = in.readUTF();
            String name = in.readUTF();
            String host = in.readUTF();
            String redirectUri = in.readUTF();
            String state = in.readUTF();
            Client client = new Client(id, name, List.of(redirectUri), host.isEmpty() ? null : host);
            return new AuthorizationRequest(
                    client, redirectUri, state.isEmpty() ? null : state, in.readUTF(), Scopes.parse(in.readUTF()));
        });
    }
}
