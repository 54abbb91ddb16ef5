// SPDX-License-Identifier: MIT
package dev.mailboxmcp.calendar;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A date or time as a calendar gives it (RFC 5545 3.3.4, 3.3.5). Immutable. */
sealed interface CalendarTime {
    /** A whole day, wherever the reader is. */
    record Day(LocalDate day) implements CalendarTime {}

    /**
     * A time of day whose offset nobody here can tell.
     *
     * @param zone as the calendar names it; empty where it names none, so that the time is that of wherever the reader is
     */
    record Local(LocalDateTime time, String zone) implements CalendarTime {}

    /**
     * A moment, with the time of day that it has in its zone.
     *
     * @param zone UTC, the name of the zone database, or the calendar's own name
     */
    record Moment(OffsetDateTime time, String zone) implements CalendarTime {}

    /** The day it falls on. */
    default LocalDate date() {
        return switch (this) {
            case Day(LocalDate day) -> day;
            case Local(LocalDateTime time, String zone) -> time.toLocalDate();
            case Moment(OffsetDateTime time, String zone) -> time.toLocalDate();
        };
    }

    /** A value without its zone: what its digits say. */
    record Digits(
            LocalDate day,
            @Nullable LocalTime time,
            @Nullable ZoneOffset offset) {
        private static final int FIRST_YEAR = 1900;
        private static final int LAST_YEAR = 2199;
        private static final int MAX_CHARS = 40;

        /** The forms of the RFC, those of ISO 8601, and without seconds. */
        private static final Pattern FORM = Pattern.compile(
                "([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?:[Tt ]([0-9]{2}):?([0-9]{2})(?::?([0-9]{2}))?(?:[.,][0-9]{1,9})?"
                        + "\\s?([Zz]|[+-][0-9]{2}:?[0-9]{2})?)?");

        /** @return null where no time between 1900 and 2199 can be made out */
        static @Nullable Digits of(String value) {
            String digits = value.strip();
            Matcher form = FORM.matcher(digits);
            if (digits.length() > MAX_CHARS || !form.matches()) {
                return null;
            }
            int year = number(form, 1);
            if (year < FIRST_YEAR || year > LAST_YEAR) {
                return null;
            }
            try {
                LocalDate day = LocalDate.of(year, number(form, 2), number(form, 3));
                return form.group(4) == null ? new Digits(day, null, null) : timed(day, form);
            } catch (DateTimeException e) {
                return null;
            }
        }

        private static Digits timed(LocalDate day, Matcher form) {
            int hour = number(form, 4);
            int second = form.group(6) == null ? 0 : Math.min(number(form, 6), 59); // 60 is a leap second
            LocalTime time = LocalTime.of(hour == 24 ? 0 : hour, number(form, 5), second);
            return new Digits(hour == 24 ? day.plusDays(1) : day, time, offset(form.group(7)));
        }

        private static @Nullable ZoneOffset offset(@Nullable String written) {
            if (written == null) {
                return null;
            }
            return written.equalsIgnoreCase("Z")
                    ? ZoneOffset.UTC
                    : ZoneOffset.of(
                            written.length() == 5 ? written.substring(0, 3) + ":" + written.substring(3) : written);
        }

        private static int number(Matcher form, int group) {
            return Integer.parseInt(form.group(group));
        }
    }
}
