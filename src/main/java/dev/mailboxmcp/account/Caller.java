// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import org.jspecify.annotations.Nullable;

/**
 * Who sent a request, as far as HTTP tells.
 *
 * @param credentials of the headers, as user and password or as a token; null where they are absent or wrong
 * @param remoteAddress of the client, for limits and logs; a proxy's where one stands in front that is not trusted
 * @param credentialsProblem what is wrong with those headers, in words for the client; null if nothing is
 * @param badToken whether there is a token among the headers that is not valid here, or no longer
 * @param token by which the credentials came; null where they came as user and password, or not at all
 * @param signedIn whether the request came to the URL for clients that sign in, where nobody passes without credentials
 */
public record Caller(
        @Nullable Credentials credentials,
        String remoteAddress,
        @Nullable String credentialsProblem,
        boolean badToken,
        @Nullable TokenLife token,
        boolean signedIn) {
    public Caller(
            @Nullable Credentials credentials,
            String remoteAddress,
            @Nullable String credentialsProblem,
            boolean badToken,
            @Nullable TokenLife token) {
        this(credentials, remoteAddress, credentialsProblem, badToken, token, false);
    }

    public Caller(@Nullable Credentials credentials, String remoteAddress) {
        this(credentials, remoteAddress, null);
    }

    public Caller(@Nullable Credentials credentials, String remoteAddress, @Nullable String credentialsProblem) {
        this(credentials, remoteAddress, credentialsProblem, false, null);
    }

    /** One whose token is not valid here, or no longer. */
    public static Caller withBadToken(String remoteAddress) {
        return new Caller(null, remoteAddress, null, true, null);
    }

    /** The same with the credentials at the mail provider that has the mailbox. */
    public Caller placed(Profiles profiles) {
        return credentials == null
                ? this
                : new Caller(
                        profiles.placed(credentials), remoteAddress, credentialsProblem, badToken, token, signedIn);
    }

    /** The same, at the URL for clients that sign in. */
    public Caller asSignedIn() {
        return new Caller(credentials, remoteAddress, credentialsProblem, badToken, token, true);
    }

    /** What the user decided who let this client in; null where the credentials came otherwise. */
    public @Nullable Authorization authorization() {
        return token == null ? null : token.authorization();
    }

    /** The address as far as it tells clients apart: see {@link ClientAddress#group}. */
    public String client() {
        return ClientAddress.group(remoteAddress);
    }

    /** The user that the headers name; null where they name none. */
    public @Nullable String user() {
        return credentials == null ? null : credentials.user();
    }
}
