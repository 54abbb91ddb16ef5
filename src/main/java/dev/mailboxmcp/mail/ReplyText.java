// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a user answers to a mail, and how.
 *
 * @param html an alternative to the text; null for none, or where the format makes one
 * @param format how the text is written
 * @param replyAll whether everybody who got the mail gets the answer
 * @param cc who gets it besides, unchecked; so are those of {@code bcc}
 * @param quote whether the answered text follows below
 * @param from null for the authenticated user
 * @param idempotencyKey null for none
 */
public record ReplyText(
        String text,
        @Nullable String html,
        TextFormat format,
        boolean replyAll,
        List<String> cc,
        List<String> bcc,
        boolean quote,
        @Nullable String from,
        @Nullable String idempotencyKey) {
    public ReplyText {
        cc = List.copyOf(cc);
        bcc = List.copyOf(bcc);
    }

    /** A plain one to those alone whom the mail names. */
    public ReplyText(
            String text,
            @Nullable String html,
            boolean replyAll,
            boolean quote,
            @Nullable String from,
            @Nullable String idempotencyKey) {
        this(text, html, TextFormat.PLAIN, replyAll, List.of(), List.of(), quote, from, idempotencyKey);
    }
}
