// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.imap.ImapFolderChange;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.mail.FolderChange;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.Uninterrupted;
import java.util.concurrent.atomic.AtomicBoolean;

/** Changes the folders of one mailbox, and finds out what became of a change whose answer was lost. */
final class FolderChanges {
    private FolderChanges() {}

    /** @see Organizing#change */
    static Organizing.ChangedFolder change(Credentials credentials, ImapPool pool, FolderChange change) {
        AtomicBoolean unanswered = new AtomicBoolean();
        try {
            boolean made = Uninterrupted.call(
                    left -> pool.change(credentials, it -> ImapFolderChange.make(it, change, unanswered)));
            return new Organizing.ChangedFolder(
                    ImapFolderChange.result(change),
                    made ? Organizing.Evidence.ANSWER : Organizing.Evidence.APPEARANCE);
        } catch (MailException e) {
            if (!unanswered.get()) {
                throw e;
            }
            return new Organizing.ChangedFolder(lookedUp(credentials, pool, change, e), Organizing.Evidence.LISTING);
        } finally {
            pool.evict(credentials, open -> ImapFolderChange.concerns(change, open));
        }
    }

    /** The folder as it is called now, if the change was made. */
    private static FolderPath lookedUp(
            Credentials credentials, ImapPool pool, FolderChange change, MailException lost) {
        String why =
                "its answer was lost, and it is not known whether the folder was changed: imap_list_folders shows it";
        try {
            if (pool.read(credentials, connection -> ImapFolderChange.isMade(connection, change))) {
                return ImapFolderChange.result(change);
            }
            why = "its answer was lost, and the folders are still as they were";
        } catch (MailException e) {
            lost.addSuppressed(e);
        }
        throw new MailException(new MailFailure.ServerUnavailable("IMAP", why), lost);
    }
}
