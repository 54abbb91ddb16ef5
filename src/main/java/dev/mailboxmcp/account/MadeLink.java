// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A link as it is given away.
 *
 * @param url may hold what opens the mailbox, and is never logged
 */
public record MadeLink(String url, Instant expiresAt) {
    /** The longest link that every server and proxy takes as the line of a request. */
    private static final int MAX_LENGTH = 4000;

    private static final byte[] NOTHING_MORE = {};

    /**
     * Seals what a link is about into it.
     *
     * @param place where such links lead
     * @return null where the link would be too long for a line of a request
     */
    static @Nullable MadeLink of(String place, Sealer sealer, String purpose, byte[] content, Instant expiresAt) {
        if (content.length > MAX_LENGTH / 4 * 3) {
            return null;
        }
        String sealed = sealer.seal(purpose, NOTHING_MORE, content);
        return sealed.length() > MAX_LENGTH ? null : new MadeLink(place + sealed, expiresAt);
    }

    @Override
    public String toString() {
        return "MadeLink[***]";
    }
}
