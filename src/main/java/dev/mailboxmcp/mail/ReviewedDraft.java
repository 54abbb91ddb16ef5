// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A draft as a person is shown it before it is sent: the addresses of the envelope as they will be on the wire, and the content
 * as a reader sees it. Subject, text and names of files are cleaned and bounded, and anybody's.
 *
 * @param replyTo where answers go; empty for the sender
 * @param complete whether the text is all there
 * @param hiddenChars how many characters of the text were left out, since nobody sees them
 * @param doubts whether a reader may see another text, in words
 */
public record ReviewedDraft(
        Named from,
        List<Named> to,
        List<Named> cc,
        List<Named> bcc,
        List<Named> replyTo,
        String subject,
        String text,
        boolean complete,
        int hiddenChars,
        List<String> doubts,
        List<Attachment> files) {
    /**
     * Somebody whom the mail names.
     *
     * @param address canonical
     * @param spelled the same where letters of it could be taken for others, each of these written out; null for none
     * @param name empty for none
     * @param isNew whether the user never wrote to that address, as far as that was looked up
     */
    public record Named(String address, @Nullable String spelled, String name, boolean isNew) {}

    public ReviewedDraft {
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        bcc = List.copyOf(bcc);
        replyTo = List.copyOf(replyTo);
        doubts = List.copyOf(doubts);
        files = List.copyOf(files);
    }
}
