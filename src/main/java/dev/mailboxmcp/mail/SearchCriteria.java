// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What to look for; everything named must hold. Strings are in any script, and reach the mail server as literals.
 *
 * @param text anywhere in the mail
 * @param since that day and later
 * @param before that day excluded
 * @param unread true: only unread; false: only read; null: either
 * @param flagged true: only flagged; false: only unflagged; null: either
 */
public record SearchCriteria(
        @Nullable String text,
        @Nullable String from,
        @Nullable String to,
        @Nullable String subject,
        @Nullable Bound since,
        @Nullable Bound before,
        @Nullable Boolean unread,
        @Nullable Boolean flagged) {

    /** One end of a span of time: a day as the mailbox sees it, or an instant. */
    public sealed interface Bound {
        /** A whole day of the mailbox's own calendar. */
        record Day(LocalDate day) implements Bound {}

        /** A point in time, compared with the time the mail server received the mail. */
        record Moment(Instant instant) implements Bound {}
    }

    /** All mail that is not read yet. */
    public static SearchCriteria unreadOnly() {
        return new SearchCriteria(null, null, null, null, null, null, true, null);
    }

    /** Whether nothing at all is asked for. */
    public boolean isEmpty() {
        return text == null
                && from == null
                && to == null
                && subject == null
                && since == null
                && before == null
                && unread == null
                && flagged == null;
    }
}
