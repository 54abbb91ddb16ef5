// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One row of a list. Every string is cleaned and bounded.
 *
 * @param date the sender's Date where it can be true, else when the mail server received it
 * @param dateIsArrival whether it is the latter
 * @param authors each {@code Name <local@domain>}; empty where the mail names nobody
 * @param fromMore how many more authors the mail has, at least
 * @param to each {@code Name <local@domain>}, at most ten
 * @param toMore to how many more the mail is, at least
 * @param labels what people call it, at most ten: keywords, but for those that programs gave a meaning; on Gmail its labels, by
 *     the names of the folders that they are there
 * @param attachments how many parts a reader would save to disk
 * @param snippet its first words; null where they were not asked for, or cannot be told
 */
public record MessageSummary(
        long uid,
        OffsetDateTime date,
        boolean dateIsArrival,
        List<String> authors,
        int fromMore,
        List<String> to,
        int toMore,
        String subject,
        Set<MessageFlag> flags,
        List<String> labels,
        int attachments,
        long sizeBytes,
        @Nullable String snippet) {
    /** The rows for which a page has room in any case. */
    public static final int ROWS = 20;

    /** What a row may take of an answer, one with another. */
    public static final int BYTES = 300;

    public MessageSummary {
        authors = List.copyOf(authors);
        to = List.copyOf(to);
        flags = Set.copyOf(flags);
        labels = List.copyOf(labels);
    }

    /** Its authors, with commas between. */
    public String from() {
        return String.join(", ", authors);
    }
}
