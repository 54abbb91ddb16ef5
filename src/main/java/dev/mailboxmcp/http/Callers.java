// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.BadTokenException;
import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.CredentialTokens;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Secret;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads who calls: user and password from headers of their own, or a credentials token as a bearer token. Broken headers
 * do not fail the request here: discovery and lists work without credentials. Thread-safe.
 */
final class Callers {
    static final String USER = "x-imap-user";
    static final String PASSWORD = "x-imap-pass";
    static final String AUTHORIZATION = "authorization";

    private static final String BEARER = "bearer ";
    private static final String TOKEN = CredentialTokens.PREFIX + ".";

    private final CredentialTokens tokens;

    Callers(CredentialTokens tokens) {
        this.tokens = tokens;
    }

    /** @param headers by name, found in any case; an empty value counts as absent, as unset variables leave it */
    Caller read(Map<String, List<String>> headers, String remoteAddress) {
        Caller byPassword = byPassword(headers, remoteAddress);
        List<String> bearers = tokensIn(headers);
        if (bearers.isEmpty() || byPassword.credentialsProblem() != null) {
            return byPassword;
        }
        if (bearers.size() > 1) {
            return new Caller(null, remoteAddress, "The header Authorization must be sent once.");
        }
        Caller byToken;
        try {
            byToken = tokens.caller(bearers.getFirst(), remoteAddress);
        } catch (BadTokenException e) {
            return Caller.withBadToken(remoteAddress);
        }
        return contradicts(byPassword.credentials(), byToken.credentials())
                ? new Caller(
                        null,
                        remoteAddress,
                        "The token in the header Authorization and the headers " + USER + " and " + PASSWORD
                                + " name different mailboxes: send one of them.")
                : byToken; // what the token is for holds, whatever stands beside it
    }

    private static Caller byPassword(Map<String, List<String>> headers, String remoteAddress) {
        List<String> users = values(headers, USER);
        List<String> passwords = values(headers, PASSWORD);
        if (users.isEmpty() && passwords.isEmpty()) {
            return new Caller(null, remoteAddress);
        }
        String problem = problem(users, passwords);
        if (problem != null) {
            return new Caller(null, remoteAddress, problem);
        }
        try {
            return new Caller(
                    new Credentials(users.getFirst(), new Secret(passwords.getFirst())).from(remoteAddress),
                    remoteAddress);
        } catch (IllegalArgumentException e) {
            return new Caller(
                    null,
                    remoteAddress,
                    "The headers " + USER + " (1.." + Credentials.MAX_USER_LENGTH + " characters) or " + PASSWORD
                            + " (1.." + Credentials.MAX_PASSWORD_LENGTH + ") are too long or hold control characters.");
        }
    }

    private static boolean contradicts(@Nullable Credentials byPassword, @Nullable Credentials byToken) {
        return byPassword != null
                && byToken != null
                && !(byPassword.user().equals(byToken.user())
                        && byPassword.login().equals(byToken.login()));
    }

    private static @Nullable String problem(List<String> users, List<String> passwords) {
        if (users.isEmpty() || passwords.isEmpty()) {
            String absent = users.isEmpty() ? USER : PASSWORD;
            String present = users.isEmpty() ? PASSWORD : USER;
            return "The header " + present + " came without " + absent + ": send both, or neither.";
        }
        if (users.size() > 1 || passwords.size() > 1) {
            return "The headers " + USER + " and " + PASSWORD + " must be sent once each.";
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
