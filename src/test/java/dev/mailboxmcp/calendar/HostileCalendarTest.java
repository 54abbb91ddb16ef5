// SPDX-License-Identifier: MIT
package dev.mailboxmcp.calendar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mime.MailHeader;
import dev.mailboxmcp.text.InertMarkdown;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Calendars made to keep a processor busy are read in time, and nothing in any of them is thrown. */
class HostileCalendarTest {
    /** The time of a processor: several times what the slowest takes with a cold virtual machine. */
    private static final Duration BUDGET = Duration.ofSeconds(2);

    private static final int SIZE = CalendarLines.MAX_BYTES;
    private static final MailHeader HEADER =
            MailHeader.of("From: a@example.org\r\n".getBytes(UTF_8), Integer.MAX_VALUE, null);

    @ParameterizedTest(name = "{0}")
    @MethodSource("bombs")
    void aHugeCalendarIsReadInTime(String name, String calendar) {
        byte[] bytes = calendar.getBytes(UTF_8);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();

        InvitationReader.Read read = InvitationReader.read(bytes, "utf-8", "REQUEST", HEADER, address -> true);

        assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - before)).isLessThan(BUDGET);
        if (read != null) {
            assertThat(read.text()).hasSizeLessThan(2 * SIZE);
            assertThat(read.invitation().toString()).hasSizeLessThan(5000);
        }
    }

    static Stream<Arguments> bombs() {
        String start = "DTSTART;TZID=X:20260310T130000\n";
        return Stream.of(
                bomb("a long line", event("SUMMARY:" + fill("a"))),
                bomb("folds", event("SUMMARY:a\n" + fill(" a\n"))),
                bomb("lines that begin nothing", event("SUMMARY:a\n" + fill("b\n"))),
                bomb("soft line breaks", event("SUMMARY;ENCODING=QUOTED-PRINTABLE:a=\n" + fill("=\n"))),
                bomb(
                        "soft line breaks behind a long name",
                        event("SUMMARY;A=" + "b".repeat(SIZE / 2) + "=\n" + "=\n".repeat(SIZE / 5))),
                bomb("empty lines", event(fill("\n"))),
                bomb("components", fill("BEGIN:VEVENT\n")),
                bomb("components of any kind", fill("BEGIN:X\n")),
                bomb("ends", "BEGIN:VEVENT\n" + fill("END:X\n")),
                bomb("alarms", event(fill("BEGIN:VALARM\n"))),
                bomb("events", fill("BEGIN:VEVENT\nUID:1\nDTSTART:20260310T130000Z\nEND:VEVENT\n")),
                bomb("events of another kind", fill("BEGIN:VEVENT\nUID:%d\nEND:VEVENT\n")),
                bomb(
                        "a late identity",
                        "BEGIN:VEVENT\n" + "A:\n".repeat(SIZE / 6) + "UID:1\nEND:VEVENT\n"
                                + "BEGIN:VEVENT\nUID:1\nSEQUENCE:1\nEND:VEVENT\n".repeat(SIZE / 90)),
                bomb("guests", event(start + fill("ATTENDEE:mailto:a@b.example\n"))),
                bomb("guests whose names are words", event(fill("ATTENDEE;CN=\"=?utf-8?q?=41?=\":a@b.c\n"))),
                bomb("parameters", event("ATTENDEE" + fill(";A=\"b\"") + ":mailto:a@b.example\n")),
                bomb("quotes", event("ATTENDEE;CN=" + fill("\"") + ":mailto:a@b.example\n")),
                bomb("a quote that never closes", event("ATTENDEE;CN=\"" + fill(";") + ":mailto:a@b.example\n")),
                bomb("carets", event("ATTENDEE;CN=\"" + fill("^n") + "\":mailto:a@b.example\n")),
                bomb("backslashes", event("SUMMARY:" + fill("\\,"))),
                bomb("a long address", event("ORGANIZER:" + fill("mailto:"))),
                bomb("percent escapes", event("ORGANIZER:mailto:" + fill("%41") + "@b.example")),
                bomb("a long date", event("DTSTART:" + fill("2026"))),
                bomb("a date behind colons", event("DTSTART" + fill(":") + "20260310")),
                bomb("numbers of a rule", event(start + "RRULE:FREQ=YEARLY;BYSECOND=" + fill("1,"))),
                bomb("parts of a rule", event(start + "RRULE:" + fill("FREQ=DAILY;"))),
                bomb("further dates", event("DTSTART:20260310T130000Z\nRDATE:" + fill("20260310T130000Z,"))),
                bomb("dates left out", event("DTSTART:20260310T130000Z\nRRULE:FREQ=DAILY\n" + fill("EXDATE:1\n"))),
                bomb("a zone that changes each second", zone("RRULE:FREQ=SECONDLY\n") + event(start)),
                bomb("a zone that changes each day", zone("RRULE:FREQ=DAILY;BYHOUR=1,2,3\n") + event(start)),
                bomb(
                        "a zone with many days",
                        zone("RRULE:FREQ=YEARLY;BYMONTH=" + "1,2,3,4,5,6,".repeat(5) + "7;BYDAY="
                                                + "MO,TU,WE,".repeat(10) + "TH\n")
                                        .repeat(300)
                                + event(start)),
                bomb(
                        "many zones",
                        zone("RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\n").repeat(600) + event(start)),
                bomb(
                        "a zone of many changes",
                        "BEGIN:VTIMEZONE\nTZID:X\n"
                                + fill(
                                        "BEGIN:STANDARD\nDTSTART:16010101T000000\nRRULE:FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;"
                                                + "BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12\nTZOFFSETTO:+0200\nEND:STANDARD\n")
                                + "END:VTIMEZONE\n" + event(start)),
                bomb(
                        "a zone of many dates",
                        "BEGIN:VTIMEZONE\nTZID:X\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETTO:+0200\n"
                                + "RDATE:" + fill("20260310T130000,") + "\nEND:STANDARD\nEND:VTIMEZONE\n"
                                + event(start)),
                bomb("a long name of a zone", event("DTSTART;TZID=\"" + fill("/") + "\":20260310T130000\n")),
                bomb("blanks in a place", event(start + "LOCATION:a" + fill(" ") + "b\n")),
                bomb("lines of a place", event(start + "LOCATION:a" + fill("\\n") + "b\n")),
                bomb("links", event("DESCRIPTION:" + fill("https://a.b.c.d.e.f.g/"))),
                bomb("hosts", event("DESCRIPTION:" + fill("https://" + "a.".repeat(6)))),
                bomb("tags", event("DESCRIPTION:" + fill("<b>"))),
                bomb("a tag that never ends", event("DESCRIPTION:" + fill("<a "))),
                bomb("brackets", event("DESCRIPTION:" + fill("!["))),
                bomb("a place of lines", event("LOCATION:" + fill("\\n "))),
                bomb("a place of blanks", event("LOCATION:" + fill(" "))));
    }

    @Test
    void aCutCalendarOfAnyKindIsRead() throws Exception {
        for (SampleCalendar sample : SampleCalendar.all()) {
            for (int length = 0; length < sample.content().length; length += 7) {
                InvitationReader.read(
                        Arrays.copyOf(sample.content(), length), sample.charset(), "REQUEST", HEADER, address -> true);
            }
        }
    }

    @Test
    void aCalendarWithOtherBytesInItIsRead() throws Exception {
        Random random = new Random(20261128);
        for (SampleCalendar sample : SampleCalendar.all()) {
            for (int round = 0; round < 100; round++) {
                byte[] bytes = sample.content().clone();
                for (int i = 0; i < 1 + round / 10; i++) {
                    bytes[random.nextInt(bytes.length)] =
                            (byte) ":;=\",\\\r\n \tTZ019-+\u00ff\0".charAt(random.nextInt(19));
                }
                InvitationReader.read(bytes, sample.charset(), "REQUEST", HEADER, address -> true);
            }
        }
    }

    @Test
    void whatLiesBeyondTheLimitIsLeftOutAndSaid() {
        String attached = "ATTACH;ENCODING=BASE64;VALUE=BINARY:" + "QUJD".repeat(SIZE / 4) + "\n";
        String calendar = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Seen\nDTSTART:20260310T130000Z\n" + attached
                + "LOCATION:unseen\nEND:VEVENT\nEND:VCALENDAR\n";

        InvitationReader.Read read = Objects.requireNonNull(
                InvitationReader.read(calendar.getBytes(UTF_8), null, "", HEADER, address -> true));

        assertThat(read.invitation().summary()).isEqualTo("Seen");
        assertThat(read.invitation().location()).isNull();
        assertThat(read.warnings())
                .containsExactly("the calendar in this mail is longer than what is read of one; its end is left out");
    }

    @Test
    void noLinkGoesFromOneLineToTheNext() {
        String calendar = event("SUMMARY:[read\nLOCATION:this](https://evil.example/)");

        InvitationReader.Read read = Objects.requireNonNull(
                InvitationReader.read(calendar.getBytes(UTF_8), null, "", HEADER, address -> true));
        assertThat(InertMarkdown.of(read.text())).isEqualTo("Event: [read\nWhere: this] (https://evil.example/)");
    }

    private static Arguments bomb(String name, String calendar) {
        return Arguments.of(name, "BEGIN:VCALENDAR\n" + calendar);
    }

    private static String event(String lines) {
        return "BEGIN:VEVENT\n" + lines + "\nEND:VEVENT\n";
    }

    private static String zone(String rule) {
        return "BEGIN:VTIMEZONE\nTZID:X\nBEGIN:STANDARD\nDTSTART:16010101T000000\n" + rule
                + "TZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nEND:STANDARD\nEND:VTIMEZONE\n";
    }

    private static String fill(String piece) {
        return piece.repeat((SIZE - 2000) / piece.length());
    }
}
