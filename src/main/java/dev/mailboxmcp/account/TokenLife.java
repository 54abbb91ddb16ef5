// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What has to be remembered of a token to tell later whether it is still valid; it opens nothing.
 *
 * @param id of the token; of the grant, where it came out of one
 * @param issuedAt of the first one, where it was narrowed or refreshed
 * @param expiresAt as this server lets tokens live
 * @param user whose mailbox it opens; null where that is not asked
 * @param authorization out of which it came; null for a token that a user made
 */
public record TokenLife(
        UUID id,
        Instant issuedAt,
        Instant expiresAt,
        @Nullable String user,
        @Nullable Authorization authorization) {
    /** The life of a token of which nothing else is known. */
    public TokenLife(UUID id, Instant issuedAt, Instant expiresAt) {
        this(id, issuedAt, expiresAt, null, null);
    }

    /** Never the user, since this may end in a log. */
    @Override
    public String toString() {
        return "TokenLife[" + id + ", expiresAt=" + expiresAt + "]";
    }
}
