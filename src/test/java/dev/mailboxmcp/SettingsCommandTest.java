// SPDX-License-Identifier: MIT
package dev.mailboxmcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.tools.KnownTools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsCommandTest {
    private static final String KEY = "a3f1c29e5b7d08468c1be0d9724f6a35fe18b7c06d4293ea51870fbc3d62e94a";

    private final Map<String, String> environment =
            new HashMap<>(Map.of("ENCRYPTION_KEY", KEY, "IMAP_HOST", "imap.example.test"));
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void goodSettingsAreSaidToBeGood() throws Exception {
        environment.put("TOOLS", "imap_list_emails");

        assertThat(check()).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("mailbox-mcp can start with these settings.\n");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void everythingThatIsWrongIsInTheLineThatAStartHas() throws Exception {
        environment.putAll(Map.of("IMAP_PORT", "many", "TOOLS", "imap_list_mails", "ENCRYPTION_KEY", KEY + "0"));

        assertThat(check()).isEqualTo(78);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .asString()
                .startsWith("mailbox-mcp cannot start: 3 settings are wrong.")
                .contains("IMAP_PORT=many", "TOOLS=imap_list_mails", "ENCRYPTION_KEY")
                .doesNotContain(KEY);
        assertThat(out.size()).isZero();
    }

    @Test
    void whatAStartWarnsOfIsWarnedOf() throws Exception {
        environment.put("SMPT_HOST", "smtp.example.test");

        assertThat(check()).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("SMPT_HOST", "SMTP_HOST");
    }

    @Test
    void theToolsAreAllOfThem() throws IOException {
        assertThat(SettingsCommand.tools()).containsExactlyInAnyOrderElementsOf(KnownTools.names());
    }

    @Test
    void argumentsAreNotTakenForSettings() throws Exception {
        assertThat(command().run("check", "IMAP_HOST=imap.example.test")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("Usage: ");
    }

    private int check() throws IOException {
        return command().run("check");
    }

    private SettingsCommand command() {
        return new SettingsCommand(
                environment,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }
}
