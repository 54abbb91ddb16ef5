// SPDX-License-Identifier: MIT
package dev.mailboxmcp.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextCleanerTest {
    private static final String FAMILY = "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67";
    private static final String ENGLAND =
            "\uD83C\uDFF4\uDB40\uDC67\uDB40\uDC62\uDB40\uDC65\uDB40\uDC6E\uDB40\uDC67\uDB40\uDC7F";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Hello, world!\n\tindented",
                "Grüße, ça va, Łódź, naïve",
                "السلام عليكم ورحمة الله",
                "می\u200Cخواهم", // Persian needs the non-joiner
                "ه\u200D",
                "שלום \u200Eabc\u200E!", // one mark beside right-to-left text
                "नमस्ते दुनिया",
                "क्\u200Dष", // half form
                "ശ്രീ ന്\u200D",
                "สวัสดีชาวโลก",
                "你好，世界　全角",
                "안녕하세요",
                "ᠮᠣᠩᠭᠣᠯ",
                FAMILY,
                "❤\uFE0F\u200D\uD83D\uDD25", // heart on fire
                "\uD83E\uDDD1\uD83C\uDFFD\u200D\uD83D\uDCBB", // technologist with a skin tone
                "1\uFE0F\u20E3 #\uFE0F\u20E3",
                "\uD83C\uDDE9\uD83C\uDDEA", // flag of two letters
                ENGLAND,
                "\uD83C\uDFF3\uFE0F\u200D\uD83C\uDF08", // rainbow flag
                "\u845B\uFE00", // standardized variant
                "nbsp\u00A0stays",
                "\u0600\u0661", // Arabic number sign shows
            })
    void whatPeopleWriteStays(String text) {
        assertThat(TextCleaner.text(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", textBlock = """
                    a\u0000b\u0007c\u001Bd\u007Fe => abcde
                    a\u009Bb => ab
                    a\u200Bb\uFEFFc\u2060d\u00ADe => abcde
                    a\u200Cb\u200Dc => abc
                    a\u202Eb\u202Cc\u2066d\u2069e => abcde
                    abc\u200E\u200Fdef => abcdef
                    ש\u200F\u200F\u200Eב => ש\u200Fב
                    x\uDB40\uDC49\uDB40\uDC47y => xy
                    \uD83C\uDFF4\uDB40\uDC69\uDB40\uDC67\uDB40\uDC6E\uDB40\uDC7Fx => \uD83C\uDFF4x
                    \uD83D\uDE00\uDB40\uDD00\uDB40\uDDEFx => \uD83D\uDE00x
                    \uD83D\uDE00\uFE0F\uFE0F\uFE00x => \uD83D\uDE00\uFE0Fx
                    a\uFE0Fb\uFE00c => abc
                    a\uE000b\uDBC0\uDC00c => abc
                    a\u115Fb\u3164c\u034Fd => abcd
                    a\uFFF9b\uFFFBc => abc
                    e\u0301 => é
                    a\uD800b\uDC00 => a\uFFFDb\uFFFD
                    \uD83D\uDE00\u200D\u200D\uD83D\uDE00 => \uD83D\uDE00\u200D\uD83D\uDE00
                    """)
    void whatNobodySeesGoes(String dirty, String clean) {
        assertThat(TextCleaner.text(dirty)).isEqualTo(clean);
    }

    @Test
    void lineEndsBecomeNewlines() {
        assertThat(TextCleaner.text("a\r\nb\rc\u2028d\u2029e\u0085f\fg")).isEqualTo("a\nb\nc\nd\ne\nf\ng");
    }

    @Test
    void aPileOfCombiningMarksIsBounded() {
        assertThat(TextCleaner.text("a" + "\u0301\u0316".repeat(100_000))).hasSizeLessThanOrEqualTo(31);
    }

    @ParameterizedTest
    @CsvSource({"\u302E, \u1B44", "\u0301, \u302E", "\uD834\uDD65, \u1B44"})
    void marksThatTakeUpSpaceAreBoundedToo(String one, String other) {
        String pile = "a" + one.repeat(300_000) + other.repeat(300_000);
        String clean = assertTimeoutPreemptively(Duration.ofSeconds(10), () -> TextCleaner.text(pile));
        assertThat(clean.codePointCount(0, clean.length())).isLessThanOrEqualTo(31);
    }

    @Test
    void aLineHasSingleSpacesOnly() {
        assertThat(TextCleaner.line(" \u00A0a\r\n\t b\u3000\u2003c\n", 100)).isEqualTo("a b c");
    }

    @Test
    void aLongLineEndsInAnEllipsisOnACodePoint() {
        assertThat(TextCleaner.line("abc\uD83D\uDE00def", 5)).isEqualTo("abc…");
        assertThat(TextCleaner.line("abc\uD83D\uDE00def", 6)).isEqualTo("abc\uD83D\uDE00…");
        assertThat(TextCleaner.line("abcdef", 6)).isEqualTo("abcdef");
        assertThat(TextCleaner.line("abcdef", 1)).isEqualTo("…");
        assertThat(TextCleaner.line("abcdef", 0)).isEmpty();
    }
}
