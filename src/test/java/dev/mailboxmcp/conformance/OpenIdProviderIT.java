// SPDX-License-Identifier: MIT
package dev.mailboxmcp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.it.DeployedWar;
import dev.mailboxmcp.it.SignedInClient;
import dev.mailboxmcp.mailserver.DovecotServer;
import dev.mailboxmcp.mailserver.MailUser;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * An identity provider that others wrote, npm's oidc-provider, signs users in, and Dovecot takes its tokens: each side judges
 * what this server says to it.
 */
@Tag("conformance")
@EnabledIf("dev.mailboxmcp.mailserver.DovecotServer#canBeAskedFor")
@ExtendWith(ArquillianExtension.class)
class OpenIdProviderIT {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private static final String DELEGATED = "delegated.test";

    /** Knows no tokens; the operator's login opens its mailboxes. */
    private static @Nullable DovecotServer delegated;

    private static @Nullable Process provider;

    private final SignedInClient client;

    OpenIdProviderIT() throws Exception {
        client = new SignedInClient(server());
    }

    @Deployment(testable = false)
    public static WebArchive war() {
        DovecotServer dovecot = DovecotServer.shared();
        DovecotServer other = DovecotServer.of(DELEGATED, "plain");
        delegated = other;
        return DeployedWar.war()
                .addAsResource(
                        new StringAsset("""
                OAUTH_URL=%s/oauth/mcp
                PROFILES=company,delegated
                PROFILE_COMPANY_DOMAINS=example.test
                PROFILE_COMPANY_AUTH=oauth
                PROFILE_COMPANY_IMAP_HOST=%s
                PROFILE_COMPANY_IMAP_PORT=%d
                PROFILE_COMPANY_IMAP_CA_FILE=%s
                PROFILE_COMPANY_OAUTH_ISSUER=%s
                PROFILE_COMPANY_OAUTH_CLIENT_ID=mailbox-mcp
                PROFILE_COMPANY_OAUTH_CLIENT_SECRET=canary-client-secret
                PROFILE_COMPANY_OAUTH_SCOPES=openid email offline_access mail
                PROFILE_COMPANY_OAUTH_PROMPT=consent
                PROFILE_COMPANY_OAUTH_NAME=Example Login
                PROFILE_DELEGATED_DOMAINS=%s
                PROFILE_DELEGATED_AUTH=delegate
                PROFILE_DELEGATED_DELEGATE_USER=%s
                PROFILE_DELEGATED_DELEGATE_PASSWORD=%s
                PROFILE_DELEGATED_IMAP_HOST=%s
                PROFILE_DELEGATED_IMAP_PORT=%d
                PROFILE_DELEGATED_IMAP_CA_FILE=%s
                PROFILE_DELEGATED_OAUTH_ISSUER=%s
                PROFILE_DELEGATED_OAUTH_CLIENT_ID=mailbox-mcp
                PROFILE_DELEGATED_OAUTH_CLIENT_SECRET=canary-client-secret
                PROFILE_DELEGATED_OAUTH_SCOPES=openid email offline_access mail
                PROFILE_DELEGATED_OAUTH_PROMPT=consent
                """.formatted(
                                        server(),
                                        dovecot.host(),
                                        dovecot.imapPort(),
                                        dovecot.certificateAuthority(),
                                        dovecot.provider(),
                                        DELEGATED,
                                        other.master().address(),
                                        other.master().password(),
                                        other.host(),
                                        other.imapPort(),
                                        other.certificateAuthority(),
                                        dovecot.provider())),
                        "META-INF/microprofile-config.properties");
    }

    private static String server() {
        return DeployedWar.endpoint().replaceFirst("/mcp$", "");
    }

    @BeforeAll
    static void startProvider() throws IOException {
        DovecotServer dovecot = DovecotServer.shared();
        Process started = NodePackages.start(
                "openid-provider.mjs",
                dovecot.provider(),
                server() + "/oauth/callback/company," + server() + "/oauth/callback/delegated",
                dovecot.providerKey().toString());
        provider = started;
        BufferedReader output =
                new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
        for (String line = output.readLine(); !"ready".equals(line); line = output.readLine()) {
            assertThat(line).as("the provider starts").isNotNull();
        }
    }

    @AfterAll
    static void stopProvider() {
        if (provider != null) {
            provider.destroy();
        }
    }

    @Test
    void theProvidersTokenOpensTheMailboxAndTheNextOneToo() throws Exception {
        MailUser reader = DovecotServer.reader(41);
        DovecotServer.shared().reset(reader);
        DovecotServer.shared()
                .append(
                        reader,
                        "INBOX",
                        "From: x@example.org\r\nSubject: found by the company's sign-in\r\n\r\ntext\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
        JsonObject tokens = SignedInClient.json(client.redeem(code(reader.address())));
        JsonObject refreshed = SignedInClient.json(client.refresh(tokens.getString("refresh_token")));

        assertThat(tokens.getInt("expires_in"))
                .as("a minute before the provider's is over")
                .isEqualTo(240);
        for (JsonObject each : List.of(tokens, refreshed)) {
            assertThat(list(each.getString("access_token"))).contains("found by the company's sign-in");
        }
    }

    /** The provider's word alone, and the operator's login: this server says whose mailbox it is. */
    @Test
    void whereTheOperatorSaysSoTheProvidersWordOpensTheMailboxAndNoOther() throws Exception {
        DovecotServer dovecot = Objects.requireNonNull(delegated);
        MailUser reader = dovecot.user(7);
        dovecot.append(
                reader,
                "INBOX",
                "From: x@example.org\r\nSubject: found by the company's word\r\n\r\ntext\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
        JsonObject tokens = SignedInClient.json(client.redeem(code(reader.address())));
        JsonObject refreshed = SignedInClient.json(client.refresh(tokens.getString("refresh_token")));

        for (JsonObject each : List.of(tokens, refreshed)) {
            assertThat(list(each.getString("access_token"))).contains("found by the company's word");
        }
        assertThat(list(SignedInClient.json(client.redeem(code(dovecot.user(8).address())))
                        .getString("access_token")))
                .contains("\"total\":0");
        assertThat(client.redeem(code("other@" + DELEGATED)).body()).contains("another user than the one");
        assertThat(Files.readString(dovecot.log()))
                .contains(
                        "user=<" + reader.address() + ">",
                        "user=<" + dovecot.user(8).address() + ">")
                .doesNotContain("user=<somebody@", "user=<other@");
    }

    @Test
    void whoSaysNoThereSaysNoToTheClient() throws Exception {
        assertThat(back("no@example.test")).contains("?error=access_denied&state=canary-state&iss=");
    }

    @Test
    void somebodyElseThanWasNamedGetsNothing() throws Exception {
        HttpResponse<String> refused = client.redeem(code("other@example.test"));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("invalid_grant", "another user than the one whose mailbox was named");
    }

    private String code(String user) throws Exception {
        String location = back(user);
        return location.replaceFirst(".*[?&]code=([^&]+).*", "$1");
    }

    /** Where the browser of a user ends who was sent to the provider. */
    private String back(String user) throws Exception {
        HttpResponse<String> onwards = client.decide(client.page("mail:read").body(), user, "");
        Map<String, String> cookies = new LinkedHashMap<>();
        String location = SignedInClient.location(onwards);
        while (!location.startsWith(server())) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(location));
            if (!cookies.isEmpty()) {
                request.header(
                        "Cookie",
                        cookies.entrySet().stream()
                                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                                .collect(Collectors.joining("; ")));
            }
            HttpResponse<String> step = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            step.headers().allValues("set-cookie").forEach(cookie -> {
                String[] pair = cookie.split(";", 2)[0].split("=", 2);
                cookies.put(pair[0], pair[1]);
            });
            location =
                    URI.create(location).resolve(SignedInClient.location(step)).toString();
        }
        URI back = URI.create(location);
        return SignedInClient.location(client.comeBackTo(
                back.getPath().substring("/oauth/callback/".length()),
                back.getRawQuery(),
                SignedInClient.cookie(onwards)));
    }

    private static String list(String token) throws Exception {
        return HTTP.send(
                        HttpRequest.newBuilder(URI.create(server() + "/oauth/mcp"))
                                .header("Content-Type", "application/json")
                                .header("Accept", "application/json, text/event-stream")
                                .header("MCP-Protocol-Version", "2025-06-18")
                                .header("Authorization", "Bearer " + token)
                                .POST(HttpRequest.BodyPublishers.ofString("""
                                        {"jsonrpc":"2.0","id":1,"method":"tools/call",
                                         "params":{"name":"imap_list_emails","arguments":{}}}"""))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
