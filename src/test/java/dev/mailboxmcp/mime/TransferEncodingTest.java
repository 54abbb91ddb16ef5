// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransferEncodingTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
                    aGVsbG8gd29ybGQ=, hello world
                    aGVsbG8gd29ybGQ, hello world
                    aGVsbG8gd29yb, hello wor
                    aGVs!bG8$gd29\u0007ybGQ=, hello world
                    aGVsbG8=IHdvcmxk, hello world
                    a, ''
                    ====, ''
                    """)
    void base64IsReadThroughDamage(String encoded, String decoded) {
        assertThat(decode(encoded, "base64")).isEqualTo(decoded);
    }

    @Test
    void base64MayBeFolded() {
        assertThat(decode("aGVs\r\nbG8g\n d29y\r\nbGQ=\r\n", "BASE64")).isEqualTo("hello world");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    caf=E9, café
                    caf=e9, café
                    1 =3D 1, 1 = 1
                    1 = 1, 1 = 1
                    =ZZ, =ZZ
                    =4, ''
                    a=, a
                    x_y, x_y
                    """)
    void quotedPrintableIsReadThroughDamage(String encoded, String decoded) {
        assertThat(decode(encoded, "quoted-printable")).isEqualTo(decoded);
    }

    /** A file keeps what was encoded; what stands around it is no part of it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            aGVsbG8gd29ybGQ=¶____________¶the list¶list@list.example | hello world
            aGVsbG8gd29ybGQ=¶Footer                                     | hello world
            aGVsbG8gd29ybGQhISEh¶____________¶the list               | hello world!!!!
            aGVsbG8gd29ybGQ= ignored                                     | hello world
            aGVsbG8=¶*garbage line*¶IHdvcmxkISEhISEh¶IQ==          | hello world!!!!!!!
            please pay, Bob                                              | please pay, Bob
            name,amount¶Lind,12.50¶Meyer,7.25                            | name,amount¶Lind,12.50¶Meyer,7.25
            https://files.example/get?id=17                              | https://files.example/get?id=17
            {"status":"paid","total":1250}                               | {"status":"paid","total":1250}
            """)
    void textAroundBase64IsNotDecoded(String encoded, String decoded) {
        assertThat(decode(encoded.replace("¶", "\n"), "base64")).isEqualTo(decoded.replace("¶", "\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            base64; x=y     | a
            "base64"        | a
            (really) BASE64 | a
            base64, 8bit    | a
            base-64         | a
            8bit base64     | YQ==
            x-base128       | YQ==
            """)
    void encodingsMayBeNamedOddly(String name, String decoded) {
        assertThat(decode("YQ==", name)).isEqualTo(decoded);
    }

    @Test
    void softBreaksVanishAndBlanksAtLineEndsToo() {
        assertThat(decode("one=\r\n two= \t\r\nthree  \r\nfour=\nfive", "Quoted-Printable"))
                .isEqualTo("one twothree\r\nfourfive");
    }

    @Test
    void uuencodeIsRead() {
        assertThat(decode("begin 644 x\n#0V%T\n`\nend\n", "x-uuencode")).isEqualTo("Cat");
        assertThat(decode("begin 644 x\nM0V%", "uuencode")).startsWith("Ca");
    }

    @Test
    void anUnknownEncodingIsNone() {
        assertThat(decode("a=3Db", "x-fancy")).isEqualTo("a=3Db");
        assertThat(decode("a=3Db", "8bit")).isEqualTo("a=3Db");
        assertThat(decode("a=3Db", "")).isEqualTo("a=3Db");
    }

    @Test
    void namesMayCarryRubbish() {
        assertThat(decode("YQ==", " Base64; (why not)")).isEqualTo("a");
    }

    private static String decode(String encoded, String encoding) {
        return new String(TransferEncoding.decode(encoded.getBytes(ISO_8859_1), encoding), ISO_8859_1);
    }
}
