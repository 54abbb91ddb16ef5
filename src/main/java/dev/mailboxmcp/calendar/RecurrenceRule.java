// SPDX-License-Identifier: MIT
package dev.mailboxmcp.calendar;

import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How an event repeats, as a rule says (RFC 5545 3.3.10). It is never expanded: nobody counts how often a stranger's rule
 * comes true. Immutable.
 *
 * @param frequency in upper case; empty where there is none
 * @param interval at least 1
 * @param count 0 for without end
 * @param until as it is written; empty for without end
 * @param monthDays from the end of the month where negative
 * @param positions of BYSETPOS
 * @param wholly whether the members say all that the rule says
 */
record RecurrenceRule(
        String frequency,
        int interval,
        int count,
        String until,
        List<OnWeekday> weekdays,
        List<Integer> monthDays,
        List<Integer> months,
        List<Integer> positions,
        boolean wholly) {
    private static final int MAX_CHARS = 1000;
    private static final int MAX_LIST = 31;
    private static final Pattern WEEKDAY = Pattern.compile("([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)");
    private static final Pattern SMALL_NUMBER = Pattern.compile("[+-]?[0-9]{1,3}");
    private static final Set<String> PARTS =
            Set.of("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST");

    RecurrenceRule {
        weekdays = List.copyOf(weekdays);
        monthDays = List.copyOf(monthDays);
        months = List.copyOf(months);
        positions = List.copyOf(positions);
    }

    /** @param number of that weekday in the month or year, from its end where negative; 0 for each */
    record OnWeekday(int number, DayOfWeek day) {}

    static RecurrenceRule of(String rule) {
        boolean cut = rule.length() > MAX_CHARS;
        Map<String, String> parts = new HashMap<>();
        boolean known = true;
        for (String part : rule.substring(0, cut ? MAX_CHARS : rule.length()).split(";", -1)) {
            String[] pair = part.strip().toUpperCase(Locale.ROOT).split("=", 2);
            if (pair.length == 2) {
                known &= parts.put(pair[0].strip(), pair[1].strip()) == null && PARTS.contains(pair[0].strip());
            } else {
                known &= pair[0].isEmpty();
            }
        }
        List<@Nullable OnWeekday> weekdays = weekdays(parts.getOrDefault("BYDAY", ""));
        List<@Nullable Integer> monthDays = numbers(parts.getOrDefault("BYMONTHDAY", ""), 31);
        List<@Nullable Integer> months = numbers(parts.getOrDefault("BYMONTH", ""), 12);
        List<@Nullable Integer> positions = numbers(parts.getOrDefault("BYSETPOS", ""), 366);
        boolean counted = isNumber(parts.get("INTERVAL")) && isNumber(parts.get("COUNT"));
        boolean understood = counted
                && !parts.getOrDefault("UNTIL", "absent").isEmpty()
                && months.stream().allMatch(month -> month != null && month > 0)
                && !weekdays.contains(null)
                && !monthDays.contains(null)
                && !positions.contains(null);
        return new RecurrenceRule(
                parts.getOrDefault("FREQ", ""),
                Math.max(1, number(parts.getOrDefault("INTERVAL", ""))),
                number(parts.getOrDefault("COUNT", "")),
                parts.getOrDefault("UNTIL", ""),
                present(weekdays),
                present(monthDays),
                present(months).stream().filter(month -> month > 0).toList(),
                present(positions),
                known && understood && !cut);
    }

    private static List<@Nullable OnWeekday> weekdays(String list) {
        List<@Nullable OnWeekday> weekdays = new ArrayList<>();
        for (String item : items(list)) {
            Matcher weekday = WEEKDAY.matcher(item);
            if (!weekday.matches()) {
                weekdays.add(null);
                continue;
            }
            int number = weekday.group(1) == null ? 0 : Integer.parseInt(weekday.group(1));
            int day = "MOTUWETHFRSASU".indexOf(weekday.group(2)) / 2 + 1;
            weekdays.add(Math.abs(number) > 53 ? null : new OnWeekday(number, DayOfWeek.of(day)));
        }
        return weekdays;
    }

    /** None of them is 0, and none lies farther from it than {@code max}; null stands for one that does. */
    private static List<@Nullable Integer> numbers(String list, int max) {
        List<@Nullable Integer> numbers = new ArrayList<>();
        for (String item : items(list)) {
            Integer number = SMALL_NUMBER.matcher(item).matches() ? Integer.valueOf(item) : null;
            numbers.add(number == null || number == 0 || Math.abs(number) > max ? null : number);
        }
        return numbers;
    }

    private static List<String> items(String list) {
        List<String> items = new ArrayList<>();
        for (String item : list.split(",", MAX_LIST + 1)) {
            if (!item.isBlank()) {
                items.add(item.strip());
            }
        }
        return items;
    }

    private static <T> List<T> present(List<@Nullable T> items) {
        List<T> present = new ArrayList<>();
        items.stream().filter(Objects::nonNull).forEach(present::add);
        return present;
    }

    /** Whether a part is one that can be read, or absent. */
    private static boolean isNumber(@Nullable String part) {
        return part == null || number(part) > 0;
    }

    /** 0 where it is none. */
    private static int number(String digits) {
        return digits.matches("[0-9]{1,6}") ? Integer.parseInt(digits) : 0;
    }
}
