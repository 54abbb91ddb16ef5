// SPDX-License-Identifier: MIT
package dev.mailboxmcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.settings.Build;
import dev.mailboxmcp.settings.Settings;
import dev.mailboxmcp.sites.Site;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class StartLineTest {
    private static final Map<String, String> REQUIRED = Map.of(
            "IMAP_HOST",
            "imap.example.com",
            "ENCRYPTION_KEY",
            "a3f1c29e5b7d08468c1be0d9724f6a35fe18b7c06d4293ea51870fbc3d62e94a");

    @Test
    void tellsWhichBuildListensWhereForWhomAndWhatItMayDo() {
        String line = line(Map.of(
                "PORT", "3000",
                "OPS_PORT", "9080",
                "OPS_HOST", "*",
                "SMTP_HOST", "smtp.example.com",
                "SEND_MODE", "confirm",
                "SEND_ALLOWED_DOMAINS", "example.org,*.example.net",
                "ALLOWED_USERS", "anna@example.org,example.com"));

        assertThat(line)
                .startsWith("mailbox-mcp " + Build.version())
                .contains("; listens to localhost:3000; operations at *:9080; IMAP imap.example.com:993 for draft,"
                        + " organize, read, send, SMTP smtp.example.com:587, SEND_MODE confirm, to example.org,"
                        + " *.example.net; ALLOWED_USERS has 2 names, example.com; 12 tools; no audit log")
                .doesNotContain("a3f1c29e", "anna", "\n");
    }

    @Test
    void tellsThatNothingIsSent() {
        assertThat(line(Map.of())).contains("IMAP imap.example.com:993 for draft, organize, read, no SMTP_HOST;");
        assertThat(line(Map.of("SMTP_HOST", "smtp.example.com", "SEND_MODE", "off")))
                .contains("SMTP smtp.example.com:587, sends nothing; everybody with a mailbox may use it");
    }

    /** The mail library may not be safe: then the operator's word is not what is done. */
    @Test
    void tellsThatNothingIsSentWhereThatIsNotSafe() {
        assertThat(line(
                        Map.of("SMTP_HOST", "smtp.example.com", "SEND_MODE", "allow"),
                        site -> site.with(site.permissions().without(Permission.SEND))))
                .contains("SMTP smtp.example.com:587, sends nothing;")
                .doesNotContain("SEND_MODE");
    }

    @Test
    void saysNothingOfAPortThatIsSwitchedOff() {
        assertThat(line(Map.of("PORT", "-1", "OPS_PORT", "9080")))
                .contains("; operations at localhost:9080;")
                .doesNotContain("listens");
    }

    private static String line(Map<String, String> more) {
        return line(more, site -> site);
    }

    private static String line(Map<String, String> more, UnaryOperator<Site> altered) {
        Map<String, String> environment = new HashMap<>(REQUIRED);
        environment.putAll(more);
        Settings settings = new Settings(name -> Optional.ofNullable(environment.get(name)));
        Configuration configuration = Objects.requireNonNull(
                Configuration.read(settings), () -> settings.problems().toString());
        try (Assembly assembly = new Assembly(configuration, InstantSource.system())) {
            List<Site> sites = assembly.sites().all().stream().map(altered).toList();
            return StartLine.of(configuration, sites, 12, settings::raw);
        }
    }
}
