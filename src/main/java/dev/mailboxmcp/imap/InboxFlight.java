// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import java.io.IOException;
import java.util.List;

/**
 * One flight that asks for the states of folders while INBOX is open, and as it is now. For 100,000 mails in a Maildir Dovecot
 * takes 45 ms as long as INBOX is not open, half a millisecond when it is, and 45 ms again to open what is open already; of
 * the folder that is open it tells what the session saw last.
 */
final class InboxFlight {
    private InboxFlight() {}

    /** How a flight is sent. */
    @FunctionalInterface
    interface Way {
        List<ImapAnswer> ask(List<ImapCommand> commands) throws IOException;
    }

    /**
     * The answers to the commands; the first one holds the untagged responses to all. One round trip, as long as {@link
     * ImapSelection#askNow} needs no second one. That INBOX cannot be opened keeps nothing back.
     */
    static List<ImapAnswer> ask(ImapConnection connection, Way way, List<ImapCommand> commands) throws IOException {
        ImapCommand[] asked = commands.toArray(ImapCommand[]::new);
        ImapSelection.Ahead ahead = ImapSelection.ahead(connection, FolderPath.INBOX);
        List<ImapAnswer> answers = way.ask(ahead.before(asked));
        boolean refused = answers.subList(0, ahead.commands().size()).stream().anyMatch(answer -> !answer.isOk());
        if (refused && !ahead.opens()) {
            ahead = ImapSelection.insteadOf(connection, FolderPath.INBOX);
            answers = way.ask(ahead.before(asked));
        } else if (ahead.tellsNewsLast() && FetchReader.hasNews(answers.getLast())) {
            answers = way.ask(ahead.before(asked));
        }
        return answers.subList(ahead.commands().size(), answers.size());
    }
}
