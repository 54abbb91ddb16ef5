// SPDX-License-Identifier: MIT
package dev.mailboxmcp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.chromium.Chromium;
import dev.mailboxmcp.it.DeployedWar;
import dev.mailboxmcp.it.McpClient;
import dev.mailboxmcp.mailserver.MailUser;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * All pages for people, at the width of a phone, in a browser where axe-core looks whether everybody can use them. They are the
 * same on all servers, and looked at on one.
 */
@Tag("conformance")
@EnabledIf("dev.mailboxmcp.it.DeployedWar#onLiberty")
@ExtendWith(ArquillianExtension.class)
class PagesIT {
    private static final int PHONE = 360;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String server = DeployedWar.endpoint().replaceFirst("/mcp$", "");
    private final MailUser alice = DeployedWar.mailServer().alice();
    private final McpClient client = new McpClient(URI.create(server)).as(alice);

    @Deployment(testable = false)
    public static WebArchive war() {
        return DeployedWar.war()
                .addAsResource(
                        new StringAsset("""
                OAUTH_URL=%s/oauth/mcp
                SEND_MODE=page
                PROFILES=company,others
                PROFILE_OTHERS_DOMAINS=*
                PROFILE_COMPANY_DOMAINS=company.example
                PROFILE_COMPANY_OAUTH_ISSUER=https://login.company.example
                PROFILE_COMPANY_OAUTH_CLIENT_ID=mailbox-mcp
                PROFILE_COMPANY_OAUTH_CLIENT_SECRET=secret
                """.formatted(DeployedWar.endpoint().replaceFirst("/mcp$", ""))),
                        "META-INF/microprofile-config.properties");
    }

    /** Colours are the same in all languages, so dark is looked at in one of them. */
    @ParameterizedTest
    @ValueSource(strings = {"en", "de"})
    void everybodyCanUseEveryPage(String language, @TempDir Path profile) throws Exception {
        String axe = Files.readString(NodePackages.installed("axe-core/axe.min.js"));
        try (Chromium browser = Chromium.start(profile)) {
            browser.setLanguage(language);
            browser.resize(PHONE, 800);
            Look look = new Look(browser, axe, language);

            browser.open(server + "/");
            look.at("welcome");
            browser.open(server + "/connect");
            look.at("connect");
            submit(browser, alice.address(), "wrong");
            look.at("connect, refused");
            submit(browser, alice.address(), alice.password());
            look.at("token");

            browser.open(server + "/oauth/authorize?client_id=nobody");
            look.at("unknown client");
            browser.open(authorize());
            look.at("address");
            fill(browser, "user", "x@company.example");
            browser.submit("document.querySelector('button.main').click()");
            look.at("continue at the company");
            browser.open(authorize());
            fill(browser, "user", alice.address());
            browser.submit("document.querySelector('button.main').click()");
            look.at("password and permissions");
            submit(browser, alice.address(), "wrong");
            look.at("password, refused");
            browser.setScripts(false);
            submit(browser, alice.address(), alice.password());
            assertThat(browser.evaluate("location.href"))
                    .as("the policy of the page lets the browser on to the client")
                    .startsWith(callback() + "?code=mbs1.");
            browser.setScripts(true);

            browser.open(text(
                    "imap_request_upload",
                    Json.createObjectBuilder().add("name", "plan.txt").add("size_bytes", 5),
                    "url"));
            look.at("upload");
            browser.open(text(
                    "smtp_send_email",
                    Json.createObjectBuilder()
                            .add("to", Json.createArrayBuilder().add("bob@example.org"))
                            .add("subject", "A subject in " + language)
                            .add("text", "Some text"),
                    "confirm_url"));
            look.at("confirm");
            fill(browser, "password", "wrong");
            browser.submit("document.querySelector('button').click()");
            look.at("confirm, refused");
            fill(browser, "password", alice.password());
            browser.submit("document.querySelector('button').click()");
            look.at("the mail to confirm");
            browser.submit("document.querySelector('button').click()");
            look.at("sent");
        }
    }

    /** Looks at the page that is open. */
    private record Look(Chromium browser, String axe, String language) {
        void at(String page) {
            assertThat(browser.evaluate("document.documentElement.lang"))
                    .as(page)
                    .isEqualTo(language);
            assertThat(browser.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                    .as("%s fits a phone", page)
                    .isEqualTo("true");
            browser.evaluate("(() => {" + axe + "})()");
            for (boolean dark : language.equals("en") ? new boolean[] {false, true} : new boolean[] {false}) {
                browser.setDark(dark);
                assertThat(browser.await("axe.run(document, {preload: false, resultTypes: ['violations']})"
                                + ".then(r => JSON.stringify(r.violations.map("
                                + "v => [v.id, v.nodes.map(n => n.html + ' ' + n.failureSummary)])))"))
                        .as("%s, dark: %s", page, dark)
                        .isEqualTo("[]");
            }
            browser.setDark(false);
        }
    }

    private static void submit(Chromium browser, String user, String password) {
        fill(browser, "user", user);
        fill(browser, "password", password);
        browser.submit("document.querySelector('button').click()");
    }

    private static void fill(Chromium browser, String field, String value) {
        browser.evaluate("document.getElementById('" + field + "').value = " + Json.createValue(value));
    }

    /** Where a client sends its user. */
    private String authorize() throws IOException, InterruptedException {
        HttpResponse<String> registered = HTTP.send(
                HttpRequest.newBuilder(URI.create(server + "/oauth/register"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"client_name\":\"Pages\",\"redirect_uris\":[\"http://127.0.0.1/callback\"]}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return server + "/oauth/authorize?response_type=code&code_challenge_method=S256&code_challenge="
                + "A".repeat(43) + "&redirect_uri=" + callback() + "&client_id="
                + McpClient.body(registered).getString("client_id");
    }

    /** Where somebody listens whom a browser takes for another site. */
    private String callback() {
        return "http://127.0.0.1:" + URI.create(server).getPort() + "/callback";
    }

    private String text(String tool, JsonObjectBuilder arguments, String name) throws Exception {
        JsonObject result = client.call(tool, arguments);
        assertThat(result.getBoolean("isError", false)).as("%s", result).isFalse();
        return result.getJsonObject("structuredContent").getString(name);
    }
}
