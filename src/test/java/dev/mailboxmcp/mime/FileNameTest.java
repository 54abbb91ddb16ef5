// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNameTest {
    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '`', textBlock = """
                    report.pdf => report.pdf
                    Überweisung März.pdf => Überweisung März.pdf
                    見積書.xlsx => 見積書.xlsx
                    ../../etc/passwd => passwd
                    ..\\..\\boot.ini => boot.ini
                    C:\\Users\\bob\\tax.doc => tax.doc
                    /etc/ => etc
                    .. => attachment
                    . => attachment
                    ... => attachment
                    `` => attachment
                    `. . .` => attachment
                    .bashrc => bashrc
                    `evil.exe. .` => evil.exe
                    a:b*c?.txt => a_b_c_.txt
                    `a"b<c>|.txt` => a_b_c__.txt
                    CON => _CON
                    nul.txt => _nul.txt
                    com1.tar.gz => _com1.tar.gz
                    console.txt => console.txt
                    invoice\u202Efdp.exe => invoicefdp.exe
                    שלום\u200F.pdf => שלום.pdf
                    """)
    void aNameIsMadeHarmless(String claimed, String safe) {
        assertThat(FileName.safe(claimed)).isEqualTo(safe);
    }

    @Test
    void controlsAreRemoved() {
        assertThat(FileName.safe("a\u0000b\r\nc.txt")).isEqualTo("ab c.txt");
    }

    @Test
    void aLongNameKeepsItsExtensionAndWholeCharacters() {
        String safe = FileName.safe("ü".repeat(300) + ".pdf");

        assertThat(safe).endsWith("ü.pdf").doesNotContain("\uFFFD");
        assertThat(safe.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(250, 255);
    }
}
