// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BodyTextTest {
    @Test
    void plainTextIsDecodedAndKept() {
        assertThat(BodyText.plain(
                        "Gr=FC=DFe,\r\n\r\n  eingerückt=\r\n!\r\n".getBytes(ISO_8859_1),
                        "quoted-printable",
                        "iso-8859-1",
                        false,
                        false))
                .isEqualTo("Grüße,\n\n  eingerückt!");
    }

    @Test
    void flowedTextIsJoined() {
        assertThat(BodyText.plain("one \r\ntwo\r\n".getBytes(US_ASCII), "", null, true, false))
                .isEqualTo("one two");
    }

    @Test
    void emptyLinesAroundAreDroppedButNotTheFirstLinesIndentation() {
        assertThat(BodyText.plain("\r\n \r\n  a\r\nb \r\n\r\n".getBytes(US_ASCII), "7bit", null, false, false))
                .isEqualTo("  a\nb");
    }

    @Test
    void invisibleCharactersGoAndMarkdownStaysAsItWasWritten() {
        assertThat(BodyText.plain("!\u200B[x](y)\u202E".getBytes(UTF_8), "8bit", "utf-8", false, false))
                .isEqualTo("![x](y)");
    }

    @Test
    void aTextCutWithinACharacterEndsBeforeIt() {
        byte[] base64 = "R3LDvMOf".getBytes(US_ASCII);

        assertThat(BodyText.plain(Arrays.copyOf(base64, 6), "base64", "utf-8", false, false))
                .isEqualTo("Grü");
        assertThat(BodyText.plain(Arrays.copyOf(base64, 5), "base64", "utf-8", false, false))
                .isEqualTo("Gr");
    }

    @Test
    void textBeyondTheLimitIsLeftOut() {
        byte[] big = new byte[MimeLimits.MAX_TEXT_BYTES + 100];
        Arrays.fill(big, (byte) 'x');

        assertThat(BodyText.plain(big, "", null, false, false)).hasSize(MimeLimits.MAX_TEXT_BYTES);
        assertThat(BodyText.html(big, "", null).text().length()).isLessThanOrEqualTo(MimeLimits.MAX_TEXT_CHARS);
    }
}
