// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.BadTokenException;
import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.CredentialTokens;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Login;
import dev.mailboxmcp.account.Profiles;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.oauth.AuthorizationServer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads who calls: a user with a password or with an access token of the mail provider, from headers of their own, or a
 * credentials token as a bearer token; and at which mail provider, by the user's domain or by a header. Broken headers do not
 * fail the request here: discovery and lists work without credentials. Thread-safe.
 */
final class Callers {
    static final String USER = "x-imap-user";
    static final String PASSWORD = "x-imap-pass";
    static final String ACCESS_TOKEN = "x-imap-token";
    static final String AUTHORIZATION = "authorization";

    /** Who logs in where that is not the user whose mailbox it is. */
    static final String DELEGATE = "x-imap-login";

    /** Which of the operator's profiles; never a host. */
    static final String PROFILE = "x-mail-profile";

    private static final String BEARER = "bearer ";
    private static final String TOKEN = CredentialTokens.PREFIX + ".";

    private final CredentialTokens tokens;
    private final Profiles profiles;

    Callers(CredentialTokens tokens, Profiles profiles) {
        this.tokens = tokens;
        this.profiles = profiles;
    }

    /** @param headers by name, found in any case; an empty value counts as absent, as unset variables leave it */
    Caller read(Map<String, List<String>> headers, String remoteAddress) {
        Caller byLogin = byLogin(headers, remoteAddress);
        List<String> bearers = tokensIn(headers);
        if (bearers.isEmpty() || byLogin.credentialsProblem() != null) {
            return byLogin;
        }
        if (bearers.size() > 1) {
            return new Caller(null, remoteAddress, "The header Authorization must be sent once.");
        }
        Caller byToken;
        try {
            byToken = tokens.caller(bearers.getFirst(), remoteAddress).placed(profiles);
        } catch (BadTokenException e) {
            return Caller.withBadToken(remoteAddress);
        }
        String problem = contradiction(byLogin.credentials(), byToken.credentials(), values(headers, PROFILE));
        return problem == null
                ? byToken // what the token is for holds, whatever stands beside it
                : new Caller(null, remoteAddress, problem);
    }

    /**
     * The caller at the URL for clients that sign in, where nothing else passes as credentials: an access token, a token that
     * the user made, or user and password.
     */
    Caller signedIn(Map<String, List<String>> headers, String remoteAddress, AuthorizationServer server) {
        List<String> authorizations = values(headers, AUTHORIZATION);
        if (authorizations.size() > 1) {
            return Caller.withBadToken(remoteAddress).asSignedIn();
        }
        List<String> ours = tokensIn(headers);
        if (!ours.isEmpty()) {
            try {
                Caller caller = server.caller(ours.getFirst(), remoteAddress).placed(profiles);
                return (byLogin(headers, remoteAddress).credentials() == null
                                ? caller
                                : Caller.withBadToken(remoteAddress))
                        .asSignedIn();
            } catch (BadTokenException e) {
                // it may be one that the user made
            }
        }
        Caller caller = read(headers, remoteAddress);
        boolean foreign = caller.credentials() == null && ours.isEmpty() && !authorizations.isEmpty();
        return (foreign ? Caller.withBadToken(remoteAddress) : caller).asSignedIn();
    }

    private Caller byLogin(Map<String, List<String>> headers, String remoteAddress) {
        List<String> users = values(headers, USER);
        List<String> passwords = values(headers, PASSWORD);
        List<String> accessTokens = values(headers, ACCESS_TOKEN);
        List<String> named = values(headers, PROFILE);
        List<String> delegates = values(headers, DELEGATE);
        String problem = problem(users, passwords, accessTokens, named, delegates);
        if (problem != null) {
            return new Caller(null, remoteAddress, problem);
        }
        if (users.isEmpty()) {
            return new Caller(null, remoteAddress);
        }
        try {
            Login login = accessTokens.isEmpty()
                    ? new Login.Password(new Secret(passwords.getFirst()))
                    : new Login.AccessToken(new Secret(accessTokens.getFirst()), null);
            Credentials credentials = new Credentials(users.getFirst(), login)
                    .from(remoteAddress)
                    .by(delegates.isEmpty() ? null : delegates.getFirst());
            return new Caller(
                    profiles.placed(named.isEmpty() ? credentials : credentials.at(named.getFirst())), remoteAddress);
        } catch (IllegalArgumentException e) {
            return new Caller(
                    null,
                    remoteAddress,
                    accessTokens.isEmpty()
                            ? "The headers " + USER + " (1.." + Credentials.MAX_USER_LENGTH + " characters) or "
                                    + PASSWORD
                                    + " (1.." + Credentials.MAX_PASSWORD_LENGTH
                                    + ") are too long or hold control characters."
                            : "The headers " + USER + " (1.." + Credentials.MAX_USER_LENGTH + " characters) or "
                                    + ACCESS_TOKEN + " (1.." + Login.AccessToken.MAX_LENGTH
                                    + ") are too long or hold characters that do not belong there: "
                                    + ACCESS_TOKEN + " is an access token alone, without Bearer in front.");
        }
    }

    private static @Nullable String contradiction(
            @Nullable Credentials byLogin, @Nullable Credentials byToken, List<String> named) {
        if (byToken == null) {
            return null;
        }
        if (byLogin != null
                && !(byLogin.user().equals(byToken.user())
                        && byLogin.loginName().equals(byToken.loginName())
                        && byLogin.login().equals(byToken.login()))) {
            return "The token in the header Authorization and the headers " + USER + " and " + PASSWORD
                    + " name different mailboxes: send one of them.";
        }
        // a token says itself where its password goes, or the domain of its user does
        return named.isEmpty() || named.getFirst().equals(byToken.profile())
                ? null
                : "The token in the header Authorization is not for the profile in " + PROFILE + ": leave that out.";
    }

    private static @Nullable String problem(
            List<String> users,
            List<String> passwords,
            List<String> accessTokens,
            List<String> named,
            List<String> delegates) {
        if (!passwords.isEmpty() && !accessTokens.isEmpty()) {
            return "The headers " + PASSWORD + " and " + ACCESS_TOKEN + " came together: send one of them.";
        }
        String proof = accessTokens.isEmpty() ? PASSWORD : ACCESS_TOKEN;
        List<String> proofs = accessTokens.isEmpty() ? passwords : accessTokens;
        if (users.isEmpty() != proofs.isEmpty()) {
            String absent = users.isEmpty() ? USER : PASSWORD;
            String present = users.isEmpty() ? proof : USER;
            return "The header " + present + " came without " + absent + ": send both, or neither.";
        }
        if (users.size() > 1 || proofs.size() > 1) {
            return "The headers " + USER + " and " + proof + " must be sent once each.";
        }
        if (delegates.size() > 1 || (!delegates.isEmpty() && users.isEmpty())) {
            return "The header " + DELEGATE + " must be sent once, with " + USER + " and the login of that user.";
        }
        if (named.size() > 1 || !named.stream().allMatch(Profiles::isId)) {
            return "The header " + PROFILE + " names one profile of this server, such as corp; never a host.";
        }
        return null;
    }

    /** Tokens of ours; what else stands in that header is a gateway's business, and never looked at. */
    private static List<String> tokensIn(Map<String, List<String>> headers) {
        return values(headers, AUTHORIZATION).stream()
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(value -> value.substring(BEARER.length()).strip())
                .filter(token -> token.startsWith(TOKEN))
                .toList();
    }

    private static List<String> values(Map<String, List<String>> headers, String name) {
        return headers.getOrDefault(name, List.of()).stream()
                .filter(value -> !value.isBlank())
                .toList();
    }
}
