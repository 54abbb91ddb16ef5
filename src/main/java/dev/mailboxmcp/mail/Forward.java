// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a mail is passed on, and to whom; addresses are still unchecked strings.
 *
 * @param text what the user says above it
 * @param withAttachments whether its files go on, where it stands in the text
 * @param from null for the authenticated user
 * @param idempotencyKey null for none
 */
public record Forward(
        List<String> to,
        List<String> cc,
        List<String> bcc,
        String text,
        How how,
        boolean withAttachments,
        @Nullable String from,
        @Nullable String idempotencyKey) {
    /** The form in which the mail goes on. */
    public enum How {
        /** Its text, below who wrote it to whom. */
        INLINE,
        /** All of it, as a file. */
        ATTACHED
    }

    public Forward {
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        bcc = List.copyOf(bcc);
    }
}
