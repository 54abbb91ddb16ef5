// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MessageFlag;
import dev.mailboxmcp.mime.MailHeader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A mail that may be of a conversation: what is known of it without its text. Compared by its place. */
final class ThreadRow {
    /** How many bytes servers and lists add to a mail on its way. */
    private static final long MOST_OF_A_LIST = 16 << 10;

    private final FolderPath folder;
    private final long uidValidity;
    private final FetchedMessage message;
    private final MailHeader header;
    private final String messageId;
    private final Set<String> answered;
    private final Set<String> names;
    private @Nullable String bareSubject; // decoded once, when it is asked for

    ThreadRow(FolderPath folder, long uidValidity, FetchedMessage message, HeaderRequest request) {
        this.folder = folder;
        this.uidValidity = uidValidity;
        this.message = message;
        this.header = request.of(message);
        this.messageId = header.messageId();
        this.answered = Collections.unmodifiableSet(ThreadLinks.answered(header));
        this.names = Collections.unmodifiableSet(ThreadLinks.names(message, header, messageId, answered));
    }

    static String place(FolderPath folder, long uid) {
        return uid + " " + (FolderName.isInbox(folder) ? FolderPath.INBOX.value() : folder.value());
    }

    FolderPath folder() {
        return folder;
    }

    long uidValidity() {
        return uidValidity;
    }

    FetchedMessage message() {
        return message;
    }

    MailHeader header() {
        return header;
    }

    /** Its own id, which {@link MailHeader#messageId} tells. */
    String messageId() {
        return messageId;
    }

    String place() {
        return place(folder, message.uid);
    }

    MessageTime time() {
        return MessageTime.of(header.date(), message.received);
    }

    Instant arrival() {
        return message.received == null ? time().date().toInstant() : message.received.toInstant();
    }

    boolean isDraft() {
        return message.flags().contains(MessageFlag.DRAFT);
    }

    /** The names of the conversation that it is of. */
    Set<String> names() {
        return names;
    }

    /** The ids of the mails that it answers; those nearest to it last. */
    Set<String> answered() {
        return answered;
    }

    /** Its own id, that of the first mail of the conversation as far as it tells, then of those nearest to it. */
    List<String> namesNearestFirst() {
        List<String> oldestFirst = new ArrayList<>(answered);
        List<String> ids = new ArrayList<>();
        ids.add(messageId);
        if (!oldestFirst.isEmpty()) {
            ids.add(oldestFirst.getFirst());
            ids.addAll(oldestFirst.reversed());
        }
        return ids;
    }

    /** Whether it may be another copy of a mail of that {@link #identity}: lists add to the subject and a few lines. */
    boolean isCopyOf(ThreadRow other) {
        boolean sized = message.sizeBytes > 0 && other.message.sizeBytes > 0;
        return bareSubject().equals(other.bareSubject())
                && (!sized || Math.abs(message.sizeBytes - other.message.sizeBytes) <= MOST_OF_A_LIST);
    }

    private String bareSubject() {
        if (bareSubject == null) {
            bareSubject = ThreadKeys.withoutMarks(header.subject())
                    .replaceAll("\\s", "")
                    .toLowerCase(Locale.ROOT);
        }
        return bareSubject;
    }

    /**
     * What the copies of one mail have in common, such as that in Sent and that of a list. A stranger who takes the id of
     * another mail makes no copy of it.
     */
    String identity() {
        return messageId.isEmpty() ? place() : String.join("\n", messageId, header.value("date"), header.value("from"));
    }
}
