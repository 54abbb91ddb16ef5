// SPDX-License-Identifier: MIT
package dev.mailboxmcp.calendar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mailboxmcp.mail.Invitation;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.Rsvp;
import dev.mailboxmcp.mime.EmailAddress;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the organizer's calendar gets for an answer, and which calendars are answered at all. */
class InvitationAnswerTest {
    /** Samples that ask the user, and yet cannot be answered: the organizer is a path or the user, or it is no event. */
    private static final Set<String> REFUSED =
            Set.of("apple-attendee-by-number", "hostile-organizer-is-the-reader", "free-busy", "task");

    private static final List<EmailAddress> ALICE = List.of(EmailAddress.parse("own", "alice@orchard.example"));

    private static final String INVITATION = """
            BEGIN:VCALENDAR
            VERSION:2.0
            METHOD:REQUEST
            BEGIN:VTIMEZONE
            TZID:Own/Zone
            BEGIN:STANDARD
            DTSTART:19700101T000000
            TZOFFSETFROM:+0100
            TZOFFSETTO:+0100
            END:STANDARD
            END:VTIMEZONE
            BEGIN:VTIMEZONE
            TZID:Another/Zone
            BEGIN:STANDARD
            DTSTART:19700101T000000
            TZOFFSETFROM:+0200
            TZOFFSETTO:+0200
            END:STANDARD
            END:VTIMEZONE
            BEGIN:VEVENT
            UID:1@x
            SEQUENCE:3
            DTSTAMP:20260101T000000Z
            DTSTART;TZID=Own/Zone:20261201T100000
            DTEND;TZID=Own/Zone:20261201T110000
            RRULE:FREQ=WEEKLY
            SUMMARY:Tea\\, or coffee
            DESCRIPTION:not for an answer
            ORGANIZER;CN="Lind, Nora":mailto:nora@orchard.example
            ATTENDEE;CN=Bob;PARTSTAT=ACCEPTED:mailto:bob@orchard.example
            ATTENDEE;RSVP=TRUE;PARTSTAT=NEEDS-ACTION;ROLE=OPT-PARTICIPANT;CN="Alice:A":MAILTO:Alice@orchard.example
            END:VEVENT
            END:VCALENDAR
            """;

    @Test
    void itHoldsTheLinesOfTheEventItsZoneAndOfAllAttendeesTheUser() {
        InvitationAnswer answer = answer(INVITATION, Rsvp.Attendance.TENTATIVE, "a;b,c\\d\r\nend\tof it");

        assertThat(answer.calendar().lines()).containsExactly("""
                        BEGIN:VCALENDAR
                        PRODID:-//mailbox-mcp//EN
                        VERSION:2.0
                        CALSCALE:GREGORIAN
                        METHOD:REPLY
                        BEGIN:VTIMEZONE
                        TZID:Own/Zone
                        BEGIN:STANDARD
                        DTSTART:19700101T000000
                        TZOFFSETFROM:+0100
                        TZOFFSETTO:+0100
                        END:STANDARD
                        END:VTIMEZONE
                        BEGIN:VEVENT
                        UID:1@x
                        SEQUENCE:3
                        SUMMARY:Tea\\, or coffee
                        DTSTART;TZID=Own/Zone:20261201T100000
                        DTEND;TZID=Own/Zone:20261201T110000
                        ORGANIZER;CN="Lind, Nora":mailto:nora@orchard.example
                        ATTENDEE;PARTSTAT=TENTATIVE;ROLE=OPT-PARTICIPANT;CN="Alice:A":MAILTO:Alice@orchard.example
                        COMMENT:a\\;b\\,c\\\\d\\nend\tof it
                        END:VEVENT
                        END:VCALENDAR
                        """.strip().split("\n"));
        assertThat(answer.organizer().wire()).isEqualTo("nora@orchard.example");
        assertThat(answer.attendee()).isEqualTo(ALICE.getFirst());
        assertThat(answer.subject()).isEqualTo("Tentative: Tea, or coffee");
        assertThat(answer.text()).startsWith("""
                        Tentative: Tea, or coffee
                        When: Tuesday, 1 December 2026, 10:00 to 11:00 (Own/Zone, UTC+01:00)
                        Repeats:""").endsWith("\n\na;b,c\\d\r\nend\tof it");
        assertThat(answer.event().myStatus()).isEqualTo(Invitation.Status.TENTATIVE);
    }

    @ParameterizedTest
    @EnumSource
    void theAnswersOfTheSamplesKeepTheRules(Rsvp.Attendance answer) throws IOException {
        int answered = 0;
        for (SampleCalendar sample : SampleCalendar.all()) {
            InvitationReader.Read read = sample.read();
            try {
                InvitationAnswer given = InvitationAnswer.of(
                        sample.content(),
                        sample.charset(),
                        sample.around().getOrDefault("method", ""),
                        new Rsvp(answer, "see you; soon", null),
                        ALICE);
                ReplyRules.check(sample, given, answer);
                answered++;
            } catch (MailException e) {
                boolean askedFor = read != null
                        && read.invitation().method() == Invitation.Method.REQUEST
                        && read.invitation().myStatus() != null
                        && read.invitation().organizer() != null
                        && read.invitation().cancelled() == null
                        && read.invitation().moreEvents() == null;
                assertThat(askedFor && !REFUSED.contains(sample.name()))
                        .as(sample.name() + ": " + e.failure())
                        .isFalse();
            }
        }
        assertThat(answered).isEqualTo(84);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "METHOD:REQUEST| METHOD:CANCEL| asks for no answer",
                "METHOD:REQUEST| METHOD:REPLY| asks for no answer",
                "SEQUENCE:3| STATUS:CANCELLED| is cancelled",
                "ORGANIZER;CN=\"Lind, Nora\"| X-ORGANIZER| names no organizer",
                "mailto:nora@orchard.example| https://evil.example/nora| names no organizer",
                "mailto:nora@orchard.example| mailto:nora@orchard.example,eve@evil.example| names no organizer",
                "mailto:nora@orchard.example| mailto:%0d%0aBcc:eve@evil.example| names no organizer",
                "mailto:nora@orchard.example| urn:uuid:1| names no organizer",
                "SEQUENCE:3| ORGANIZER:mailto:eve@evil.example| names no organizer",
                "mailto:nora@orchard.example| mailto:alice+me@orchard.example| the user organizes",
                "MAILTO:Alice@orchard.example| mailto:carol@orchard.example| none of the user's addresses",
                "UID:1@x| X-UID:1| no UID",
                "UID:1@x| UID:| no UID",
                "SEQUENCE:3| RECURRENCE-ID:soon| one date of a series",
                "BEGIN:VEVENT| BEGIN:VTODO| no event, but",
            })
    void whatCannotBeAnsweredIsRefusedInWords(String line, String instead, String why) {
        String calendar = INVITATION
                .replace(line, instead)
                .replace("END:VEVENT", "END:" + (instead.endsWith("VTODO") ? "VTODO" : "VEVENT"));

        assertThat(calendar).isNotEqualTo(INVITATION);
        assertThat(refusal(calendar)).contains(why);
    }

    @Test
    void severalEventsAndCalendarsWithoutEndAreRefused() {
        String event = INVITATION.substring(INVITATION.indexOf("BEGIN:VEVENT"), INVITATION.indexOf("END:VCALENDAR"));
        String single = INVITATION.replace("SEQUENCE:3", "RECURRENCE-ID:20261208T090000Z");
        String other = event.replace("SEQUENCE:3", "RECURRENCE-ID:20261215T090000Z");

        assertThat(refusal(INVITATION.replace(event, event + event.replace("1@x", "2@x"))))
                .contains("several events");
        assertThat(refusal(single.replace("END:VCALENDAR", other + "END:VCALENDAR")))
                .contains("several events");
        assertThat(refusal(INVITATION + "X".repeat(CalendarLines.MAX_BYTES))).contains("longer");
        assertThat(refusal(INVITATION.replace("UID:1@x", "UID:" + "x".repeat(40_000))))
                .contains("too long");
        assertThat(refusal("no calendar")).contains("no event");
    }

    @Test
    void aSeriesIsAnsweredAsAWholeWhateverDatesOfItDiffer() {
        String event = INVITATION.substring(INVITATION.indexOf("BEGIN:VEVENT"), INVITATION.indexOf("END:VCALENDAR"));
        String date = event.replace("SEQUENCE:3", "RECURRENCE-ID;TZID=Own/Zone:20261208T100000");
        String whole = INVITATION.replace(event, date + event);

        assertThat(answer(whole, Rsvp.Attendance.ACCEPT, "").calendar().lines())
                .contains("UID:1@x", "SEQUENCE:3")
                .noneMatch(line -> line.startsWith("RECURRENCE-ID"));
        assertThat(answer(INVITATION.replace(event, date), Rsvp.Attendance.ACCEPT, "")
                        .calendar()
                        .lines())
                .contains("RECURRENCE-ID;TZID=Own/Zone:20261208T100000");
    }

    @Test
    void controlCharactersAndBrokenLinesBecomeNoLinesOfTheirOwn() {
        String calendar = INVITATION
                .replace(
                        "SUMMARY:Tea\\, or coffee",
                        "SUMMARY:Tea\u0007\n \rATTENDEE:mailto:eve@evil.example\n\nat four\u0085x")
                .replace("CN=\"Alice:A\"", "CN=\"Alice^nATTENDEE:x^'\u0001\"");
        List<String> lines = answer(calendar, Rsvp.Attendance.DECLINE, "\nATTENDEE:mailto:eve@evil.example")
                .calendar()
                .lines();

        assertThat(lines.stream().filter(line -> line.startsWith("ATTENDEE")))
                .singleElement()
                .asString()
                .isEqualTo(
                        "ATTENDEE;PARTSTAT=DECLINED;ROLE=OPT-PARTICIPANT;CN=\"AliceATTENDEE:x^'\":MAILTO:Alice@orchard.example");
        assertThat(lines).allMatch(line -> line.chars().noneMatch(Character::isISOControl));
    }

    @Test
    void anAddressThatOnlyALenientReaderFindsIsWrittenAsTheStandardSays() {
        String calendar = INVITATION
                .replace("CN=\"Lind, Nora\":mailto:nora@orchard.example", "CN=Lind: Nora:mailto:nora@orchard.example")
                .replace("MAILTO:Alice@orchard.example", "Alice+tea@orchard.example");
        InvitationAnswer answer = answer(calendar, Rsvp.Attendance.ACCEPT, "");

        assertThat(answer.organizer().wire()).isEqualTo("nora@orchard.example");
        assertThat(answer.attendee()).isEqualTo(ALICE.getFirst());
        assertThat(answer.calendar().lines())
                .contains("ORGANIZER:mailto:nora@orchard.example")
                .anyMatch(line -> line.startsWith("ATTENDEE;") && line.endsWith(":mailto:Alice+tea@orchard.example"));
    }

    private static String refusal(String calendar) {
        MailException refused = assertThrows(MailException.class, () -> answer(calendar, Rsvp.Attendance.ACCEPT, ""));
        return refused.failure().toString();
    }

    private static InvitationAnswer answer(String calendar, Rsvp.Attendance answer, String comment) {
        return Objects.requireNonNull(InvitationAnswer.of(
                calendar.getBytes(UTF_8), "utf-8", "REQUEST", new Rsvp(answer, comment, null), ALICE));
    }
}
