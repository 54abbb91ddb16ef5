// SPDX-License-Identifier: MIT
package dev.mailboxmcp.calendar;

import dev.mailboxmcp.text.TextCleaner;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A rule of recurrence in words, such as {@code every 2 weeks on Monday and Friday, 10 times}. A rule that these words do
 * not cover stands there as it is written. Pure, thread-safe, bounded.
 */
final class RecurrenceWords {
    private static final int MAX_RULE_CHARS = 120;
    private static final int MAX_WORDS = 12;
    private static final Set<DayOfWeek> WORKING_WEEK = EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);

    private RecurrenceWords() {}

    /**
     * @param written the rule as it stands in the calendar
     * @param start the day of the first time; null where none is known
     * @param dayOf reads what {@code UNTIL} says as a day where the event takes place; null for none
     */
    static String of(String written, @Nullable LocalDate start, Function<String, @Nullable LocalDate> dayOf) {
        RecurrenceRule rule = RecurrenceRule.of(written);
        String days = rule.wholly() && isShort(rule) ? days(rule, start) : null;
        LocalDate until = rule.until().isEmpty() ? null : dayOf.apply(rule.until());
        if (days == null || until == null && !rule.until().isEmpty()) {
            return "by the rule " + TextCleaner.line(written, MAX_RULE_CHARS);
        }
        return days
                + (rule.count() == 0 ? "" : rule.count() == 1 ? ", once" : ", " + rule.count() + " times")
                + (until == null ? "" : ", until " + until);
    }

    private static boolean isShort(RecurrenceRule rule) {
        return rule.weekdays().size() <= MAX_WORDS
                && rule.monthDays().size() <= MAX_WORDS
                && rule.months().size() <= MAX_WORDS
                && rule.positions().size() <= 1;
    }

    /** Null where words are lacking. */
    private static @Nullable String days(RecurrenceRule rule, @Nullable LocalDate start) {
        return switch (rule.frequency()) {
            case "DAILY" ->
                isPlain(rule) && rule.positions().isEmpty() && rule.monthDays().isEmpty()
                        ? every(rule, "day") + weekdays(rule, "") + inMonths(rule)
                        : null;
            case "WEEKLY" ->
                isPlain(rule) && rule.positions().isEmpty() && rule.monthDays().isEmpty()
                        ? every(rule, "week")
                                + weekdays(rule, start == null ? "" : " on " + name(start.getDayOfWeek()))
                                + inMonths(rule)
                        : null;
            case "MONTHLY" -> {
                String days = daysOfMonth(rule, start == null ? "" : "day " + start.getDayOfMonth());
                yield days == null
                        ? null
                        : every(rule, "month") + (days.isEmpty() ? "" : " on " + days) + inMonths(rule);
            }
            case "YEARLY" -> {
                String days = yearly(rule, start);
                yield days == null ? null : every(rule, "year") + days;
            }
            default -> null;
        };
    }

    /** Whether weekdays stand there without numbers. */
    private static boolean isPlain(RecurrenceRule rule) {
        return rule.weekdays().stream().allMatch(weekday -> weekday.number() == 0);
    }

    private static String every(RecurrenceRule rule, String unit) {
        return rule.interval() == 1 ? "every " + unit : "every " + rule.interval() + " " + unit + "s";
    }

    private static String weekdays(RecurrenceRule rule, String otherwise) {
        return rule.weekdays().isEmpty()
                ? otherwise
                : isWorkingWeek(rule) ? " from Monday to Friday" : " on " + names(rule.weekdays());
    }

    private static boolean isWorkingWeek(RecurrenceRule rule) {
        return isPlain(rule)
                && rule.weekdays().stream()
                        .map(RecurrenceRule.OnWeekday::day)
                        .collect(Collectors.toSet())
                        .equals(WORKING_WEEK);
    }

    private static String names(List<RecurrenceRule.OnWeekday> weekdays) {
        return list(weekdays.stream().map(weekday -> name(weekday.day())).toList());
    }

    /** Such as {@code the second Tuesday}; empty for none, null where words are lacking. */
    private static @Nullable String daysOfMonth(RecurrenceRule rule, String otherwise) {
        if (!rule.weekdays().isEmpty() && !rule.monthDays().isEmpty()) {
            return null; // Friday the 13th
        }
        if (!rule.monthDays().isEmpty()) {
            return rule.positions().isEmpty() ? monthDays(rule) : null;
        }
        if (rule.weekdays().isEmpty()) {
            return rule.positions().isEmpty() ? otherwise : null;
        }
        if (rule.positions().isEmpty()) {
            return list(rule.weekdays().stream()
                    .map(weekday -> (weekday.number() == 0 ? "each " : "the " + ordinal(weekday.number()) + " ")
                            + name(weekday.day()))
                    .toList());
        }
        String position = "the " + ordinal(rule.positions().get(0)) + " ";
        if (!isPlain(rule)) {
            return null;
        }
        if (rule.weekdays().size() == 1) {
            return position + name(rule.weekdays().get(0).day());
        }
        return isWorkingWeek(rule) ? position + "day from Monday to Friday" : position + "of " + names(rule.weekdays());
    }

    private static String monthDays(RecurrenceRule rule) {
        List<String> days = new ArrayList<>();
        rule.monthDays().stream().filter(day -> day > 0).map(String::valueOf).forEach(days::add);
        String counted = days.isEmpty() ? "" : days.size() == 1 ? "day " : "days ";
        rule.monthDays().stream()
                .filter(day -> day < 0)
                .map(day -> "the " + ordinal(day) + " day")
                .forEach(days::add);
        return counted + list(days);
    }

    private static @Nullable String yearly(RecurrenceRule rule, @Nullable LocalDate start) {
        if (rule.weekdays().isEmpty()
                && rule.positions().isEmpty()
                && rule.monthDays().stream().allMatch(d -> d > 0)) {
            if (start == null && (rule.months().isEmpty() || rule.monthDays().isEmpty())) {
                return rule.months().isEmpty() && rule.monthDays().isEmpty() ? "" : null;
            }
            List<Integer> months =
                    rule.months().isEmpty() && start != null ? List.of(start.getMonthValue()) : rule.months();
            List<Integer> days =
                    rule.monthDays().isEmpty() && start != null ? List.of(start.getDayOfMonth()) : rule.monthDays();
            return " on " + list(days.stream().map(String::valueOf).toList()) + " " + list(monthNames(months));
        }
        // without a month, weekdays are those of the year
        String days = rule.months().isEmpty() ? null : daysOfMonth(rule, "");
        return days == null || days.isEmpty() ? null : " on " + days + " of " + list(monthNames(rule.months()));
    }

    private static String inMonths(RecurrenceRule rule) {
        return rule.months().isEmpty() ? "" : " in " + list(monthNames(rule.months()));
    }

    private static List<String> monthNames(List<Integer> months) {
        return months.stream()
                .map(month -> Month.of(month).getDisplayName(TextStyle.FULL, Locale.ENGLISH))
                .toList();
    }

    private static String name(DayOfWeek day) {
        return day.getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    }

    private static String ordinal(int number) {
        return switch (number) {
            case 1 -> "first";
            case 2 -> "second";
            case 3 -> "third";
            case 4 -> "fourth";
            case 5 -> "fifth";
            case -1 -> "last";
            case -2 -> "second to last";
            default -> number > 0 ? number + "th" : -number + "th to last";
        };
    }

    private static String list(List<String> items) {
        int last = items.size() - 1;
        return last <= 0
                ? String.join("", items)
                : String.join(", ", items.subList(0, last)) + " and " + items.get(last);
    }
}
