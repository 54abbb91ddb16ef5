// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import dev.mailboxmcp.mail.MessageRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A draft that its user has to confirm.
 *
 * @param ref where it lies; with UIDVALIDITY
 * @param digest of its bytes
 * @param messageId under which it will go out, with angle brackets
 * @param recipients addresses of the envelope
 * @param attachments the names of what goes with it
 * @param inReplyTo the Message-ID it answers; null for none
 */
public record Unconfirmed(
        MessageRef ref,
        long uidValidity,
        String digest,
        String messageId,
        List<String> recipients,
        List<String> attachments,
        @Nullable String inReplyTo)
        implements DraftState {
    public Unconfirmed {
        recipients = List.copyOf(recipients);
        attachments = List.copyOf(attachments);
    }
}
