// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What changed in a mailbox since an earlier look.
 *
 * @param cursor asks for what changes from here on
 * @param since when the earlier look was; null where this is the first
 * @param folders those that changed
 * @param more whether more mails came than there was room for: the cursor asks for them
 * @param notSearched folders that could not be looked at
 */
public record MailboxChanges(
        String cursor, @Nullable Instant since, List<FolderNews> folders, boolean more, List<NotSearched> notSearched) {
    public MailboxChanges {
        folders = List.copyOf(folders);
        notSearched = List.copyOf(notSearched);
    }
}
