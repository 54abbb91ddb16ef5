// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oidc;

import dev.mailboxmcp.account.Secret;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an identity provider gave for a user.
 *
 * @param access opens the mailbox, where the mail server trusts the provider
 * @param lifetime of the access token
 * @param refresh gives new ones; null where the provider gave none
 * @param address of the mailbox, as the provider vouches for it; null where it did not say it this time
 */
public record ProviderTokens(
        Secret access,
        Duration lifetime,
        @Nullable Secret refresh,
        @Nullable String address) {
    /** Never the address either. */
    @Override
    public String toString() {
        return "ProviderTokens[***]";
    }
}
