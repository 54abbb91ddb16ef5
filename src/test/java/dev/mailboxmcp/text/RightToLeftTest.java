// SPDX-License-Identifier: MIT
package dev.mailboxmcp.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers are told in the order in which a person sees them, whatever invisible characters turn them around. */
class RightToLeftTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            Pay \u202E0021 RUE\u202C now|Pay EUR 1200 now
            \u202E12\u202D\u202C34\u202C|4321
            \u202E12\u202D34\u202C56\u202C78|78653421
            \u2066\u202E12\u206934|2134
            \u202E\u202E12\u202C34\u202C56|564321
            \u202E12\\n34\u202C|21\\n34
            \u202E(5) \uD83D\uDE00a\u202C|a\uD83D\uDE00 (5)
            \u05D0\u05D1 \u202E123\u202C \u05D2|\u05D0\u05D1 321 \u05D2
            \u05D0\u05D1 1904 3002|\u05D0\u05D1 1904 3002
            \u202B\u05D0\u05D1 1904 3002\u202C|\u05D0\u05D1 1904 3002
            \u202D123\u202C a\u200E 4|123 a 4
            """)
    void aTextIsToldAsItIsSeen(String text, String seen) {
        assertThat(TextCleaner.text(RightToLeft.asSeen(text.translateEscapes())))
                .isEqualTo(seen.translateEscapes());
    }

    /** Programs write dates and the addresses of attributions so in Arabic and Hebrew. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "30\u200F/11\u200F/2026",
                "RE: 30\u200F/11\u200F/2026",
                "\u200F10:00 - 12:00",
                "\u202BAnna \u202Aanna@example.com\u202C\u200F>:\u202C",
                "\u20671904 3002\u2069"
            })
    void aTextWithoutAnOverrideStaysAsItIsWritten(String text) {
        assertThat(RightToLeft.asSeen(text)).isEqualTo(text);
    }

    @Test
    void bracketsTakeNoTime() {
        String line = "\u202E" + "(".repeat(4095) + "]".repeat(4095) + "\n";
        long start = System.nanoTime();

        assertThat(RightToLeft.asSeen(line.repeat(127))).isNotNull();

        assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
    }

    @Test
    void whatIsInForceGoesOnInTheNextPieceAndEndsWithTheLine() {
        RightToLeft order = new RightToLeft();

        assertThat(order.next("Account \u202E") + order.next("7543 2003") + order.next("\u202C end 12"))
                .isEqualTo("Account 3002 3457 end 12");
        assertThat(order.isSplit()).isFalse();
        assertThat(order.next("\u202E12") + order.next("34")).isEqualTo("2143");
        assertThat(order.isSplit()).isTrue();
        order.endLine();
        assertThat(order.next("56")).isEqualTo("56");
    }

    @Test
    void aNumberBehindATurnedPieceStandsBeforeIt() {
        RightToLeft order = new RightToLeft();

        assertThat(order.next("\u202E12\u202C") + order.next(" and 34")).isEqualTo("21 and 34");
        assertThat(order.isSplit()).isFalse();
        order.next("\u202E12\u202C");
        order.next(" 34");
        assertThat(order.isSplit()).isTrue();
    }

    @Test
    void piecesInALanguageThatRunsSoAreNotSplit() {
        RightToLeft order = new RightToLeft();

        assertThat(order.next("\u202B\u05D0\u05D1") + order.next(" \u05D2 12") + order.next("\u202C"))
                .isEqualTo("\u202B\u05D0\u05D1 \u05D2 12\u202C");
        assertThat(order.isSplit()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "1904 3002,true",
        "'1904, 3002',true",
        "1904-3002,false",
        "Account 1904 3002,false",
        "12:30,false",
        "1904,false"
    })
    void numbersSideBySideAreReorderedWhereNoLetterComesBefore(String text, boolean reordered) {
        assertThat(RightToLeft.reordersNumbers(text)).isEqualTo(reordered);
    }

    @Test
    void textsOfNothingButOverridesAreReadInTime() {
        long start = System.nanoTime();
        for (String part : new String[] {
            "\u202Eab\u202C ",
            "\u202Eab\u202C\n",
            "\u05D0\u202Ea\u202C",
            "\u202E",
            "\u2067",
            "\u202A\u202Ea\u05D0\u202C"
        }) {
            assertThat(RightToLeft.asSeen(part.repeat(50_000))).isNotNull();
        }
        assertThat(System.nanoTime() - start).isLessThan(60_000_000_000L);
    }
}
