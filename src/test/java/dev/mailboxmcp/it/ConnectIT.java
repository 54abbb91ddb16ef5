// SPDX-License-Identifier: MIT
package dev.mailboxmcp.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mailboxmcp.chromium.Chromium;
import dev.mailboxmcp.mailserver.MailUser;
import jakarta.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page where users make tokens, by HTTP and in a browser without scripts. */
class ConnectIT extends DeployedWar {
    private static final Pattern SEAL = Pattern.compile("name=\"form\" value=\"([^\"]+)\"");
    private static final Pattern TOKEN = Pattern.compile("mbx1\\.[A-Za-z0-9._-]+");
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final MailUser bob = mail().bob();

    @Test
    void thePageCannotBeFramedStoredOrScripted() throws Exception {
        HttpResponse<String> response = client().get("/connect");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-security-policy").orElse(""))
                .contains("default-src 'none'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'");
        assertThat(response.headers().firstValue("cache-control")).contains("no-store");
        assertThat(response.headers().firstValue("referrer-policy")).contains("strict-origin");
        assertThat(response.headers().firstValue("x-frame-options")).contains("DENY");
        assertThat(response.headers().map()).doesNotContainKey("set-cookie");
    }

    @Test
    void wrongPasswordAndUnknownUserAreOneAnswer() throws Exception {
        HttpResponse<String> wrong = post(form(bob.address(), "wrong"));
        HttpResponse<String> unknown = post(form("nobody-at-all@example.org", "wrong"));

        assertThat(wrong.statusCode()).isEqualTo(403).isEqualTo(unknown.statusCode());
        assertThat(SEAL.matcher(wrong.body()).replaceAll("").replace(bob.address(), "who was typed"))
                .isEqualTo(SEAL.matcher(unknown.body())
                        .replaceAll("")
                        .replace("nobody-at-all@example.org", "who was typed"));
        assertThat(wrong.body()).doesNotContain("mbx1.", "wrong\"");
    }

    @Test
    void nobodyPostsWithoutTheForm() throws Exception {
        assertThat(post("user=" + bob.address() + "&password=" + bob.password() + "&may-read=on&days=1")
                        .body())
                .doesNotContain("mbx1.");
    }

    @Test
    void whereOthersCouldReadAlongThereIsNoPage() throws Exception {
        assertThat(client().with("X-Forwarded-For", "198.51.100.1")
                        .get("/connect")
                        .statusCode())
                .as("through a proxy that is not known to do TLS")
                .isEqualTo(403);
        assertThat(client().with("X-Forwarded-Proto", "https").get("/connect").statusCode())
                .as("a word for TLS of nobody who is trusted")
                .isEqualTo(403);
    }

    @Test
    void otherPagesGetNothing() throws Exception {
        assertThat(client().with("Origin", "http://localhost:6274")
                        .get("/connect")
                        .statusCode())
                .isEqualTo(403);
        assertThat(client().with("Sec-Fetch-Site", "cross-site").get("/connect").statusCode())
                .isEqualTo(403);
        assertThat(post(form(bob.address(), bob.password()), "Sec-Fetch-Site", "same-site")
                        .statusCode())
                .isEqualTo(403);
        assertThat(post(form(bob.address(), bob.password()), "Origin", "http://localhost:6274")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void inABrowserWithoutScriptsAUserMakesATokenThatWorks(@TempDir Path profile) throws Exception {
        try (Chromium browser = Chromium.start(profile)) {
            browser.setScripts(false);
            browser.open(url() + "/connect");
            browser.evaluate("document.getElementById('user').value = " + Json.createValue(bob.address()));
            browser.evaluate("document.getElementById('password').value = 'wrong'");
            browser.submit("document.querySelector('button').click()");
            assertThat(browser.evaluate("document.querySelector('[role=alert]').innerText"))
                    .contains("refused");
            assertThat(browser.evaluate("document.getElementById('password').value"))
                    .isEmpty();

            browser.evaluate("document.getElementById('user').value = " + Json.createValue(bob.address()));
            browser.evaluate("document.getElementById('password').value = " + Json.createValue(bob.password()));
            browser.submit("document.querySelector('button').click()");

            String token = browser.evaluate("document.getElementById('token').value");
            assertThat(token).matches(TOKEN);
            for (String id : new String[] {"claude-code", "claude-desktop", "vs-code"}) {
                assertThat(browser.evaluate("document.getElementById('" + id + "').value"))
                        .contains(token, url() + "/mcp");
            }
            assertThat(browser.evaluate("getComputedStyle(document.body).maxWidth"))
                    .as("the policy lets its own style through")
                    .isNotEqualTo("none");
            assertThat(browser.evaluate("document.cookie + localStorage.length + sessionStorage.length"))
                    .isEqualTo("00");
            assertThat(client().with("Authorization", "Bearer " + token)
                            .call("imap_list_folders", Json.createObjectBuilder())
                            .getBoolean("isError"))
                    .isFalse();
        }
    }

    @Test
    void aForeignPageCanNeitherFrameNorFillIn(@TempDir Path profile) throws Exception {
        HttpServer foreign = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        foreign.createContext("/", exchange -> {
            answer(exchange, """
                    <!doctype html><iframe src="%1$s/connect"></iframe>
                    <form method="post" action="%1$s/connect" enctype="application/x-www-form-urlencoded">
                    <input name="user" value="x"><input name="password" value="y"><button>go</button></form>
                    """.formatted(url()));
        });
        foreign.start();
        try (Chromium browser = Chromium.start(profile)) {
            browser.open("http://127.0.0.1:" + foreign.getAddress().getPort() + "/");
            assertThat(browser.await(
                            "fetch('" + url() + "/connect', {mode: 'no-cors'}).then(r => r.type, e => 'failed')"))
                    .isIn("failed", "opaque");
            assertThat(browser.await("fetch('" + url() + "/connect').then(r => r.status, e => 'failed')"))
                    .isIn("failed", "403");
            browser.submit("document.querySelector('button').click()");

            assertThat(browser.evaluate("document.body.innerText")).contains("not for other pages");
        } finally {
            foreign.stop(0);
        }
    }

    /** A browser that says nothing of who asks gets the page, and must not show it in a frame. */
    @Test
    void aFrameStaysEmptyEvenInABrowserThatDoesNotSayWhoAsks(@TempDir Path profile) throws Exception {
        HttpResponse<String> page = client().get("/connect");
        HttpServer foreign = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        foreign.createContext(
                "/", exchange -> answer(exchange, "<iframe src=/connect></iframe><iframe src=/other></iframe>"));
        foreign.createContext("/other", exchange -> answer(exchange, "<p id=here>"));
        foreign.createContext("/connect", exchange -> {
            for (String name : List.of("Content-Security-Policy", "X-Frame-Options")) {
                exchange.getResponseHeaders()
                        .set(name, page.headers().firstValue(name).orElse(""));
            }
            answer(exchange, page.body());
        });
        foreign.start();
        try (Chromium browser = Chromium.start(profile)) {
            browser.open("http://localhost:" + foreign.getAddress().getPort() + "/");

            assertThat(browser.evaluate("frames[1].document.getElementById('here').tagName"))
                    .isEqualTo("P");
            assertThat(browser.evaluate("document.querySelector('iframe').contentDocument"))
                    .as("of the same origin, and yet not to be read: a page of the browser's own")
                    .isEqualTo("null");
        } finally {
            foreign.stop(0);
        }
    }

    private static void answer(HttpExchange exchange, String html) throws IOException {
        byte[] bytes = html.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String form(String user, String password) throws IOException, InterruptedException {
        Matcher seal = SEAL.matcher(client().get("/connect").body());
        assertThat(seal.find()).isTrue();
        return "form=" + seal.group(1) + "&user=" + encoded(user) + "&password=" + encoded(password)
                + "&may-read=on&domains=&days=1";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static HttpResponse<String> post(String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + "/connect"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
