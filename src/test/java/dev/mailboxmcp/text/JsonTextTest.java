// SPDX-License-Identifier: MIT
package dev.mailboxmcp.text;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "\"quoted\" \\", "größe", "件名", "😀", "![a](b)", "<i>x</i>", "a\u0301"})
    void theBytesAreThoseOfTheAnswer(String text) {
        assertThat(JsonText.bytes(text)).isEqualTo(written(text));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            abcdefgh, 8, abcdefgh
            abcdefgh, 7, abcd…
            ab cdefgh, 6, ab…
            件名件名, 9, 件名…
            😀😀, 7, 😀…
            abcdéf, 6, abc…
            abcdefgh, 2, …
            """)
    void aTextIsCutWithAMark(String text, int maxBytes, String cut) {
        assertThat(JsonText.within(text, maxBytes)).isEqualTo(cut);
    }

    @Test
    void aLetterKeepsItsMarks() {
        assertThat(JsonText.within("abce\u0301\u0301fghi", 9)).isEqualTo("abc…");
    }

    @Test
    void whateverStandsInATextItFits() {
        Random random = new Random(17);
        String some = "ab \"\\![](<&é件😀\u0301`~";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(60);
            for (int k = 0; k < length; k++) {
                text.appendCodePoint(some.codePointAt(random.nextInt(some.length())));
            }
            int max = 3 + random.nextInt(80);
            assertThat(written(JsonText.within(text.toString(), max)))
                    .as("%s in %d", text, max)
                    .isLessThanOrEqualTo(max);
        }
    }

    private static int written(String text) {
        return Json.createValue(InertMarkdown.of(text)).toString().getBytes(StandardCharsets.UTF_8).length - 2;
    }
}
