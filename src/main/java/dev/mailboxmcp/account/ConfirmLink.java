// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.time.Instant;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * What a link to the page is about where a user confirms a mail: a draft, and whose it is. It opens nothing: whoever has it is
 * asked to say who it is.
 *
 * @param user as in {@link Credentials}; so are {@code profile} and {@code delegate}
 * @param recipientDomains the only ones that the caller could send to who had the link made; null for any
 */
public record ConfirmLink(
        String user,
        @Nullable String profile,
        @Nullable String delegate,
        @Nullable SortedSet<String> recipientDomains,
        DraftVersion draft,
        Instant expiresAt) {
    /**
     * One version of a draft.
     *
     * @param digest of its bytes
     * @param messageId with angle brackets, by which it is found where a program saved it anew
     */
    public record DraftVersion(String folder, long uidValidity, long uid, String digest, String messageId) {
        @Override
        public String toString() {
            return "DraftVersion[***]";
        }
    }

    /** Whose password is asked for. */
    public String loginName() {
        return delegate == null ? user : delegate;
    }

    /** The credentials of the user by this login; for sending alone, and to nobody else than the caller could. */
    public Credentials credentials(Login login) {
        return new Credentials(user, login)
                .withGrant(new Grant(Set.of(Permission.SEND), recipientDomains))
                .at(profile)
                .by(delegate);
    }

    /** Never whose it is. */
    @Override
    public String toString() {
        return "ConfirmLink[***]";
    }
}
