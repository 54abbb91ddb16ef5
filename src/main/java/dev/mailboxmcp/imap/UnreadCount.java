// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import java.io.IOException;
import java.util.Locale;

/**
 * How many mails of the open folder are unread, asked for beside other commands. By a search that answers with the number
 * alone (RFC 4731); where the server has no such, by STATUS, since two plain searches of one flight could be confused.
 */
final class UnreadCount {
    private UnreadCount() {}

    static ImapCommand command(ImapConnection connection, FolderPath folder) {
        return connection.has("ESEARCH")
                ? ImapCommand.of("SEARCH", "RETURN (COUNT) UNSEEN")
                : new ImapCommand("STATUS").mailbox(folder).raw("(UNSEEN)");
    }

    static long read(ImapAnswer answer) throws IOException {
        answer.requireOk("counting unread mails");
        for (ImapResponse response : answer.all("STATUS")) {
            ResponseReader in = response.reader();
            in.skipValue(); // the folder
            in.expect('(');
            while (!in.take(')')) {
                String item = in.atom().toUpperCase(Locale.ROOT);
                long value = in.number();
                if (item.equals("UNSEEN")) {
                    return Math.max(0, value);
                }
            }
        }
        return SearchAnswer.read(answer).count();
    }
}
