// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MessageFlag;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mail.WireContent;
import dev.mailboxmcp.mime.MailHeader;
import dev.mailboxmcp.mime.UploadMessage;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The files that lie in the drafts until the mail that takes them is sent: mails of ours, each with one. */
public final class ImapUploads {
    private static final String WORDS = "looking for files that were uploaded";
    private static final HeaderRequest MARK =
            new HeaderRequest(UploadMessage.MARK_FIELD.toUpperCase(Locale.ROOT), 1024);
    private static final int MOST = 100;

    private ImapUploads() {}

    /**
     * A mail that says that it holds one.
     *
     * @param mark what it says, unchecked
     * @param arrived when the mail server stored it; null where it does not tell
     */
    public record Upload(
            MessageRef ref, String mark, @Nullable Instant arrived) {
        /** What it is called by, in its mark and in drafts that took it. */
        public String id() {
            return mark.substring(0, Math.max(0, mark.indexOf(' ')));
        }
    }

    /** Those that are there, of the newest. Opens the folder for changes; two round trips, one where there is none. */
    public static List<Upload> list(ImapConnection connection, FolderPath folder) throws IOException {
        ImapCommand search = new ImapCommand("UID SEARCH")
                .raw("HEADER " + UploadMessage.MARK_FIELD)
                .string("");
        ImapAnswer found =
                ImapSelection.select(connection, folder, null, search).get(1);
        found.requireOk(WORDS);
        List<Long> uids = SearchAnswer.read(found).numbers().highestBelow(NumberSet.MAX + 1, MOST);
        List<Upload> uploads = new ArrayList<>();
        if (uids.isEmpty()) {
            return uploads;
        }
        ImapAnswer answer = connection.ask(
                WORDS, ImapCommand.of("UID FETCH", NumberSet.write(uids) + " (UID INTERNALDATE " + MARK.item() + ")"));
        long validity = ImapSelection.require(connection, folder, null).uidValidity();
        for (FetchedMessage message : FetchReader.described(answer)) {
            String mark = markOf(MARK.of(message));
            if (uids.contains(message.uid) && mark != null) {
                uploads.add(new Upload(
                        new MessageRef(folder, validity, message.uid),
                        mark,
                        message.received == null ? null : message.received.toInstant()));
            }
        }
        return uploads;
    }

    /** What a mail says of being an upload; null where it says nothing. */
    static @Nullable String markOf(MailHeader header) {
        String name = UploadMessage.MARK_FIELD.toLowerCase(Locale.ROOT);
        return header.has(name) ? header.value(name).strip() : null;
    }

    /**
     * Stores one, which streams; nothing is stored where it does not come whole. To be run by {@link ImapPool#transfer}; two
     * round trips.
     *
     * @throws MailException {@link MailFailure.TooLarge} where the server takes no mail of that size
     */
    public static ImapAppend.Appended save(
            ImapConnection connection, FolderPath folder, WireContent upload, Instant now) throws IOException {
        long limit = ImapAppend.limit(connection);
        if (upload.size() > limit) {
            throw new MailException(new MailFailure.TooLarge("the mail that would hold this file", limit));
        }
        return ImapAppend.appended(connection, folder, upload, Set.of(MessageFlag.DRAFT), now);
    }

    /**
     * Removes them, for good where the server can. To be run by {@link ImapPool#change}.
     *
     * @throws MailException where one is still there
     */
    public static void remove(ImapConnection connection, List<MessageRef> uploads) throws IOException {
        for (MessageRef upload : uploads) {
            ImapDrafts.remove(
                    connection, new ImapDrafts.Known(upload, true, false, null, List.of(), List.of(), List.of()));
        }
    }
}
