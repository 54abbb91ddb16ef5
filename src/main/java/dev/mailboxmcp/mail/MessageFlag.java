// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

/** What a reader wants to know of a message's state. {@link #UNREAD} is the absence of IMAP's {@code \Seen}. */
public enum MessageFlag {
    UNREAD,
    FLAGGED,
    ANSWERED,
    DRAFT,
    DELETED,
    FORWARDED,
    JUNK
}
