// SPDX-License-Identifier: MIT
package dev.mailboxmcp.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecurrenceWordsTest {
    private static final LocalDate TUESDAY = LocalDate.of(2026, 3, 10);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FREQ=DAILY | every day",
                "freq=daily;interval=3 | every 3 days",
                "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR | every day from Monday to Friday",
                "FREQ=DAILY;COUNT=10 | every day, 10 times",
                "FREQ=DAILY;COUNT=1 | every day, once",
                "FREQ=DAILY;UNTIL=20261231 | every day, until 2026-12-31",
                "FREQ=DAILY;BYMONTH=1,2 | every day in January and February",
                "FREQ=WEEKLY | every week on Tuesday",
                "FREQ=WEEKLY;BYDAY=SA | every week on Saturday",
                "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR;WKST=SU | every 2 weeks on Monday, Wednesday and Friday",
                "FREQ=WEEKLY;BYDAY=FR,TH,WE,TU,MO | every week from Monday to Friday",
                "FREQ=MONTHLY | every month on day 10",
                "FREQ=MONTHLY;BYMONTHDAY=1 | every month on day 1",
                "FREQ=MONTHLY;BYMONTHDAY=1,15 | every month on days 1 and 15",
                "FREQ=MONTHLY;BYMONTHDAY=-1 | every month on the last day",
                "FREQ=MONTHLY;BYMONTHDAY=-2 | every month on the second to last day",
                "FREQ=MONTHLY;BYDAY=2TU | every month on the second Tuesday",
                "FREQ=MONTHLY;BYDAY=+1MO,3MO | every month on the first Monday and the third Monday",
                "FREQ=MONTHLY;BYDAY=-1FR | every month on the last Friday",
                "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2 | every month on the second Tuesday",
                "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1 | every month on the last day from Monday to Friday",
                "FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=1 | every month on the first of Saturday and Sunday",
                "FREQ=MONTHLY;BYDAY=TU | every month on each Tuesday",
                "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=31 | every 3 months on day 31",
                "FREQ=YEARLY | every year on 10 March",
                "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24 | every year on 24 December",
                "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU | every year on the last Sunday of March",
                "FREQ=YEARLY;INTERVAL=4;BYDAY=TU;BYMONTH=11;BYSETPOS=1 | every 4 years on the first Tuesday of November",
                // what these words do not cover
                "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13 | by the rule FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
                "FREQ=YEARLY;BYDAY=20MO | by the rule FREQ=YEARLY;BYDAY=20MO",
                "FREQ=YEARLY;BYWEEKNO=20 | by the rule FREQ=YEARLY;BYWEEKNO=20",
                "FREQ=YEARLY;BYYEARDAY=1 | by the rule FREQ=YEARLY;BYYEARDAY=1",
                "FREQ=WEEKLY;BYDAY=2MO | by the rule FREQ=WEEKLY;BYDAY=2MO",
                "FREQ=WEEKLY;BYDAY=XX | by the rule FREQ=WEEKLY;BYDAY=XX",
                "FREQ=MONTHLY;BYMONTHDAY=0 | by the rule FREQ=MONTHLY;BYMONTHDAY=0",
                "FREQ=YEARLY;BYMONTH=13 | by the rule FREQ=YEARLY;BYMONTH=13",
                "FREQ=DAILY;BYHOUR=9,17 | by the rule FREQ=DAILY;BYHOUR=9,17",
                "FREQ=HOURLY | by the rule FREQ=HOURLY",
                "FREQ=SECONDLY;COUNT=999999 | by the rule FREQ=SECONDLY;COUNT=999999",
                "nonsense | by the rule nonsense"
            })
    void aRuleIsSaidInWordsOrAsItStands(String rule, String words) {
        assertThat(RecurrenceWords.of(rule, TUESDAY, RecurrenceWordsTest::day)).isEqualTo(words);
    }

    @Test
    void withoutAStartNothingIsMadeUp() {
        assertThat(RecurrenceWords.of("FREQ=WEEKLY", null, RecurrenceWordsTest::day))
                .isEqualTo("every week");
        assertThat(RecurrenceWords.of("FREQ=MONTHLY", null, RecurrenceWordsTest::day))
                .isEqualTo("every month");
        assertThat(RecurrenceWords.of("FREQ=YEARLY", null, RecurrenceWordsTest::day))
                .isEqualTo("every year");
        assertThat(RecurrenceWords.of("FREQ=YEARLY;BYMONTH=5", null, RecurrenceWordsTest::day))
                .isEqualTo("by the rule FREQ=YEARLY;BYMONTH=5");
    }

    @Test
    void aLongRuleStaysShort() {
        String rule = "FREQ=YEARLY;BYMONTHDAY=" + "1,".repeat(50_000) + "1";

        assertThat(RecurrenceWords.of(rule, TUESDAY, RecurrenceWordsTest::day)).hasSizeLessThan(150);
    }

    private static LocalDate day(String until) {
        return LocalDate.of(
                Integer.parseInt(until.substring(0, 4)),
                Integer.parseInt(until.substring(4, 6)),
                Integer.parseInt(until.substring(6, 8)));
    }
}
