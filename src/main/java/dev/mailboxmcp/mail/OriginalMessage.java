// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reply needs to know of the mail it answers. All of it was written by a stranger: ids and addresses are as they
 * stood in the mail, unchecked, and must be validated before they become a header, an address or a command.
 *
 * @param headerKnown whether all of its header could be read; otherwise nobody can tell where an answer would go
 * @param messageId as in the mail, usually with angle brackets; empty where the mail has none
 * @param references message ids as in the mail, oldest first
 * @param inReplyTo message id as in the mail; null where the mail answers none
 * @param from those who wrote it, as many as its reader is shown; so are the other addresses
 * @param replyTo empty where the mail has none
 * @param mailFollowupTo where answers to all of a list shall go; empty where the mail does not say
 * @param list whether the mail came through a mailing list
 * @param listPost where mails to the list go (RFC 2369 3.4), as written there; null where the mail does not say, or says that
 *     nobody may post
 * @param subject decoded and cleaned
 * @param date when the mail says it was written; null where it does not say
 * @param text decoded and cleaned text; empty where there is none
 * @param textCut whether that is not all of it
 */
public record OriginalMessage(
        boolean headerKnown,
        String messageId,
        List<String> references,
        @Nullable String inReplyTo,
        List<MailAddress> from,
        List<MailAddress> replyTo,
        List<MailAddress> to,
        List<MailAddress> cc,
        List<MailAddress> mailFollowupTo,
        boolean list,
        @Nullable String listPost,
        String subject,
        @Nullable OffsetDateTime date,
        String text,
        boolean textCut) {
    public OriginalMessage {
        references = List.copyOf(references);
        from = List.copyOf(from);
        replyTo = List.copyOf(replyTo);
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        mailFollowupTo = List.copyOf(mailFollowupTo);
    }
}
