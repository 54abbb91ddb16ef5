// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.time.Instant;

/**
 * A token that opens a mailbox on this server; whoever holds it may use it.
 *
 * @param token printable ASCII without blanks, at most {@link Sealer#MAX_LENGTH} characters
 * @param expiresAt in whole seconds
 */
public record SealedCredentials(String token, Instant expiresAt) {
    /** Never the token. */
    @Override
    public String toString() {
        return "SealedCredentials[***, expiresAt=" + expiresAt + "]";
    }
}
