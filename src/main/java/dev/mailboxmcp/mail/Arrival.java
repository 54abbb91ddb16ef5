// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One end of a span of time in which mail arrived. */
public sealed interface Arrival {
    /** How a day may be written: {@code 2026-01-31}, or {@code 2026/1/31} as web mail does. */
    DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-M-d", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    /** A whole day of the mailbox's own calendar. */
    record Day(LocalDate day) implements Arrival {}

    /** A point in time, compared with the time the mail server received the mail. */
    record Moment(Instant instant) implements Arrival {}

    /**
     * Reads a day, or an instant of ISO 8601 with an offset.
     *
     * @return null for what is neither, and for years that no mail server knows
     */
    static @Nullable Arrival read(String text) {
        try {
            if (text.startsWith("+") || text.startsWith("-")) { // more than four digits, or before year 0
                return null;
            }
            return text.indexOf('T') < 0
                    ? new Day(LocalDate.parse(text.replace('/', '-'), DAY))
                    : new Moment(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return null;
        }
    }
}
