// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsCommandTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:15:30Z");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void keyPrintsAFreshKeyTheServerTakes() {
        assertThat(run(Map.of(), "", "key")).isZero();
        String first = printed(out).strip();
        out.reset();
        assertThat(run(Map.of(), "", "key")).isZero();

        assertThat(first)
                .matches("ENCRYPTION_KEY=[0-9a-f]{64}")
                .isNotEqualTo(printed(out).strip());
        assertThat(TestKeys.single(first.substring("ENCRYPTION_KEY=".length())).keyIds())
                .containsExactly("k0");
    }

    @Test
    void whatKeyPrintsMayBeTheKeyFileAsItIs(@TempDir Path folder) throws Exception {
        run(Map.of(), "", "key");
        Path file = Files.write(folder.resolve("key"), out.toByteArray());
        out.reset();

        assertThat(run(Map.of("ENCRYPTION_KEY_FILE", file.toString()), "alice\ns3cret\n", "token"))
                .as(printed(err))
                .isZero();
    }

    @Test
    void pseudonymsAreThoseOfTheLogs() {
        Map<String, String> environment = Map.of("ENCRYPTION_KEYS", "k2:" + TestKeys.SECOND + ",k1:" + TestKeys.FIRST);

        assertThat(run(environment, "", "pseudonym", "Alice@example.org", "bob@example.org"))
                .isZero();

        UserNames logs = UserNames.pseudonyms(TestKeys.single(TestKeys.SECOND));
        assertThat(printed(out).lines())
                .containsExactly(
                        logs.shown("alice@example.org") + " Alice@example.org",
                        logs.shown("bob@example.org") + " bob@example.org");
        assertThat(run(environment, "", "pseudonym")).isEqualTo(2);
        assertThat(run(Map.of(), "", "pseudonym", "alice")).isEqualTo(1);
    }

    @Test
    void tokenReadsUserAndPasswordAsTwoLinesAndPrintsATokenTheServerOpens() throws Exception {
        int status = run(
                Map.of("ENCRYPTION_KEY", TestKeys.FIRST, "TOKEN_MAX_DAYS", "7"),
                "alice@example.org\npa\u00df\r\n",
                "token");

        assertThat(status).isZero();
        TokenSettings settings = new TokenSettings("mailbox-mcp", Duration.ofDays(90), null);
        Credentials opened = new CredentialTokens(TestKeys.single(TestKeys.FIRST), settings, InstantSource.fixed(NOW))
                .open(printed(out).strip());
        assertThat(opened)
                .isEqualTo(new Credentials("alice@example.org", new Secret("pa\u00df"))
                        .withGrant(Grant.of(EnumSet.complementOf(EnumSet.of(Permission.DELETE)), null)));
        assertThat(printed(err)).contains("expires 2026-11-29T10:15:30Z").doesNotContain("pa\u00df");
    }

    @Test
    void keyWithAnIdIsAnEntryOfSeveral() {
        assertThat(run(Map.of(), "", "key", "k2")).isZero();

        assertThat(TestKeys.several(printed(out).strip()).keyIds()).containsExactly("k2");
        assertThat(run(Map.of(), "", "key", "k:2")).isEqualTo(2);
    }

    @Test
    void tokenIsForWhatTheOptionsSay() throws Exception {
        Map<String, String> environment = Map.of("ENCRYPTION_KEY", TestKeys.FIRST);

        assertThat(run(environment, "alice\ns3cret\n", "token", "--permissions", "read", "--hours", "8"))
                .isZero();
        assertThat(opened(printed(out).strip()).grant()).isEqualTo(Grant.of(Set.of(Permission.READ), null));
        assertThat(printed(err)).contains("expires 2026-11-22T18:15:30Z");
    }

    @Test
    void narrowMakesANarrowerTokenAndNeverAWiderOne() throws Exception {
        Map<String, String> environment = Map.of("ENCRYPTION_KEY", TestKeys.FIRST);
        run(environment, "alice\ns3cret\n", "token", "--domains", "example.org,example.com");
        String wide = printed(out).strip();
        out.reset();

        assertThat(run(environment, wide + "\n", "narrow", "--domains", "example.org", "--permissions", "send,read"))
                .isZero();
        assertThat(opened(printed(out).strip()))
                .isEqualTo(new Credentials("alice", new Secret("s3cret"))
                        .withGrant(Grant.of(Set.of(Permission.READ, Permission.SEND), List.of("example.org"))));
        out.reset();
        assertThat(run(environment, wide + "\n", "narrow", "--domains", "evil.example"))
                .isEqualTo(1);
        assertThat(run(environment, wide + "x\n", "narrow")).isEqualTo(1);
        assertThat(run(environment, "", "narrow")).isEqualTo(1);
        assertThat(printed(out)).isEmpty();
        assertThat(printed(err)).contains("only narrower ones").doesNotContain(wide.substring(8));
    }

    @Test
    void wrongOptionsAreWrongUsage() {
        for (String[] arguments : new String[][] {
            {"token", "--permissions", "write"},
            {"token", "--permissions", ""},
            {"token", "--permissions", "read,"},
            {"token", "--permissions"},
            {"token", "--hours", "soon"},
            {"narrow", "mbx1.k0.AAAA"},
            {"token", "--password", "s3cret"}
        }) {
            assertThat(run(Map.of("ENCRYPTION_KEY", TestKeys.FIRST), "alice\ns3cret\n", arguments))
                    .isEqualTo(2);
        }
        assertThat(printed(out)).isEmpty();
    }

    @Test
    void tokenWithoutAKeySaysWhatIsMissing() {
        assertThat(run(Map.of("TOKEN_MAX_DAYS", "0"), "alice\nsecret\n", "token"))
                .isEqualTo(1);

        assertThat(printed(out)).isEmpty();
        assertThat(printed(err)).contains("ENCRYPTION_KEY is not set", "TOKEN_MAX_DAYS=0 is wrong");
    }

    @Test
    void tokenWithUnusableInputFailsWithoutRepeatingIt() {
        Map<String, String> environment = Map.of("ENCRYPTION_KEY", TestKeys.FIRST);

        assertThat(run(environment, "alice\n", "token")).isEqualTo(1);
        assertThat(run(environment, "alice\nse\u0007cret\n", "token")).isEqualTo(1);
        assertThat(run(environment, new byte[] {'a', '\n', (byte) 0xff, '\n'}, "token"))
                .isEqualTo(1);

        assertThat(printed(out)).isEmpty();
        assertThat(printed(err))
                .contains("one a line", "password: 1..1024", "not UTF-8")
                .doesNotContain("cret");
    }

    @Test
    void wrongUsagePrintsHelpAndEndsWithTwo() {
        assertThat(run(Map.of(), "")).isEqualTo(2);
        assertThat(run(Map.of(), "", "frobnicate")).isEqualTo(2);
        assertThat(run(Map.of(), "", "token", "alice", "secret")).isEqualTo(2);

        assertThat(printed(out)).isEmpty();
        assertThat(printed(err)).contains("Usage:").doesNotContain("secret");
    }

    @Test
    void helpIsNoMistake() {
        assertThat(run(Map.of(), "", "--help")).isZero();
        assertThat(printed(out)).contains("Usage:");
    }

    private int run(Map<String, String> environment, String input, String... arguments) {
        return run(environment, input.getBytes(StandardCharsets.UTF_8), arguments);
    }

    private int run(Map<String, String> environment, byte[] input, String... arguments) {
        return new CredentialsCommand(
                        environment,
                        InstantSource.fixed(NOW),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(null, new ByteArrayInputStream(input), arguments);
    }

    private static Credentials opened(String token) throws BadTokenException {
        TokenSettings settings = new TokenSettings("mailbox-mcp", Duration.ofDays(90), null);
        return new CredentialTokens(TestKeys.single(TestKeys.FIRST), settings, InstantSource.fixed(NOW)).open(token);
    }

    private static String printed(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
