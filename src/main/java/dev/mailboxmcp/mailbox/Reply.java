// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import org.jspecify.annotations.Nullable;

/**
 * What the caller says in answer to a mail; whom it goes to and how it threads comes from that mail.
 *
 * @param html an alternative to the text; null for none
 * @param replyAll to everyone on the mail but oneself
 * @param quote whether the answered text follows below
 * @param from null for the authenticated user
 * @param idempotencyKey the same key never sends twice; null for none
 */
public record Reply(
        String text,
        @Nullable String html,
        boolean replyAll,
        boolean quote,
        @Nullable String from,
        @Nullable String idempotencyKey) {}
