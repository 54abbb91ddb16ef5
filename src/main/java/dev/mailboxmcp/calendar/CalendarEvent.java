// SPDX-License-Identifier: MIT
package dev.mailboxmcp.calendar;

import dev.mailboxmcp.mail.Invitation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a calendar says of the one event that it is about. Its texts are cleaned, and not yet inert as Markdown.
 *
 * @param kind of component, such as {@code VEVENT}
 * @param start null where it says none, or none that can be
 * @param end of whole days the last one; null for none
 * @param location on one line; may be empty
 * @param description on any number of lines; may be empty
 * @param comment of who answers, on one line; may be empty
 * @param recurrence in words; empty where it happens once
 * @param moreEvents others in the same calendar
 * @param doubts in words of ours
 */
record CalendarEvent(
        String kind,
        Invitation.Method method,
        String summary,
        @Nullable CalendarTime start,
        @Nullable CalendarTime end,
        String location,
        String description,
        String comment,
        @Nullable CalendarPerson organizer,
        List<CalendarPerson> attendees,
        String recurrence,
        boolean cancelled,
        int moreEvents,
        List<String> doubts) {
    CalendarEvent {
        attendees = List.copyOf(attendees);
        doubts = List.copyOf(doubts);
    }

    boolean isAllDay() {
        return start instanceof CalendarTime.Day;
    }

    /** Whether one of those invited sent it. */
    boolean isAnswer() {
        return switch (method) {
            case REPLY, COUNTER, REFRESH -> true;
            case PUBLISH, REQUEST, ADD, CANCEL, DECLINECOUNTER -> false;
        };
    }
}
