// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.time.OffsetDateTime;
import java.util.List;

/**
 * A mail after which somebody is still to do something.
 *
 * @param from its authors, with commas between
 * @param to whom it is to, at most ten
 * @param toMore to how many more it is, at least
 * @param daysWaiting how many whole days have passed since
 * @param why it is one, in words of this server
 */
public record FollowUp(
        MessageRef ref,
        OffsetDateTime date,
        boolean dateIsArrival,
        String from,
        List<String> to,
        int toMore,
        String subject,
        long daysWaiting,
        String why) {
    public FollowUp {
        to = List.copyOf(to);
    }
}
