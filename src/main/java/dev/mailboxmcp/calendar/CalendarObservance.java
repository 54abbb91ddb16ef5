// SPDX-License-Identifier: MIT
package dev.mailboxmcp.calendar;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The part of a time zone in which one offset holds, such as summer time (RFC 5545 3.6.5). Immutable. Rules are looked
 * into for two years only, whenever they began: zones change their clocks by yearly rules, and a rule of another kind
 * counts for its first day alone.
 *
 * @param start the first onset, in the time before it
 * @param from the offset before
 * @param to the offset after
 * @param rule null for none
 * @param further onsets beside start and rule
 */
record CalendarObservance(
        LocalDateTime start,
        ZoneOffset from,
        ZoneOffset to,
        @Nullable RecurrenceRule rule,
        @Nullable LocalDateTime until,
        List<LocalDateTime> further) {
    private static final int MAX_FURTHER = 500;
    private static final int MAX_MONTHS = 12;
    private static final int MAX_WEEKDAYS = 7;
    private static final int LONG_AGO = 1904; // a leap year
    private static final Pattern OFFSET = Pattern.compile("([+-]?)([0-9]{2}):?([0-9]{2})(?::?([0-9]{2}))?");

    CalendarObservance {
        further = List.copyOf(further);
    }

    /** @return null where it says no time or no offset */
    static @Nullable CalendarObservance of(CalendarComponent part) {
        ZoneOffset to = offset(part.text("TZOFFSETTO"));
        LocalDateTime start = time(part.text("DTSTART"));
        if (to == null || start == null) {
            return null;
        }
        ZoneOffset from = offset(part.text("TZOFFSETFROM"));
        CalendarLine line = part.first("RRULE");
        RecurrenceRule rule = line == null ? null : RecurrenceRule.of(line.value());
        List<LocalDateTime> further = new ArrayList<>();
        for (CalendarLine dates : part.all("RDATE")) {
            for (String date : dates.value().split(",", MAX_FURTHER)) {
                LocalDateTime time = time(date);
                if (time != null && further.size() < MAX_FURTHER) {
                    further.add(time);
                }
            }
        }
        return new CalendarObservance(
                start,
                from == null ? to : from,
                to,
                rule == null || !isYearly(rule) ? null : rule,
                until(rule, from == null ? to : from),
                further);
    }

    private static boolean isYearly(RecurrenceRule rule) {
        return rule.frequency().equals("YEARLY")
                && rule.months().size() <= MAX_MONTHS
                && rule.weekdays().size() <= MAX_WEEKDAYS;
    }

    /** When it last began, in the time before it; null where it had not begun yet. */
    @Nullable
    LocalDateTime lastOnset(LocalDateTime at) {
        Stream<LocalDateTime> byRule = rule == null
                ? Stream.of()
                : IntStream.of(at.getYear(), at.getYear() - 1).boxed().flatMap(year -> onsets(rule, year));
        return Stream.concat(Stream.concat(Stream.of(start), further.stream()), byRule)
                .filter(onset -> !onset.isAfter(at))
                .max(LocalDateTime::compareTo)
                .orElse(null);
    }

    /** How far clocks are put forward; 0 where they are put back. */
    long skippedSeconds() {
        return Math.max(0, to.getTotalSeconds() - from.getTotalSeconds());
    }

    private Stream<LocalDateTime> onsets(RecurrenceRule yearly, int year) {
        int years = year - start.getYear();
        boolean over = yearly.count() > 0 && years >= yearly.count() || years % yearly.interval() != 0;
        if (years < 0 || over) {
            return Stream.of();
        }
        List<Integer> months = yearly.months().isEmpty() ? List.of(start.getMonthValue()) : yearly.months();
        return months.stream()
                .flatMap(month -> days(yearly, YearMonth.of(year, month)))
                .map(day -> day.atTime(start.toLocalTime()))
                .filter(onset -> !onset.isBefore(start) && (until == null || !onset.isAfter(until)));
    }

    private Stream<LocalDate> days(RecurrenceRule yearly, YearMonth month) {
        if (!yearly.monthDays().isEmpty()) {
            List<DayOfWeek> weekdays = yearly.weekdays().stream()
                    .map(RecurrenceRule.OnWeekday::day)
                    .toList();
            return yearly.monthDays().stream()
                    .map(day -> day > 0 ? day : month.lengthOfMonth() + 1 + day)
                    .filter(month::isValidDay)
                    .map(month::atDay)
                    .filter(day -> weekdays.isEmpty() || weekdays.contains(day.getDayOfWeek()));
        }
        if (!yearly.weekdays().isEmpty()) {
            return yearly.weekdays().stream().flatMap(weekday -> weekdays(weekday, month));
        }
        return Stream.of(start.getDayOfMonth()).filter(month::isValidDay).map(month::atDay);
    }

    private static Stream<LocalDate> weekdays(RecurrenceRule.OnWeekday weekday, YearMonth month) {
        LocalDate first = month.atDay(1);
        if (weekday.number() != 0) {
            LocalDate day = first.with(TemporalAdjusters.dayOfWeekInMonth(weekday.number(), weekday.day()));
            return Stream.of(day).filter(found -> YearMonth.from(found).equals(month));
        }
        return Stream.iterate(
                first.with(TemporalAdjusters.firstInMonth(weekday.day())),
                day -> YearMonth.from(day).equals(month),
                day -> day.plusWeeks(1));
    }

    /** The end of the rule, in the time that holds before an onset, as that of onsets is. */
    private static @Nullable LocalDateTime until(@Nullable RecurrenceRule rule, ZoneOffset from) {
        String written = rule == null ? "" : rule.until();
        LocalDateTime until = time(written);
        return until != null && written.endsWith("Z") ? until.plusSeconds(from.getTotalSeconds()) : until;
    }

    /** QUIRK: Exchange begins its zones in 1601, and others in 1; what is read of a calendar begins in 1900. */
    private static @Nullable LocalDateTime time(String value) {
        String digits = value.strip();
        boolean longAgo = digits.matches("(0[0-9]{3}|1[0-8][0-9]{2})-?[0-9]{2}-?[0-9]{2}.{0,20}");
        CalendarTime.Digits time = CalendarTime.Digits.of(longAgo ? LONG_AGO + digits.substring(4) : digits);
        return time == null ? null : time.day().atTime(time.time() == null ? LocalTime.MIDNIGHT : time.time());
    }

    private static @Nullable ZoneOffset offset(String value) {
        Matcher offset = OFFSET.matcher(value.strip());
        if (!offset.matches()) {
            return null;
        }
        int seconds = Integer.parseInt(offset.group(2)) * 3600
                + Integer.parseInt(offset.group(3)) * 60
                + (offset.group(4) == null ? 0 : Integer.parseInt(offset.group(4)));
        return seconds > 18 * 3600
                ? null
                : ZoneOffset.ofTotalSeconds(offset.group(1).equals("-") ? -seconds : seconds);
    }
}
