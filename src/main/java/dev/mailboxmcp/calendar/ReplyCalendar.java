// SPDX-License-Identifier: MIT
package dev.mailboxmcp.calendar;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.Rsvp;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.mime.OutgoingCalendar;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes the calendar of an answer (RFC 5546 3.2.3): the lines by which the organizer's program finds the event, as they stand
 * in the invitation, the time zones that they name, and of all attendees the user alone. Lines that are not well formed are
 * written anew where their meaning is certain, left out where the answer does without them, and refused otherwise.
 */
final class ReplyCalendar {
    private static final int MAX_CHARS = 32 * 1024;
    private static final int MAX_PARAMETER = 200;
    private static final Pattern TIME = Pattern.compile("[0-9]{8}(?:T[0-9]{6}Z?)?");
    private static final Pattern SEQUENCE = Pattern.compile("[0-9]{1,9}");
    private static final Pattern DURATION = Pattern.compile("\\+?P[0-9WDTHMS]{2,20}");
    private static final Pattern MAILTO = Pattern.compile("(?i)mailto:[!-~&&[^\":;,?]]+");
    private static final Pattern URI = Pattern.compile("[!-~&&[^\"]]{1,1000}");
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$'*+@";
    private static final List<String> KEPT_OF_ATTENDEE = List.of("CUTYPE", "ROLE", "CN", "EMAIL");

    private final CalendarReader.Found invitation;
    private final CalendarZones zones;
    private final List<CalendarComponent> described = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();

    private ReplyCalendar(CalendarReader.Found invitation) {
        this.invitation = invitation;
        this.zones = CalendarZones.of(invitation.calendar());
    }

    /**
     * @param attendee the line that invites the user
     * @param address that it names
     * @throws MailException {@link MailFailure.InvalidArgument} where the event cannot be told apart from others
     */
    static OutgoingCalendar of(
            CalendarReader.Found invitation,
            EmailAddress organizer,
            CalendarLine attendee,
            EmailAddress address,
            Rsvp rsvp) {
        ReplyCalendar reply = new ReplyCalendar(invitation);
        reply.identity();
        reply.times();
        reply.person(invitation.event().first("ORGANIZER"), organizer);
        reply.attendee(attendee, address, rsvp.answer());
        if (!rsvp.comment().isEmpty()) {
            reply.lines.add("COMMENT:" + escaped(rsvp.comment()));
        }
        return reply.calendar();
    }

    private void identity() {
        CalendarLine uid = invitation.event().first("UID");
        if (uid == null || uid.value().isBlank() || !OutgoingCalendar.isOneLine(uid.written())) {
            throw InvitationAnswer.refused("its event has no UID by which the organizer could find it");
        }
        lines.add(uid.written());
        CalendarLine sequence = invitation.event().first("SEQUENCE");
        if (sequence != null && SEQUENCE.matcher(sequence.value().strip()).matches()) {
            lines.add(sequence.written());
        }
        CalendarLine only = invitation.event().first("RECURRENCE-ID");
        if (only != null && !addTime(only)) {
            throw InvitationAnswer.refused("its event is one date of a series, and it cannot be read which");
        }
        CalendarLine summary = invitation.event().first("SUMMARY");
        if (summary != null) {
            boolean plain = OutgoingCalendar.isOneLine(summary.written())
                    && summary.parameter("ENCODING").isEmpty()
                    && summary.written().chars().filter(c -> c == '"').count() % 2 == 0;
            lines.add(plain ? summary.written() : "SUMMARY:" + escaped(summary.text()));
        }
    }

    private void times() {
        CalendarLine start = invitation.event().first("DTSTART");
        if (start == null || !addTime(start)) {
            return; // it says when, and the answer need not say that again
        }
        CalendarLine end = invitation.event().first("DTEND");
        CalendarLine duration = invitation.event().first("DURATION");
        if (end != null) {
            boolean unused = addTime(end);
        } else if (duration != null
                && DURATION.matcher(duration.value()).matches()
                && OutgoingCalendar.isOneLine(duration.written())) {
            lines.add(duration.written());
        }
    }

    private boolean addTime(CalendarLine line) {
        if (!TIME.matcher(line.value()).matches() || !OutgoingCalendar.isOneLine(line.written())) {
            return false;
        }
        String zone = line.parameter("TZID");
        boolean quotesMissing = zone.chars().anyMatch(c -> ":;,".indexOf(c) >= 0)
                && line.written().indexOf('"') < 0;
        lines.add(quotesMissing ? line.name() + ";TZID=" + parameter(zone) + ":" + line.value() : line.written());
        CalendarComponent description = zones.describing(line);
        if (description != null && !described.contains(description)) {
            described.add(description);
        }
        return true;
    }

    /** The organizer's line as it is, unless only a lenient reader finds the address in it. */
    private void person(@Nullable CalendarLine line, EmailAddress address) {
        boolean plain = line != null
                && OutgoingCalendar.isOneLine(line.written())
                && isPlain(line)
                && line.written().chars().filter(c -> c == '"').count() % 2 == 0;
        lines.add(line != null && plain ? line.written() : "ORGANIZER:" + mailto(address));
    }

    private void attendee(CalendarLine line, EmailAddress address, Rsvp.Attendance answer) {
        StringBuilder own = new StringBuilder("ATTENDEE;PARTSTAT=")
                .append(InvitationAnswer.status(answer).name());
        for (String name : KEPT_OF_ATTENDEE) {
            String value = line.parameter(name);
            if (!value.isEmpty()) {
                own.append(';').append(name).append('=').append(parameter(value));
            }
        }
        lines.add(own.append(':')
                .append(isPlain(line) ? line.value() : mailto(address))
                .toString());
    }

    /** Whether the value is the address, or stands for the one in {@code EMAIL}. */
    private static boolean isPlain(CalendarLine line) {
        return MAILTO.matcher(line.value()).matches()
                || !line.value().toLowerCase(Locale.ROOT).contains("mailto:")
                        && !line.parameter("EMAIL").isEmpty()
                        && URI.matcher(line.value()).matches();
    }

    private OutgoingCalendar calendar() {
        List<String> all = new ArrayList<>(List.of(
                "BEGIN:VCALENDAR", "PRODID:-//mailbox-mcp//EN", "VERSION:2.0", "CALSCALE:GREGORIAN", "METHOD:REPLY"));
        described.forEach(zone -> addComponent(zone, all));
        all.add("BEGIN:VEVENT");
        all.addAll(lines);
        all.addAll(List.of("END:VEVENT", "END:VCALENDAR"));
        if (all.stream().mapToInt(String::length).sum() > MAX_CHARS) {
            throw InvitationAnswer.refused("what identifies its event is too long");
        }
        return new OutgoingCalendar(all);
    }

    private static void addComponent(CalendarComponent component, List<String> all) {
        all.add("BEGIN:" + component.name());
        component.lines().stream()
                .map(CalendarLine::written)
                .filter(OutgoingCalendar::isOneLine)
                .forEach(all::add);
        component.parts().stream()
                .filter(part -> part.name().equals("STANDARD") || part.name().equals("DAYLIGHT"))
                .forEach(part -> addComponent(part, all));
        all.add("END:" + component.name());
    }

    /** A text as a value (RFC 5545 3.3.11), on one line. */
    static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.replaceAll("\\R", "\n").codePoints().forEach(c -> {
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\\', ';', ',' -> out.append('\\').appendCodePoint(c);
                default -> out.append(isSendable(c) ? Character.toString(c) : "");
            }
        });
        return out.toString();
    }

    /** A value of a parameter (RFC 5545 3.2, RFC 6868), in quotes where it needs them. */
    private static String parameter(String value) {
        StringBuilder out = new StringBuilder();
        value.codePoints()
                .limit(MAX_PARAMETER)
                .filter(ReplyCalendar::isSendable)
                .forEach(c -> {
                    switch (c) {
                        case '^' -> out.append("^^");
                        case '"' -> out.append("^'");
                        default -> out.appendCodePoint(c);
                    }
                });
        boolean quoted = out.chars().anyMatch(c -> ",:;".indexOf(c) >= 0);
        return quoted ? "\"" + out + '"' : out.toString();
    }

    private static boolean isSendable(int c) {
        return OutgoingCalendar.isOneLine(Character.toString(c));
    }

    /** RFC 6068. */
    private static String mailto(EmailAddress address) {
        StringBuilder uri = new StringBuilder("mailto:");
        for (byte b : address.wire().getBytes(UTF_8)) {
            if (b > 0 && UNRESERVED.indexOf(b) >= 0) {
                uri.append((char) b);
            } else {
                uri.append('%').append("%02X".formatted(b & 0xFF));
            }
        }
        return uri.toString();
    }
}
