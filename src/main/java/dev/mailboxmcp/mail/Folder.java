// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import org.jspecify.annotations.Nullable;

/**
 * One folder of a mailbox.
 *
 * @param role null for a folder without a special use
 * @param messages 0 where the folder cannot be selected
 * @param unread 0 where the folder cannot be selected
 * @param selectable false for a folder that only holds others
 */
public record Folder(FolderPath path, @Nullable FolderRole role, long messages, long unread, boolean selectable) {}
