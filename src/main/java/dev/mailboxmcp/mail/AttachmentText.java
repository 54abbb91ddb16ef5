// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a mail as text, or a piece of a long one. Untrusted, cleaned, inert as Markdown.
 *
 * @param part its IMAP number, such as {@code 2.1}
 * @param name fit for a file system; empty where it has none
 * @param type media type in lower case, as the mail says
 * @param sizeBytes undone from its transfer encoding; of a text that is too long to be fetched whole, about so many
 * @param source {@link TextSource#NONE} where no text can be had of it, which a warning explains
 * @param pages how many the file has; null where it has none, or they were not counted
 * @param nextOffset in chars, where the next piece begins; null where the text ends
 * @param hiddenChars how many characters were left out of a page, since nobody sees them
 * @param warnings what was left out, and what is in doubt
 */
public record AttachmentText(
        String part,
        String name,
        String type,
        long sizeBytes,
        String text,
        TextSource source,
        @Nullable Integer pages,
        @Nullable Integer nextOffset,
        int hiddenChars,
        List<String> warnings)
        implements FetchedAttachment, AttachmentView {
    public AttachmentText {
        warnings = List.copyOf(warnings);
    }
}
