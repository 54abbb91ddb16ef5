// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.time.OffsetDateTime;
import java.util.List;

/**
 * A mail after which somebody is still to do something.
 *
 * @param authors each {@code Name <local@domain>}
 * @param fromMore how many more authors it has, at least
 * @param to whom it is to, at most ten
 * @param toMore to how many more it is, at least
 * @param daysWaiting how many whole days have passed since
 * @param why it is one, in words of this server
 */
public record FollowUp(
        MessageRef ref,
        OffsetDateTime date,
        boolean dateIsArrival,
        List<String> authors,
        int fromMore,
        List<String> to,
        int toMore,
        String subject,
        long daysWaiting,
        String why) {
    public FollowUp {
        authors = List.copyOf(authors);
        to = List.copyOf(to);
    }

    /** Its authors, with commas between. */
    public String from() {
        return String.join(", ", authors);
    }
}
