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
 * What a user typed into the page, without the password, as it was typed.
 *
 * @param seal proves that the page of this server was filled in
 * @param permissions that were ticked, which may be none
 */
record ConnectForm(String seal, String user, Set<Permission> permissions, String domains, String days) {
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

    static ConnectForm of(FormFields fields) {
        Set<Permission> ticked = EnumSet.noneOf(Permission.class);
        for (Permission permission : Permission.values()) {
            if (fields.has(Consent.fieldOf(permission))) {
                ticked.add(permission);
            }
        }
        return new ConnectForm(
                fields.text(SEAL), fields.text(USER).strip(), ticked, fields.text(DOMAINS), fields.text(DAYS));
    }

    /**
     * The credentials, with what the token is to be for.
     *
     * @throws Unusable if they cannot be such
     */
    Credentials credentials(String password) {
        if (permissions.isEmpty()) {
            throw new Unusable("problem.nothing_ticked");
        }
        Grant grant = grant();
        try {
            return new Credentials(user, new Secret(password)).withGrant(grant);
        } catch (IllegalArgumentException e) {
            throw new Unusable("problem.user_or_password");
        }
    }

    private Grant grant() {
        List<String> named = Arrays.stream(domains.split("[,;\\s]+", -1))
                .filter(domain -> !domain.isEmpty())
                .toList();
        try {
            return Grant.of(permissions, domains.isBlank() ? null : named); // commas alone do not mean any domain
        } catch (IllegalArgumentException e) {
            throw new Unusable("problem.domains");
        }
    }

    /**
     * How long the token is to be good.
     *
     * @throws Unusable if that is no number of days
     */
    Duration lifetime() {
        try {
            int number = Integer.parseInt(days.strip());
            if (number >= 1) {
                return Duration.ofDays(number);
            }
        } catch (NumberFormatException e) {
            // the message below says it
        }
        throw new Unusable("problem.days");
    }

    @Override
    public String toString() {
        return "ConnectForm[***]";
    }
}
