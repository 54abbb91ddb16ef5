// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import org.jspecify.annotations.Nullable;

/**
 * Who sent a request, as far as HTTP tells.
 *
 * @param credentials of the {@code x-imap-user} and {@code x-imap-pass} headers, or null where they are absent or wrong
 * @param remoteAddress of the connection, for limits and logs; a proxy's where one stands in front
 * @param credentialsProblem what is wrong with those headers, in words for the client; null if nothing is
 */
public record Caller(
        @Nullable Credentials credentials,
        String remoteAddress,
        @Nullable String credentialsProblem) {
    public Caller(@Nullable Credentials credentials, String remoteAddress) {
        this(credentials, remoteAddress, null);
    }
}
