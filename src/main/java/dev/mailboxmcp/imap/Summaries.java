// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.MessageSummary;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Rows of a list from what FETCH told. */
final class Summaries {
    /** What a row needs. */
    static final String ITEMS = "(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)";

    private static final int MAX_TO = 10;

    private Summaries() {}

    static List<MessageSummary> newestFirst(Collection<FetchedMessage> messages) {
        return messages.stream()
                .sorted(Comparator.comparingLong((FetchedMessage message) -> message.uid)
                        .reversed())
                .map(Summaries::of)
                .toList();
    }

    static MessageSummary of(FetchedMessage message) {
        Envelope envelope = message.envelope;
        return new MessageSummary(
                message.uid,
                message.date(),
                envelope == null ? "" : first(envelope.from()),
                envelope == null
                        ? List.of()
                        : envelope.to().stream().limit(MAX_TO).toList(),
                envelope == null ? "" : envelope.subject(),
                message.flags,
                PartChoice.of(message.structure).attachments().size(),
                message.sizeBytes);
    }

    private static String first(List<String> addresses) {
        return addresses.isEmpty() ? "" : addresses.get(0);
    }
}
