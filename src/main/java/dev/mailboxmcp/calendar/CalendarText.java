// SPDX-License-Identifier: MIT
package dev.mailboxmcp.calendar;

import dev.mailboxmcp.mail.Invitation;
import dev.mailboxmcp.text.TextCleaner;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An event as text: what, when, how often, where, by whom, and the description. Pure, thread-safe, never throws. */
final class CalendarText {
    private static final int MAX_ZONE = 80;
    private static final int MAX_GUESTS = 10;
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEEE, d MMMM uuuu", Locale.ENGLISH);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH);

    private CalendarText() {}

    static String of(CalendarEvent event) {
        CalendarPerson organizer = event.organizer();
        String answer = answer(event);
        StringBuilder text = new StringBuilder(title(event));
        line(text, "Answer", answer);
        if (event.kind().equals("VTODO")) {
            line(text, "Begins", when(event.start(), null));
            line(text, "Due", when(event.end(), null));
        } else {
            line(text, "When", when(event.start(), event.end()));
        }
        line(text, "Repeats", event.recurrence());
        line(text, "Where", event.location());
        line(text, "Organizer", organizer == null ? "" : organizer.shown());
        line(text, "Invited", event.isAnswer() ? "" : guests(event.attendees()));
        line(text, "Comment", answer.isEmpty() ? event.comment() : "");
        line(text, "Further events in the same calendar", event.moreEvents() == 0 ? "" : "" + event.moreEvents());
        return text + (event.description().isEmpty() ? "" : "\n\n" + event.description());
    }

    /** The answer to an invitation for people: what, when, and what the user says to it. */
    static String ofReply(String title, CalendarEvent event, String comment) {
        StringBuilder text = new StringBuilder(title);
        line(text, "When", when(event.start(), event.end()));
        line(text, "Repeats", event.recurrence());
        return text + (comment.isEmpty() ? "" : "\n\n" + comment);
    }

    /** Who answers what, such as {@code Bob <bob@example.org> declined: I am away}; empty where the calendar is no answer. */
    static String answer(CalendarEvent event) {
        if (!event.isAnswer() || event.attendees().isEmpty()) {
            return "";
        }
        CalendarPerson who = event.attendees().get(0);
        return (who.shown().isEmpty() ? "someone" : who.shown())
                + switch (event.method()) {
                    case COUNTER -> " proposes another time or place";
                    case REFRESH -> " asks for the newest version";
                    case PUBLISH, REQUEST, REPLY, ADD, CANCEL, DECLINECOUNTER -> answered(who.status());
                }
                + (event.comment().isEmpty() ? "" : ": " + event.comment());
    }

    /** A zone's name as it can be shown. */
    static String zone(String name) {
        return TextCleaner.line(name, MAX_ZONE);
    }

    private static String answered(Invitation.Status status) {
        return switch (status) {
            case ACCEPTED -> " accepted";
            case DECLINED -> " declined";
            case TENTATIVE -> " accepted tentatively";
            case DELEGATED -> " sends somebody else";
            case COMPLETED -> " has done it";
            case IN_PROCESS -> " is doing it";
            case NEEDS_ACTION -> " has not answered yet";
        };
    }

    private static String title(CalendarEvent event) {
        String kind = switch (event.kind()) {
            case "VTODO" -> "Task";
            case "VJOURNAL" -> "Note";
            case "VFREEBUSY" -> "Free and busy times";
            default ->
                switch (event.method()) {
                    case REQUEST -> "Invitation";
                    case REPLY, REFRESH -> "Answer to an invitation";
                    case COUNTER -> "Other proposal for an event";
                    case DECLINECOUNTER -> "Other proposal declined";
                    case ADD -> "Further date of an event";
                    case PUBLISH, CANCEL -> "Event";
                };
        };
        return (event.cancelled() ? "Cancelled: " : kind + ": ")
                + (event.summary().isEmpty() ? "(without a title)" : event.summary());
    }

    private static String when(@Nullable CalendarTime start, @Nullable CalendarTime end) {
        return switch (start) {
            case null -> "";
            case CalendarTime.Day(LocalDate day) ->
                DAY.format(day)
                        + (end == null || end.date().equals(day) ? "" : " to " + DAY.format(end.date()))
                        + ", all day";
            case CalendarTime.Local(LocalDateTime time, String zone) ->
                span(time, end)
                        + (zone.isEmpty()
                                ? " (local time)"
                                : " (" + zone(zone) + ", a time zone that is not known here)");
            case CalendarTime.Moment(OffsetDateTime time, String zone) -> moments(time, zone, end);
        };
    }

    private static String moments(OffsetDateTime time, String zone, @Nullable CalendarTime end) {
        String place = place(zone, time.getOffset());
        return end instanceof CalendarTime.Moment(OffsetDateTime to, String other)
                        && !place.equals(place(other, to.getOffset()))
                ? span(time.toLocalDateTime(), null)
                        + place
                        + until(time.toLocalDate(), to.toLocalDateTime())
                        + place(other, to.getOffset())
                : span(time.toLocalDateTime(), end) + place;
    }

    private static String span(LocalDateTime start, @Nullable CalendarTime end) {
        String begins = DAY.format(start) + ", " + CLOCK.format(start);
        return switch (end) {
            case null -> begins;
            case CalendarTime.Day(LocalDate day) -> begins + until(start.toLocalDate(), day.atTime(LocalTime.MIDNIGHT));
            case CalendarTime.Local(LocalDateTime time, String zone) -> begins + until(start.toLocalDate(), time);
            case CalendarTime.Moment(OffsetDateTime time, String zone) ->
                begins + until(start.toLocalDate(), time.toLocalDateTime());
        };
    }

    private static String until(LocalDate begun, LocalDateTime end) {
        return " to " + (end.toLocalDate().equals(begun) ? "" : DAY.format(end) + ", ") + CLOCK.format(end);
    }

    private static String place(String zone, ZoneOffset offset) {
        if (offset.equals(ZoneOffset.UTC) && zone.equals("UTC")) {
            return " (UTC)";
        }
        String shift = offset.equals(ZoneOffset.UTC) ? "UTC" : "UTC" + offset.getId();
        boolean named = !zone.isEmpty() && !zone.equals(offset.getId());
        return " (" + (named ? zone(zone) + ", " : "") + shift + ")";
    }

    private static String guests(List<CalendarPerson> attendees) {
        List<String> shown = attendees.stream()
                .map(CalendarPerson::shown)
                .filter(name -> !name.isEmpty())
                .limit(MAX_GUESTS)
                .toList();
        return String.join(", ", shown)
                + (attendees.size() > shown.size() && !shown.isEmpty()
                        ? " and " + (attendees.size() - shown.size()) + " more"
                        : "");
    }

    private static void line(StringBuilder text, String name, String value) {
        if (!value.isEmpty()) {
            text.append('\n').append(name).append(": ").append(value);
        }
    }
}
