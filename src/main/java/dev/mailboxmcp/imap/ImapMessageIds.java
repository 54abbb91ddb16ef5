// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds a mail in a folder by its Message-ID. */
public final class ImapMessageIds {
    private static final String WORDS = "looking for a sent mail";

    private ImapMessageIds() {}

    /**
     * A mail that was found.
     *
     * @param messageId as the mail has it; empty where the server does not tell
     * @param recipients of To and Cc, each {@code Name <local@domain>} as the mail has it
     * @param bcc as {@code recipients}; empty too where the copy is not the sender's own
     * @param subject decoded and cleaned, a long one cut; null where the server does not tell
     */
    public record Found(
            long uid,
            String messageId,
            List<String> recipients,
            List<String> bcc,
            @Nullable String subject) {
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
        ImapCommand command =
                new ImapCommand("UID SEARCH"); // no extension: nothing found must mean that nothing is there
        if (since != null) {
            command.raw("SINCE " + SearchKeys.day(since));
        }
        for (int i = 0; i < ids.size(); i++) {
            command.raw((i < ids.size() - 1 ? "OR " : "") + "HEADER Message-ID").string(ids.get(i));
        }
        ImapAnswer answer = ImapSelection.ask(connection, folder, WORDS, ResponseLimits.SEARCH, command)
                .get(0);
        answer.requireOk(WORDS);
        List<Long> uids = SearchAnswer.read(answer).numbers().highestBelow(NumberSet.MAX + 1, 1);
        return uids.isEmpty() ? null : describe(connection, uids.get(0));
    }

    private static Found describe(ImapConnection connection, long uid) throws IOException {
        ImapAnswer answer = connection.ask(WORDS, ImapCommand.of("UID FETCH", uid + " (UID ENVELOPE)"));
        for (FetchedMessage message : FetchReader.read(answer)) {
            Envelope envelope = message.envelope;
            if (message.uid == uid && envelope != null) {
                return new Found(
                        uid,
                        envelope.messageId(),
                        Stream.concat(envelope.to().stream(), envelope.cc().stream())
                                .toList(),
                        envelope.bcc(),
                        envelope.subject());
            }
        }
        return new Found(uid, "", List.of(), List.of(), null);
    }
}
