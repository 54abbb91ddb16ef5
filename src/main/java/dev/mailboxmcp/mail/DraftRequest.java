// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A draft to be saved, as the caller asked for it; addresses are still unchecked strings.
 *
 * @param from null for the authenticated user
 * @param to in place of whom an answer would go to; empty for nobody, or for those
 * @param cc of an answer added to whom it goes to; so are those of {@code bcc}
 * @param subject null for none, or for the one of an answer
 * @param enclosed what goes with it; null for what the replaced draft has
 * @param answers the mail that it answers or passes on; null for none
 * @param quote whether the text of a mail that is answered follows below
 * @param replaces the draft whose place it takes; null for none
 */
public record DraftRequest(
        @Nullable String from,
        List<String> to,
        List<String> cc,
        List<String> bcc,
        @Nullable String replyTo,
        @Nullable String subject,
        String text,
        @Nullable String html,
        TextFormat format,
        @Nullable List<Enclosure> enclosed,
        @Nullable Answered answers,
        boolean quote,
        @Nullable Replaced replaces) {
    /** How it answers a mail. */
    public enum How {
        REPLY,
        REPLY_ALL,
        FORWARD,
        FORWARD_ATTACHED;

        /** Whether it goes to those who wrote the mail, and may quote it. */
        public boolean isReply() {
            return this == REPLY || this == REPLY_ALL;
        }
    }

    /** Which mail it answers. */
    public record Answered(MessageRef mail, How how) {}

    /** Which draft of the folder of drafts it replaces. */
    public record Replaced(long uid, long uidValidity) {}

    public DraftRequest {
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        bcc = List.copyOf(bcc);
        enclosed = enclosed == null ? null : List.copyOf(enclosed);
    }
}
