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
 */
public record Folder(FolderPath path, @Nullable FolderRole role, long messages, long unread, boolean selectable) {}
