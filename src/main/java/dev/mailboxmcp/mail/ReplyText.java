// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import org.jspecify.annotations.Nullable;

/**
 * What a user answers to a mail, and how.
 *
 * @param html an alternative to the text; null for none
 * @param replyAll whether everybody who got the mail gets the answer
 * @param quote whether the answered text follows below
 * @param from null for the authenticated user
 * @param idempotencyKey null for none
 */
public record ReplyText(
        String text,
        @Nullable String html,
        boolean replyAll,
        boolean quote,
        @Nullable String from,
        @Nullable String idempotencyKey) {}
