// SPDX-License-Identifier: MIT
package dev.mailboxmcp.calendar;

import dev.mailboxmcp.mail.Invitation;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.mime.MailHeader;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The calendar of a mail as a person sees it, and what speaks against it. What a stranger wrote is cleaned and bounded, and
 * not yet inert as Markdown. Pure, thread-safe, linear in time, never throws.
 */
public final class InvitationReader {
    private InvitationReader() {}

    /**
     * What was read.
     *
     * @param text for a mail without other text: a few lines, and the description
     * @param byService whether a service for calendars sent it for its organizer, who gets the answers to the mail
     * @param warnings in words of ours
     */
    public record Read(Invitation invitation, String text, boolean byService, List<String> warnings) {
        public Read {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * @param calendar without its transfer encoding; bytes beyond 256 kB are left out
     * @param charset as the part declares it; null for none
     * @param method as the part declares it; empty for none
     * @param header of the mail that it came with; null where nothing is known of it
     * @param isOwn whether an address is one of the user's own
     * @return null where the bytes hold no event
     */
    public static @Nullable Read read(
            byte[] calendar,
            @Nullable String charset,
            String method,
            @Nullable MailHeader header,
            Predicate<EmailAddress> isOwn) {
        CalendarEvent event = CalendarReader.read(calendar, charset, method);
        if (event == null) {
            return null;
        }
        List<String> warnings = new ArrayList<>(event.doubts());
        InvitationCheck check = header == null ? null : new InvitationCheck(event, header, isOwn);
        if (check != null) {
            warnings.addAll(check.warnings());
        }
        return new Read(
                invitation(event, myStatus(event, isOwn)),
                CalendarText.of(event),
                check != null && check.isByService(),
                warnings);
    }

    static Invitation invitation(CalendarEvent event, Invitation.@Nullable Status myStatus) {
        CalendarPerson organizer = event.organizer();
        return new Invitation(
                event.method(),
                event.summary(),
                written(event.start()),
                written(event.end()),
                event.isAllDay() ? true : null,
                zone(event.start() == null ? event.end() : event.start()),
                orAbsent(event.location()),
                organizer == null ? null : orAbsent(organizer.shown()),
                myStatus,
                orAbsent(event.recurrence()),
                event.cancelled() ? true : null,
                orAbsent(CalendarText.answer(event)),
                event.moreEvents() == 0 ? null : event.moreEvents());
    }

    private static Invitation.@Nullable Status myStatus(CalendarEvent event, Predicate<EmailAddress> isOwn) {
        for (CalendarPerson attendee : event.attendees()) {
            EmailAddress address = attendee.address();
            if (address != null && isOwn.test(address)) {
                return attendee.status();
            }
        }
        return null;
    }

    private static @Nullable String written(@Nullable CalendarTime time) {
        return switch (time) {
            case null -> null;
            case CalendarTime.Day(LocalDate day) -> day.toString();
            case CalendarTime.Local(LocalDateTime local, String zone) ->
                DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(local);
            case CalendarTime.Moment(OffsetDateTime moment, String zone) ->
                DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(moment);
        };
    }

    private static @Nullable String zone(@Nullable CalendarTime time) {
        return switch (time) {
            case null -> null;
            case CalendarTime.Day day -> null;
            case CalendarTime.Local(LocalDateTime local, String zone) -> orAbsent(CalendarText.zone(zone));
            case CalendarTime.Moment(OffsetDateTime moment, String zone) -> orAbsent(CalendarText.zone(zone));
        };
    }

    private static @Nullable String orAbsent(String text) {
        return text.isEmpty() ? null : text;
    }
}
