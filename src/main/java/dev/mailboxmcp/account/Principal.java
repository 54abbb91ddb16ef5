// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Whom something in the memory of this process belongs to: equal for equal credentials, and no way back to them.
 *
 * @param digest of user and login under a key that only this process has; of nothing for a caller without credentials
 */
public record Principal(String digest) {
    private static final ProcessHash HASH = new ProcessHash();

    public static Principal of(Caller caller) {
        Credentials credentials = caller.credentials();
        return credentials == null ? new Principal("") : of(credentials);
    }

    public static Principal of(Credentials credentials) {
        List<String> fields =
                new ArrayList<>(List.of(profile(credentials), credentials.user(), credentials.loginName()));
        fields.addAll(credentials.login().identity());
        return new Principal(HASH.of(fields));
    }

    /** The user with this very password or token, which an access token's principal may have many of. */
    public static Principal ofSecret(Credentials credentials) {
        return new Principal(HASH.of(
                profile(credentials),
                credentials.user(),
                credentials.loginName(),
                credentials.login().secret().reveal()));
    }

    /** The user alone, whatever the login, as most mail servers compare names; to be used where the login is known. */
    static Principal ofUser(Caller caller) {
        Credentials credentials = caller.credentials();
        return credentials == null
                ? new Principal("")
                : new Principal(HASH.of(profile(credentials), credentials.canonicalUser()));
    }

    /** Users of one name at two providers are two users. */
    private static String profile(Credentials credentials) {
        return Objects.requireNonNullElse(credentials.profile(), "");
    }

    /** Whoever calls from that address, or of IPv6 from its network: see {@link ClientAddress#group}. */
    public static Principal ofAddress(String address) {
        return new Principal(HASH.of("address", ClientAddress.group(address)));
    }

    /** Whether it is a caller without credentials, of whom there may be many. */
    public boolean isAnonymous() {
        return digest.isEmpty();
    }

    /** Nothing that could be taken for an identity. */
    @Override
    public String toString() {
        return "Principal[***]";
    }
}
