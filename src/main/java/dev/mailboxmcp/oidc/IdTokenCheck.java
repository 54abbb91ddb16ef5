// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oidc;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whom an ID token vouches for. OpenID Connect Core 1.0 section 3.1.3.7. Thread-safe. */
final class IdTokenCheck {
    private final ProviderSettings settings;
    private final SignedToken.Keys keys;
    private final InstantSource clock;

    IdTokenCheck(ProviderSettings settings, SignedToken.Keys keys, InstantSource clock) {
        this.settings = settings;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * The address in the claim that the operator named. In {@code email} it counts only if the provider says that it checked
     * it: elsewhere users write there what they like.
     *
     * @param nonce that must come back; null at a refresh, where none was sent
     * @throws ProviderException {@code NOT_PROVEN} unless the token was made by the provider, for this server, now
     */
    String address(String idToken, @Nullable String nonce) throws ProviderException {
        SignedToken token = SignedToken.verified(idToken, keys);
        String type = token.type();
        if (type != null && !type.toLowerCase(Locale.ROOT).equals("jwt")) {
            throw ProviderException.notProven("its ID token is a token of another kind");
        }
        if (!token.text("iss").equals(settings.issuer())) {
            throw ProviderException.notProven("its ID token is of another issuer");
        }
        String party = token.text("azp");
        if (!token.isFor(settings.clientId())
                || (token.audiences().size() > 1 && party.isEmpty())
                || !(party.isEmpty() || party.equals(settings.clientId()))) {
            throw ProviderException.notProven("its ID token is for another client");
        }
        token.checkTime(clock.instant());
        if (nonce != null && !isSame(token.text("nonce"), nonce)) {
            throw ProviderException.notProven("its ID token answers another request");
        }
        String address = token.text(settings.addressClaim());
        if (address.isEmpty()) {
            throw ProviderException.notProven("its ID token has no claim " + settings.addressClaim()
                    + ", see OAUTH_ADDRESS_CLAIM and OAUTH_SCOPES");
        }
        if (settings.addressClaim().equals("email") && !token.isTrue("email_verified")) {
            throw ProviderException.notProven(
                    "it does not say that it checked the address (email_verified), see OAUTH_ADDRESS_CLAIM");
        }
        return address;
    }

    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
