// SPDX-License-Identifier: MIT
package dev.mailboxmcp.calendar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneOffsetTransitionRule;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalendarZoneTest {
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss", Locale.ROOT);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Europe/Berlin | Europe/Berlin",
                "europe/berlin | Europe/Berlin",
                "America/Argentina/Buenos_Aires | America/Argentina/Buenos_Aires",
                "W. Europe Standard Time | Europe/Berlin",
                "w. europe standard time | Europe/Berlin",
                "GMT Standard Time | Europe/London",
                "Greenwich Standard Time | Atlantic/Reykjavik",
                "India Standard Time | Asia/Kolkata",
                "FLE Standard Time | Europe/Kyiv",
                "/Europe/Paris | Europe/Paris",
                "/mozilla.org/20070129_1/Europe/Paris | Europe/Paris",
                "/softwarestudio.org/Olson_20011030_5/America/Argentina/Ushuaia | America/Argentina/Ushuaia",
                "tzone://Microsoft/Utc | UTC",
                "UTC | UTC",
                "Etc/UTC | UTC",
                "Coordinated Universal Time | UTC",
                "GMT | GMT",
                "GMT+0200 | +02:00",
                "UTC-5 | -05:00",
                "+05:30 | +05:30",
                "UTC+12 | Etc/GMT-12",
                "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna | Europe/Amsterdam",
                "(GMT+01.00) Sarajevo/Warsaw/Zagreb | Europe/Sarajevo",
                "(UTC-08:00) Pacific Time (US & Canada) | America/Los_Angeles",
                "(GMT-05:00) Eastern Time - New York | America/New_York",
                "(UTC+09:30) Adelaide | Australia/Adelaide",
                "(UTC) Dublin, Edinburgh, Lisbon, London | Europe/Dublin",
                "Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna | Europe/Amsterdam"
            })
    void aZoneIsKnownByTheNamesThatCalendarsGiveIt(String name, String zone) {
        assertThat(ZoneNames.find(name)).isNotNull();
        assertThat(ZoneNames.shown(Objects.requireNonNull(ZoneNames.find(name))))
                .isEqualTo(zone);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Customized Time Zone",
                "tzone://Microsoft/Custom",
                "IST",
                "CST",
                "BST",
                "Mars/Olympus",
                "(UTC+05:00) Berlin",
                "(UTC+99:00) Berlin",
                "UTC+25",
                "GMT+1:99",
                "Time",
                "/"
            })
    void aNameThatStandsForNoneOrSeveralIsNotGuessed(String name) {
        assertThat(ZoneNames.find(name)).isNull();
    }

    @Test
    void everyZoneOfWindowsIsOneOfTheDatabase() throws IOException {
        try (InputStream table = ZoneNames.class.getResourceAsStream("windows-zones.txt")) {
            List<String> lines = new String(Objects.requireNonNull(table).readAllBytes(), UTF_8)
                    .lines()
                    .toList();

            assertThat(lines).hasSizeGreaterThan(130).allSatisfy(line -> {
                String[] pair = line.split("\t", 2);
                assertThat(ZoneNames.find(pair[0])).isEqualTo(ZoneId.of(pair[1]));
            });
        }
    }

    /** Every zone that changes its clocks by a rule is described as calendars do, at 200 random times of three centuries. */
    @Test
    void aDescribedZoneHasTheOffsetsOfTheDatabase() {
        Random random = new Random(20261128);
        int zones = 0;
        for (String id : new TreeSet<>(ZoneId.getAvailableZoneIds())) {
            ZoneId zone = ZoneId.of(id);
            List<ZoneOffsetTransitionRule> rules = zone.getRules().getTransitionRules();
            boolean settled = zone.getRules().getTransitions().stream()
                    .allMatch(past -> past.getDateTimeAfter().getYear() <= 2026);
            if (rules.isEmpty() || !settled || !rules.stream().allMatch(CalendarZoneTest::staysInItsMonth)) {
                continue;
            }
            CalendarZone described = described(rules);
            zones++;
            for (int i = 0; i < 200; i++) {
                LocalDateTime local =
                        LocalDateTime.of(2027, 1, 1, 0, 0).plusMinutes(random.nextInt(60 * 24 * 365 * 170));
                assertThat(described.at(local).toInstant())
                        .as(id + " " + local)
                        .isEqualTo(local.atZone(zone).toInstant());
                assertThat(described.at(local.toInstant(ZoneOffset.UTC)))
                        .as(id + " " + local)
                        .isEqualTo(local.toInstant(ZoneOffset.UTC).atZone(zone).toOffsetDateTime());
            }
        }
        assertThat(zones).isGreaterThan(50);
    }

    @Test
    void aRuleThatIsNotYearlyCountsForItsFirstDayAlone() {
        CalendarZone zone = zone("""
                BEGIN:STANDARD
                DTSTART:20260101T000000
                RRULE:FREQ=SECONDLY
                TZOFFSETFROM:+0100
                TZOFFSETTO:+0200
                END:STANDARD
                """);

        assertThat(zone.at(LocalDateTime.of(2025, 12, 31, 23, 0)).getOffset()).isEqualTo(ZoneOffset.ofHours(1));
        assertThat(zone.at(LocalDateTime.of(2199, 12, 31, 23, 0)).getOffset()).isEqualTo(ZoneOffset.ofHours(2));
    }

    @Test
    void aRuleEndsWhereItSays() {
        CalendarZone zone = zone("""
                BEGIN:DAYLIGHT
                DTSTART:20200329T020000
                RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;UNTIL=20210328T010000Z
                TZOFFSETFROM:+0100
                TZOFFSETTO:+0200
                END:DAYLIGHT
                BEGIN:STANDARD
                DTSTART:20201025T030000
                RDATE:20201025T030000,20211031T030000
                TZOFFSETFROM:+0200
                TZOFFSETTO:+0100
                END:STANDARD
                """);

        assertThat(zone.at(LocalDateTime.of(2021, 7, 1, 12, 0)).getOffset()).isEqualTo(ZoneOffset.ofHours(2));
        assertThat(zone.at(LocalDateTime.of(2022, 7, 1, 12, 0)).getOffset()).isEqualTo(ZoneOffset.ofHours(1));
    }

    @Test
    void aDescriptionWithoutOffsetsIsNone() {
        List<CalendarComponent> none = CalendarComponent.of(CalendarLines.of(
                "BEGIN:VTIMEZONE\nTZID:X\nBEGIN:STANDARD\nTZOFFSETTO:+9999\nDTSTART:20200101T000000\nEND:STANDARD\n"
                        .getBytes(UTF_8),
                null));

        assertThat(CalendarZone.Described.of(none.get(0))).isNull();
    }

    /** A calendar cannot say it otherwise, nor of a day that is another one in UTC. */
    private static boolean staysInItsMonth(ZoneOffsetTransitionRule rule) {
        DayOfWeek day = rule.createTransition(2026).getDateTimeBefore().getDayOfWeek();
        return !rule.isMidnightEndOfDay()
                && (rule.getDayOfWeek() == null || rule.getDayOfWeek() == day)
                && rule.getDayOfMonthIndicator() + 6 <= rule.getMonth().minLength();
    }

    private static CalendarZone described(List<ZoneOffsetTransitionRule> rules) {
        StringBuilder observances = new StringBuilder();
        for (ZoneOffsetTransitionRule rule : rules) {
            ZoneOffsetTransition first = rule.createTransition(2026);
            int day = rule.getDayOfMonthIndicator();
            String byDay = rule.getDayOfWeek() == null
                    ? "BYMONTHDAY=" + day
                    : day < 0
                            ? "BYDAY=-1" + rule.getDayOfWeek().name().substring(0, 2)
                            : "BYDAY=" + rule.getDayOfWeek().name().substring(0, 2) + ";BYMONTHDAY=" + week(day);
            observances.append(
                    "BEGIN:DAYLIGHT\nDTSTART:%s\nRRULE:FREQ=YEARLY;BYMONTH=%d;%s\nTZOFFSETFROM:%s\nTZOFFSETTO:%s\nEND:DAYLIGHT\n"
                            .formatted(
                                    LOCAL.format(first.getDateTimeBefore()),
                                    first.getDateTimeBefore().getMonthValue(),
                                    byDay,
                                    first.getOffsetBefore().getId().replace("Z", "+0000"),
                                    first.getOffsetAfter().getId().replace("Z", "+0000")));
        }
        return zone(observances.toString());
    }

    private static String week(int first) {
        return "%d,%d,%d,%d,%d,%d,%d"
                .formatted(first, first + 1, first + 2, first + 3, first + 4, first + 5, first + 6);
    }

    private static CalendarZone zone(String observances) {
        String zone = "BEGIN:VTIMEZONE\nTZID:X\n" + observances + "END:VTIMEZONE\n";
        return Objects.requireNonNull(
                CalendarZone.Described.of(CalendarComponent.of(CalendarLines.of(zone.getBytes(UTF_8), null))
                        .get(0)));
    }
}
