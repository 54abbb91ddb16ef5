// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

/** One way to put mails in order; all of them can be undone but {@link #COPY}, which changes nothing of the mails. */
public enum OrganizeAction {
    READ,
    UNREAD,
    FLAG,
    UNFLAG,
    LABEL,
    UNLABEL,
    MOVE,
    COPY,
    ARCHIVE,
    TRASH,
    JUNK,
    NOT_JUNK
}
