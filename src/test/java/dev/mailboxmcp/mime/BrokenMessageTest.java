// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What whole mails of the kind give is in {@code mail/boundary-*} and {@code mail/header-*}. */
class BrokenMessageTest {
    @Test
    void partsAreFoundByWhatTheyLookLike() {
        BrokenMessage read = read("""
                Content-Type: multipart/mixed; boundary=other

                --real
                Content-Type: text/plain; charset=iso-8859-1
                Content-Transfer-Encoding: quoted-printable

                gr=FC=DFe
                --real
                Content-Type: text/plain; name=file.txt

                not the text
                --real--
                nor this
                """);

        assertThat(read.text()).isEqualTo("grüße");
        assertThat(read.isHtml()).isFalse();
    }

    @Test
    void htmlIsTakenWhereThereIsNoPlainText() {
        BrokenMessage read =
                read("Content-Type: multipart/mixed\n\n--x\nContent-Type: text/html\n\n<b>bold</b>\n--x--\n");

        assertThat(read.text()).isEqualTo("bold");
        assertThat(read.isHtml()).isTrue();
    }

    @Test
    void whatHtmlHidesIsCountedAndDoubtIsToldAsElsewhere() {
        BrokenMessage read = read("""
                Content-Type: multipart/mixed

                --x
                Content-Type: text/html

                <p>shown</p><p hidden>four</p><p style='filter:blur(9px)'>blurred</p>
                --x--
                """);

        assertThat(read.text()).contains("shown", "blurred").doesNotContain("four");
        assertThat(read.hiddenCharacters()).isEqualTo(4);
        assertThat(read.uncertain()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            <p>Wait until May.</p>               | Wait until May. | true  | NOT_THE_PLAIN_FORM
            <p>.</p>                             | .           | true  | NOT_THE_PLAIN_FORM
            <p>&nbsp;</p>                        | Pay Eve.    | false | NOTHING
            <p hidden>Pay Eve.</p>               | Pay Eve.    | false | NOTHING
            <img src=https://orchard.example/1>  | Pay Eve.    | false | NOTHING
            <p>Pay Eve.</p>                      | Pay Eve.    | false | THIS
            """)
    void whatPeopleDoNotSeeIsNotShownUntold(String html, String text, boolean isHtml, BrokenMessage.Seen seen) {
        BrokenMessage read = read("""
                Content-Type: multipart/alternative; boundary=other

                --x
                Content-Type: text/plain

                Pay Eve.
                --x
                Content-Type: text/html

                %s
                --x--
                """.formatted(html));

        assertThat(read.text()).isEqualTo(text);
        assertThat(read.isHtml()).isEqualTo(isHtml);
        assertThat(read.seen()).isEqualTo(seen);
        assertThat(read.hiddenCharacters()).isEqualTo(html.contains("hidden") ? 7 : 0);
    }

    @Test
    void aPlainTextWithoutAnHtmlFormIsSeen() {
        BrokenMessage read =
                read("Content-Type: multipart/alternative\n\n--x\nContent-Type: text/plain\n\nHello.\n--x--\n");

        assertThat(read.text()).isEqualTo("Hello.");
        assertThat(read.seen()).isEqualTo(BrokenMessage.Seen.THIS);
    }

    @Test
    void aLineWithDashesIsNoBoundaryByItself() {
        assertThat(read("Content-Type: multipart/mixed\n\nfirst\n--\nsecond\n").text())
                .isEqualTo("first\n--\nsecond");
    }

    @Test
    void nothingThrowsAndNothingTakesLong() {
        Random random = new Random(7);
        String[] pieces = {
            "--x\n", "Content-Type: multipart/mixed; boundary=x\n", "\n", " ", ";", "a=", "\"", "--x--\n", "\0", "="
        };
        Assertions.assertTimeout(Duration.ofSeconds(20), () -> {
            for (int i = 0; i < 300; i++) {
                StringBuilder mail = new StringBuilder();
                for (int k = 0; k < 200; k++) {
                    mail.append(pieces[random.nextInt(pieces.length)]);
                }
                assertThatCode(() -> read(mail.toString())).doesNotThrowAnyException();
            }
            for (String piece : pieces) {
                assertThatCode(() -> read("Content-Type: multipart/mixed" + piece.repeat(100_000)))
                        .doesNotThrowAnyException();
            }
            assertThatCode(() -> read("Content-Type: multipart/a; boundary=x\n\n--x\n".repeat(6000)))
                    .doesNotThrowAnyException();
        });
    }

    private static BrokenMessage read(String message) {
        return BrokenMessage.read(message.getBytes(StandardCharsets.UTF_8));
    }
}
