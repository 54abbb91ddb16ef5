// SPDX-License-Identifier: MIT
package dev.mailboxmcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.settings.Settings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartupCheckTest {
    private static final String KEY = "a3f1c29e5b7d08468c1be0d9724f6a35fe18b7c06d4293ea51870fbc3d62e94a";

    @Test
    void everyWrongSettingIsNamedInOneLine() {
        String weakKey = "0123456789abcdef".repeat(4);
        Settings settings = settings(Map.of(
                "ENCRYPTION_KEY", weakKey, "LOG_LEVEL", "loud", "TOKEN_MAX_DAYS", "4000", "TOKEN_AUDIENCE", "a b"));

        assertThat(Configuration.read(settings)).isNull();
        String line = Configuration.refusal(settings.problems());

        assertThat(line)
                .startsWith("mailbox-mcp cannot start: ")
                .contains("settings are wrong")
                .contains("LOG_LEVEL=loud is wrong: needs one of debug, info, warn, error")
                .contains("ENCRYPTION_KEY is a pattern anyone can guess")
                .contains("TOKEN_MAX_DAYS=4000 is wrong: needs a whole number from 1 to 3650")
                .contains("TOKEN_AUDIENCE=a b is wrong")
                .doesNotContain("\n")
                .doesNotContain(weakKey.substring(0, 16));
    }

    @Test
    void aToolThatIsNoneIsNamedBesideWhateverElseIsWrong() {
        Settings settings = settings(Map.of("LOG_LEVEL", "loud", "TOOLS", "imap_list_emails,imap_list_mails"));

        assertThat(Configuration.read(settings, Set.of("imap_list_emails"))).isNull();
        assertThat(settings.problems())
                .anyMatch(problem -> problem.startsWith("LOG_LEVEL=loud is wrong"))
                .contains("TOOLS=imap_list_mails is wrong: needs names of tools, as docs/tools.md has them");
    }

    @Test
    void oneWrongSettingIsOneSentence() {
        assertThat(Configuration.refusal(List.of("IMAP_HOST is not set: needs a name")))
                .isEqualTo("mailbox-mcp cannot start: IMAP_HOST is not set: needs a name.");
    }

    @Test
    void theMissingKeyIsNamed() {
        Settings settings = settings(Map.of());

        assertThat(Configuration.read(settings)).isNull();
        assertThat(settings.problems()).anyMatch(problem -> problem.startsWith("ENCRYPTION_KEY is not set: needs"));
    }

    @Test
    void theRefusalPrintsNothingButItsMessage() {
        StringWriter printed = new StringWriter();

        new StartupCheck.RefusedConfiguration("mailbox-mcp cannot start: why")
                .printStackTrace(new PrintWriter(printed, true));

        assertThat(printed.toString().strip()).isEqualTo("mailbox-mcp cannot start: why");
    }

    @Test
    void thePortOfOperationsIsNotThePublicOne() {
        Map<String, String> required = Map.of("ENCRYPTION_KEY", KEY, "IMAP_HOST", "imap.example.com");
        for (Map<String, String> ports : List.of(
                Map.of("PORT", "8080", "OPS_PORT", "9080"),
                Map.of("PORT", "9080"),
                Map.of("PORT", "-1", "OPS_PORT", "-1"))) {
            Map<String, String> variables = new HashMap<>(required);
            variables.putAll(ports);
            Settings settings = settings(variables);
            Configuration unused = Configuration.read(settings);
            assertThat(settings.problems()).as("%s", ports).isEmpty();
        }

        Map<String, String> same = new HashMap<>(required);
        same.putAll(Map.of("PORT", "8080", "OPS_PORT", "8080"));
        Settings settings = settings(same);
        assertThat(Configuration.read(settings)).isNull();
        assertThat(settings.problems())
                .containsExactly("OPS_PORT=8080 is wrong: needs another port than PORT, which is the same");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PORT", "OPS_PORT"})
    void aPortThatNobodyCanNameIsRefused(String name) {
        Settings settings = settings(Map.of("ENCRYPTION_KEY", KEY, "IMAP_HOST", "imap.example.com", name, "0"));

        assertThat(Configuration.read(settings)).isNull();
        assertThat(settings.problems())
                .containsExactly(name + "=0 is wrong: needs a port that can be called, or -1 for none");
    }

    @Test
    void twoPortsThatNobodyCanNameAreToldInTheirOrder() {
        Settings settings =
                settings(Map.of("ENCRYPTION_KEY", KEY, "IMAP_HOST", "imap.example.com", "PORT", "0", "OPS_PORT", "0"));

        assertThat(Configuration.read(settings)).isNull();
        assertThat(settings.problems())
                .containsExactly(
                        "PORT=0 is wrong: needs a port that can be called, or -1 for none",
                        "OPS_PORT=0 is wrong: needs a port that can be called, or -1 for none");
    }

    @Test
    void anEnvironmentWithWhatIsRequiredIsEnough() {
        Settings settings = settings(Map.of("ENCRYPTION_KEY", KEY, "IMAP_HOST", "imap.example.com"));

        Configuration configuration = Configuration.read(settings);

        assertThat(settings.problems()).isEmpty();
        assertThat(configuration)
                .isNotNull()
                .extracting(Configuration::logLevel)
                .isEqualTo(LogThreshold.INFO);
        assertThat(String.valueOf(configuration)).doesNotContain(KEY.substring(0, 8));
    }

    @Test
    void whereUsersConfirmOnAPageThereMustBeAWayToItAndAPassword() {
        Map<String, String> asks = new HashMap<>(Map.of(
                "ENCRYPTION_KEY", KEY,
                "IMAP_HOST", "imap.example.com",
                "SMTP_HOST", "smtp.example.com",
                "SEND_MODE", "page",
                "BIND_ADDRESS", "*"));
        Settings nowhere = settings(asks);
        assertThat(Configuration.read(nowhere)).isNull();
        assertThat(nowhere.problems())
                .containsExactly(
                        "SEND_MODE=page is wrong: needs PUBLIC_URL, the origin by which users reach the page where they"
                                + " confirm mail");
        asks.put("PUBLIC_URL", "https://mcp.example.org");
        asks.put("LINKS", "false");
        assertThat(Configuration.read(settings(asks))).isNotNull();
        asks.put("AUTH", "oauth");
        Settings tokens = settings(asks);
        assertThat(Configuration.read(tokens)).isNull();
        assertThat(tokens.problems())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("SEND_MODE=page")
                .contains("AUTH=oauth");
    }

    @Test
    void whatIsWrongWithASettingOfAProfileNamesItWithItsPrefix() {
        Map<String, String> profile = new HashMap<>(Map.of(
                "ENCRYPTION_KEY", KEY,
                "PROFILES", "m365",
                "PROFILE_M365_DOMAINS", "acme.example",
                "PROFILE_M365_PRESET", "microsoft365",
                "PROFILE_M365_SEND_MODE", "page",
                "PROFILE_M365_OAUTH_CLIENT_ID", "mailbox",
                "PROFILE_M365_OAUTH_CLIENT_SECRET", "secret",
                "PROFILE_M365_OAUTH_ISSUER", "https://login.example.org",
                "BIND_ADDRESS", "*"));
        Settings settings = settings(profile);

        assertThat(Configuration.read(settings)).isNull();
        assertThat(settings.problems())
                .containsExactly(
                        "PROFILE_M365_SEND_MODE=page is wrong: needs PUBLIC_URL, the origin by which users reach the page"
                                + " where they confirm mail",
                        "PROFILE_M365_OAUTH_CLIENT_ID has no effect alone: needs OAUTH_URL too");
        profile.keySet().removeIf(name -> name.startsWith("PROFILE_M365_OAUTH_"));
        Settings withoutProvider = settings(profile);
        assertThat(Configuration.read(withoutProvider)).isNull();
        assertThat(withoutProvider.problems())
                .contains(
                        "PROFILE_M365_SEND_MODE=page is wrong: needs users with a password to confirm mail with, or an"
                                + " identity provider (OAUTH_CLIENT_ID), and those of the profile m365 have neither (AUTH=oauth)."
                                + " Take confirm there");
    }

    private static Settings settings(Map<String, String> environment) {
        return new Settings(name -> Optional.ofNullable(environment.get(name)));
    }
}
