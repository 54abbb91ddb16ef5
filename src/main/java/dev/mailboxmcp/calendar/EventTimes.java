// SPDX-License-Identifier: MIT
package dev.mailboxmcp.calendar;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When an event takes place, and how often. Not thread-safe.
 *
 * @param doubts takes what may make a reader miss it, in words of ours
 */
record EventTimes(CalendarComponent event, CalendarZones zones, List<String> doubts) {
    private static final int MAX_DATES = 3;
    private static final String DISAGREEING = "the calendar describes its time zone otherwise than it is known here:"
            + " other programs may show another time";
    private static final int DATE_CHARS = "2026-01-01, ".length() - 1;

    /** @return null where it says none, or none between 1900 and 2199 */
    @Nullable
    CalendarTime start() {
        CalendarLine line = beginning();
        if (line == null) {
            return null;
        }
        CalendarTime start = zones.time(line);
        switch (start) {
            case null -> {}
            case CalendarTime.Local(LocalDateTime time, String zone) ->
                doubts.add(
                        zone.isEmpty()
                                ? "the event names no time zone: its times are those of clocks wherever it takes place"
                                : "the event's time zone is not known here: its times are those of clocks there");
            case CalendarTime.Moment moment when zones.disagree(line) -> doubts.add(DISAGREEING);
            case CalendarTime.Moment moment -> {}
            case CalendarTime.Day day -> {}
        }
        return start != null && isMidnightToMidnight(start) ? new CalendarTime.Day(start.date()) : start;
    }

    /** The line that says the beginning; a date of a series need not say it again. */
    private @Nullable CalendarLine beginning() {
        CalendarLine start = event.first("DTSTART");
        return start == null ? event.first("RECURRENCE-ID") : start;
    }

    /** QUIRK: Outlook writes whole days as times, and says so in a property of its own. */
    private boolean isMidnightToMidnight(CalendarTime start) {
        CalendarLine end = event.first("DTEND");
        return event.text("X-MICROSOFT-CDO-ALLDAYEVENT").strip().equalsIgnoreCase("TRUE")
                && isMidnight(start)
                && (end == null || isMidnight(zones.time(end)));
    }

    private static boolean isMidnight(@Nullable CalendarTime time) {
        return switch (time) {
            case null -> false;
            case CalendarTime.Day day -> true;
            case CalendarTime.Local(LocalDateTime local, String zone) ->
                local.toLocalTime().equals(LocalTime.MIDNIGHT);
            case CalendarTime.Moment(OffsetDateTime moment, String zone) ->
                moment.toLocalTime().equals(LocalTime.MIDNIGHT);
        };
    }

    /** @return of whole days the last one; null for none */
    @Nullable
    CalendarTime end(@Nullable CalendarTime start) {
        CalendarLine line = event.first(isTask() ? "DUE" : "DTEND");
        CalendarTime end = line == null ? null : zones.time(line);
        if (start == null) {
            return end;
        }
        if (line == null || end == null) {
            CalendarDuration duration = CalendarDuration.of(event.text("DURATION"));
            return duration == null ? start instanceof CalendarTime.Day ? start : null : after(start, duration);
        }
        if (start instanceof CalendarTime.Day(LocalDate first)) {
            LocalDate last = isTask() ? end.date() : end.date().minusDays(1);
            return new CalendarTime.Day(last.isBefore(first) ? first : last);
        }
        doubtEnd(start, end, line);
        if (isBefore(end, start)) {
            doubts.add("the event ends before it begins");
        }
        return end;
    }

    /** The end may be in a zone of its own. */
    private void doubtEnd(CalendarTime start, CalendarTime end, CalendarLine line) {
        if (start instanceof CalendarTime.Moment
                && end instanceof CalendarTime.Local(LocalDateTime time, String zone)) {
            doubts.add(
                    zone.isEmpty()
                            ? "the end of the event names no time zone: its time is that of clocks wherever it takes place"
                            : "the time zone of the event's end is not known here: its time is that of clocks there");
        } else if (end instanceof CalendarTime.Moment && zones.disagree(line) && !doubts.contains(DISAGREEING)) {
            doubts.add(DISAGREEING);
        }
    }

    private boolean isTask() {
        return event.name().equals("VTODO");
    }

    private static boolean isBefore(CalendarTime end, CalendarTime start) {
        return start instanceof CalendarTime.Moment(OffsetDateTime from, String zone)
                        && end instanceof CalendarTime.Moment(OffsetDateTime to, String other)
                ? to.isBefore(from)
                : end.date().isBefore(start.date());
    }

    private CalendarTime after(CalendarTime start, CalendarDuration duration) {
        return switch (start) {
            case CalendarTime.Day(LocalDate day) ->
                new CalendarTime.Day(day.plusDays(Math.max(duration.days(), 1) - 1L));
            case CalendarTime.Local(LocalDateTime time, String zone) ->
                new CalendarTime.Local(time.plusDays(duration.days()).plusSeconds(duration.seconds()), zone);
            case CalendarTime.Moment(OffsetDateTime time, String name) -> {
                CalendarLine line = beginning();
                CalendarZone zone = line == null ? null : zones.zoneOf(line);
                if (zone == null) {
                    yield new CalendarTime.Moment(time.plusDays(duration.days()).plusSeconds(duration.seconds()), name);
                }
                Instant end = zone.at(time.toLocalDateTime().plusDays(duration.days()))
                        .toInstant()
                        .plusSeconds(duration.seconds());
                yield new CalendarTime.Moment(zone.at(end), name);
            }
        };
    }

    /**
     * How it repeats, in words; empty where it takes place once.
     *
     * @param otherDates how many of its dates stand in the calendar by themselves
     */
    String recurrence(@Nullable CalendarTime start, int otherDates) {
        CalendarLine only = event.first("RECURRENCE-ID");
        if (only != null) {
            return only.parameter("RANGE").equalsIgnoreCase("THISANDFUTURE")
                    ? "a series, from this date on" + andOthers(otherDates)
                    : "one date of a series" + insteadOf(only, start) + andOthers(otherDates);
        }
        CalendarLine rule = event.first("RRULE");
        String added = dates("RDATE");
        if (rule == null && added.isEmpty()) {
            return "";
        }
        LocalDate first = start == null ? null : start.date();
        String words = rule == null ? "" : RecurrenceWords.of(rule.value(), first, until -> dayOf(until, rule));
        String removed = dates("EXDATE");
        boolean several =
                event.all("RRULE").stream().map(CalendarLine::value).distinct().count() > 1;
        return words
                + (several ? ", and by other rules" : "")
                + (added.isEmpty() ? "" : (words.isEmpty() ? "" : ", ") + "also on " + added)
                + (removed.isEmpty() ? "" : ", not on " + removed)
                + (event.first("EXRULE") == null ? "" : ", without days that another rule takes out")
                + (otherDates == 0 ? "" : otherDates == 1 ? "; 1 date differs" : "; " + otherDates + " dates differ");
    }

    private static String andOthers(int dates) {
        return dates == 0
                ? ""
                : "; the calendar is about " + dates + (dates == 1 ? " other date" : " other dates") + " of it, too";
    }

    private String insteadOf(CalendarLine only, @Nullable CalendarTime start) {
        CalendarTime planned = zones.time(only);
        return planned == null || start == null || planned.date().equals(start.date())
                ? ""
                : ", instead of " + planned.date();
    }

    /** The first few, and how many others there are; empty for none. */
    private String dates(String name) {
        StringBuilder dates = new StringBuilder();
        int others = 0;
        for (CalendarLine line : event.all(name)) {
            for (String value : line.value().split(",", -1)) {
                LocalDate day = others > 0 || dates.length() >= MAX_DATES * DATE_CHARS
                        ? null
                        : dayOf(value.split("/", 2)[0], line);
                if (day == null) {
                    others += value.isBlank() ? 0 : 1;
                } else {
                    dates.append(dates.isEmpty() ? "" : ", ").append(day);
                }
            }
        }
        return others == 0
                ? dates.toString()
                : dates + (dates.isEmpty() ? "" : " and ") + others + (others == 1 ? " other day" : " other days");
    }

    /** The day where the event takes place, also of a moment that is given in UTC. */
    private @Nullable LocalDate dayOf(String value, CalendarLine line) {
        CalendarLine start = beginning();
        CalendarTime time = zones.time(value, line.parameter("TZID").isEmpty() && start != null ? start : line);
        return time == null ? null : time.date();
    }
}
