// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import org.jspecify.annotations.Nullable;

/**
 * One folder of a mailbox.
 *
 * @param role null for a folder without a special use
 * @param messages 0 where the folder cannot be selected; -1 where the mail server does not tell
 * @param unread as {@code messages}
 * @param selectable false for a folder that only holds others
 * @param shared whether it belongs to another user, or to several
 * @param rights what the user may do with it, in the letters of RFC 4314 2.1; null where the mail server does not tell
 */
public record Folder(
        FolderPath path,
        @Nullable FolderRole role,
        long messages,
        long unread,
        boolean selectable,
        boolean shared,
        @Nullable String rights) {
    /** One of the user's own, of whose rights nothing is told. */
    public Folder(FolderPath path, @Nullable FolderRole role, long messages, long unread, boolean selectable) {
        this(path, role, messages, unread, selectable, false, null);
    }
}
