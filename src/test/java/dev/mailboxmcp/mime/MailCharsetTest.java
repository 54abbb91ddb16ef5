// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailCharsetTest {
    /** What old mail and mail of small languages is in, and the JDK lacks. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    iso-8859-14 | d0796e20fe6420a1 | Ŵyn ŷd Ḃ
                    latin6 | def37220a96f72b96520ab | Þór Đorđe Ŧ
                    viscii | 5469aa6e67205669ae74209f2005 | Tiếng Việt Ỳ Ẵ
                    x-viet-tcvn5712 | 5469aa6e67205669aa7420ac | Tiêng Viêt ơ
                    koi8-t | f4cf8dc9cba5 | Тоҷикӣ
                    PTCP154 | 8de0e7e09d | Қазақ
                    armscii-8 | d0b3db | Հայ
                    hz-gb-2312 | 4869207e7b44633a437e7d7e7e206f6b | Hi 你好~ ok
                    HZ-GB-2312 | 7e7b44633a430a706c61696e | 你好⏎plain
                    x-mac-ce | fc976490 | Łódź
                    x-mac-cyrillic | 8ff0e8e2e5f2 | Привет
                    """)
    void charsetsThatTheJdkLacksAreReadToo(String label, String bytes, String text) {
        assertThat(MailCharset.decode(HexFormat.of().parseHex(bytes), label).replace('\n', '⏎'))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    utf-8, UTF-8, Grüße 你好 😀
                    utf8, UTF-8, Grüße
                    UTF_8, UTF-8, Grüße
                    "utf-8", UTF-8, Grüße
                    charset=utf-8, UTF-8, Grüße
                    utf-8; format=flowed, UTF-8, Grüße
                    iso-8859-1, windows-1252, „Grüße“ €
                    latin1, windows-1252, Grüße
                    iso8859-1, windows-1252, Grüße
                    us-ascii, windows-1252, Grüße
                    ansi_x3.4-1968, UTF-8, Grüße
                    iso-8859-15, ISO-8859-15, 10 €
                    iso8859-2, ISO-8859-2, Łódź
                    8859_5, ISO-8859-5, Привет
                    win-1251, windows-1251, Привет
                    cp1251, windows-1251, Привет
                    windows1250, windows-1250, Łódź
                    koi8-r, KOI8-R, Привет
                    cp-850, IBM850, Grüße
                    ibm866, IBM866, Привет
                    gb2312, GB18030, 你好镕
                    x-gbk, GB18030, 你好
                    big5, Big5, 你好
                    ks_c_5601-1987, x-windows-949, 안녕 똠
                    euc-kr, EUC-KR, 안녕
                    x-sjis, windows-31j, こんにちは①
                    shift-jis, Shift_JIS, こんにちは
                    iso-2022-jp, ISO-2022-JP, こんにちは
                    euc-jp, EUC-JP, こんにちは
                    tis-620, x-windows-874, สวัสดี
                    windows-874, x-windows-874, สวัสดี
                    iso-8859-8-i, ISO-8859-8, שלום
                    windows-1256, windows-1256, مرحبا
                    macintosh, x-MacRoman, Grüße
                    x-unknown, UTF-8, Grüße
                    x-unknown, windows-1252, Grüße
                    utf-8, windows-1252, Grüße
                    '', UTF-8, Grüße
                    """)
    void labelsAreUnderstoodAsMailersWriteThem(String label, String charset, String text) {
        assertThat(MailCharset.decode(text.getBytes(Charset.forName(charset)), label))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"iso-2022-jp, 日本語の本文", "iso-2022-kr, 한국어", "euc-kr, Grüße 😀", "big5, Grüße 😀", "windows-1252, Í à"})
    void whatCannotBeInTheCharsetThatItNamesAndIsUtf8IsReadAsThat(String label, String text) {
        assertThat(MailCharset.decode(text.getBytes(UTF_8), label)).isEqualTo(text);
    }

    @Test
    void aByteOrderMarkWinsOverTheLabel() {
        assertThat(MailCharset.decode(bytes("EFBBBF", "ü".getBytes(UTF_8)), "iso-8859-1"))
                .isEqualTo("ü");
        assertThat(MailCharset.decode(bytes("FEFF", "ü".getBytes(UTF_16BE)), "utf-8"))
                .isEqualTo("ü");
        assertThat(MailCharset.decode(bytes("FFFE", "ü".getBytes(UTF_16LE)), null))
                .isEqualTo("ü");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-32LE", "UTF-32BE"})
    void aMarkOfUtf32IsNotTakenForOneOfUtf16(String charset) {
        assertThat(MailCharset.decode("\uFEFFPears \ud83c\udf50".getBytes(Charset.forName(charset)), "utf-32"))
                .isEqualTo("Pears \ud83c\udf50");
    }

    @Test
    void utf16WithoutAMarkIsReadTheWayItLooks() {
        assertThat(MailCharset.decode("Hello".getBytes(UTF_16LE), "utf-16")).isEqualTo("Hello");
        assertThat(MailCharset.decode("Hello".getBytes(UTF_16BE), "utf-16")).isEqualTo("Hello");
    }

    @Test
    void utf7IsRead() {
        assertThat(MailCharset.decode("Hi Mom -+Jjo--! 1 +- 1, Gr+APwA3w-e".getBytes(US_ASCII), "unicode-1-1-utf-7"))
                .isEqualTo("Hi Mom -☺-! 1 + 1, Grüße");
        assertThat(MailCharset.decode("+AP".getBytes(US_ASCII), "utf-7")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"utf-8, UTF-8", "gb2312, GB18030", "shift_jis, windows-31j", "utf-16be, UTF-16BE", "big5, Big5"})
    void aCharacterCutOffAtTheEndIsLeftOut(String label, String charset) {
        byte[] whole = "日本".getBytes(Charset.forName(charset));

        assertThat(MailCharset.decode(Arrays.copyOf(whole, whole.length - 1), label))
                .isEqualTo("日");
    }

    @Test
    void aStrayByteAmongUtf8IsReplacedAlone() {
        assertThat(MailCharset.decode(bytes("FF", "Привет".getBytes(UTF_8)), null))
                .isEqualTo("\uFFFDПривет");
    }

    private static byte[] bytes(String hex, byte[] rest) {
        byte[] first = HexFormat.of().parseHex(hex);
        byte[] all = Arrays.copyOf(first, first.length + rest.length);
        System.arraycopy(rest, 0, all, first.length, rest.length);
        return all;
    }
}
