// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a mail that was handed to the submission server. A mail that was certainly not sent is a
 * {@link MailFailure.SendRejected} instead.
 *
 * @param messageId with angle brackets, as it is on the wire
 * @param recipients addresses of the envelope, canonical, as they were on the wire; of an earlier call's those that can be
 *     proved
 * @param savedTo the folder that now holds a copy: Sent, or Drafts where it is unknown whether the mail was sent; null
 *     where there is none
 * @param notSavedReason why there is no copy; null where there is one
 * @param unmarked whether the copy in Drafts may lack the mark without which {@code smtp_send_draft} would send it
 * @param repeated whether this is the result of an earlier call for the same mail, and nothing was sent by this one
 */
public record SendResult(
        Status status,
        String messageId,
        List<String> recipients,
        @Nullable FolderPath savedTo,
        @Nullable String notSavedReason,
        boolean unmarked,
        boolean repeated) {
    /** Whether the submission server took the mail. */
    public enum Status {
        SENT,
        /** The connection was lost before it said so. */
        UNKNOWN,
        /** Nothing was sent: it is a draft, which its user has to confirm. */
        UNCONFIRMED
    }

    public SendResult {
        recipients = List.copyOf(recipients);
    }

    /** One whose copy, where it is among the drafts, is marked. */
    public SendResult(
            Status status,
            String messageId,
            List<String> recipients,
            @Nullable FolderPath savedTo,
            @Nullable String notSavedReason,
            boolean repeated) {
        this(status, messageId, recipients, savedTo, notSavedReason, false, repeated);
    }

    /** The same to these recipients. */
    public SendResult to(List<String> known) {
        return new SendResult(status, messageId, known, savedTo, notSavedReason, unmarked, repeated);
    }

    /** The result as the answer to a call that asks for the same mail again. */
    public SendResult again() {
        return new SendResult(status, messageId, recipients, savedTo, notSavedReason, unmarked, true);
    }
}
