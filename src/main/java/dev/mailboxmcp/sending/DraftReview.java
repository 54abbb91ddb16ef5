// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import dev.mailboxmcp.mail.ReviewedDraft;

/** What a user finds who opens the page of a draft. */
public sealed interface DraftReview {
    /**
     * The draft, which can be sent.
     *
     * @param consent the digest of what would be sent to whom
     * @param changed whether it is not the version that the user was asked about
     */
    record Shown(Unconfirmed draft, ReviewedDraft mail, String consent, boolean changed) implements DraftReview {}

    /** It was sent already, or nobody knows whether it was. */
    record Over(DraftSent sent) implements DraftReview {}
}
