// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderTextTest {
    @ParameterizedTest
    @CsvSource(delimiterString = " => ", maxCharsPerColumn = 500, textBlock = """
                    Hello World => Hello World
                    =?UTF-8?Q?Gr=C3=BC=C3=9Fe_aus_K=C3=B6ln?= => Grüße aus Köln
                    =?utf-8?b?R3LDvMOfZQ==?= => Grüße
                    =?utf-8?b?R3LDvMOfZQ?= => Grüße
                    =?utf-8?B?R3LD?= =?UTF-8?B?vMOfZQ==?= => Grüße
                    =?UTF-8?B?w?= => ''
                    =?UTF-8?Q?caf=C3?= =?UTF-8?Q?=A9?= ole => café ole
                    =?utf-8?B?4pyT4p?= => ✓
                    =?iso-8859-1?q?a?= =?iso-8859-1?q?b?= c => ab c
                    =?iso-8859-1?q?a?= b =?iso-8859-1?q?c?= => a b c
                    x=?iso-8859-1?q?=E9?=y => xéy
                    =?iso-8859-1?q?hello world caf=E9?= => hello world café
                    =?iso-8859-1?q?50=80?= => 50€
                    =?unknown-8bit?q?caf=C3=A9?= => café
                    =?x-unknown?q?caf=E9?= => café
                    =??q?caf=E9?= => café
                    =?utf-8?x?abc?= => =?utf-8?x?abc?=
                    =?utf-8?q?really?=3F_yes?= => really?? yes
                    =?utf-8?q?=C3=A9t=C3=A9?= => été
                    =?utf-8*fr?q?=C3=A9t=C3=A9?= => été
                    "=?utf-8?q?M=C3=BCller?=, Jan" => "Müller, Jan"
                    =?GB2312?B?xOO6w6Os?= => 你好，
                    =?ks_c_5601-1987?B?vsiz58fPvLy/5A==?= => 안녕하세요
                    =?ISO-2022-JP?B?GyRCJDMkcyRLJEEkTxsoQg==?= => こんにちは
                    =?x-sjis?B?grGC8YLJgr+CzQ==?= => こんにちは
                    =?koi8-r?B?8NLJ18XU?= => Привет
                    =?windows-1256?B?483I?= => محب
                    =?cp-850?Q?M=81ller?= => Müller
                    =?unicode-1-1-utf-7?Q?M+APw-ller?= => Müller
                    =?utf-8?Q?broken_=C3=ZZ_escape?= => broken Ã=ZZ escape
                    =?utf-8?Q?no_end => no end
                    =?utf-8?Q?no_end then text => no end then text
                    =?utf-8?Q?no_end =?utf-8?Q?next?= => no endnext
                    a = b ?= c =? d => a = b ?= c =? d
                    =?utf-8?Q??= => ''
                    """)
    void encodedWordsAreDecodedAsMailersWriteThem(String raw, String expected) {
        assertThat(HeaderText.decode(raw.getBytes(ISO_8859_1), 200)).isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void foldedLinesBecomeOne() {
        assertThat(decode("one\r\n two\r\n\tthree\r\n")).isEqualTo("one two three");
    }

    @Test
    void blanksBetweenEncodedWordsVanishEvenFolded() {
        assertThat(decode("=?utf-8?q?one_?=\r\n =?utf-8?q?two?=")).isEqualTo("one two");
    }

    @Test
    void anEncodedWordFoldedInTheMiddleIsJoined() {
        assertThat(decode("=?utf-8?B?R3LD\r\n vMOfZQ==?=")).isEqualTo("Grüße");
    }

    @Test
    void rawUtf8IsRead() {
        assertThat(HeaderText.decode("Grüße 你好".getBytes(UTF_8), 50)).isEqualTo("Grüße 你好");
    }

    @Test
    void rawEightBitThatIsNotUtf8IsWindows1252() {
        assertThat(HeaderText.decode("Grüße – €".getBytes(Charset.forName("windows-1252")), 50))
                .isEqualTo("Grüße – €");
    }

    @Test
    void rawIso2022JpIsRecognized() {
        assertThat(HeaderText.decode("こんにちは".getBytes(Charset.forName("ISO-2022-JP")), 50))
                .isEqualTo("こんにちは");
    }

    @Test
    void controlsHiddenInEncodedWordsAreRemoved() {
        assertThat(decode("=?utf-8?q?a=0D=0ABcc:_x=00=E2=80=AEb?=")).isEqualTo("a Bcc: xb");
    }

    @Test
    void aLongValueIsShortened() {
        assertThat(HeaderText.decode("x".repeat(100).getBytes(ISO_8859_1), 10)).isEqualTo("xxxxxxxxx…");
    }

    @Test
    void manyEncodedWordsAreDecodedUpToTheLimit() {
        String raw = "=?utf-8?q?a?= ".repeat(2000);

        assertThat(HeaderText.decode(raw.getBytes(ISO_8859_1), 100_000)).startsWith("a".repeat(1000) + " =?utf-8");
    }

    private static String decode(String raw) {
        return HeaderText.decode(raw.getBytes(ISO_8859_1), 1000);
    }
}
