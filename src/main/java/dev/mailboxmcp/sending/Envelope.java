// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.mime.OutgoingMessage;
import dev.mailboxmcp.mime.ReadyDraft;
import java.util.List;

/**
 * Whom a mail is from, whom it goes to and where answers to it go, as it will be on the wire: what the policy is about.
 *
 * @param recipients each mailbox once
 * @param replyTo empty where answers go to the sender
 */
record Envelope(EmailAddress from, List<EmailAddress> recipients, List<EmailAddress> replyTo) {
    Envelope {
        recipients = List.copyOf(recipients);
        replyTo = List.copyOf(replyTo);
    }

    static Envelope of(OutgoingMessage message) {
        EmailAddress replyTo = message.replyTo();
        return new Envelope(message.from(), message.recipients(), replyTo == null ? List.of() : List.of(replyTo));
    }

    static Envelope of(ReadyDraft draft) {
        return new Envelope(draft.from(), draft.recipients(), draft.replyTo());
    }
}
