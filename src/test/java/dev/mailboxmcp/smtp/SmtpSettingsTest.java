// SPDX-License-Identifier: MIT
package dev.mailboxmcp.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.settings.Settings;
import dev.mailboxmcp.smtp.SmtpSettings.Encryption;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmtpSettingsTest {
    @Test
    void withoutAHostNothingIsSent() {
        assertThat(SmtpSettings.read(settings(Map.of("SMTP_PORT", "25")))).isNull();
    }

    @Test
    void theDefaultIsStartTlsOnTheSubmissionPort() {
        Settings settings = settings(Map.of("SMTP_HOST", "smtp.example.com"));

        SmtpSettings read = Objects.requireNonNull(SmtpSettings.read(settings));

        assertThat(read.port()).isEqualTo(587);
        assertThat(read.encryption()).isEqualTo(Encryption.STARTTLS);
        assertThat(read.ehloName()).isEqualTo("[127.0.0.1]");
        assertThat(settings.problems()).isEmpty();
        assertThat(settings.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "smtp.example.com, 465, true, IMPLICIT, 0",
        "smtp.example.com, 2525, true, STARTTLS, 0",
        "smtp.example.com, 465, false, IMPLICIT, 0",
        "smtp.example.com, 25, false, NONE, 1",
        "localhost, 25, false, NONE, 0",
        "127.0.0.1, 25, false, NONE, 0",
        "127.example.org, 25, false, NONE, 1",
    })
    void theClearIsUsedOnlyWhenAskedFor(String host, String port, String tls, Encryption expected, int warnings) {
        Settings settings = settings(Map.of("SMTP_HOST", host, "SMTP_PORT", port, "SMTP_TLS", tls));

        SmtpSettings read = Objects.requireNonNull(SmtpSettings.read(settings));

        assertThat(read.encryption()).isEqualTo(expected);
        assertThat(settings.warnings()).hasSize(warnings);
    }

    @Test
    void allWrongValuesAreNamed() {
        Settings settings = settings(Map.of(
                "SMTP_HOST", "smtp://example.com/",
                "SMTP_PORT", "0",
                "SMTP_TLS", "maybe",
                "SMTP_EHLO_NAME", "a b",
                "SMTP_CA_FILE", "/does/not/exist.pem"));

        SmtpSettings.read(settings);

        assertThat(settings.problems())
                .extracting(problem -> problem.substring(0, problem.indexOf('=')))
                .containsExactlyInAnyOrder("SMTP_HOST", "SMTP_PORT", "SMTP_TLS", "SMTP_EHLO_NAME", "SMTP_CA_FILE");
    }

    private static Settings settings(Map<String, String> values) {
        return new Settings(name -> Optional.ofNullable(values.get(name)));
    }
}
