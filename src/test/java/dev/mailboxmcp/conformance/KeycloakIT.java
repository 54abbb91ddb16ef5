// SPDX-License-Identifier: MIT
package dev.mailboxmcp.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailboxmcp.it.DeployedWar;
import dev.mailboxmcp.it.McpClient;
import dev.mailboxmcp.it.SignedInClient;
import dev.mailboxmcp.mailserver.DovecotServer;
import dev.mailboxmcp.mailserver.MailUser;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

/** Keycloak, as it is shipped, signs users in, and Dovecot takes its tokens. It takes half a minute to start. */
@Tag("nightly")
@EnabledIf("dev.mailboxmcp.mailserver.DovecotServer#canBeAskedFor")
@ExtendWith(ArquillianExtension.class)
class KeycloakIT {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private static final Path KEYCLOAK = Path.of("target/keycloak").toAbsolutePath();
    private static final Pattern FORM = Pattern.compile("<form[^>]* action=\"([^\"]+)\"");
    private static final MailUser READER = DovecotServer.reader(42);
    private static @Nullable Process keycloak;

    private final SignedInClient client;

    KeycloakIT() throws Exception {
        client = new SignedInClient(server());
    }

    @Deployment(testable = false)
    public static WebArchive war() {
        DovecotServer dovecot = DovecotServer.shared();
        return DeployedWar.war()
                .addAsResource(
                        new StringAsset("""
                OAUTH_URL=%s/oauth/mcp
                PROFILES=company
                PROFILE_COMPANY_DOMAINS=example.test
                PROFILE_COMPANY_AUTH=oauth
                PROFILE_COMPANY_IMAP_HOST=%s
                PROFILE_COMPANY_IMAP_PORT=%d
                PROFILE_COMPANY_IMAP_CA_FILE=%s
                PROFILE_COMPANY_OAUTH_ISSUER=%s
                PROFILE_COMPANY_OAUTH_CLIENT_ID=mailbox-mcp
                PROFILE_COMPANY_OAUTH_CLIENT_SECRET=canary-client-secret
                PROFILE_COMPANY_OAUTH_SCOPES=openid email mail
                PROFILE_COMPANY_OAUTH_NAME=Keycloak
                """.formatted(
                                server(), dovecot.host(), dovecot.imapPort(), dovecot.certificateAuthority(), realm())),
                        "META-INF/microprofile-config.properties");
    }

    private static String server() {
        return DeployedWar.endpoint().replaceFirst("/mcp$", "");
    }

    private static String realm() {
        return DovecotServer.shared().provider() + "/realms/staff";
    }

    @BeforeAll
    static void startKeycloak() throws Exception {
        Path home;
        try (var folders = Files.list(KEYCLOAK)) {
            home = folders.filter(Files::isDirectory).findFirst().orElseThrow();
        }
        Files.createDirectories(home.resolve("data/import"));
        Files.writeString(
                home.resolve("data/import/staff-realm.json"),
                Files.readString(NodePackages.source("keycloak-realm.json"))
                        .replace("REDIRECT", server() + "/oauth/callback/company")
                        .replace("USER", READER.address())
                        .replace("PASSWORD", READER.password()));
        ProcessBuilder builder = new ProcessBuilder(
                        home.resolve("bin/kc.sh").toString(),
                        "start-dev",
                        "--import-realm",
                        "--http-host=127.0.0.1",
                        "--http-port="
                                + URI.create(DovecotServer.shared().provider()).getPort())
                .redirectErrorStream(true)
                .redirectOutput(KEYCLOAK.resolve("keycloak.log").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("KC_BOOTSTRAP_ADMIN_USERNAME", "admin");
        builder.environment().put("KC_BOOTSTRAP_ADMIN_PASSWORD", "admin-secret");
        Process started = builder.start();
        keycloak = started;
        String keys = realm() + "/protocol/openid-connect/certs";
        await().atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    assertThat(started.isAlive())
                            .as(Files.readString(KEYCLOAK.resolve("keycloak.log")))
                            .isTrue();
                    try {
                        return send(HttpRequest.newBuilder(URI.create(keys))).statusCode() == 200;
                    } catch (IOException e) {
                        return false;
                    }
                });
        giveToDovecot(McpClient.body(send(HttpRequest.newBuilder(URI.create(keys)))));
    }

    /** Dovecot takes keys as PEM, under client, algorithm and id. */
    private static void giveToDovecot(JsonObject keys) throws Exception {
        JsonObject key = keys.getJsonArray("keys").stream()
                .map(each -> each.asJsonObject())
                .filter(each -> each.getString("alg").equals("RS256"))
                .findFirst()
                .orElseThrow();
        byte[] encoded = KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(number(key, "n"), number(key, "e")))
                .getEncoded();
        Files.writeString(
                DovecotServer.shared().providerKey().resolveSibling(key.getString("kid")),
                "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(encoded)
                        + "\n-----END PUBLIC KEY-----\n");
    }

    private static BigInteger number(JsonObject key, String name) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(key.getString(name)));
    }

    @AfterAll
    static void stopKeycloak() {
        if (keycloak != null) {
            keycloak.descendants().forEach(ProcessHandle::destroy);
            keycloak.destroy();
        }
    }

    @Test
    void theTokenOfKeycloakOpensTheMailboxUntilTheUserLeavesTheCompany() throws Exception {
        DovecotServer.shared().reset(READER);
        DovecotServer.shared()
                .append(
                        READER,
                        "INBOX",
                        "From: x@example.org\r\nSubject: found by Keycloak\r\n\r\ntext\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
        HttpResponse<String> redeemed = client.redeem(code());
        assertThat(redeemed.statusCode()).as(redeemed.body()).isEqualTo(200);
        JsonObject tokens = SignedInClient.json(redeemed);
        JsonObject refreshed = SignedInClient.json(client.refresh(tokens.getString("refresh_token")));
        for (JsonObject each : List.of(tokens, refreshed)) {
            assertThat(list(each.getString("access_token"))).contains("found by Keycloak");
        }

        String admin = McpClient.body(form(
                        DovecotServer.shared().provider() + "/realms/master/protocol/openid-connect/token",
                        "grant_type=password&client_id=admin-cli&username=admin&password=admin-secret"))
                .getString("access_token");
        String users = DovecotServer.shared().provider() + "/admin/realms/staff/users";
        Matcher id = Pattern.compile("\"id\":\"([^\"]+)\"")
                .matcher(send(HttpRequest.newBuilder(URI.create(users)).header("Authorization", "Bearer " + admin))
                        .body());
        assertThat(id.find()).isTrue();
        assertThat(send(HttpRequest.newBuilder(URI.create(users + "/" + id.group(1)))
                                .header("Authorization", "Bearer " + admin)
                                .header("Content-Type", "application/json")
                                .PUT(HttpRequest.BodyPublishers.ofString("{\"enabled\":false}")))
                        .statusCode())
                .isEqualTo(204);
        HttpResponse<String> refused = client.refresh(refreshed.getString("refresh_token"));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("invalid_grant");
    }

    /** Our code, after a user signed in on Keycloak's page. */
    private String code() throws Exception {
        HttpResponse<String> onwards = client.decide(client.page("mail:read").body(), READER.address(), "");
        HttpResponse<String> page = send(HttpRequest.newBuilder(URI.create(SignedInClient.location(onwards))));
        Matcher action = FORM.matcher(page.body());
        assertThat(action.find()).as("%s", page.body()).isTrue();
        List<String> cookies = new ArrayList<>();
        page.headers().allValues("set-cookie").forEach(cookie -> cookies.add(cookie.split(";", 2)[0]));
        HttpResponse<String> signedIn = form(
                action.group(1).replace("&amp;", "&"),
                "username=" + encoded(READER.address()) + "&password=" + encoded(READER.password()),
                "Cookie",
                String.join("; ", cookies));
        URI back = URI.create(SignedInClient.location(signedIn));
        String location = SignedInClient.location(client.comeBack(back.getRawQuery(), SignedInClient.cookie(onwards)));
        return location.replaceFirst(".*[?&]code=([^&]+).*", "$1");
    }

    private static HttpResponse<String> form(String url, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    private static String list(String token) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(server() + "/oauth/mcp"))
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json, text/event-stream")
                        .header("MCP-Protocol-Version", "2025-06-18")
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.ofString("""
                                {"jsonrpc":"2.0","id":1,"method":"tools/call",
                                 "params":{"name":"imap_list_emails","arguments":{}}}""")))
                .body();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
