// SPDX-License-Identifier: MIT
package dev.mailboxmcp.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mailboxmcp.chromium.Chromium;
import dev.mailboxmcp.mailserver.GreenMailServer;
import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.mailserver.RawImap;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page where users confirm mail, by HTTP and in a browser without scripts. */
@ExtendWith(ArquillianExtension.class)
class ConfirmPageIT {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final JsonObject OPENS_PAGES = Json.createObjectBuilder()
            .add("elicitation", Json.createObjectBuilder().add("url", Json.createObjectBuilder()))
            .build();
    private static final List<String> CANARIES = new ArrayList<>();
    private static int usedUids;

    private final GreenMailServer mail = DeployedWar.mail();
    private final MailUser alice = mail.alice();
    private final MailUser bob = mail.bob();
    private final String text = UUID.randomUUID().toString();

    @Deployment(testable = false)
    public static WebArchive war() {
        return ConfirmingWar.configured("SEND_MODE=page");
    }

    @BeforeEach
    void emptyMailboxes() throws Exception {
        for (MailUser user : List.of(alice, bob)) {
            mail.reset(user);
        }
        mail.connect(alice).create("Sent");
        // a folder that GreenMail makes anew at once has its old UIDVALIDITY, and no draft may lie where another was
        // sent
        usedUids += 4;
        try (RawImap imap = mail.connect(alice)) {
            imap.create("Drafts");
            for (int i = 0; i < usedUids; i++) {
                imap.append("Drafts", "(\\Draft)", "Subject: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            imap.command("SELECT Drafts");
            imap.command("STORE 1:* +FLAGS (\\Deleted)");
            imap.command("EXPUNGE");
        }
    }

    /** Whatever was done by any test here. */
    @AfterAll
    static void noLinkFormOrMailIsInAnyLog() throws Exception {
        assertThat(CANARIES).isNotEmpty();
        StringBuilder all = new StringBuilder(ServerEnvironment.log());
        try (Stream<Path> files = Files.walk(Path.of(System.getProperty("mailboxmcp.server")))) {
            for (Path file : files.filter(
                            it -> it.toString().matches(".*[/\\\\](?:logs?|ffdc)[/\\\\].*") && Files.isRegularFile(it))
                    .toList()) {
                all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        String logged = all.toString();
        for (String canary : CANARIES) {
            assertThat(logged.contains(canary)).as("of a page in a log").isFalse();
        }
    }

    @Test
    void thePageCannotBeFramedStoredOrScriptedAndTellsNothingOfTheMail() throws Exception {
        URI link = ask(mail());
        HttpResponse<String> page = get(link);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("content-security-policy").orElse(""))
                .contains("default-src 'none'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'");
        assertThat(page.headers().firstValue("cache-control")).contains("no-store");
        assertThat(page.headers().firstValue("x-frame-options")).contains("DENY");
        assertThat(page.headers().map()).doesNotContainKey("set-cookie");
        assertThat(page.body()).contains("A mail waits for you").doesNotContain(text, bob.address(), "<script");
        assertThat(get(link, "Accept-Language", "de").body()).contains("Eine Mail wartet auf Sie", "lang=\"de\"");
        HttpResponse<String> review = look(link, page, alice.password());
        assertThat(review.headers().firstValue("cache-control")).contains("no-store");
        assertThat(review.headers().firstValue("content-security-policy").orElse(""))
                .contains("frame-ancestors 'none'");
    }

    @Test
    void whatIsShownIsSentOnceHoweverOftenItIsConfirmed() throws Exception {
        URI link = ask(mail());
        HttpResponse<String> review = look(link, get(link), alice.password());
        assertThat(review.statusCode()).isEqualTo(200);
        assertThat(review.body()).contains(text, bob.address(), "&lt;i&gt;").doesNotContain("<i>");
        assertThat(mail.messages(bob, "INBOX")).isEmpty();
        String form = "reviewed=" + encoded(seal(review, "reviewed"));

        List<CompletableFuture<HttpResponse<String>>> tabs = Stream.of(1, 2, 3)
                .map(tab -> HTTP.sendAsync(request(link, form), BodyHandlers.ofString()))
                .toList();
        for (CompletableFuture<HttpResponse<String>> tab : tabs) {
            assertThat(tab.join().body()).containsAnyOf("The mail is sent", "The mail was sent already");
        }
        assertThat(post(link, form).body()).contains("The mail was sent already");
        assertThat(look(link, get(link), alice.password()).body()).contains("The mail was sent already");
        List<byte[]> arrived = mail.messages(bob, "INBOX");
        assertThat(arrived).hasSize(1);
        assertThat(new String(arrived.getFirst(), StandardCharsets.UTF_8)).contains(text);
        assertThat(mail.messages(alice, "Drafts")).isEmpty();
        assertThat(mail.messages(alice, "Sent")).hasSize(1);
    }

    @Test
    void nobodySeesOrSendsItWithoutThePasswordAndTheForm() throws Exception {
        URI link = ask(mail());
        HttpResponse<String> page = get(link);
        for (HttpResponse<String> refused : List.of(
                look(link, page, "wrong"),
                look(link, page, bob.password()),
                post(link, "password=" + encoded(alice.password())),
                post(link, "reviewed=" + encoded(seal(page, "form"))),
                post(link, "x"),
                post(link, ""),
                look(link, get(ask(mail())), alice.password()))) {
            assertThat(refused.statusCode()).isIn(400, 403);
            assertThat(refused.body()).doesNotContain(text, "wrong\"", "name=\"reviewed\"");
        }
        HttpResponse<String> review = look(link, page, alice.password());
        assertThat(post(ask(mail()), "reviewed=" + encoded(seal(review, "reviewed")))
                        .statusCode())
                .as("a form of another link")
                .isEqualTo(400);
        assertThat(mail.messages(bob, "INBOX")).isEmpty();
    }

    @Test
    void nothingElseIsALink() throws Exception {
        URI link = ask(mail());
        String last = link.toString().endsWith("A") ? "B" : "A";
        for (String other : List.of(
                link.toString().substring(0, link.toString().length() - 1) + last,
                link + "A",
                ServerEnvironment.url() + "/confirm/mbc1.k0.AAAA")) {
            HttpResponse<String> page = get(URI.create(other));
            assertThat(page.statusCode()).isEqualTo(404);
            assertThat(page.body()).contains("links are good for an hour");
            assertThat(post(URI.create(other), "form=x&password=x").statusCode())
                    .isEqualTo(404);
        }
        for (String other : List.of(link + "/x", ServerEnvironment.url() + "/confirm/", link + "%00")) {
            assertThat(get(URI.create(other)).statusCode()).isIn(400, 404);
        }
        assertThat(HTTP.send(HttpRequest.newBuilder(link).DELETE().build(), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(405);
    }

    @Test
    void otherPagesGetNothing() throws Exception {
        URI link = ask(mail());
        assertThat(get(link, "Origin", "http://localhost:6274").statusCode()).isEqualTo(403);
        assertThat(get(link, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe")
                        .statusCode())
                .isEqualTo(403);
        assertThat(get(link, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document")
                        .statusCode())
                .as("the link itself, from a chat")
                .isEqualTo(200);
        String form = "form=" + encoded(seal(get(link), "form")) + "&password=" + encoded(alice.password());
        assertThat(post(link, form, "Sec-Fetch-Site", "same-site").statusCode()).isEqualTo(403);
        assertThat(post(link, form, "Origin", "http://localhost:6274").statusCode())
                .isEqualTo(403);
        assertThat(get(link, "X-Forwarded-For", "198.51.100.1").statusCode())
                .as("through a proxy that is not known to do TLS")
                .isEqualTo(403);
    }

    @Test
    void inABrowserWithoutScriptsAUserSeesTheMailAndSendsIt(@TempDir Path profile) throws Exception {
        URI link = ask(mail());
        try (Chromium browser = Chromium.start(profile)) {
            browser.setScripts(false);
            browser.open(link.toString());
            assertThat(browser.evaluate("document.getElementById('user').value"))
                    .isEqualTo(alice.address());
            browser.evaluate("document.getElementById('password').value = 'wrong'");
            browser.submit("document.querySelector('button').click()");
            assertThat(browser.evaluate("document.querySelector('[role=alert]').innerText"))
                    .contains("refused");
            browser.evaluate("document.getElementById('password').value = " + Json.createValue(alice.password()));
            browser.submit("document.querySelector('button').click()");

            assertThat(browser.evaluate("[...document.querySelectorAll('dd strong')].map(e => e.innerText).join()"))
                    .isEqualTo(alice.address() + "," + bob.address() + ",carol@example.org,dora@example.org");
            assertThat(browser.evaluate("document.querySelector('dd.bcc').innerText"))
                    .isEqualTo("dora@example.org");
            assertThat(browser.evaluate("document.getElementById('subject').innerText"))
                    .isEqualTo("Plan <i>");
            String shown = browser.evaluate("document.getElementById('text').innerText");
            assertThat(shown.strip()).isEqualTo(text + "\nsecond line");
            assertThat(browser.evaluate("document.querySelector('li.file').innerText"))
                    .startsWith("a.txt, text/plain, "); // GreenMail counts other bytes
            assertThat(mail.messages(bob, "INBOX")).isEmpty();
            browser.submit("document.querySelector('button').click()");

            assertThat(browser.evaluate("document.querySelector('[role=status]').innerText"))
                    .contains("It went to these addresses");
            assertThat(browser.evaluate("document.cookie + localStorage.length + sessionStorage.length"))
                    .isEqualTo("00");
            List<byte[]> arrived = mail.messages(bob, "INBOX");
            assertThat(arrived).hasSize(1);
            String wire = new String(arrived.getFirst(), StandardCharsets.UTF_8);
            assertThat(wire)
                    .contains("To: " + bob.address(), "Cc: carol@example.org", "Subject: Plan <i>")
                    .contains(shown.strip().replace("\n", "\r\n"), "filename=\"a.txt\"")
                    .doesNotContain("dora@");
        }
    }

    @Test
    void aForeignPageCanNeitherFrameNorFillIn(@TempDir Path profile) throws Exception {
        URI link = ask(mail());
        String form = seal(get(link), "form");
        HttpServer foreign = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        foreign.createContext("/", exchange -> {
            answer(exchange, """
                    <!doctype html><iframe src="%1$s"></iframe>
                    <form method="post" action="%1$s">
                    <input name="form" value="%2$s"><input name="password" value="%3$s"><button>go</button></form>
                    """.formatted(link, form, alice.password()));
        });
        foreign.start();
        try (Chromium browser = Chromium.start(profile)) {
            browser.open("http://127.0.0.1:" + foreign.getAddress().getPort() + "/");
            assertThat(browser.await("fetch('" + link + "').then(r => r.status, e => 'failed')"))
                    .isIn("failed", "403");
            browser.submit("document.querySelector('button').click()");

            assertThat(browser.evaluate("document.body.innerText"))
                    .contains("not for other pages")
                    .doesNotContain(text);
        } finally {
            foreign.stop(0);
        }
    }

    @Test
    void aModernClientIsAskedToOpenThePage() throws Exception {
        JsonObject asked = modern(Json.createObjectBuilder()).getJsonObject("result");

        assertThat(asked.getString("resultType")).isEqualTo("input_required");
        JsonObject params =
                asked.getJsonObject("inputRequests").getJsonObject("page").getJsonObject("params");
        assertThat(params.getString("mode")).isEqualTo("url");
        assertThat(params).doesNotContainKey("elicitationId");
        URI link = noted(params.getString("url"));
        HttpResponse<String> review = look(link, get(link), alice.password());
        post(link, "reviewed=" + encoded(seal(review, "reviewed")));

        JsonObject result = modern(Json.createObjectBuilder()
                        .add(
                                "inputResponses",
                                Json.createObjectBuilder()
                                        .add("page", Json.createObjectBuilder().add("action", "accept")))
                        .add("requestState", asked.getString("requestState")))
                .getJsonObject("result");
        assertThat(result.getJsonObject("structuredContent").getString("status"))
                .isEqualTo("sent");
        assertThat(mail.messages(bob, "INBOX")).hasSize(1);
    }

    @Test
    void aSessionIsAskedToOpenThePageOnItsStream() throws Exception {
        String session;
        JsonObjectBuilder handshake =
                Json.createObjectBuilder(McpClient.initializeParams()).add("capabilities", OPENS_PAGES);
        try (EventStream stream = legacy("", McpClient.message(7, "initialize", handshake))) {
            session = stream.header("Mcp-Session-Id");
        }
        JsonObjectBuilder call =
                Json.createObjectBuilder().add("name", "smtp_send_email").add("arguments", mail());
        try (EventStream news = news(session);
                EventStream stream = legacy(session, McpClient.message(7, "tools/call", call))) {
            JsonObject question = stream.next();
            assertThat(question.getString("method")).isEqualTo("elicitation/create");
            JsonObject params = question.getJsonObject("params");
            assertThat(params.getString("mode")).isEqualTo("url");
            assertThat(params.getString("elicitationId")).isNotBlank();
            URI link = noted(params.getString("url"));
            String accepted = Json.createObjectBuilder()
                    .add("jsonrpc", "2.0")
                    .add("id", question.get("id"))
                    .add("result", Json.createObjectBuilder().add("action", "accept"))
                    .build()
                    .toString();
            try (EventStream taken = legacy(session, accepted)) {
                assertThat(taken.status()).isEqualTo(202);
            }
            JsonObject result = stream.next().getJsonObject("result").getJsonObject("structuredContent");
            assertThat(result.getString("status")).isEqualTo("unconfirmed");
            assertThat(mail.messages(alice, "Drafts")).hasSize(1);
            HttpResponse<String> review = look(link, get(link), alice.password());
            assertThat(post(link, "reviewed=" + encoded(seal(review, "reviewed")))
                            .body())
                    .contains("The mail is sent");
            JsonObject complete = news.next();
            assertThat(complete.getString("method")).isEqualTo("notifications/elicitation/complete");
            assertThat(complete.getJsonObject("params").getString("elicitationId"))
                    .isEqualTo(params.getString("elicitationId"));
        }
        assertThat(mail.messages(bob, "INBOX")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-06-18", "2025-03-26"})
    void aSessionOfARevisionWithoutPagesGetsTheLinkWhateverItDeclares(String version) throws Exception {
        String session;
        JsonObjectBuilder handshake = Json.createObjectBuilder(McpClient.initializeParams())
                .add("protocolVersion", version)
                .add("capabilities", OPENS_PAGES);
        try (EventStream stream = legacy("", McpClient.message(7, "initialize", handshake))) {
            session = stream.header("Mcp-Session-Id");
        }
        JsonObjectBuilder call =
                Json.createObjectBuilder().add("name", "smtp_send_email").add("arguments", mail());
        String result = DeployedWar.client()
                .as(alice)
                .with("Mcp-Session-Id", session)
                .with("MCP-Protocol-Version", version)
                .post(McpClient.message(7, "tools/call", call))
                .body();
        Matcher url = Pattern.compile("confirm_url[\\\\\":]+(http[^\"\\\\]+)").matcher(result);
        assertThat(url.find()).as(result).isTrue();
        noted(url.group(1));
        assertThat(mail.messages(alice, "Drafts")).hasSize(1);
    }

    private JsonObject mail() {
        return Json.createObjectBuilder()
                .add("to", Json.createArrayBuilder().add(bob.address()))
                .add("cc", Json.createArrayBuilder().add("carol@example.org"))
                .add("bcc", Json.createArrayBuilder().add("dora@example.org"))
                .add("subject", "Plan <i>")
                .add("text", text + "\nsecond line")
                .add(
                        "attachments",
                        Json.createArrayBuilder()
                                .add(Json.createObjectBuilder()
                                        .add("name", "a.txt")
                                        .add("text", "file")))
                .build();
    }

    /** The link in the answer to a client that opens no pages. */
    private URI ask(JsonObject arguments) throws Exception {
        JsonObject result = DeployedWar.client()
                .as(alice)
                .call("smtp_send_email", Json.createObjectBuilder(arguments))
                .getJsonObject("structuredContent");
        assertThat(result.getString("status")).isEqualTo("unconfirmed");
        return noted(result.getString("confirm_url"));
    }

    private URI noted(String url) {
        CANARIES.addAll(List.of(url.substring(url.length() - 40), text, "password=" + encoded(alice.password())));
        assertThat(url).startsWith(ServerEnvironment.url() + "/confirm/");
        return URI.create(url);
    }

    private JsonObject modern(JsonObjectBuilder more) throws Exception {
        return DeployedWar.client().as(alice).call("smtp_send_email", mail(), OPENS_PAGES, more);
    }

    private EventStream news(String session) throws IOException {
        return new EventStream(
                URI.create(DeployedWar.endpoint()),
                "GET",
                Map.of(
                        "Accept",
                        "text/event-stream",
                        "x-imap-user",
                        alice.address(),
                        "x-imap-pass",
                        alice.password(),
                        "Mcp-Session-Id",
                        session,
                        "MCP-Protocol-Version",
                        McpClient.LEGACY_VERSION),
                "");
    }

    private EventStream legacy(String session, String body) throws IOException {
        return legacy(session, McpClient.LEGACY_VERSION, body);
    }

    private EventStream legacy(String session, String version, String body) throws IOException {
        Map<String, String> headers = new HashMap<>(Map.of(
                "Accept", "application/json, text/event-stream",
                "x-imap-user", alice.address(),
                "x-imap-pass", alice.password()));
        if (!session.isEmpty()) {
            headers.put("Mcp-Session-Id", session);
            headers.put("MCP-Protocol-Version", version);
        }
        return new EventStream(URI.create(DeployedWar.endpoint()), "POST", headers, body);
    }

    private static String seal(HttpResponse<String> page, String name) {
        Matcher seal =
                Pattern.compile("name=\"" + name + "\" value=\"([^\"]+)\"").matcher(page.body());
        assertThat(seal.find()).as(page.body()).isTrue();
        return seal.group(1);
    }

    private static HttpResponse<String> look(URI link, HttpResponse<String> page, String password) throws Exception {
        return post(link, "form=" + encoded(seal(page, "form")) + "&password=" + encoded(password));
    }

    private static HttpResponse<String> get(URI link, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(link);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(URI link, String body, String... headers) throws Exception {
        return HTTP.send(request(link, body, headers), BodyHandlers.ofString());
    }

    private static HttpRequest request(URI link, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(link)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.build();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static void answer(HttpExchange exchange, String html) throws IOException {
        byte[] bytes = html.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
