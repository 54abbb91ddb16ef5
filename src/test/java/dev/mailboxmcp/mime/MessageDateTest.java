// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageDateTest {
    @ParameterizedTest
    @CsvSource(delimiterString = " => ", textBlock = """
                    Thu, 10 Jul 1997 14:53:31 EST5EDT => 1997-07-10T14:53:31-04:00
                    Thu, 16 Jan 1997 14:53:31 PST8PDT => 1997-01-16T14:53:31-08:00
                    Fri, 21 Nov 1997 09:55:06 -0600 => 1997-11-21T09:55:06-06:00
                    Tue, 1 Jul 2003 10:52:37 +0200 => 2003-07-01T10:52:37+02:00
                    1 Jul 2003 10:52:37 +0200 => 2003-07-01T10:52:37+02:00
                    Thu, 13 Feb 1969 23:32 -0330 => null
                    Thu,      13        Feb    1970      23:32               -0330 (Newfoundland Time) => 1970-02-13T23:32-03:30
                    21 Nov 97 09:55:06 GMT => 1997-11-21T09:55:06Z
                    Fri, 21 Nov 97 09(comment):   55  :  06 -0600 => null
                    Wed, 26 Aug 76 14:29 EDT => 1976-08-26T14:29-04:00
                    Sun, 06 Nov 05 08:49:37 PST => 2005-11-06T08:49:37-08:00
                    Mon, 12 May 103 10:00:00 +0000 => 2003-05-12T10:00Z
                    Mon, 30 Feb 2020 10:00:00 +0000 => null
                    Xxx, 15 Mar 2020 10:00:00 +0100 => 2020-03-15T10:00+01:00
                    Monday, 15 March 2020 10:00:00 +0100 => 2020-03-15T10:00+01:00
                    Sun, 15 Mar 2020 10:00:60 +0100 => 2020-03-15T10:00:59+01:00
                    Sun, 15 Mar 2020 24:00:00 +0100 => 2020-03-16T00:00+01:00
                    Sun, 15 Mar 2020 25:00:00 +0100 => null
                    Sun, 15 Mar 2020 10:00:00 => 2020-03-15T10:00Z
                    Sun, 15 Mar 2020 10:00:00 -0000 => 2020-03-15T10:00Z
                    Sun, 15 Mar 2020 10:00:00 +01:00 => 2020-03-15T10:00+01:00
                    Sun, 15 Mar 2020 10:00:00 GMT+0100 => 2020-03-15T10:00+01:00
                    Sun, 15 Mar 2020 10:00:00 UTC+1 => 2020-03-15T10:00+01:00
                    Sun, 15 Mar 2020 10:00:00 +0530 (IST) => 2020-03-15T10:00+05:30
                    Sun, 15 Mar 2020 10:00:00 "GMT" => 2020-03-15T10:00Z
                    Sun, 15 Mar 2020 10:00:00 A => 2020-03-15T10:00Z
                    Sun, 15 Mar 2020 10:00:00 XYZ => 2020-03-15T10:00Z
                    Sun, 15 Mar 2020 10:00:00 +9999 => 2020-03-15T10:00Z
                    Sun, 15 Mar 2020 10:00:00 0200 => 2020-03-15T10:00+02:00
                    Sun,15 Mar 2020 10:00:00 +0100 => 2020-03-15T10:00+01:00
                    Sun 15 Mar 2020 10:00:00 +0100 => 2020-03-15T10:00+01:00
                    Sun, 15 Mar 2020 10:00:00 +0100 (unclosed => 2020-03-15T10:00+01:00
                    Sun Mar 15 10:00:00 2020 => 2020-03-15T10:00Z
                    Sun Mar 15 10:00:00 CET 2020 => 2020-03-15T10:00+01:00
                    Sun Mar 15 10:00:00 2020 +0100 => 2020-03-15T10:00+01:00
                    Sun, 31 Apr 2020 10:00:00 +0100 => null
                    Sun, 0 Mar 2020 10:00:00 +0100 => null
                    Sun, 15 Mar 1969 10:00:00 +0100 => null
                    Sun, 15 Arm 2020 10:00:00 +0100 => null
                    Sun, 15 Mar 2020 10:00:00 -0359 => 2020-03-15T10:00-03:59
                    Sun, 15 Mar 2020 10:00:00 +1759 => 2020-03-15T10:00+17:59
                    15-Mar-2020 10:00:00 +0100 => 2020-03-15T10:00+01:00
                    ' 5-Mar-2020 10:00:00 +0100' => 2020-03-05T10:00+01:00
                    Sun, 15-Mar-20 10:00:00 GMT => 2020-03-15T10:00Z
                    2020-03-15T10:00:00Z => 2020-03-15T10:00Z
                    2020-03-15T10:00:00+01:00 => 2020-03-15T10:00+01:00
                    2020-03-15T10:00:00.123456-05:00 => 2020-03-15T10:00-05:00
                    2020-03-15 10:00:00 +0100 => 2020-03-15T10:00+01:00
                    2020-03-15 10:00 => 2020-03-15T10:00Z
                    2020/03/15 10:00:00 => 2020-03-15T10:00Z
                    Mar 15, 2020 3:05 PM => 2020-03-15T15:05Z
                    March 15, 2020 12:05:01 AM EST => 2020-03-15T00:05:01-05:00
                    Sun, 15 Mar 2020 10.05.06 +0200 => 2020-03-15T10:05:06+02:00
                    'Sun, 15 Mar 2020 9:5:3 +0200' => 2020-03-15T09:05:03+02:00
                    Sun, 15 Mar 2020 10:05:06 --0200 => 2020-03-15T10:05:06Z
                    Sun, 15 MAR 2020 10:05:06 +0200 => 2020-03-15T10:05:06+02:00
                    Sun, 15 Mar 1601 10:05:06 +0200 => null
                    Sun, 15 Mar 9999 10:05:06 +0200 => null
                    15 Mar 2020 => null
                    """)
    void datesAreReadInTheShapesMailsHave(String value, String expected) {
        OffsetDateTime date = MessageDate.parse(value);

        assertThat(String.valueOf(date)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "yesterday", "0", "(((((", "10:00", "99 Foo 2020 10:00:00", "99999999999999999999"})
    void whatIsNoDateIsNull(String value) {
        assertThat(MessageDate.parse(value)).isNull();
    }

    @Test
    void zonesMayBeNamedAsTheirDatabaseDoes() {
        assertThat(MessageDate.parse("Thu, 10 Jul 1997 14:53:31 EST5EDT")).hasToString("1997-07-10T14:53:31-04:00");
        assertThat(MessageDate.parse("Fri, 10 Jan 1997 14:53:31 EST5EDT")).hasToString("1997-01-10T14:53:31-05:00");
        assertThat(MessageDate.parse("Thu, 10 Jul 1997 14:53:31 Europe/Berlin"))
                .hasToString("1997-07-10T14:53:31+02:00");
    }

    @Test
    void aZoneThatIsNotKnownIsTold() {
        assertThat(MessageDate.isOfUnknownZone("Thu, 10 Jul 1997 14:53:31 XYZ")).isTrue();
        assertThat(MessageDate.isOfUnknownZone("Thu, 10 Jul 1997 14:53:31")).isTrue();
        assertThat(MessageDate.isOfUnknownZone("Thu, 10 Jul 1997 14:53:31 EST5EDT"))
                .isFalse();
        assertThat(MessageDate.isOfUnknownZone("Thu, 10 Jul 1997 14:53:31 +0200"))
                .isFalse();
        assertThat(MessageDate.isOfUnknownZone("Thu, 10 Jul 1997 14:53 GMT")).isFalse();
        assertThat(MessageDate.isOfUnknownZone("yesterday")).isFalse();
        assertThat(MessageDate.isOfUnknownZone("")).isFalse();
    }
}
