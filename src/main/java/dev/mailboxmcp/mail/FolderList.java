// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The folders of a mailbox.
 *
 * @param delimiter between the levels of a path; empty where the server has a flat name space
 * @param quota null where there is no limit, or the mail server does not tell
 */
public record FolderList(
        String delimiter, List<Folder> folders, @Nullable Quota quota) {
    public FolderList {
        folders = List.copyOf(folders);
    }
}
