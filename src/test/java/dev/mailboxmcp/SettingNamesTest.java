// SPDX-License-Identifier: MIT
package dev.mailboxmcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.settings.Settings;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingNamesTest {
    private static final Map<String, String> REQUIRED = Map.of(
            "IMAP_HOST",
            "imap.example.com",
            "ENCRYPTION_KEY",
            "a3f1c29e5b7d08468c1be0d9724f6a35fe18b7c06d4293ea51870fbc3d62e94a");

    @ParameterizedTest
    @CsvSource({
        "SMPT_HOST, SMTP_HOST",
        "IMAPHOST, IMAP_HOST",
        "SEND_ALLOW_DOMAINS, SEND_ALLOWED_DOMAINS",
        "SEND_DOMAINS, SEND_ALLOWED_DOMAINS",
        "SMTP_PRT, SMTP_PORT",
        "SMPT_PORT, SMTP_PORT",
        "IMAPS_PORT, IMAP_PORT",
        "READONLY, READ_ONLY",
        "ALLOWED_USER, ALLOWED_USERS",
        "AUDITLOG, AUDIT_LOG",
        "ENCRYPTION_KEYFILE, ENCRYPTION_KEY_FILE",
        "TOOL, TOOLS",
        "TRUSTED_PROXY, TRUSTED_PROXIES"
    })
    void aMisspeltNameIsWarnedOfWithTheOneThatWasMeant(String name, String meant) {
        assertThat(read(Map.of(name, "value-of-it")).warnings())
                .singleElement()
                .asString()
                .isEqualTo(name + " is set, but there is no such setting: did you mean " + meant + "?");
    }

    @Test
    void settingsOfAServerThatIsSetToNothingAreNoWrongNames() {
        assertThat(read(Map.of("SMTP_HOST", "", "SMTP_PORT", "587", "SMTP_CA_FILE", ""))
                        .warnings())
                .isEmpty();
    }

    @Test
    void aNameThatBeginsLikeOursAndIsNearNoneIsWarnedOf() {
        assertThat(read(Map.of("IMAP_USERNAME_AND_MORE", "anna")).warnings())
                .containsExactly("IMAP_USERNAME_AND_MORE is set, but there is no such setting: docs/configuration.md"
                        + " has them all");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PATH",
                "HOME",
                "LANG",
                "PORT",
                "OPS_HOST",
                "LOG_DIR",
                "STATE_DIRECTORY",
                "JAVA_HOME",
                "JVM_ARGS",
                "WLP_OUTPUT_DIR",
                "OTEL_SDK_DISABLED",
                "IMAP_SERVICE_HOST",
                "SMTP_PORT_25_TCP_ADDR",
                "USER",
                "HTTP_PORT",
                "SHELL",
                "java.version",
                "TERM",
                "HOSTNAME",
                "SMTP_SERVICE_PORT_SUBMISSION"
            })
    void whatIsOfOthersIsLeftAlone(String name) {
        assertThat(read(Map.of(name, "x")).warnings()).isEmpty();
    }

    /** Such as Kubernetes tells of a service that is called imaps. */
    @Test
    void thePortOfAServiceIsAUrlAndIsLeftAlone() {
        assertThat(read(Map.of("IMAPS_PORT", "tcp://10.96.0.11:993")).warnings())
                .isEmpty();
    }

    /** Nobody reads them without SMTP_HOST, yet they are settings. */
    @ParameterizedTest
    @ValueSource(strings = {"SMTP_PORT", "SEND_MODE", "SEND_ALLOWED_DOMAINS", "SENT_COPY", "ENCRYPTION_KEYS_FILE"})
    void whatIsNotReadWithoutAnotherSettingIsNoStranger(String name) {
        assertThat(read(Map.of(name, "587")).warnings()).isEmpty();
    }

    @Test
    void strictSettingsStopTheStart() {
        Settings settings = read(Map.of("SMPT_HOST", "smtp.example.com", "STRICT_SETTINGS", "true"));

        assertThat(settings.problems())
                .containsExactly(
                        "SMPT_HOST is no setting: needs SMTP_HOST, or not to be set while STRICT_SETTINGS=true");
        assertThat(settings.warnings()).isEmpty();
    }

    private static Settings read(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(REQUIRED);
        environment.putAll(more);
        Settings settings = new Settings(name -> Optional.ofNullable(environment.get(name)), environment.keySet());
        Configuration unused = Configuration.read(settings);
        return settings;
    }
}
