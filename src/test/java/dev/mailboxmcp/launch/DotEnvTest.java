// SPDX-License-Identifier: MIT
package dev.mailboxmcp.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DotEnvTest {
    @Test
    void aLineIsAKeyAndAValue() {
        assertThat(DotEnv.parse("IMAP_HOST=imap.example.org\r\n  export PORT = 3001 \n"))
                .containsEntry("IMAP_HOST", "imap.example.org")
                .containsEntry("PORT", "3001")
                .hasSize(2);
    }

    @Test
    void commentsAndOtherLinesAreIgnored() {
        assertThat(DotEnv.parse("# IMAP_HOST=x\n\nhello\n=y\nSMTP_HOST= # none yet\nIMAP_TLS=true # always\nKEY=a#b"))
                .containsEntry("SMTP_HOST", "")
                .containsEntry("IMAP_TLS", "true")
                .containsEntry("KEY", "a#b")
                .hasSize(3);
    }

    @Test
    void quotesKeepBlanksAndHashes() {
        assertThat(DotEnv.parse("A=\" a # b \" # c\nB='say \"x=y\"'\nC=\"\"\nD=\"open"))
                .containsEntry("A", " a # b ")
                .containsEntry("B", "say \"x=y\"")
                .containsEntry("C", "")
                .containsEntry("D", "\"open");
    }

    @Test
    void noFileMeansNoSettings(@TempDir Path folder) throws IOException {
        assertThat(DotEnv.read(folder.resolve(".env"))).isEmpty();
    }
}
