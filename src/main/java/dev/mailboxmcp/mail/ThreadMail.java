// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;

/**
 * One mail of a conversation. Untrusted content throughout, cleaned and bounded.
 *
 * @param date the sender's Date where it can be true, else when the mail server received it
 * @param dateIsArrival whether it is the latter
 * @param from its authors, each {@code Name <local@domain>}, with commas between
 * @param fromMore how many more authors it has, at least
 * @param people who wrote it and who got it, each as in {@code from}
 * @param author who is behind it
 * @param toMe whether the caller is named in To
 * @param text of it what is known
 * @param cutChars how many characters of the text were left out, at least
 * @param warnings what of the text is in doubt
 */
public record ThreadMail(
        MessageRef ref,
        String messageId,
        OffsetDateTime date,
        boolean dateIsArrival,
        String from,
        int fromMore,
        List<String> to,
        int toMore,
        List<String> people,
        Set<MessageFlag> flags,
        Author author,
        boolean toMe,
        String text,
        int cutChars,
        List<String> warnings,
        List<Attachment> attachments) {
    /** Who is behind a mail, as far as its header tells. */
    public enum Author {
        /** The caller. */
        ME,
        /** Another person. */
        OTHER,
        /** A machine or a list, or nobody yet, as of a draft: nobody who waits, or is waited for. */
        MACHINE
    }

    public ThreadMail {
        to = List.copyOf(to);
        people = List.copyOf(people);
        flags = Set.copyOf(flags);
        warnings = List.copyOf(warnings);
        attachments = List.copyOf(attachments);
    }

    /** The same with less of its text. */
    public ThreadMail cut(String shorter) {
        return new ThreadMail(
                ref,
                messageId,
                date,
                dateIsArrival,
                from,
                fromMore,
                to,
                toMore,
                people,
                flags,
                author,
                toMe,
                shorter,
                cutChars + text.length() - shorter.length(),
                warnings,
                attachments);
    }
}
