// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list or a search, newest first.
 *
 * @param total messages in the folder, or matches of the search
 * @param unread unread messages in the folder
 * @param nextCursor what continues after the last row; null on the last page
 */
public record MailPage(
        FolderPath folder,
        long uidValidity,
        long total,
        long unread,
        List<MessageSummary> emails,
        @Nullable String nextCursor) {
    public MailPage {
        emails = List.copyOf(emails);
    }
}
