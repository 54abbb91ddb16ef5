// SPDX-License-Identifier: MIT
package dev.mailboxmcp.calendar;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mailboxmcp.mail.Invitation;
import dev.mailboxmcp.mime.BodyText;
import dev.mailboxmcp.text.RightToLeft;
import dev.mailboxmcp.text.TextCleaner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the event of a calendar in a mail (RFC 5545, RFC 5546), however it is written: what is missing or broken is left
 * out. Rules of recurrence are not expanded. Pure, thread-safe, linear in time, never throws; what lies beyond
 * {@link CalendarLines#MAX_BYTES} is left out.
 */
final class CalendarReader {
    private static final int MAX_SUMMARY = 300;
    private static final int MAX_LOCATION = 800;
    private static final int MAX_COMMENT = 500;
    private static final String SEVERAL_VERSIONS =
            "the calendar holds several versions of the event: other programs may show another one";
    private static final List<String> KINDS = List.of("VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY");
    /** Properties that an event has once (RFC 5545 3.6.1), and what they are called in words. */
    private static final Map<String, String> ONCE = once();

    private static final Pattern HTML = Pattern.compile(
            "(?i)<(?:html|body|br|p|div|span|table|ul|ol|a|b|i|u|strong|em|font|html-blob)(?:\\s[^<>]{0,2000})?/?>");
    private static final Pattern BLOCKS = Pattern.compile("(?i)<(?:html|body|br|p|div|table|ul|ol)[\\s/>]");

    private final CalendarComponent calendar;
    private final CalendarComponent event;
    private final List<String> doubts = new ArrayList<>();

    private static Map<String, String> once() {
        Map<String, String> once = new LinkedHashMap<>();
        once.put("SUMMARY", "title");
        once.put("DTSTART", "start");
        once.put("DTEND", "end");
        once.put("DUE", "end");
        once.put("DURATION", "length");
        once.put("RECURRENCE-ID", "date of the series");
        once.put("LOCATION", "place");
        once.put("ORGANIZER", "organizer");
        once.put("STATUS", "status");
        once.put("UID", "identity");
        return once;
    }

    private CalendarReader(CalendarComponent calendar, CalendarComponent event) {
        this.calendar = calendar;
        this.event = event;
    }

    /**
     * What a calendar is about.
     *
     * @param event the one that is meant
     * @param events all of its kind, with that one, also of further calendars
     */
    record Found(CalendarComponent calendar, CalendarComponent event, List<CalendarComponent> events) {
        Found {
            events = List.copyOf(events);
        }
    }

    /**
     * @param bytes without their transfer encoding
     * @param charset as the part declares it; null for none
     * @param methodOfPart as the part declares it; empty for none
     * @return null where the bytes hold no event
     */
    static @Nullable CalendarEvent read(byte[] bytes, @Nullable String charset, String methodOfPart) {
        Found found = find(bytes, charset);
        return found == null
                ? null
                : new CalendarReader(found.calendar, found.event)
                        .read(found.events, methodOfPart, bytes.length > CalendarLines.MAX_BYTES);
    }

    /** The same, as it is written. */
    static @Nullable Found find(byte[] bytes, @Nullable String charset) {
        List<CalendarComponent> outside = CalendarComponent.of(CalendarLines.of(bytes, charset));
        for (String kind : KINDS) {
            for (CalendarComponent calendar : outside) {
                List<CalendarComponent> events = events(calendar, kind).toList();
                if (!events.isEmpty()) {
                    List<CalendarComponent> all = outside.stream()
                            .flatMap(other -> events(other, kind))
                            .toList();
                    return new Found(calendar, meant(events), all);
                }
            }
        }
        return null;
    }

    private static Stream<CalendarComponent> events(CalendarComponent outside, String kind) {
        return Stream.concat(Stream.of(outside), outside.parts().stream())
                .filter(part -> part.name().equals(kind));
    }

    /**
     * The component that is meant: of the first event, which may stand there as a series and as single dates of it, the
     * newest series.
     */
    private static CalendarComponent meant(List<CalendarComponent> events) {
        CalendarComponent meant = events.get(0);
        String uid = uid(meant);
        boolean isSeries = meant.first("RECURRENCE-ID") == null;
        int sequence = sequence(meant);
        for (CalendarComponent other : uid.isEmpty() ? List.<CalendarComponent>of() : events) {
            if (uid(other).equals(uid)
                    && other.first("RECURRENCE-ID") == null
                    && (!isSeries || sequence(other) > sequence)) {
                meant = other;
                isSeries = true;
                sequence = sequence(other);
            }
        }
        return meant;
    }

    /** Whether the calendar holds versions of the event between which nobody can tell. */
    static boolean holdsVersions(CalendarEvent event) {
        return event.doubts().contains(SEVERAL_VERSIONS);
    }

    private static String uid(CalendarComponent event) {
        return event.text("UID").strip();
    }

    /** The number of its version; 0 where none is written that could be one. */
    static int sequence(CalendarComponent event) {
        String sequence = event.text("SEQUENCE").strip();
        return sequence.matches("[0-9]{1,9}") ? Integer.parseInt(sequence) : 0;
    }

    private CalendarEvent read(List<CalendarComponent> events, String methodOfPart, boolean cut) {
        if (cut) {
            doubts.add("the calendar in this mail is longer than what is read of one; its end is left out");
        }
        String uid = uid(event);
        List<String> others = events.stream()
                .map(CalendarReader::uid)
                .filter(other -> !other.equals(uid))
                .toList();
        List<CalendarComponent> again = uid.isEmpty() ? List.of() : again(events, uid);
        // without an identity each is an event of its own
        int same = events.size() - others.size() - (uid.isEmpty() ? 1 : again.size());
        if (again.stream().anyMatch(other -> !other.lines().equals(event.lines()))) {
            doubts.add(SEVERAL_VERSIONS);
        }
        doubtTwice();
        Invitation.Method method = method(methodOfPart);
        EventTimes times = new EventTimes(event, CalendarZones.of(calendar), doubts);
        CalendarTime start = times.start();
        if (start == null && event.name().equals("VEVENT") && saysWhen(method)) {
            doubts.add("the event gives no start that can be read");
        }
        CalendarLine organizer = event.first("ORGANIZER");
        List<CalendarPerson> attendees =
                event.all("ATTENDEE").stream().map(CalendarPerson::of).toList();
        CalendarPerson host = organizer == null ? null : CalendarPerson.of(organizer);
        if (host != null && host.isMisnamed() || attendees.stream().anyMatch(CalendarPerson::isMisnamed)) {
            doubts.add("a name in the invitation shows another address than the one behind it");
        }
        return new CalendarEvent(
                event.name(),
                method,
                line(event.text("SUMMARY"), MAX_SUMMARY),
                start,
                times.end(start),
                location(),
                description(),
                line(event.text("COMMENT"), MAX_COMMENT),
                host,
                attendees,
                times.recurrence(start, uid.isEmpty() ? 0 : same),
                method == Invitation.Method.CANCEL
                        || event.text("STATUS").strip().equalsIgnoreCase("CANCELLED"),
                (int) others.stream().distinct().count() + (uid.isEmpty() ? same : 0),
                doubts);
    }

    /** The event itself, and where it stands there again, as a whole or as the same date of it. */
    private List<CalendarComponent> again(List<CalendarComponent> events, String uid) {
        String date = event.text("RECURRENCE-ID").strip();
        return events.stream()
                .filter(other -> uid(other).equals(uid)
                        && other.text("RECURRENCE-ID").strip().equals(date))
                .toList();
    }

    /** What should stand there once, and does twice. */
    private void doubtTwice() {
        List<String> twice = new ArrayList<>();
        ONCE.forEach((name, words) -> {
            long values = event.all(name).stream()
                    .map(CalendarLine::value)
                    .map(String::strip)
                    .distinct()
                    .count();
            if (values > 1) {
                twice.add(words);
            }
        });
        if (!twice.isEmpty()) {
            doubts.add("the event gives several values for its " + String.join(", ", twice)
                    + ": other programs may show others");
        }
    }

    private Invitation.Method method(String methodOfPart) {
        Invitation.Method declared = method(calendar.text("METHOD"), null);
        Invitation.Method outside = method(methodOfPart, declared);
        if (declared != null && outside != declared) {
            doubts.add("the mail calls its calendar a " + outside + ", which calls itself a " + declared);
        }
        return declared != null ? declared : outside != null ? outside : Invitation.Method.PUBLISH;
    }

    private static Invitation.@Nullable Method method(String name, Invitation.@Nullable Method otherwise) {
        return Arrays.stream(Invitation.Method.values())
                .filter(method -> method.name().equalsIgnoreCase(name.strip()))
                .findFirst()
                .orElse(otherwise);
    }

    /** An answer need not say it again (RFC 5546 3.2.3). */
    private static boolean saysWhen(Invitation.Method method) {
        return switch (method) {
            case PUBLISH, REQUEST, ADD, COUNTER -> true;
            case REPLY, CANCEL, REFRESH, DECLINECOUNTER -> false;
        };
    }

    private String location() {
        String written = Arrays.stream(event.text("LOCATION").split("\\R", -1))
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining(", "));
        String location = line(written, MAX_LOCATION);
        String link = location.contains("://") ? "" : MeetingLink.of(event);
        return link.isEmpty() || location.isEmpty() ? location + link : location + ", " + link;
    }

    private String description() {
        String text = event.text("DESCRIPTION");
        if (HTML.matcher(text).find()) { // Google lets people write so
            String html = BLOCKS.matcher(text).find() ? text : text.replace("\n", "<br>");
            return BodyText.html(html.getBytes(UTF_8), "", "utf-8").text();
        }
        return TextCleaner.text(RightToLeft.asSeen(text)).strip();
    }

    private static String line(String text, int maxChars) {
        return TextCleaner.line(RightToLeft.asSeen(text), maxChars);
    }
}
