// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mail.FolderPath;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FolderNameTest {
    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '"', textBlock = """
                    "Entw&APw-rfe" => "Entwürfe"
                    "R&-D" => "R&D"
                    "a&IC4-b" => "a\\u{202e}b"
                    "a&AAo-b" => "a\\u{a}b"
                    "&2D3cJg-" => "\uD83D\uDC26"
                    "\\u{41}" => "\\u{5c}u{41}"
                    """)
    void modifiedUtf7IsShownDecoded(String wire, String shown) {
        assertShownAndSaidBack(wire, shown);
    }

    /** A byte that means nothing by itself stands in the block U+DC00. */
    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '"', textBlock = """
                    "A&B" => "A\\u{dc26}B"
                    "A & B" => "A \\u{dc26} B"
                    "&AGEAYg-" => "\\u{dc26}AGEAYg-"
                    "&APw-&APw-" => "\\u{dc26}APw-\\u{dc26}APw-"
                    "&APw" => "\\u{dc26}APw"
                    "&3CY-" => "\\u{dc26}3CY-"
                    "&2D0-&3CY-" => "\\u{dc26}2D0-\\u{dc26}3CY-"
                    "Caf\u00E9" => "Caf\\u{dce9}"
                    "a\tb" => "a\\u{dc09}b"
                    "a\u007Fb" => "a\\u{dc7f}b"
                    """)
    void whatIsNotModifiedUtf7IsSaidBackByteByByte(String wire, String shown) {
        assertShownAndSaidBack(wire, shown);
    }

    /** Whose bytes {@link FolderName#learn} finds where they are needed. */
    @Test
    void rawUtf8IsShownAsTheTextThatItIs() {
        assertThat(FolderName.decode("Caf\u00C3\u00A9".getBytes(ISO_8859_1))).isEqualTo(new FolderPath("Caf\u00E9"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\r\nb DELETE INBOX", "a\nb", "a\u0000b"})
    void whatCouldEndALineIsNoFolder(String wire) {
        assertThat(FolderName.decode(wire.getBytes(ISO_8859_1))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u{dc0d}\\u{dc0a}b DELETE INBOX", "\\u{d}\\u{a}b", "\\u{dc00}", "\\u{0}"})
    void noEscapeBecomesTheEndOfALine(String written) {
        assertThat(new String(FolderName.encode(new FolderPath(written)), ISO_8859_1))
                .doesNotContain("\r", "\n", "\0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"INBOX", "inbox", "iNbOx"})
    void inboxIsInboxInAnyCase(String wire) {
        assertThat(FolderName.decode(wire.getBytes(ISO_8859_1))).isEqualTo(FolderPath.INBOX);
        assertThat(FolderName.encode(new FolderPath(wire))).asString(ISO_8859_1).isEqualTo("INBOX");
    }

    @Test
    void aFolderWhoseNameOnlyLooksLikeInboxIsAnother() {
        FolderPath dotless = new FolderPath("\u0131nbox");

        assertThat(FolderName.isInbox(dotless)).isFalse();
        assertThat(FolderName.encode(dotless)).asString(ISO_8859_1).isEqualTo("&ATE-nbox");
    }

    @Test
    void everyNameOnTheWireIsSaidBackAsItCame() {
        Random random = new Random(17);
        String alphabet = "ab&&--+,A3DCYw\\u{}20\"%*/. \u00E9\u00C3\u0009";
        for (int i = 0; i < 50_000; i++) {
            StringBuilder wire = new StringBuilder("x");
            for (int length = random.nextInt(12); length >= 0; length--) {
                wire.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            FolderPath path =
                    Objects.requireNonNull(FolderName.decode(wire.toString().getBytes(ISO_8859_1)));

            assertThat(FolderName.encode(new FolderPath(path.value())))
                    .asString(ISO_8859_1)
                    .isEqualTo(wire.toString());
        }
    }

    private static void assertShownAndSaidBack(String wire, String shown) {
        FolderPath path = FolderName.decode(wire.getBytes(ISO_8859_1));

        assertThat(path).isEqualTo(new FolderPath(shown));
        assertThat(path).hasToString(shown);
        assertThat(FolderName.encode(new FolderPath(shown)))
                .asString(ISO_8859_1)
                .isEqualTo(wire);
    }
}
