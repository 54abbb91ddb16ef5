// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

/** Gmail's labels, which stand beside IMAP's keywords there. */
final class GmailLabels {
    /** The extension, as servers announce it: developers.google.com/workspace/gmail/imap/imap-extensions. */
    static final String EXTENSION = "X-GM-EXT-1";

    private GmailLabels() {}

    /** Whether people gave it to a mail, and not programs (RFC 9051 2.3.2). */
    static boolean isLabel(String keyword) {
        return !keyword.startsWith("$");
    }

    /** The items of FETCH; on Gmail, whose labels are no flags, with the labels beside these. */
    static String beside(ImapConnection connection, String items) {
        return connection.has(EXTENSION) ? items.replace("FLAGS", "FLAGS X-GM-LABELS") : items;
    }
}
