// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A draft that lies in the mailbox.
 *
 * @param uid null where the mail server does not tell
 * @param uidValidity likewise
 * @param attachments names
 * @param digest of its bytes
 * @param olderLeft whether the draft that it replaces may still be there
 * @param warnings what did not go as it should, though the draft is safe
 */
public record SavedDraft(
        FolderPath folder,
        @Nullable Long uid,
        @Nullable Long uidValidity,
        String messageId,
        String from,
        List<String> to,
        List<String> cc,
        List<String> bcc,
        String subject,
        List<String> attachments,
        String digest,
        boolean olderLeft,
        List<String> warnings) {
    public SavedDraft {
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        bcc = List.copyOf(bcc);
        attachments = List.copyOf(attachments);
        warnings = List.copyOf(warnings);
    }
}
