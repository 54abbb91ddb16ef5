// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;

/**
 * One row of a list. Every string is cleaned and bounded.
 *
 * @param date the sender's Date where it can be read, else the day the mail server received it
 * @param from {@code Name <local@domain>}; empty where the mail names nobody
 * @param to as {@code from}, at most ten
 * @param attachments how many parts a reader would save to disk
 */
public record MessageSummary(
        long uid,
        OffsetDateTime date,
        String from,
        List<String> to,
        String subject,
        Set<MessageFlag> flags,
        int attachments,
        long sizeBytes) {
    public MessageSummary {
        to = List.copyOf(to);
        flags = Set.copyOf(flags);
    }
}
