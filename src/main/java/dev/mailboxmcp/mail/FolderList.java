// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.util.List;

/**
 * The folders of a mailbox.
 *
 * @param delimiter between the levels of a path; empty where the server has a flat name space
 */
public record FolderList(String delimiter, List<Folder> folders) {
    public FolderList {
        folders = List.copyOf(folders);
    }
}
