// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of mails after which somebody is still to do something.
 *
 * @param items that of the highest UID first
 * @param lookedAt how many mails were looked at
 * @param omitted how many of these were left out: mail of machines and lists, or reports on mails that are not in Sent
 * @param notSearched folders that were not looked into, or not wholly
 * @param nextCursor null on the last page
 */
public record FollowUps(
        List<FollowUp> items,
        int lookedAt,
        int omitted,
        List<NotSearched> notSearched,
        @Nullable String nextCursor) {
    /** What is to be done. */
    public enum Kind {
        /** The last mail of a conversation is to the user, and a person wrote it. */
        TO_ANSWER,
        /** The last mail of a conversation is the user's, and no person answered. */
        AWAITING_REPLY,
        /** A mail of the user could not be delivered. */
        BOUNCED
    }

    public FollowUps {
        items = List.copyOf(items);
        notSearched = List.copyOf(notSearched);
    }
}
