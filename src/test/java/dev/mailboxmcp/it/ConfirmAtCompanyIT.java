// SPDX-License-Identifier: MIT
package dev.mailboxmcp.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.chromium.Chromium;
import dev.mailboxmcp.mailserver.DovecotServer;
import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.oidc.ScriptedProvider;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The page where users confirm mail whose password nobody has but the identity provider of their company. */
@EnabledIf("dev.mailboxmcp.mailserver.DovecotServer#canBeAskedFor")
@ExtendWith(ArquillianExtension.class)
class ConfirmAtCompanyIT {
    private static final ScriptedProvider PROVIDER = provider();

    private static final MailUser ALICE = DovecotServer.reader(42);
    private static final MailUser BOB = DovecotServer.reader(43);

    private final DovecotServer mail = DovecotServer.shared();
    private final String text = UUID.randomUUID().toString();
    private final SignedInClient client;
    private final String token;

    ConfirmAtCompanyIT() throws Exception {
        vouchFor(ALICE.address());
        client = new SignedInClient(ServerEnvironment.url());
        HttpResponse<String> onwards =
                client.decide(client.page("mail:send mail:draft mail:read").body(), ALICE.address(), "");
        HttpResponse<String> back =
                client.comeBack(PROVIDER.signIn(SignedInClient.location(onwards)), SignedInClient.cookie(onwards));
        token = SignedInClient.json(client.redeem(ScriptedProvider.parameter(SignedInClient.location(back), "code")))
                .getString("access_token");
    }

    private static void vouchFor(String address) {
        String access =
                DovecotServer.shared().accessToken(address, Instant.now().plusSeconds(3600), "mail");
        PROVIDER.claims = claims -> claims.add("email", address);
        PROVIDER.tokens = answer -> answer.add("access_token", access);
    }

    private static ScriptedProvider provider() {
        try {
            return new ScriptedProvider();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Deployment(testable = false)
    public static WebArchive war() {
        DovecotServer dovecot = DovecotServer.shared();
        return ConfirmingWar.configured("""
                OAUTH_URL=%s/oauth/mcp
                PROFILES=company
                PROFILE_COMPANY_DOMAINS=example.test
                PROFILE_COMPANY_AUTH=oauth
                PROFILE_COMPANY_SEND_MODE=page
                PROFILE_COMPANY_IMAP_HOST=%s
                PROFILE_COMPANY_IMAP_PORT=%d
                PROFILE_COMPANY_IMAP_CA_FILE=%s
                PROFILE_COMPANY_SMTP_HOST=%s
                PROFILE_COMPANY_SMTP_PORT=%d
                PROFILE_COMPANY_SMTP_CA_FILE=%s
                PROFILE_COMPANY_OAUTH_ISSUER=%s
                PROFILE_COMPANY_OAUTH_CLIENT_ID=%s
                PROFILE_COMPANY_OAUTH_CLIENT_SECRET=%s
                PROFILE_COMPANY_OAUTH_NAME=Example Login
                """.formatted(
                        ServerEnvironment.url(),
                        dovecot.host(),
                        dovecot.imapPort(),
                        dovecot.certificateAuthority(),
                        dovecot.host(),
                        dovecot.smtpPort(),
                        dovecot.certificateAuthority(),
                        PROVIDER.issuer(),
                        ScriptedProvider.CLIENT_ID,
                        ScriptedProvider.SECRET));
    }

    @BeforeEach
    void emptyMailboxes() throws Exception {
        mail.reset(ALICE);
        mail.reset(BOB);
    }

    private List<byte[]> arrived(int count) throws Exception {
        Awaitility.await().until(() -> mail.messages(BOB, "INBOX").size() >= count);
        return mail.messages(BOB, "INBOX");
    }

    @Test
    void whomTheProviderSignsInSeesTheMailAndSendsItOnce() throws Exception {
        URI link = ask();
        HttpResponse<String> page = get(link);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("Continue to Example Login", ALICE.address())
                .doesNotContain("type=\"password\"", text, BOB.address());
        HttpResponse<String> onwards = post(link, "sign-in=1");
        assertThat(onwards.statusCode()).isEqualTo(303);
        assertThat(SignedInClient.location(onwards)).startsWith(PROVIDER.issuer() + "/authorize?");

        HttpResponse<String> review =
                client.comeBack(PROVIDER.signIn(SignedInClient.location(onwards)), SignedInClient.cookie(onwards));
        assertThat(review.statusCode()).isEqualTo(200);
        assertThat(review.body()).contains(text, BOB.address()).doesNotContain(ALICE.password());
        assertThat(review.headers().firstValue("content-security-policy").orElse(""))
                .contains("frame-ancestors 'none'", "form-action 'self'");
        assertThat(review.headers().firstValue("referrer-policy")) // the provider's code stands in the address
                .contains("strict-origin");
        assertThat(review.headers().firstValue("cache-control").orElse(""))
                .contains("no-store"); // Open Liberty adds to it
        assertThat(review.headers().firstValue("set-cookie").orElse("")).contains("Max-Age=0");
        assertThat(mail.messages(BOB, "INBOX")).isEmpty();

        String form = "reviewed=" + encoded(seal(review));
        assertThat(post(ask(), form).statusCode()).as("a form of another link").isEqualTo(400);
        assertThat(post(link, form).body()).contains("The mail is sent");
        assertThat(post(link, form).body()).contains("The mail was sent already");
        assertThat(arrived(1)).hasSize(1);
    }

    @Test
    void nobodyElseSeesIt() throws Exception {
        URI link = ask();
        HttpResponse<String> onwards = post(link, "sign-in=1");
        String query = PROVIDER.signIn(SignedInClient.location(onwards));
        HttpResponse<String> elsewhere = client.comeBack(query, "");
        assertThat(elsewhere.statusCode()).isEqualTo(400);
        assertThat(elsewhere.body()).contains("not begun in this browser").doesNotContain(text);

        vouchFor(BOB.address());
        HttpResponse<String> another = client.comeBack(query, SignedInClient.cookie(onwards));
        assertThat(another.statusCode()).isEqualTo(403);
        assertThat(another.body())
                .contains("Somebody else signed in", "Continue to")
                .doesNotContain(text);
        HttpResponse<String> denied = post(link, "sign-in=1");
        assertThat(client.comeBack(
                                "error=access_denied&state="
                                        + ScriptedProvider.parameter(SignedInClient.location(denied), "state"),
                                SignedInClient.cookie(denied))
                        .body())
                .contains("You were not signed in there", "Continue to");
        assertThat(mail.messages(BOB, "INBOX")).isEmpty();
    }

    @Test
    void otherPagesCannotBeginIt() throws Exception {
        URI link = ask();
        assertThat(post(link, "sign-in=1", "Origin", "http://localhost:6274").statusCode())
                .isEqualTo(403);
        assertThat(post(link, "sign-in=1", "Sec-Fetch-Site", "cross-site").statusCode())
                .isEqualTo(403);
        assertThat(post(URI.create(link + "A"), "sign-in=1").statusCode()).isEqualTo(404);
    }

    @Test
    void inABrowserTheUserGoesThereAndBackAndSendsIt(@TempDir Path profile) throws Exception {
        URI link = ask();
        try (Chromium browser = Chromium.start(profile)) {
            browser.setScripts(false);
            browser.open(link.toString());
            browser.submit("document.querySelector('button').click()");
            assertThat(browser.evaluate("document.getElementById('text').innerText")
                            .strip())
                    .isEqualTo(text);
            assertThat(mail.messages(BOB, "INBOX")).isEmpty();
            browser.submit("document.querySelector('button').click()");
            assertThat(browser.evaluate("document.querySelector('[role=status]').innerText"))
                    .contains("It went to these addresses");
        }
        assertThat(arrived(1)).hasSize(1);
    }

    /** The link in the answer to a client that opens no pages. */
    private URI ask() throws Exception {
        String call = Json.createObjectBuilder()
                .add("jsonrpc", "2.0")
                .add("id", 7)
                .add("method", "tools/call")
                .add(
                        "params",
                        Json.createObjectBuilder()
                                .add("name", "smtp_send_email")
                                .add(
                                        "arguments",
                                        Json.createObjectBuilder()
                                                .add(
                                                        "to",
                                                        Json.createArrayBuilder()
                                                                .add(BOB.address()))
                                                .add(
                                                        "subject",
                                                        UUID.randomUUID().toString())
                                                .add("text", text))
                                .add(
                                        "_meta",
                                        Json.createObjectBuilder()
                                                .add(
                                                        "io.modelcontextprotocol/protocolVersion",
                                                        McpClient.MODERN_VERSION)
                                                .add(
                                                        "io.modelcontextprotocol/clientCapabilities",
                                                        JsonObject.EMPTY_JSON_OBJECT)
                                                .add(
                                                        "io.modelcontextprotocol/clientInfo",
                                                        Json.createObjectBuilder()
                                                                .add("name", "tests")
                                                                .add("version", "1"))))
                .build()
                .toString();
        HttpResponse<String> answer =
                SignedInClient.send(HttpRequest.newBuilder(URI.create(ServerEnvironment.url() + "/oauth/mcp"))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json, text/event-stream")
                        .header("MCP-Protocol-Version", McpClient.MODERN_VERSION)
                        .header("Mcp-Method", "tools/call")
                        .header("Mcp-Name", "smtp_send_email")
                        .POST(HttpRequest.BodyPublishers.ofString(call)));
        Matcher url = Pattern.compile("\"confirm_url\":\"([^\"]+)\"").matcher(answer.body());
        assertThat(url.find()).as(answer.body()).isTrue();
        return URI.create(url.group(1));
    }

    private static String seal(HttpResponse<String> page) {
        Matcher seal = Pattern.compile("name=\"reviewed\" value=\"([^\"]+)\"").matcher(page.body());
        assertThat(seal.find()).as(page.body()).isTrue();
        return seal.group(1);
    }

    private static HttpResponse<String> get(URI link) throws Exception {
        return SignedInClient.send(HttpRequest.newBuilder(link));
    }

    private static HttpResponse<String> post(URI link, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(link)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return SignedInClient.send(request);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
