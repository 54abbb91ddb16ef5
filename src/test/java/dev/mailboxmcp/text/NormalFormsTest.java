// SPDX-License-Identifier: MIT
package dev.mailboxmcp.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NormalFormsTest {
    /** A mark of the lowest class that there is: it goes before every mark of another one. */
    private static final String OVERLAY = "\u0334";

    @ParameterizedTest
    @EnumSource
    void textThatPeopleWriteComesOutAsTheJdkHasIt(Form form) {
        for (String text :
                new String[] {"", "plain", "Gru\u0308\u00DFe \uFB01 \u2460", "\u1112\u1161\u11AB", "\uFF76\uFF9E"}) {
            assertThat(NormalForms.of(text, form)).isEqualTo(Normalizer.normalize(text, form));
        }
    }

    @ParameterizedTest
    @CsvSource({"\u0301, \u0316", "\u302E, \u1B44", "\uFF9E, \u0334"})
    void marksThatHaveToBeSortedTakeNoLongerThanOthers(String one, String other) {
        String pile = "a" + one.repeat(300_000) + other.repeat(300_000);
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            for (Form form : Form.values()) {
                NormalForms.of(pile, form);
            }
        });
    }

    @Test
    void vowelsThatCombineAgainAndAgainTakeNoLongerThanOthers() {
        String vowels = "\uD81B\uDD67".repeat(2_000_000);
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> NormalForms.of(vowels, Form.NFC));
    }

    @Test
    void thirtyMarksAreSortedAndMoreAreParted() {
        String thirty = "\u0301".repeat(29) + OVERLAY;
        assertThat(NormalForms.of("x" + thirty, Form.NFD)).isEqualTo(Normalizer.normalize("x" + thirty, Form.NFD));
        assertThat(NormalForms.of("x" + "\u0316".repeat(31), Form.NFD))
                .isEqualTo("x" + "\u0316".repeat(30) + "\u034F\u0316");
    }

    @ParameterizedTest
    @EnumSource
    void everyCharacterThatWouldBeSortedCountsAsAMark(Form form) {
        assertThat(IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                        .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                        .filter(c -> !NormalForms.isMark(c))
                        .filter(c -> startsWithAMark(c, form)))
                .isEmpty();
    }

    /** Whether what stands before it and what it becomes are put in another order. */
    private static boolean startsWithAMark(int c, Form form) {
        String alone = Normalizer.normalize(Character.toString(c), form);
        int first = alone.codePointAt(0);
        return !Normalizer.normalize("x\u0345" + Character.toString(first), Form.NFD)
                .startsWith("x\u0345");
    }
}
