// SPDX-License-Identifier: MIT
package dev.mailboxmcp.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EscapedNameTest {
    /** What names are made of that are meant to be seen as others, or to act. */
    private static final String[] PIECES = {
        "a",
        "Z9",
        " ",
        "\\",
        "u",
        "{",
        "}",
        "2",
        "0",
        "\\u{",
        "\\u{20}",
        "!",
        "[",
        "]",
        "(",
        ")",
        ":",
        "<",
        "img",
        "/",
        ">",
        "&",
        "lt;",
        "`",
        "~",
        "\n",
        "\u202E",
        "\u200B",
        "\u200D",
        "\u200E",
        "\uDB40\uDC41",
        "\uFE0F",
        "\uD83D",
        "\uDC26",
        "\uD83D\uDC26",
        "\u0301",
        "\u0645",
        "\u05D0",
        "\u00A0",
        "\uE000",
        "\uFFFE",
        "\u0085",
        "\u2028",
        "\t"
    };

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '"', textBlock = """
                    "gnp.\u202Eexe" => "gnp.\\u{202e}exe"
                    "a\u200Bb" => "a\\u{200b}b"
                    "tag\uDB40\uDC41" => "tag\\u{e0041}"
                    "line\nbreak" => "line\\u{a}break"
                    " lead" => "\\u{20}lead"
                    "trail " => "trail\\u{20}"
                    "two  blanks" => "two \\u{20}blanks"
                    "no\u00A0break" => "no\\u{a0}break"
                    "\\u{202e}" => "\\u{5c}u{202e}"
                    "![a](https://evil.test)" => "!\\u{5b}a]\\u{28}https://evil.test)"
                    "<img src=x>" => "<\\u{69}mg src=x>"
                    "&lt;img&gt;" => "&\\u{6c}t;img&gt;"
                    "\uD83D" => "\\u{d83d}"
                    """)
    void whatCannotBeSeenOrWouldActIsEscaped(String name, String written) {
        assertThat(EscapedName.of(name)).isEqualTo(written);
        assertThat(EscapedName.read(written)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INBOX",
                "Projekte 2026 – Übersicht",
                "R&D [old]",
                "C:\\Users",
                "می\u200Cخواهم",
                "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67",
                "me\u0301moires",
                "受信箱",
                "a <b@example.org>"
            })
    void aNameThatHidesNothingAndDoesNothingStaysAsItIs(String name) {
        assertThat(EscapedName.of(name)).isEqualTo(name);
        assertThat(EscapedName.read(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u{}", "\\u{110000}", "\\u{1234567}", "\\u{xyz}", "\\u0041", "\\u{41"})
    void whatIsNoEscapeStandsForItself(String written) {
        assertThat(EscapedName.read(written)).isEqualTo(written);
    }

    @Test
    void everyNameComesBackFromItsWrittenFormWhichIsInertAndOneOnly() {
        Random random = new Random(17);
        for (int i = 0; i < 50_000; i++) {
            StringBuilder made = new StringBuilder();
            for (int pieces = random.nextInt(12); pieces >= 0; pieces--) {
                made.append(PIECES[random.nextInt(PIECES.length)]);
            }
            String name = made.toString();
            String written = EscapedName.of(name);

            assertThat(written).isEqualTo(EscapedName.inert(name));
            assertThat(EscapedName.read(written)).isEqualTo(name);
            assertThat(InertMarkdown.of(written)).isEqualTo(written);
            assertThat(written).doesNotContainPattern("[\\p{Cntrl}\\u200B\\u202E\\u200E\\u00A0\\uE000\\u2028]");
        }
    }
}
