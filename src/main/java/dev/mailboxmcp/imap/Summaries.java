// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FlagChange;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MessageSummary;
import dev.mailboxmcp.mime.AddressList;
import dev.mailboxmcp.mime.MailHeader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rows of a list from what FETCH told. */
final class Summaries {
    /** What a row needs; the longest comes last, should it have to be cut. */
    static final String ITEMS = "(UID FLAGS INTERNALDATE RFC822.SIZE " + HeaderRequest.ROW.item() + " BODYSTRUCTURE)";

    private static final int MAX_TO = 10;
    private static final int MAX_LABELS = 10;

    private Summaries() {}

    /** What is asked of a mail for its row. */
    static String items(ImapConnection connection) {
        return GmailLabels.beside(connection, ITEMS);
    }

    static List<MessageSummary> newestFirst(Collection<FetchedMessage> messages) {
        return newestFirst(messages, Map.of());
    }

    /**
     * Sorts by arrival, so that a mail that was moved back, and has a new UID since, is not first; then by UID.
     *
     * @param snippets by UID, those that there are
     */
    static List<MessageSummary> newestFirst(Collection<FetchedMessage> messages, Map<Long, String> snippets) {
        boolean dated = messages.stream().allMatch(message -> message.received != null);
        Comparator<FetchedMessage> byUid = Comparator.comparingLong(message -> message.uid);
        Comparator<FetchedMessage> byArrival = Comparator.comparing(
                message -> message.received == null ? Instant.EPOCH : message.received.toInstant());
        return messages.stream()
                .sorted((dated ? byArrival.thenComparing(byUid) : byUid).reversed())
                .map(message -> of(message, snippets.get(message.uid)))
                .toList();
    }

    static MessageSummary of(FetchedMessage message) {
        return of(message, null);
    }

    static MessageSummary of(FetchedMessage message, @Nullable String snippet) {
        MessageSummary row = row(message);
        return new MessageSummary(
                row.uid(),
                row.date(),
                row.dateIsArrival(),
                row.authors(),
                row.fromMore(),
                row.to(),
                row.toMore(),
                row.subject(),
                message.flags(),
                labels(message),
                row.attachments(),
                row.sizeBytes(),
                snippet);
    }

    /** The row of a message but for its snippet, and for flags and labels where they changed since it was first read. */
    static MessageSummary row(FetchedMessage message) {
        MessageSummary row = message.row == null ? read(message) : message.row;
        message.row = row;
        return row;
    }

    private static MessageSummary read(FetchedMessage message) {
        MailHeader header = HeaderRequest.ROW.of(message);
        MessageTime time = MessageTime.of(header.date(), message.received);
        AddressList authors = header.authors();
        AddressList to = header.to().first(MAX_TO);
        return new MessageSummary(
                message.uid,
                time.date(),
                time.isArrival(),
                authors.texts(),
                authors.more(),
                to.texts(),
                to.more(),
                header.subject(),
                message.flags(),
                labels(message),
                (int) PartChoice.of(message.structure).files().stream()
                        .filter(file -> !file.inline())
                        .count(),
                message.sizeBytes,
                null);
    }

    /** The labels that people gave; Gmail's by the names of the folders that they are there, without its own such as {@code \\Inbox}. */
    private static List<String> labels(FetchedMessage message) {
        Stream<String> labels = message.labels == null
                ? message.flagNames.stream().filter(FlagChange::isLabel)
                : message.labels.stream()
                        .filter(label -> !label.startsWith("\\"))
                        .map(label -> FolderName.decode(label.getBytes(StandardCharsets.ISO_8859_1)))
                        .filter(Objects::nonNull)
                        .map(FolderPath::value);
        List<String> all = labels.sorted().toList();
        return all.size() <= MAX_LABELS
                ? all
                : Stream.concat(all.stream().limit(MAX_LABELS), Stream.of("…")).toList();
    }
}
