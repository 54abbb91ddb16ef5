// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.CredentialTokens;
import dev.mailboxmcp.account.DeleteMode;
import dev.mailboxmcp.account.EncryptionKeys;
import dev.mailboxmcp.account.LoginCheck;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.account.PermissionSettings;
import dev.mailboxmcp.account.Profiles;
import dev.mailboxmcp.account.RevokedTokens;
import dev.mailboxmcp.account.Sealer;
import dev.mailboxmcp.account.TestKeys;
import dev.mailboxmcp.account.TokenSettings;
import dev.mailboxmcp.oauth.AuthorizationServer;
import dev.mailboxmcp.oauth.IdentityProviders;
import dev.mailboxmcp.oauth.OAuthSettings;
import dev.mailboxmcp.settings.Settings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which requests come to the URL for clients that sign in, and where its metadata are found. */
class OAuthGateTest {
    private static final InstantSource CLOCK = InstantSource.system();

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "/mcp, connect.example.org, true",
                "/mcp, CONNECT.example.org:443, true",
                "/mcp/, connect.example.org, true",
                "/mcp;a=b, connect.example.org, true",
                "/%6Dcp, connect.example.org, true",
                "/mcp, mail.example.org, false",
                "/mcp, connect.example.org.evil.example, false",
                "/mcp, none, false",
                "/mcp/x, connect.example.org, false",
                "/authorize, connect.example.org, false"
            })
    void onAHostOfItsOwnAllThatLeadsToMcpIsGuarded(String path, @Nullable String host, boolean guarded)
            throws Exception {
        assertThat(gate("https://connect.example.org/mcp").guards(path, host)).isEqualTo(guarded);
    }

    @ParameterizedTest
    @CsvSource({
        "/oauth/mcp, true",
        "/oauth/mcp/, true",
        "/oauth;x=y/mcp, true",
        "/oauth/mcp/%zz, false",
        "/oauth/%6dcp, true",
        "/mcp, false",
        "/OAUTH/mcp, false"
    })
    void onAPathOfItsOwnTheHostDoesNotMatter(String path, boolean guarded) throws Exception {
        OAuthGate gate = gate("https://mail.example.org/oauth/mcp");

        assertThat(gate.guards(path, "mail.example.org")).isEqualTo(guarded);
        assertThat(gate.guards(path, "10.1.2.3")).isEqualTo(guarded);
    }

    /** Clients with headers look there, too, and drop these where they find something. */
    @ParameterizedTest
    @CsvSource({
        "https://connect.example.org/mcp, /mcp, connect.example.org, true",
        "https://connect.example.org/mcp, /mcp, mail.example.org, false",
        "https://connect.example.org/mcp, /oauth/mcp, connect.example.org, false",
        "https://mail.example.org/oauth/mcp, /oauth/mcp, mail.example.org, true",
        "https://mail.example.org/oauth/mcp, /mcp, mail.example.org, false"
    })
    void theMetadataAreFoundWhereTheUrlIs(String url, String path, String host, boolean found) throws Exception {
        assertThat(gate(url).describes(path, host)).isEqualTo(found);
    }

    private static OAuthGate gate(String url) throws Exception {
        Settings settings = new Settings(
                name -> Optional.ofNullable(Map.of("OAUTH_URL", url).get(name)));
        EncryptionKeys keys = TestKeys.single(TestKeys.FIRST);
        TokenSettings tokens = new TokenSettings("", Duration.ofDays(90), null);
        RevokedTokens revoked = new RevokedTokens(null, CLOCK);
        Sealer sealer = new Sealer("mbs1", keys, "");
        return new OAuthGate(AuthorizationServer.online(new AuthorizationServer.Parts(
                Objects.requireNonNull(OAuthSettings.read(settings)),
                new PermissionSettings(EnumSet.allOf(Permission.class), DeleteMode.OFF),
                sealer,
                sealer,
                new IdentityProviders(Profiles.SINGLE, Map.of()),
                new CredentialTokens(keys, tokens, revoked, CLOCK),
                revoked,
                tokens.lifetime(),
                credentials -> new LoginCheck.Outcome.Accepted(),
                CLOCK,
                event -> {})));
    }
}
