// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.util.List;

/**
 * A conversation, as far as it was found and read.
 *
 * @param subject of the mail by which it was asked for
 * @param mails oldest first; the newest of the conversation is always the last of them
 * @param total how many mails it has
 * @param searched how many folders were looked into
 */
public record MailThread(
        String subject,
        List<ThreadMail> mails,
        int total,
        Awaiting awaiting,
        int searched,
        List<NotSearched> notSearched) {
    /** Whose turn it is. A guess by the header of the last mail that a person wrote. */
    public enum Awaiting {
        ME,
        THEM,
        NOBODY
    }

    public MailThread {
        mails = List.copyOf(mails);
        notSearched = List.copyOf(notSearched);
    }
}
