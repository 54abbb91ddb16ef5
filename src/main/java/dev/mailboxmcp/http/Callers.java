// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Secret;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads who calls. Broken headers do not fail the request here: discovery and lists work without credentials. */
final class Callers {
    static final String USER = "x-imap-user";
    static final String PASSWORD = "x-imap-pass";

    private Callers() {}

    /** @param headers by name, found in any case; an empty value counts as absent, as unset variables leave it */
    static Caller read(Map<String, List<String>> headers, String remoteAddress) {
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
            return new Caller(new Credentials(users.getFirst(), new Secret(passwords.getFirst())), remoteAddress);
        } catch (IllegalArgumentException e) {
            return new Caller(
                    null,
                    remoteAddress,
                    "The headers " + USER + " (1.." + Credentials.MAX_USER_LENGTH + " characters) or " + PASSWORD
                            + " (1.." + Credentials.MAX_PASSWORD_LENGTH + ") are too long or hold control characters.");
        }
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

    private static List<String> values(Map<String, List<String>> headers, String name) {
        return headers.getOrDefault(name, List.of()).stream()
                .filter(value -> !value.isBlank())
                .toList();
    }
}
