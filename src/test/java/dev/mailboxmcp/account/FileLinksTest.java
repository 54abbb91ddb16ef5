// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileLinksTest {
    private static final String KEY = "8f3a1c7e5b2d9046e1f7a83c5d60b94272c8e05f1a9b3d6478e2c4051f7d9ab3";
    private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");
    private static final List<String> WHAT = List.of("INBOX", "7", "42", "2.1");
    private static final Credentials ANNA = new Credentials("anna@example.org", new Secret("pass w\u00f6rd"));

    private Instant now = NOW;

    @Test
    void aLinkGivesBackWhatWasSealedAndNoMorePermissionThanItNeeds() throws Exception {
        FileLinks links = links(Map.of());
        FileLink link = links.open(FileLink.Use.DOWNLOAD, made(links, FileLink.Use.DOWNLOAD, ANNA));

        assertThat(link.what()).isEqualTo(WHAT);
        assertThat(link.credentials().user()).isEqualTo(ANNA.user());
        assertThat(link.credentials().login()).isEqualTo(ANNA.login());
        assertThat(link.credentials().grant().permissions()).isEqualTo(Set.of(Permission.READ));
        assertThat(link.expiresAt()).isEqualTo(NOW.plus(FileLinks.LIFETIME));
    }

    @Test
    void anAccessTokenAndAProfileAreKeptToo() throws Exception {
        Login login = new Login.AccessToken(new Secret("eyJ.abc"), "auth-1");
        Credentials credentials =
                new Credentials("anna@example.org", login).at("corp").by("boss@example.org");
        FileLinks links = links(Map.of());
        FileLink link = links.open(FileLink.Use.UPLOAD, made(links, FileLink.Use.UPLOAD, credentials));

        assertThat(link.credentials().login()).isEqualTo(login);
        assertThat(link.credentials().profile()).isEqualTo("corp");
        assertThat(link.credentials().delegate()).isEqualTo("boss@example.org");
    }

    @Test
    void aLoginOfTheOperatorStaysOne() throws Exception {
        Login login = new Login.Password(new Secret("canary-master"), true);
        FileLinks links = links(Map.of());
        Credentials credentials = new Credentials("anna@example.org", login).by("master");

        assertThat(links.open(FileLink.Use.DOWNLOAD, made(links, FileLink.Use.DOWNLOAD, credentials))
                        .credentials()
                        .login())
                .isEqualTo(login);
    }

    @Test
    void noPasswordAndNoUserStandInALinkInTheClear() {
        FileLinks links = links(Map.of());
        MadeLink made = Objects.requireNonNull(links.make(FileLink.Use.DOWNLOAD, ANNA, WHAT));

        assertThat(made.url()).startsWith("https://mcp.example.org/file/mbf1.").doesNotContain("anna", "INBOX");
        assertThat(made.toString()).doesNotContain("mbf1");
    }

    @Test
    void aLinkOfWhichAnyCharacterIsAlteredIsNone() {
        FileLinks links = links(Map.of());
        String sealed = made(links, FileLink.Use.DOWNLOAD, ANNA);
        for (int i = 0; i < sealed.length(); i++) {
            char other = sealed.charAt(i) == 'A' ? 'B' : 'A';
            String altered = sealed.substring(0, i) + other + sealed.substring(i + 1);
            assertThatThrownBy(() -> links.open(FileLink.Use.DOWNLOAD, altered)).isInstanceOf(BadTokenException.class);
        }
    }

    @Test
    void aLinkDownIsNoneUpAndATokenIsNoLink() {
        FileLinks links = links(Map.of());
        String down = made(links, FileLink.Use.DOWNLOAD, ANNA);
        String up = made(links, FileLink.Use.UPLOAD, ANNA);
        CredentialTokens tokens = new CredentialTokens(
                keys(), new TokenSettings("mailbox-mcp", Duration.ofDays(1), null), none(), () -> now);

        assertThatThrownBy(() -> links.open(FileLink.Use.UPLOAD, down)).isInstanceOf(BadTokenException.class);
        assertThatThrownBy(() -> links.open(FileLink.Use.DOWNLOAD, up)).isInstanceOf(BadTokenException.class);
        assertThatThrownBy(() ->
                        links.open(FileLink.Use.DOWNLOAD, tokens.seal(ANNA).token()))
                .isInstanceOf(BadTokenException.class);
        assertThatThrownBy(() -> tokens.open(down)).isInstanceOf(BadTokenException.class);
    }

    @Test
    void aLinkOfAnotherDeploymentIsNone() {
        String sealed = made(links(Map.of()), FileLink.Use.DOWNLOAD, ANNA);
        FileLinks other = links(Map.of("TOKEN_AUDIENCE", "elsewhere"));

        assertThatThrownBy(() -> other.open(FileLink.Use.DOWNLOAD, sealed)).isInstanceOf(BadTokenException.class);
    }

    @Test
    void aLinkLivesForTenMinutesAndNotWhereTokensWereRevokedSince() throws Exception {
        FileLinks links = links(Map.of());
        String sealed = made(links, FileLink.Use.DOWNLOAD, ANNA);
        now = NOW.plus(FileLinks.LIFETIME).minusSeconds(1);
        assertThat(links.open(FileLink.Use.DOWNLOAD, sealed)).isNotNull();
        FileLinks later = links(Map.of("TOKENS_NOT_BEFORE", "2026-11-29T10:00:01Z"));
        assertThatThrownBy(() -> later.open(FileLink.Use.DOWNLOAD, sealed)).isInstanceOf(BadTokenException.class);
        now = NOW.plus(FileLinks.LIFETIME);
        assertThatThrownBy(() -> links.open(FileLink.Use.DOWNLOAD, sealed)).isInstanceOf(BadTokenException.class);
    }

    @Test
    void withoutLinksNoneIsMadeAndNoneIsServed() {
        String sealed = made(links(Map.of()), FileLink.Use.DOWNLOAD, ANNA);
        FileLinks off = links(Map.of("LINKS", "false"));

        assertThat(off.make(FileLink.Use.DOWNLOAD, ANNA, WHAT)).isNull();
        assertThatThrownBy(() -> off.open(FileLink.Use.DOWNLOAD, sealed)).isInstanceOf(BadTokenException.class);
    }

    @Test
    void aLoginThatMakesALinkTooLongForServersGetsNone() {
        Login login = new Login.AccessToken(new Secret("a".repeat(4000)), null);

        assertThat(links(Map.of()).make(FileLink.Use.DOWNLOAD, new Credentials("anna", login), WHAT))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "https://mcp.example.org,https://mcp.example.org",
        "HTTPS://MCP.example.org/,https://mcp.example.org",
        "https://mcp.example.org:8443,https://mcp.example.org:8443",
        "http://localhost:3000,http://localhost:3000",
        "http://127.0.0.1:3000/,http://127.0.0.1:3000"
    })
    void theOriginIsThatOfTheSetting(String url, String origin) {
        Settings settings = settings(Map.of("PUBLIC_URL", url));

        assertThat(LinkSettings.read(settings).origin()).isEqualTo(origin);
        assertThat(settings.problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mcp.example.org",
                "http://mcp.example.org",
                "http://127.example.org",
                "https://",
                "https://user:pass@mcp.example.org",
                "https://mcp.example.org/path",
                "https://mcp.example.org?x",
                "https://mcp.example.org#x",
                "https://mcp.example.org:99999",
                "ftp://mcp.example.org",
                "javascript:alert(1)",
                "https://mcp example.org",
                " "
            })
    void whatIsNoOriginStopsTheStart(String url) {
        Settings settings = settings(Map.of("PUBLIC_URL", url));
        LinkSettings.read(settings);

        assertThat(settings.problems()).hasSize(1).first().asString().startsWith("PUBLIC_URL");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "localhost,http://localhost:3000",
                "127.0.0.1,http://127.0.0.1:3000",
                "::1,http://[::1]:3000",
                "*,none",
                "0.0.0.0,none",
                "192.0.2.1,none",
                "127.0.0.1.example.org,none",
                "none,none"
            })
    void withoutItLinksLeadToThisMachineWhereTheServerIsBoundToIt(@Nullable String bound, @Nullable String origin) {
        Map<String, String> variables = new HashMap<>();
        if (bound != null) {
            variables.put("BIND_ADDRESS", bound);
        }
        assertThat(LinkSettings.read(settings(variables)).origin()).isEqualTo(origin);
    }

    @Test
    void withoutAPortInTheClearNoLinksLeadToThisMachine() {
        Settings settings = settings(Map.of("BIND_ADDRESS", "localhost", "PORT", "-1"));

        assertThat(LinkSettings.read(settings).origin()).isNull();
        assertThat(settings.problems()).isEmpty();
    }

    private static String made(FileLinks links, FileLink.Use use, Credentials credentials) {
        String url = Objects.requireNonNull(links.make(use, credentials, WHAT)).url();
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private FileLinks links(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(Map.of("PUBLIC_URL", "https://mcp.example.org"));
        all.putAll(variables);
        Settings settings = settings(all);
        return new FileLinks(keys(), LinkSettings.read(settings), TokenSettings.read(settings), none(), () -> now);
    }

    private RevokedTokens none() {
        return new RevokedTokens(null, () -> now);
    }

    private static EncryptionKeys keys() {
        return Objects.requireNonNull(EncryptionKeys.read(settings(Map.of("ENCRYPTION_KEY", KEY))));
    }

    private static Settings settings(Map<String, String> variables) {
        return new Settings(name -> Optional.ofNullable(variables.get(name)));
    }
}
