// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

/** What a folder is for: its special use (RFC 6154), or {@link #INBOX}. */
public enum FolderRole {
    INBOX,
    SENT,
    DRAFTS,
    TRASH,
    JUNK,
    ARCHIVE,
    ALL,
    FLAGGED
}
