// SPDX-License-Identifier: MIT
package dev.mailboxmcp.calendar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mail.Invitation;
import dev.mailboxmcp.mail.Rsvp;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The rules of RFC 5546 3.2.3 for an answer, and those of RFC 5545 for its lines, by a strict reader of their own. */
final class ReplyRules {
    private static final Pattern LINE = Pattern.compile(
            "([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:\"[^\"]*\"|[^\";:,]*)(?:,(?:\"[^\"]*\"|[^\";:,]*))*)*):(.*)");
    private static final Pattern ZONE = Pattern.compile("(?i);TZID=(\"[^\"]*\"|[^\";:,]*)");
    private static final List<String> COPIED =
            List.of("UID", "SEQUENCE", "RECURRENCE-ID", "DTSTART", "DTEND", "DURATION", "SUMMARY", "ORGANIZER");

    private ReplyRules() {}

    static void check(SampleCalendar sample, InvitationAnswer answer, Rsvp.Attendance given) {
        List<String> lines = answer.calendar().lines();
        String name = sample.name();
        assertThat(lines).as(name).allMatch(line -> LINE.matcher(line).matches());
        List<String> event = lines.subList(lines.indexOf("BEGIN:VEVENT") + 1, lines.indexOf("END:VEVENT"));
        Map<String, Long> counts =
                event.stream().collect(Collectors.groupingBy(ReplyRules::name, Collectors.counting()));
        assertThat(counts).as(name).containsKeys("UID", "ORGANIZER", "ATTENDEE", "COMMENT");
        assertThat(counts.values()).as(name).containsOnly(1L);
        assertThat(lines).as(name).contains("METHOD:REPLY", "VERSION:2.0", "COMMENT:see you\\; soon");

        String invitation =
                new String(sample.content(), Charset.forName(sample.charset())).replaceAll("\r?\n[ \t]", "");
        List<String> written = List.of(invitation.split("\r?\n"));
        List<String> changed = new ArrayList<>();
        for (String line : event) {
            if (COPIED.contains(name(line)) && !written.contains(line)) {
                changed.add(name(line));
            }
        }
        assertThat(changed).as(name).isEqualTo(CHANGED.getOrDefault(name, List.of()));
        long zones = lines.stream().filter("BEGIN:VTIMEZONE"::equals).count();
        List<String> named = event.stream()
                .map(ZONE::matcher)
                .filter(matcher -> matcher.find())
                .map(matcher -> matcher.group(1).replace("\"", ""))
                .distinct()
                .toList();
        for (String zone : named) {
            Function<List<String>, Boolean> describes = all -> all.stream()
                    .anyMatch(line -> line.replace("\\", "").equalsIgnoreCase("TZID:" + zone.replace("\\", "")));
            assertThat(describes.apply(lines)).as(name + " " + zone).isEqualTo(describes.apply(written));
        }
        assertThat(zones).as(name).isLessThanOrEqualTo(named.size());

        CalendarEvent read = Objects.requireNonNull(
                CalendarReader.read(String.join("\r\n", lines).getBytes(UTF_8), "utf-8", "REPLY"));
        CalendarEvent asked = Objects.requireNonNull(CalendarReader.read(
                sample.content(), sample.charset(), sample.around().getOrDefault("method", "")));
        assertThat(read.method()).as(name).isEqualTo(Invitation.Method.REPLY);
        assertThat(read.summary()).as(name).isEqualTo(asked.summary());
        assertThat(Objects.requireNonNull(read.organizer()).address()).as(name).isEqualTo(answer.organizer());
        assertThat(Objects.requireNonNull(asked.organizer()).address()).as(name).isEqualTo(answer.organizer());
        assertThat(read.attendees()).as(name).singleElement().satisfies(attendee -> {
            assertThat(Objects.requireNonNull(attendee.address()).sameMailbox(answer.attendee()))
                    .isTrue();
            assertThat(attendee.status()).isEqualTo(InvitationAnswer.status(given));
        });
        if (read.start() != null) {
            assertThat(read.start().date())
                    .as(name)
                    .isEqualTo(Objects.requireNonNull(asked.start()).date());
        }
    }

    /** What is written anew in the answers to samples that do not keep to the standard. */
    private static final Map<String, List<String>> CHANGED = Map.of(
            "exchange-zone-as-shown-without-quotes", List.of("DTSTART", "DTEND"),
            "name-without-quotes", List.of("ORGANIZER"));

    private static String name(String line) {
        return line.split("[;:]", 2)[0].toUpperCase(Locale.ROOT);
    }
}
