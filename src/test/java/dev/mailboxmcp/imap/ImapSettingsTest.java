// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImapSettingsTest {
    private static final ImapSettings DEFAULTS = ImapSettings.read(new Settings(
            name -> Optional.ofNullable(Map.of("IMAP_HOST", "imap.example.com").get(name))));

    @Test
    void timeIsGivenOutAsThePageOfSettingsSays() throws IOException {
        assertThat(DEFAULTS.timeouts())
                .isEqualTo(new ImapSettings.Timeouts(
                        seconds("IMAP_CONNECT_TIMEOUT"),
                        seconds("IMAP_TLS_TIMEOUT"),
                        seconds("IMAP_GREETING_TIMEOUT"),
                        seconds("IMAP_READ_TIMEOUT"),
                        seconds("CALL_TIMEOUT"),
                        seconds("IMAP_BORROW_TIMEOUT"),
                        seconds("IMAP_IDLE_TIMEOUT"),
                        seconds("IMAP_MAX_AGE")));
    }

    @Test
    void connectionsAreAsManyAsThePageSaysAndEncrypted() throws IOException {
        assertThat(DEFAULTS.port()).isEqualTo(documented("IMAP_PORT"));
        assertThat(DEFAULTS.tls()).isEqualTo(TlsMode.IMPLICIT);
        assertThat(DEFAULTS.maxConnections()).isEqualTo(documented("MAX_POOL_SIZE"));
        assertThat(DEFAULTS.maxConnectionsPerUser()).isEqualTo(documented("IMAP_CONNECTIONS_PER_USER"));
        assertThat(DEFAULTS.rowMemoryBytes()).isEqualTo(documented("ROW_MEMORY"));
    }

    @ParameterizedTest
    @CsvSource({"localhost, 0", "127.0.0.1, 0", "[::1], 0", "imap.example.com, 1", "127.example.org, 1"})
    void passwordsInTheClearAreWarnedOfUnlessTheyStayOnThisMachine(String host, int warnings) {
        Map<String, String> variables = Map.of("IMAP_HOST", host, "IMAP_TLS", "false");
        Settings settings = new Settings(name -> Optional.ofNullable(variables.get(name)));

        assertThat(ImapSettings.read(settings).tls()).isEqualTo(TlsMode.NONE);
        assertThat(settings.warnings()).hasSize(warnings);
    }

    private static Duration seconds(String variable) throws IOException {
        return Duration.ofSeconds(documented(variable));
    }

    /** The default of a variable in docs/configuration.md. */
    private static int documented(String variable) throws IOException {
        Matcher row = Pattern.compile("(?m)^\\| `" + variable + "` \\| `(\\d+)` \\|")
                .matcher(Files.readString(Path.of("docs/configuration.md")));
        assertThat(row.find()).as(variable).isTrue();
        return Integer.parseInt(row.group(1));
    }
}
