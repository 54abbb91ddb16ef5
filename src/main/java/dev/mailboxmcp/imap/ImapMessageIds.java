// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailAddress;
import dev.mailboxmcp.mail.MessageFlag;
import dev.mailboxmcp.mime.MailHeader;
import java.io.IOException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds a mail in a folder by its Message-ID. */
public final class ImapMessageIds {
    private static final String WORDS = "looking for a sent mail";

    private static final String FIELD = "Message-ID";
    private static final int MOST = 20;

    private ImapMessageIds() {}

    /**
     * A mail that was found.
     *
     * @param messageId as the mail has it; empty where the server does not tell
     * @param recipients of To and Cc, as the mail has them
     * @param bcc as {@code recipients}; empty too where the copy is not the sender's own
     * @param subject decoded and cleaned, a long one cut; null where the server does not tell
     * @param draft whether it is marked as a draft: somebody put one there, so it proves nothing
     */
    public record Found(
            long uid,
            String messageId,
            List<MailAddress> recipients,
            List<MailAddress> bcc,
            @Nullable String subject,
            boolean draft) {
        public Found {
            recipients = List.copyOf(recipients);
            bcc = List.copyOf(bcc);
        }
    }

    /**
     * The newest mail that has one of these ids; null where there is none. One round trip, two where there is one.
     *
     * @param ids 1 or more, each with its angle brackets
     * @param since nothing received before this day is looked at; null for no bound
     */
    public static @Nullable Found find(
            ImapConnection connection, FolderPath folder, List<String> ids, @Nullable LocalDate since)
            throws IOException {
        return find(connection, folder, FIELD, ids, since);
    }

    /** The same of another field than Message-ID, whose value is one of these, or holds one. */
    public static @Nullable Found find(
            ImapConnection connection, FolderPath folder, String field, List<String> values, @Nullable LocalDate since)
            throws IOException {
        List<Long> uids = uids(connection, folder, search(field, values, since), 1);
        return uids.isEmpty() ? null : describe(connection, uids).getFirst();
    }

    /**
     * The newest mail that has one of these ids and is not marked as a draft; the newest draft where all are; round trips as above.
     */
    public static @Nullable Found findSent(
            ImapConnection connection, FolderPath folder, List<String> ids, @Nullable LocalDate since)
            throws IOException {
        List<Found> all = findAll(connection, folder, ids, since);
        return all.stream().filter(one -> !one.draft()).findFirst().orElse(all.isEmpty() ? null : all.getFirst());
    }

    /** All mails that have one of these ids, the newest first, of many the newest 20; round trips as above. */
    public static List<Found> findAll(
            ImapConnection connection, FolderPath folder, List<String> ids, @Nullable LocalDate since)
            throws IOException {
        List<Long> uids = uids(connection, folder, search(ids, since), MOST);
        return uids.isEmpty() ? List.of() : describe(connection, uids);
    }

    private static List<Long> uids(ImapConnection connection, FolderPath folder, ImapCommand search, int most)
            throws IOException {
        ImapAnswer answer = ImapSelection.askNow(connection, folder, WORDS, ResponseLimits.SEARCH, search)
                .get(0);
        answer.requireOk(WORDS);
        return SearchAnswer.read(answer).numbers().highestBelow(NumberSet.MAX + 1, most);
    }

    /** Asks for the mails that have one of these ids, beside other commands. */
    static ImapCommand search(List<String> ids, @Nullable LocalDate since) {
        return search(FIELD, ids, since);
    }

    private static ImapCommand search(String field, List<String> ids, @Nullable LocalDate since) {
        ImapCommand command =
                new ImapCommand("UID SEARCH"); // no extension: nothing found must mean that nothing is there
        if (since != null) {
            command.raw("SINCE " + SearchKeys.day(since));
        }
        for (int i = 0; i < ids.size(); i++) {
            command.raw((i < ids.size() - 1 ? "OR " : "") + "HEADER " + field).string(ids.get(i));
        }
        return command;
    }

    /** Those mails, in their order. */
    private static List<Found> describe(ImapConnection connection, List<Long> uids) throws IOException {
        HeaderRequest wanted = HeaderRequest.SENT;
        ImapAnswer answer = connection.ask(
                WORDS, ImapCommand.of("UID FETCH", NumberSet.write(uids) + " (UID FLAGS " + wanted.item() + ")"));
        Map<Long, Found> told = new HashMap<>();
        for (FetchedMessage message : FetchReader.described(answer)) {
            MailHeader header = wanted.of(message);
            if (header.extent() != MailHeader.Extent.UNTOLD) {
                told.put(message.uid, found(message, header));
            }
        }
        return uids.stream()
                .map(uid -> told.getOrDefault(uid, new Found(uid, "", List.of(), List.of(), null, false)))
                .toList();
    }

    private static Found found(FetchedMessage message, MailHeader header) {
        return new Found(
                message.uid,
                header.messageId(),
                Stream.concat(header.to().addresses().stream(), header.cc().addresses().stream())
                        .toList(),
                header.bcc().addresses(),
                header.subject(),
                message.flags().contains(MessageFlag.DRAFT));
    }
}
