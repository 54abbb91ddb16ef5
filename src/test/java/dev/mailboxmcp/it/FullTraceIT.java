// SPDX-License-Identifier: MIT
package dev.mailboxmcp.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.oidc.ScriptedProvider;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What Open Liberty writes when an operator traces all of it, by the variable that the shipped configuration has for that. */
@ExtendWith(ArquillianExtension.class)
class FullTraceIT {
    private static final MailUser ALICE = DeployedWar.mail().alice();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Path SERVER = Path.of(System.getProperty("mailboxmcp.server"), "usr/servers/it");
    private static final Path OVERRIDE = SERVER.resolve("configDropins/overrides/trace.xml");

    private static final String LAYERS_OF_A_REQUEST = Stream.of(
                    "com.ibm.ws.channelfw",
                    "com.ibm.ws.tcpchannel",
                    "com.ibm.ws.http",
                    "com.ibm.ws.transport.http",
                    "com.ibm.wsspi.http",
                    "io.openliberty.http",
                    "com.ibm.ws.webcontainer",
                    "com.ibm.wsspi.webcontainer",
                    "com.ibm.ws.security",
                    "com.ibm.ws.cdi",
                    "io.openliberty.restfulWS",
                    "io.openliberty.microprofile",
                    "org.jboss.resteasy",
                    "org.apache",
                    "org.eclipse")
            .map(layer -> layer + ".*=all")
            .collect(Collectors.joining(":"));

    /** A server that traces all traces how it reads its configuration too, and takes minutes for it. */
    private static final Duration CHANGE_OF_TRACE = Duration.ofMinutes(5);

    private static final String AT_COMPANY = "canary-employee@company.example";
    private static final ScriptedProvider PROVIDER = SigningInAtCompanyWar.provider();

    /**
     * Where clients sign users in, by password or at an identity provider, and users confirm on a page: nothing else asks people
     * for passwords.
     */
    @Deployment(testable = false)
    public static WebArchive war() {
        return ConfirmingWar.configured("""
                OAUTH_URL=%s/oauth/mcp
                SEND_MODE=page
                PROFILES=company,others
                PROFILE_OTHERS_DOMAINS=*
                PROFILE_COMPANY_DOMAINS=company.example
                PROFILE_COMPANY_OAUTH_ISSUER=%s
                PROFILE_COMPANY_OAUTH_CLIENT_ID=%s
                PROFILE_COMPANY_OAUTH_CLIENT_SECRET=%s
                """.formatted(
                ServerEnvironment.url(), PROVIDER.issuer(), ScriptedProvider.CLIENT_ID, ScriptedProvider.SECRET));
    }

    @BeforeAll
    static void onLiberty() throws Exception {
        Assumptions.assumeTrue(ServerEnvironment.tested() == TestedServer.LIBERTY, "other servers trace otherwise");
        DeployedWar.mail().reset(ALICE);
        DeployedWar.mail()
                .append(
                        ALICE,
                        "INBOX",
                        "From: x@example.org\r\nSubject: canary-subject\r\n\r\ncanary-body\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void nothingSecretIsInAnyFileOfAServerThatTracesWhatARequestPasses() throws Exception {
        nothingSecretIsWritten(LAYERS_OF_A_REQUEST);
    }

    @Test
    @Tag("nightly")
    void nothingSecretIsInAnyFileOfAServerThatTracesAll() throws Exception {
        nothingSecretIsWritten("*=all");
    }

    private static void nothingSecretIsWritten(String specification) throws Exception {
        List<String> secrets = new ArrayList<>(List.of(
                "canary-user",
                "canary-guess",
                "canary-bearer",
                "canary-argument",
                "canary-word",
                "canary-malformed",
                "canary-subject",
                "canary-body",
                "canary-sent-subject",
                "canary-sent-body",
                SignedInClient.VERIFIER,
                ScriptedProvider.SECRET,
                "canary-employee",
                "canary-upstream-code",
                "canary-upstream-access",
                "canary-upstream-refresh",
                ALICE.password()));
        McpClient alice = DeployedWar.client().as(ALICE);
        String token = alice.token(ALICE);
        secrets.add(token.substring(token.lastIndexOf('.') + 1));
        trace(specification);
        try {
            JsonObject mail = alice.call("imap_list_emails", Json.createObjectBuilder())
                    .getJsonObject("structuredContent")
                    .getJsonArray("emails")
                    .getJsonObject(0);
            assertThat(mail.getString("subject")).isEqualTo("canary-subject");
            assertThat(call(alice, "imap_read_email", "uid", Json.createValue(mail.getInt("uid"))))
                    .contains("canary-body");
            assertThat(call(alice, "imap_search_emails", "query", Json.createValue("canary-word")))
                    .contains("\"isError\":false");
            secrets.addAll(confirmed(alice.call(
                            "smtp_send_email",
                            Json.createObjectBuilder()
                                    .add("to", Json.createArrayBuilder().add("bob@example.org"))
                                    .add("subject", "canary-sent-subject")
                                    .add("text", "canary-sent-body"))
                    .getJsonObject("structuredContent")
                    .getString("confirm_url")));
            assertThat(call(DeployedWar.client(), "imap_list_emails", "credentials", Json.createValue(token)))
                    .contains("canary-subject");
            assertThat(list(DeployedWar.client().with("Authorization", "Bearer " + token)))
                    .contains("canary-subject");
            McpClient guesser = DeployedWar.client()
                    .with("x-imap-user", "canary-user@example.org")
                    .with("x-imap-pass", "canary-guess");
            assertThat(list(guesser)).contains("LOGIN_FAILED");
            assertThat(call(
                            DeployedWar.client().with("Authorization", "Bearer mbx1.k0.canary-bearer"),
                            "imap_list_emails",
                            "credentials",
                            Json.createValue("mbx1.k0.canary-argument")))
                    .contains("BAD_TOKEN");
            SignedInClient signedIn = new SignedInClient(ServerEnvironment.url());
            String code = signedIn.code("mail:read", ALICE);
            JsonObject tokens = SignedInClient.json(signedIn.redeem(code));
            JsonObject refreshed = SignedInClient.json(signedIn.refresh(tokens.getString("refresh_token")));
            for (String sealed : List.of(
                    code,
                    tokens.getString("refresh_token"),
                    tokens.getString("access_token"),
                    refreshed.getString("refresh_token"),
                    refreshed.getString("access_token"))) {
                secrets.add(sealed.substring(sealed.lastIndexOf('.') + 1));
            }
            PROVIDER.claims = claims -> claims.add("email", AT_COMPANY);
            JsonObject atCompany = signedIn.signInAtCompany("mail:read", AT_COMPANY, PROVIDER);
            JsonObject again = SignedInClient.json(signedIn.refresh(atCompany.getString("refresh_token")));
            assertThat(list(DeployedWar.client().with("Authorization", "Bearer " + again.getString("access_token"))))
                    .as("a token for the other URL")
                    .contains("BAD_TOKEN");
            for (String form : PROVIDER.forms) {
                secrets.add(ScriptedProvider.parameter(
                        "?" + form, form.contains("code=") ? "code_verifier" : "refresh_token"));
            }
            for (HttpResponse<String> refused : List.of(
                    guesser.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"canary-malformed"),
                    guesser.postModern("tools/unknown", JsonObject.EMPTY_JSON_OBJECT),
                    guesser.get("/no-such-page"),
                    guesser.get("/WEB-INF/web.xml"))) {
                assertThat(refused.statusCode()).isBetween(400, 499);
                assertThat(refused.body()).doesNotContain("canary-user", "canary-guess");
            }
        } finally {
            trace(null);
        }

        List<String> traced = List.of("com.ibm.ws.webcontainer", "POST", "/no-such-page");
        assertThat(foundInFiles(Stream.concat(traced.stream(), secrets.stream()).toList()))
                .as("the calls were traced, and nothing secret with them")
                .containsExactlyInAnyOrderElementsOf(traced);
        for (Path file : files()) {
            if (file.getFileName().toString().startsWith("trace")) {
                Files.delete(file);
            }
        }
    }

    /** Sends what the page of this link shows; what its forms hold. */
    private static List<String> confirmed(String link) throws Exception {
        String form = field(page(HttpRequest.newBuilder(URI.create(link))), "form");
        assertThat(page(posted(link, "form=" + form + "&password=canary-guess")))
                .contains("refused");
        String review = page(posted(
                link, "form=" + form + "&password=" + URLEncoder.encode(ALICE.password(), StandardCharsets.UTF_8)));
        assertThat(review).contains("canary-sent-body");
        String reviewed = field(review, "reviewed");
        assertThat(page(posted(link, "reviewed=" + reviewed))).contains("The mail is sent");
        return List.of(form.substring(form.lastIndexOf('.') + 1), reviewed.substring(reviewed.lastIndexOf('.') + 1));
    }

    private static HttpRequest.Builder posted(String link, String body) {
        return HttpRequest.newBuilder(URI.create(link))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private static String page(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    private static String field(String page, String name) {
        Matcher field =
                Pattern.compile("name=\"" + name + "\" value=\"([^\"]+)\"").matcher(page);
        assertThat(field.find()).isTrue();
        return field.group(1);
    }

    /** Which of the words stand in what the server wrote, incident reports included. */
    private static Set<String> foundInFiles(List<String> words) throws IOException {
        Set<String> found = new TreeSet<>();
        for (Path file : files()) {
            try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
                lines.forEach(line -> words.stream().filter(line::contains).forEach(found::add));
            }
        }
        return found;
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(SERVER.resolve("logs"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static String list(McpClient client) throws Exception {
        return client.call("imap_list_emails", Json.createObjectBuilder()).toString();
    }

    private static String call(McpClient client, String tool, String argument, JsonValue value) throws Exception {
        return client.call(tool, Json.createObjectBuilder().add(argument, value))
                .toString();
    }

    /** Sets what the server traces, null for what it did before, and waits until it says so. */
    private static void trace(@Nullable String specification) throws IOException {
        int changes = changesOfTrace();
        if (specification == null) {
            Files.delete(OVERRIDE);
        } else {
            Files.createDirectories(OVERRIDE.getParent());
            Files.writeString(OVERRIDE, """
                    <server>
                      <variable name="TRACE" value="%s"/>
                      <logging maxFileSize="0"/>
                    </server>
                    """.formatted(specification));
        }
        await().atMost(CHANGE_OF_TRACE).until(() -> changesOfTrace() > changes);
    }

    private static int changesOfTrace() throws IOException {
        return ServerEnvironment.log().split("TRAS0018I", -1).length;
    }
}
