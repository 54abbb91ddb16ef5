// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Grant;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.oauth.Consent;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a user typed into the page.
 *
 * @param seal proves that the page of this server was filled in
 * @param credentials with what the token is to be for
 * @param lifetime of the token
 */
record ConnectForm(String seal, Credentials credentials, Duration lifetime) {
    static final String SEAL = "form";
    static final String USER = "user";
    static final String PASSWORD = "password";
    static final String DOMAINS = "domains";
    static final String DAYS = "days";

    /** What is wrong with a form, as the key of the text for its user. */
    static final class Unusable extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        private final String key;

        Unusable(String key) {
            super(key);
            this.key = key;
        }

        String key() {
            return key;
        }
    }

    /** @throws IllegalArgumentException if it cannot be used, where possible as {@link Unusable} */
    static ConnectForm parse(byte[] body) {
        FormFields fields = fields(body);
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        for (Permission permission : Permission.values()) {
            if (fields.has(Consent.fieldOf(permission))) {
                permissions.add(permission);
            }
        }
        if (permissions.isEmpty()) {
            throw new Unusable("problem.nothing_ticked");
        }
        Credentials credentials = new Credentials(fields.text(USER).strip(), new Secret(fields.text(PASSWORD)));
        return new ConnectForm(
                fields.text(SEAL),
                credentials.withGrant(grant(permissions, fields.text(DOMAINS))),
                Duration.ofDays(days(fields.text(DAYS))));
    }

    private static Grant grant(Set<Permission> permissions, String domains) {
        List<String> named = Arrays.stream(domains.split("[,;\\s]+", -1))
                .filter(domain -> !domain.isEmpty())
                .toList();
        return Grant.of(permissions, domains.isBlank() ? null : named); // commas alone do not mean any domain
    }

    private static int days(String text) {
        try {
            int days = Integer.parseInt(text.strip());
            if (days >= 1) {
                return days;
            }
        } catch (NumberFormatException e) {
            // the message below says it
        }
        throw new Unusable("problem.days");
    }

    private static FormFields fields(byte[] body) {
        try {
            return FormFields.parse(body);
        } catch (IllegalArgumentException e) {
            throw new Unusable("connect.unreadable");
        }
    }

    @Override
    public String toString() {
        return "ConnectForm[***]";
    }
}
