// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list or a search, newest first.
 *
 * @param total messages in the folder, or matches of the search
 * @param unread unread messages in the folder; -1 where the mail server does not tell
 * @param certain whether {@code total} is exact; otherwise it is at most that many
 * @param incomplete UIDs of mails that are on this page, and that the mail server would not describe or not wholly
 * @param nextCursor what continues after the last row; null on the last page
 */
public record MailPage(
        FolderPath folder,
        long uidValidity,
        long total,
        long unread,
        boolean certain,
        List<MessageSummary> emails,
        List<Long> incomplete,
        @Nullable String nextCursor) {
    public MailPage {
        emails = List.copyOf(emails);
        incomplete = List.copyOf(incomplete);
    }
}
