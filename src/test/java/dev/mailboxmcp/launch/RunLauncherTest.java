// SPDX-License-Identifier: MIT
package dev.mailboxmcp.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunLauncherTest {
    @Test
    void whatIsSetToNothingReachesTheServerSo(@TempDir Path project) throws IOException {
        Files.writeString(
                project.resolve(".env"), "IMAP_HOST=imap.example.org\nSEND_ALLOWED_DOMAINS=\nALLOWED_USERS= # none\n");

        assertThat(RunLauncher.environment(project, Map.of("TOOLS", "")))
                .containsEntry("IMAP_HOST", "imap.example.org")
                .containsEntry("SEND_ALLOWED_DOMAINS", "")
                .containsEntry("ALLOWED_USERS", "")
                .containsEntry("TOOLS", "");
    }

    @Test
    void theEnvironmentWinsOverTheFile(@TempDir Path project) throws IOException {
        Files.writeString(project.resolve(".env"), "IMAP_HOST=imap.example.org\n");

        assertThat(RunLauncher.environment(project, Map.of("IMAP_HOST", "imap.example.net")))
                .containsEntry("IMAP_HOST", "imap.example.net");
    }

    /** What is copied from {@code .env.example} has an empty key. */
    @Test
    void whatIsMissingOrSetToNothingIsNamed() {
        assertThat(RunLauncher.missing(Map.of("IMAP_HOST", " ", "ENCRYPTION_KEY", "")))
                .containsExactly("IMAP_HOST", "ENCRYPTION_KEY");
        assertThat(RunLauncher.missing(Map.of("IMAP_HOST", "imap.example.org"))).containsExactly("ENCRYPTION_KEY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ENCRYPTION_KEY", "ENCRYPTION_KEYS", "ENCRYPTION_KEY_FILE", "ENCRYPTION_KEYS_FILE"})
    void keysMayStandUnderEachOfTheirNames(String name) {
        assertThat(RunLauncher.missing(Map.of("IMAP_HOST", "imap.example.org", name, "x")))
                .isEmpty();
    }

    @Test
    void profilesTakeThePlaceOfOneMailServer() {
        Map<String, String> environment = Map.of("PROFILES", "corp,google", "ENCRYPTION_KEY", "x");

        assertThat(RunLauncher.missing(environment)).isEmpty();
        assertThat(RunLauncher.mailServers(environment)).isEqualTo("the profiles corp,google");
        assertThat(RunLauncher.mailServers(Map.of("IMAP_HOST", "imap.example.org")))
                .isEqualTo("imap.example.org");
    }
}
