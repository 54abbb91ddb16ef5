// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import dev.mailboxmcp.mail.SendResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a draft.
 *
 * @param inReplyTo the Message-ID it answers, with angle brackets; null where it answers none, or the draft is gone
 * @param attachments the names of what went with it
 * @param uploads the ids of the files that were brought by a link and that it took
 * @param left whether the draft still lies there, marked so that it is not sent again
 */
public record DraftSent(
        SendResult result, @Nullable String inReplyTo, List<String> attachments, List<String> uploads, boolean left)
        implements DraftState {
    public DraftSent {
        attachments = List.copyOf(attachments);
        uploads = List.copyOf(uploads);
    }
}
