// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which mail provider of this deployment has whose mailbox: each is a profile with an id, and the domain of a user picks it.
 * Asks nobody. Immutable.
 *
 * @param ids of all profiles; empty where the deployment has one mail provider for everybody, which needs no id
 * @param byDomain the profile of each domain, in lower-case A-labels; {@value #ANY} stands for all domains that are not
 *     named
 * @param withoutDomain the profile of users whose names have no domain; null for none
 */
public record Profiles(
        Set<String> ids,
        Map<String, String> byDomain,
        @Nullable String withoutDomain) {
    /** The domain that stands for all that are not named. */
    public static final String ANY = "*";

    /** One mail provider for everybody. */
    public static final Profiles SINGLE = new Profiles(Set.of(), Map.of(), null);

    private static final Pattern ID = Pattern.compile("[a-z0-9]{1,16}");

    public Profiles {
        ids = Set.copyOf(ids);
        byDomain = Map.copyOf(byDomain);
    }

    /** Whether a profile may be called that. */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /**
     * A domain as it stands in {@link #byDomain}.
     *
     * @return null if it is none
     */
    public static @Nullable String canonicalDomain(String domain) {
        try {
            return Grant.canonical(domain);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * The credentials at the provider that has the mailbox: the one that they name, else the one of the user's domain.
     *
     * @return without a profile where no provider of this deployment has that domain, or where there is one for everybody
     */
    public Credentials placed(Credentials credentials) {
        return credentials.profile() != null ? credentials : credentials.at(of(credentials.user()));
    }

    /**
     * The profile of a user, by what follows the last {@code @}.
     *
     * @return null as above
     */
    public @Nullable String of(String user) {
        int at = user.lastIndexOf('@');
        if (at < 0) {
            return withoutDomain;
        }
        String domain = canonicalDomain(user.substring(at + 1));
        String named = domain == null ? null : byDomain.get(domain);
        return named == null ? byDomain.get(ANY) : named;
    }
}
