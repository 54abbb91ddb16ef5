// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mail.SendResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a mail: the result of sending and of replying. A mail that was certainly not sent is an error instead. */
public record SendOutcome(
        SendResult.Status status,
        String messageId,
        List<String> recipients,
        @Nullable String savedTo,
        @Nullable String notSavedReason,
        @Nullable String inReplyTo,
        @Nullable String advice) {

    static SendOutcome of(SendResult result, @Nullable String inReplyTo) {
        return new SendOutcome(
                result.status(),
                result.messageId(),
                result.recipients(),
                result.savedTo() == null ? null : result.savedTo().value(),
                result.notSavedReason(),
                inReplyTo,
                switch (result.status()) {
                    case SENT -> null;
                    case UNKNOWN ->
                        "The connection was lost before the server answered; the mail may have been sent. Do not send it"
                                + " again: look for message_id in the Sent folder, or ask the recipient.";
                });
    }
}
