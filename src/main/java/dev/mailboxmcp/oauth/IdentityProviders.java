// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import dev.mailboxmcp.account.BadTokenException;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Login;
import dev.mailboxmcp.account.Profiles;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.oidc.RelyingParty;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who vouches for whom: the identity provider of each mail provider that has one. Immutable; thread-safe.
 *
 * @param profiles which mail provider has whose mailbox
 * @param byProfile by the id of the profile; empty text where there is one mail provider for all
 */
public record IdentityProviders(Profiles profiles, Map<String, IdentityProvider> byProfile) {
    /**
     * An identity provider.
     *
     * @param delegate opens the mailboxes of those whom it vouches for; null where its access tokens do
     */
    public record IdentityProvider(
            RelyingParty party, @Nullable Delegate delegate) {}

    /** A login of the operator that opens every mailbox. */
    public record Delegate(String user, Secret password) {
        /** Never the user. */
        @Override
        public String toString() {
            return "Delegate[***]";
        }
    }

    public IdentityProviders {
        byProfile = Map.copyOf(byProfile);
    }

    /** How a user signs in. */
    sealed interface Way {
        /** The user shows the password of the mailbox. */
        record Password() implements Way {}

        /** The user signs in at an identity provider. */
        record Provider(IdentityProvider provider) implements Way {}

        /** Not here: no mail provider of this deployment has the mailbox. */
        record Nowhere() implements Way {}
    }

    /** The way of that user. */
    Way of(String user) {
        String profile = profiles.of(user);
        return profile == null && !profiles.ids().isEmpty() ? new Way.Nowhere() : ofProfile(profile);
    }

    private Way ofProfile(@Nullable String profile) {
        IdentityProvider provider = at(profile);
        return provider == null ? new Way.Password() : new Way.Provider(provider);
    }

    /** Null where that mail provider has none. */
    @Nullable
    IdentityProvider at(@Nullable String profile) {
        return byProfile.get(Objects.requireNonNullElse(profile, ""));
    }

    /** The one way of all users; null where it depends on who it is. */
    @Nullable
    Way ofAll() {
        Set<Way> ways = new HashSet<>();
        Set<String> ids = profiles.ids().isEmpty() ? Set.of("") : profiles.ids();
        ids.forEach(id -> ways.add(ofProfile(id)));
        return ways.size() == 1 ? ways.iterator().next() : null;
    }

    /**
     * A user's mailbox, opened by the operator's login.
     *
     * @throws BadTokenException if there is none, or not any more
     */
    Credentials delegated(@Nullable String profile, String user) throws BadTokenException {
        IdentityProvider provider = at(profile);
        if (provider == null || provider.delegate() == null) {
            throw new BadTokenException();
        }
        return new Credentials(user, new Login.Password(provider.delegate().password(), true))
                .by(provider.delegate().user());
    }
}
