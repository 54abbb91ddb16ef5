// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A message as it is read: decoded, cleaned, bounded. Untrusted content throughout.
 *
 * @param messageId with its angle brackets; empty where the mail has none
 * @param date the sender's Date where it can be true, else when the mail server received it
 * @param dateIsArrival whether it is the latter
 * @param from its authors, each {@code Name <local@domain>}, with commas between; empty where the mail names nobody
 * @param fromMore how many more authors the mail has, at least
 * @param toMore to how many more the mail is, at least
 * @param inReplyTo with its angle brackets; null where the mail answers none
 * @param text the part of the text that was asked for; never raw HTML
 * @param nextOffset in characters, where to go on; null when the text ends here
 * @param invitation what the calendar in the mail says; null where there is none
 * @param unsubscribe how its reader leaves the list; null where it does not say, and for what is unwanted
 * @param headers the lines of its header as they stand in it, cleaned, 8 kB at the most; null where they were not wanted
 * @param hiddenChars how many characters of the text were left out, since nobody sees them
 * @param warnings what is in doubt or wrong about the mail, in words
 */
public record MailMessage(
        FolderPath folder,
        long uidValidity,
        long uid,
        String messageId,
        OffsetDateTime date,
        boolean dateIsArrival,
        String from,
        int fromMore,
        List<String> to,
        int toMore,
        List<String> cc,
        List<String> replyTo,
        @Nullable String inReplyTo,
        String subject,
        Set<MessageFlag> flags,
        String text,
        TextSource textSource,
        @Nullable Integer nextOffset,
        List<Attachment> attachments,
        @Nullable Invitation invitation,
        @Nullable Unsubscribe unsubscribe,
        @Nullable String headers,
        int hiddenChars,
        List<String> warnings) {
    public MailMessage {
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        replyTo = List.copyOf(replyTo);
        flags = Set.copyOf(flags);
        attachments = List.copyOf(attachments);
        warnings = List.copyOf(warnings);
    }
}
