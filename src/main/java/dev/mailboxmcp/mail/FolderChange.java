// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

/** What can be done to the folders of a mailbox. */
public sealed interface FolderChange {
    /** A new folder. */
    record Create(FolderPath folder) implements FolderChange {}

    /** Another path for a folder, and for all that lie in it. */
    record Rename(FolderPath folder, FolderPath newPath) implements FolderChange {}

    /** An empty folder less. */
    record Delete(FolderPath folder) implements FolderChange {}
}
