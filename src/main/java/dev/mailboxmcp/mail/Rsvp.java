// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import org.jspecify.annotations.Nullable;

/**
 * What the user answers to an invitation.
 *
 * @param comment to the organizer; empty for none
 * @param idempotencyKey null for none
 */
public record Rsvp(
        Attendance answer, String comment, @Nullable String idempotencyKey) {
    /** Whether the user will come. */
    public enum Attendance {
        ACCEPT,
        DECLINE,
        TENTATIVE
    }

    /** @throws MailException {@link MailFailure.InvalidArgument} for a comment that cannot be sent */
    public Rsvp {
        if (comment.codePoints().anyMatch(Rsvp::isUnsendable)) {
            throw new MailException(new MailFailure.InvalidArgument(
                    "comment", "must hold no control characters but tab and line breaks, and no half surrogate pairs"));
        }
    }

    private static boolean isUnsendable(int c) {
        boolean control = Character.isISOControl(c) && c != '\t' && c != '\n' && c != '\r';
        return control || Character.getType(c) == Character.SURROGATE;
    }
}
