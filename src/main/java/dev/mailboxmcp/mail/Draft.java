// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mail to be sent, as the caller asked for it; addresses are still unchecked strings.
 *
 * @param from null for the authenticated user
 * @param html an alternative to the text; null for none, or where the format makes one
 * @param format how the text is written
 * @param inReplyTo Message-ID of the mail that is answered, with angle brackets; null for a new mail
 * @param references the thread so far, oldest first, without {@code inReplyTo}'s own id repeated; empty for a new mail
 * @param idempotencyKey the same key never sends twice; null for none
 */
public record Draft(
        @Nullable String from,
        List<String> to,
        List<String> cc,
        List<String> bcc,
        @Nullable String replyTo,
        String subject,
        String text,
        @Nullable String html,
        TextFormat format,
        @Nullable String inReplyTo,
        List<String> references,
        @Nullable String idempotencyKey) {
    public Draft {
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        bcc = List.copyOf(bcc);
        references = List.copyOf(references);
    }

    /** A mail whose text is plain. */
    public Draft(
            @Nullable String from,
            List<String> to,
            List<String> cc,
            List<String> bcc,
            @Nullable String replyTo,
            String subject,
            String text,
            @Nullable String html,
            @Nullable String inReplyTo,
            List<String> references,
            @Nullable String idempotencyKey) {
        this(from, to, cc, bcc, replyTo, subject, text, html, TextFormat.PLAIN, inReplyTo, references, idempotencyKey);
    }
}
