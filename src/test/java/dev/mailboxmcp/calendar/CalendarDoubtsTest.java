// SPDX-License-Identifier: MIT
package dev.mailboxmcp.calendar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.Rsvp;
import dev.mailboxmcp.mime.EmailAddress;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calendars that say several things at once, so that another program may show another of them: what is left out is told. */
class CalendarDoubtsTest {
    private static final String VERSIONS =
            "the calendar holds several versions of the event: other programs may show another one";

    @Test
    void furtherDatesOfASeriesAreToldWhereTheSeriesItselfIsNotThere() {
        CalendarEvent one = read(event("RECURRENCE-ID:20261208T090000Z", "DTSTART:20261208T090000Z"));
        CalendarEvent two = read(event("RECURRENCE-ID:20261208T090000Z", "DTSTART:20261208T090000Z")
                + event("RECURRENCE-ID:20261215T090000Z", "DTSTART:20261215T090000Z"));

        assertThat(one.recurrence()).isEqualTo("one date of a series");
        assertThat(two.recurrence()).isEqualTo("one date of a series; the calendar is about 1 other date of it, too");
        assertThat(two.doubts()).isEmpty();
    }

    @Test
    void ofTwoVersionsOfAnEventNoneIsAnswered() {
        String ten = event("DTSTART:20261208T100000Z", "DTEND:20261208T110000Z");
        String twenty = event("DTSTART:20261208T200000Z", "DTEND:20261208T210000Z");

        assertThat(read(ten + twenty).doubts()).containsExactly(VERSIONS);
        assertThat(read(ten + "END:VCALENDAR\nBEGIN:VCALENDAR\nMETHOD:REQUEST\n" + twenty)
                        .doubts())
                .containsExactly(VERSIONS);
        assertThat(read(ten + ten).doubts()).isEmpty();
        assertThat(read(ten + ten).recurrence()).isEmpty();
        assertThatThrownBy(() -> InvitationAnswer.of(
                        calendar(ten + twenty), "utf-8", "REQUEST", new Rsvp(Rsvp.Attendance.ACCEPT, "", null), own()))
                .isInstanceOfSatisfying(
                        MailException.class,
                        refused -> assertThat(refused.failure().toString()).contains("several versions"));
    }

    @Test
    void eventsOfFurtherCalendarsAreCounted() {
        CalendarEvent read = read(event("DTSTART:20261208T100000Z") + "END:VCALENDAR\nBEGIN:VCALENDAR\nMETHOD:REQUEST\n"
                + event("DTSTART:20261209T100000Z").replace("UID:1@x", "UID:2@x"));

        assertThat(read.moreEvents()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            DTSTART:20261208T100000Z / DTSTART:20261208T200000Z                     | start
            DTSTART:20261208T100000Z / LOCATION:Here / LOCATION:There               | place
            DTSTART:20261208T100000Z / SUMMARY:Tea / SUMMARY:Coffee / LOCATION:a    | title
            DTSTART:20261208T100000Z / SUMMARY:Tea / SUMMARY:No / LOCATION:a / LOCATION:b | title, place
            """)
    void whatAnEventSaysTwiceIsTold(String lines, String what) {
        assertThat(read(event(lines.split(" / ", -1))).doubts())
                .containsExactly("the event gives several values for its " + what + ": other programs may show others");
    }

    @Test
    void whatAnEventRepeatsWordForWordIsNoDoubt() {
        assertThat(read(event("DTSTART:20261208T100000Z", "SUMMARY:Tea", "SUMMARY;LANGUAGE=en:Tea"))
                        .doubts())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            RRULE:FREQ=DAILY;UNTIL=2026-12-05T10       | by the rule FREQ=DAILY;UNTIL=2026-12-05T10
            RRULE:FREQ=DAILY;UNTIL=                    | by the rule FREQ=DAILY;UNTIL=
            RRULE:FREQ=DAILY;INTERVAL=1000000          | by the rule FREQ=DAILY;INTERVAL=1000000
            RRULE:FREQ=DAILY;COUNT=ten                 | by the rule FREQ=DAILY;COUNT=ten
            RRULE:FREQ=DAILY;COUNT=0                   | by the rule FREQ=DAILY;COUNT=0
            RRULE:FREQ=DAILY;COUNT=2;COUNT=9           | by the rule FREQ=DAILY;COUNT=2;COUNT=9
            RRULE:FREQ=DAILY;COUNT=2;                  | every day, 2 times
            RRULE:FREQ=DAILY / RRULE:FREQ=WEEKLY       | every day, and by other rules
            RRULE:FREQ=DAILY / RRULE:FREQ=DAILY        | every day
            RRULE:FREQ=DAILY / EXRULE:FREQ=WEEKLY      | every day, without days that another rule takes out
            """)
    void aRuleThatIsNotWhollyReadIsNotMadeSimpler(String rules, String words) {
        assertThat(read(event(("DTSTART:20261201T100000Z / " + rules).split(" / ", -1)))
                        .recurrence())
                .isEqualTo(words);
    }

    @Test
    void aZoneThatIsNotKnownIsToldOfTheEndToo() {
        assertThat(read(event("DTSTART;TZID=Europe/Berlin:20261208T100000", "DTEND;TZID=Foo:20261208T110000"))
                        .doubts())
                .containsExactly(
                        "the time zone of the event's end is not known here: its time is that of clocks there");
        assertThat(read(event("DTSTART;TZID=Europe/Berlin:20261208T100000", "DTEND:20261208T110000"))
                        .doubts())
                .containsExactly(
                        "the end of the event names no time zone: its time is that of clocks wherever it takes place");
    }

    @Test
    void aWordInCapitalsBeginsNoPropertyInAText() {
        CalendarEvent read = read(event(
                "DTSTART:20261208T100000Z",
                "DESCRIPTION:Hello all,",
                "please read",
                "IMPORTANT: bring cash",
                "NOTE:to room 5",
                "and come early",
                "TRANSP:OPAQUE",
                "X-OWN:x",
                "LOCATION:Here"));

        assertThat(read.description())
                .isEqualTo("Hello all,\nplease read\nIMPORTANT: bring cash\nNOTE:to room 5\nand come early");
        assertThat(read.location()).isEqualTo("Here");
        assertThat(read(event("DTSTART:20261208T100000Z", "SOMEBODYS-OWN:x")).start())
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ORGANIZER;CN="ceo@bank.test":mailto:eve@evil.test        | true
            ATTENDEE;CN="Boss <ceo@bank.test>":mailto:eve@evil.test  | true
            ATTENDEE;CN=EVE@evil.test:mailto:eve@evil.test           | false
            ATTENDEE;CN=Eve:mailto:eve@evil.test                     | false
            ATTENDEE;CN=eve@icloud.com:mailto:2_GEZD@imip.me.com     | false
            """)
    void aNameThatShowsAnotherAddressIsTold(String line, boolean told) {
        assertThat(read(event("DTSTART:20261208T100000Z", line)).doubts())
                .hasSize(told ? 1 : 0)
                .allMatch("a name in the invitation shows another address than the one behind it"::equals);
    }

    @Test
    void aTextThatIsTurnedAroundIsToldAsItIsSeen() {
        CalendarEvent read = read(event(
                "DTSTART:20261208T100000Z",
                "SUMMARY:Pay \u202E0021 RUE\u202C",
                "DESCRIPTION:To \u202E3457\u202C",
                "ORGANIZER;CN=\u202Etset.knab@oec:mailto:eve@evil.test"));

        assertThat(read.summary()).isEqualTo("Pay EUR 1200");
        assertThat(read.description()).isEqualTo("To 7543");
        assertThat(read.doubts()).hasSize(1);
    }

    private static List<EmailAddress> own() {
        return List.of(Objects.requireNonNull(EmailAddress.parseStrangers("user@example.org")));
    }

    private static String event(String... lines) {
        return "BEGIN:VEVENT\nUID:1@x\n" + String.join("\n", lines) + "\nEND:VEVENT\n";
    }

    private static byte[] calendar(String events) {
        return ("BEGIN:VCALENDAR\nMETHOD:REQUEST\n" + events + "END:VCALENDAR\n").getBytes(UTF_8);
    }

    private static CalendarEvent read(String events) {
        return Objects.requireNonNull(CalendarReader.read(calendar(events), "utf-8", "REQUEST"));
    }
}
