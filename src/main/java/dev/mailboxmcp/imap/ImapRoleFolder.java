// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderRole;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import java.io.IOException;

/** Makes the folder that a mailbox lacks to archive, throw away or draft mails. */
final class ImapRoleFolder {
    private ImapRoleFolder() {}

    /**
     * Makes a folder of that role for a mailbox that has none, and subscribes it. The server is told the role where it takes
     * roles (RFC 6154 3); elsewhere the name says it. Of several calls that do so at the same moment each has the one folder.
     *
     * @throws MailException {@link MailFailure.NotAllowed} for a role whose folder is not ours to make, or where the server
     *     does not let us
     */
    static FolderPath create(ImapConnection connection, FolderRole role) throws IOException {
        String name = switch (role) {
            case ARCHIVE -> "Archive";
            case TRASH -> "Trash";
            case JUNK -> "Junk";
            case DRAFTS -> "Drafts";
            case INBOX, SENT, ALL, FLAGGED ->
                throw new MailException(new MailFailure.NotAllowed("the mailbox has no folder of that role"));
        };
        String words = "making a folder";
        FolderPath folder = FolderPath.named(ImapFolders.personalPrefix(connection) + name);
        ImapCommand create = new ImapCommand("CREATE").mailbox(folder);
        ImapAnswer answer = connection.ask(
                words, connection.has("CREATE-SPECIAL-USE") ? create.raw("(USE (\\" + name + "))") : create);
        if (!answer.isOk()) {
            if (answer.status().isAboutTheServer() || answer.status().isFull()) {
                throw answer.status().toFailure(words);
            }
            if (!ImapFolders.exists(connection, folder)) {
                throw new MailException(new MailFailure.NotAllowed("the mailbox has no folder " + folder.value()
                        + ", and the mail server does not let us make one"));
            }
            return folder; // another call made it a moment ago
        }
        connection.ask(words, new ImapCommand("SUBSCRIBE").mailbox(folder)); // it works without, too
        return folder;
    }
}
