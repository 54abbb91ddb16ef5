// SPDX-License-Identifier: MIT
package dev.mailboxmcp.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.MailUser;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The URL for clients that sign in, by HTTP: the gate, what is found where, and the way from nothing to a read mail. */
class SignInIT extends SigningInWar {
    private static final String SERVER = ServerEnvironment.url();
    private static final String ENDPOINT = SERVER + "/oauth/mcp";
    private static final String METADATA = SERVER + "/.well-known/oauth-protected-resource/oauth/mcp";

    private final MailUser bob = mail().bob();

    @Test
    void fromNothingToAReadMail() throws Exception {
        mail().reset(bob);
        mail().append(
                        bob,
                        "INBOX",
                        "From: x@example.org\r\nSubject: found by signing in\r\n\r\ntext\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
        SignedInClient client = new SignedInClient(SERVER);
        JsonObject tokens = client.signIn("mail:read", bob);
        JsonObject refreshed = SignedInClient.json(client.refresh(tokens.getString("refresh_token")));

        for (JsonObject each : List.of(tokens, refreshed)) {
            HttpResponse<String> list = call(each.getString("access_token"), "tools/call", """
                    {"name":"imap_list_emails","arguments":{}}""");
            assertThat(list.statusCode()).isEqualTo(200);
            assertThat(list.body()).contains("found by signing in");
        }
    }

    @Test
    void whoComesWithoutCredentialsIsToldWhereToSignIn() throws Exception {
        HttpResponse<String> response = call(null, "initialize", "{}");

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(challenge(response))
                .startsWith("Bearer resource_metadata=\"" + METADATA + "\", scope=\"mail:read ")
                .doesNotContain("error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE", "PUT", "HEAD"})
    void theGateStandsBeforeEveryMethod(String method) throws Exception {
        assertThat(SignedInClient.send(HttpRequest.newBuilder(URI.create(ENDPOINT))
                                .method(method, HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void theGateStandsBeforeTheMediaTypes() throws Exception {
        assertThat(SignedInClient.send(HttpRequest.newBuilder(URI.create(ENDPOINT))
                                .header("Content-Type", "text/plain")
                                .POST(HttpRequest.BodyPublishers.ofString("x")))
                        .statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"eyJhbGciOiJub25lIn0.eyJzdWIiOiJib2IifQ.", "mbx1.k0.AAAA", "mbs1.k0.AAAA"})
    void aTokenThatIsNoneIsToldSo(String token) throws Exception {
        HttpResponse<String> response = call(token, "tools/list", "{}");

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(challenge(response)).startsWith("Bearer error=\"invalid_token\", resource_metadata=");
    }

    @Test
    void aTokenInTheQueryOrTwiceInTheHeadersIsNone() throws Exception {
        SignedInClient client = new SignedInClient(SERVER);
        String token = client.signIn("mail:read", bob).getString("access_token");

        assertThat(SignedInClient.send(HttpRequest.newBuilder(URI.create(ENDPOINT + "?access_token=" + token)))
                        .statusCode())
                .isEqualTo(401);
        assertThat(SignedInClient.send(post("tools/list", "{}")
                                .header("Authorization", "Bearer " + token)
                                .header("Authorization", "Bearer other"))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void refreshTokensAndCodesAreNoAccessTokens() throws Exception {
        SignedInClient client = new SignedInClient(SERVER);
        String code = client.code("mail:read", bob);
        assertThat(call(code, "tools/list", "{}").statusCode()).isEqualTo(401);
        JsonObject tokens = SignedInClient.json(client.redeem(code));

        assertThat(call(tokens.getString("refresh_token"), "tools/list", "{}").statusCode())
                .isEqualTo(401);
    }

    @Test
    void whatTheClientDidNotAskForIsRefusedBeforeThereIsAStream() throws Exception {
        SignedInClient client = new SignedInClient(SERVER);
        String token = client.signIn("mail:read", bob).getString("access_token");
        HttpResponse<String> response = call(token, "tools/call", """
                {"name":"smtp_send_email","arguments":{}}""");

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(challenge(response))
                .isEqualTo("Bearer error=\"insufficient_scope\", scope=\"mail:read mail:send\", resource_metadata=\""
                        + METADATA + "\"");
        String sending = client.signIn("mail:read mail:send", bob).getString("access_token");
        assertThat(call(sending, "tools/call", """
                {"name":"smtp_send_email","arguments":{}}""").statusCode()).isEqualTo(200);
    }

    @Test
    void whatTheUserUntickedIsRefusedByTheTool() throws Exception {
        SignedInClient client = new SignedInClient(SERVER);
        String page = client.page("mail:read mail:send").body().replace("name=\"may-send\" checked", "");
        HttpResponse<String> back = client.decide(page, bob.address(), bob.password());
        String location = back.headers().firstValue("location").orElseThrow();
        String code = location.substring(location.indexOf("code=") + 5, location.indexOf('&'));
        String token = SignedInClient.json(client.redeem(code)).getString("access_token");
        HttpResponse<String> response = call(token, "tools/call", """
                {"name":"smtp_send_email","arguments":{"to":["a@example.org"],"subject":"x","text":"y"}}""");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("NOT_ALLOWED", "did not give this client the permission send");
    }

    @Test
    void noToolTakesAPasswordOrATokenThere() throws Exception {
        SignedInClient client = new SignedInClient(SERVER);
        String token = client.signIn("mail:read", bob).getString("access_token");

        assertThat(call(token, "tools/list", "{}").body())
                .contains("imap_read_email")
                .doesNotContain("\"credentials\"", "imap_encrypt_credentials");
        assertThat(call(token, "tools/call", """
                {"name":"imap_list_emails","arguments":{"credentials":"mbx1.k0.AAAA"}}""").body()).contains("INVALID_ARGUMENT");
        assertThat(call(token, "tools/call", """
                {"name":"imap_encrypt_credentials","arguments":{"user":"a@example.test","password":"x"}}""").body()).contains("NOT_ALLOWED");
    }

    @Test
    void usersWithHeadersHearNothingOfIt() throws Exception {
        McpClient anybody = DeployedWar.client();
        for (HttpResponse<String> response : List.of(
                anybody.postModern("tools/list", JsonObject.EMPTY_JSON_OBJECT),
                anybody.as(bob).postModern("tools/list", JsonObject.EMPTY_JSON_OBJECT),
                anybody.with("Authorization", "Bearer mbx1.k0.AAAA")
                        .postModern(
                                "tools/call",
                                Json.createObjectBuilder()
                                        .add("name", "imap_list_emails")
                                        .build()),
                anybody.with("Authorization", "Bearer foreign")
                        .postModern("tools/list", JsonObject.EMPTY_JSON_OBJECT))) {
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("www-authenticate")).isEmpty();
        }
        for (String path : List.of(
                "/.well-known/oauth-protected-resource",
                "/.well-known/oauth-protected-resource/mcp",
                "/.well-known/oauth-authorization-server",
                "/.well-known/oauth-authorization-server/mcp",
                "/.well-known/openid-configuration",
                "/.well-known/openid-configuration/mcp",
                "/mcp/.well-known/openid-configuration")) {
            assertThat(anybody.get(path).statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void aTokenOfASignedInClientOpensNothingElsewhere() throws Exception {
        String token = new SignedInClient(SERVER).signIn("mail:read", bob).getString("access_token");

        assertThat(DeployedWar.client()
                        .with("Authorization", "Bearer " + token)
                        .call("imap_list_emails", Json.createObjectBuilder())
                        .toString())
                .contains("BAD_TOKEN");
    }

    @Test
    void usersWithHeadersPassTheGateToo() throws Exception {
        HttpResponse<String> response = SignedInClient.send(
                post("tools/list", "{}").header("x-imap-user", bob.address()).header("x-imap-pass", bob.password()));

        assertThat(response.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/oauth/mcp/", "/oauth/mcp;x=y", "/oauth/%6dcp", "/oauth//mcp", "/OAUTH/mcp"})
    void whatOnlyLooksLikeTheGateIsNoWayAroundIt(String path) throws Exception {
        assertThat(SignedInClient.send(HttpRequest.newBuilder(URI.create(SERVER + path))
                                .header("Content-Type", "application/json")
                                .header("Accept", "application/json, text/event-stream")
                                .POST(HttpRequest.BodyPublishers.ofString(message("tools/list", "{}"))))
                        .statusCode())
                .isIn(400, 401, 404);
    }

    @Test
    void theMetadataNameThisServerAndMayBeReadByAnyPage() throws Exception {
        for (String path : List.of(
                "/.well-known/oauth-authorization-server/oauth",
                "/.well-known/openid-configuration/oauth",
                "/oauth/.well-known/openid-configuration")) {
            HttpResponse<String> response = DeployedWar.client()
                    .with("Origin", "https://elsewhere.example")
                    .get(path);
            assertThat(response.statusCode()).as(path).isEqualTo(200);
            assertThat(response.headers().firstValue("access-control-allow-origin"))
                    .contains("*");
            assertThat(SignedInClient.json(response).getString("issuer")).isEqualTo(SERVER + "/oauth");
            assertThat(SignedInClient.json(response).getString("token_endpoint"))
                    .isEqualTo(SERVER + "/oauth/token");
        }
        HttpResponse<String> resource = DeployedWar.client().get(METADATA.substring(SERVER.length()));
        assertThat(SignedInClient.json(resource).getString("resource")).isEqualTo(ENDPOINT);
        assertThat(SignedInClient.json(resource)
                        .getJsonArray("authorization_servers")
                        .getString(0))
                .isEqualTo(SERVER + "/oauth");
    }

    @Test
    void thePageCannotBeFramedStoredOrScripted() throws Exception {
        HttpResponse<String> page = new SignedInClient(SERVER).page("mail:read");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("content-security-policy").orElse(""))
                .contains("default-src 'none'", "frame-ancestors 'none'")
                .doesNotContain("form-action", "unsafe");
        assertThat(page.headers().firstValue("x-frame-options")).contains("DENY");
        assertThat(page.headers().firstValue("cache-control")).contains("no-store");
        assertThat(page.headers().map()).doesNotContainKeys("set-cookie", "cross-origin-opener-policy");
        assertThat(page.body())
                .contains("&lt;script&gt;alert(1)&lt;/script&gt; tests", "autocomplete=\"current-password\"")
                .doesNotContain("<script");
    }

    @Test
    void thePageSpeaksTheLanguageOfTheBrowser() throws Exception {
        SignedInClient client = new SignedInClient(SERVER);

        assertThat(client.page("mail:read", "Accept-Language", "fr, de-AT;q=0.8, en;q=0.1")
                        .body())
                .contains("<html lang=\"de\">", "Postfach verbinden");
        assertThat(client.page("mail:read", "Accept-Language", "fr").body()).contains("<html lang=\"en\">");
    }

    @Test
    void whatTheUserUntickedIsNotTickedAgainAfterAWrongPassword() throws Exception {
        SignedInClient client = new SignedInClient(SERVER);
        String page = client.page("mail:read mail:send").body();
        String unticked = page.replace("name=\"may-send\" checked", "");
        String again = client.decide(unticked, "mistyped-by-sign-in@example.org", "wrong")
                .body();

        assertThat(page).contains("name=\"may-read\" checked", "name=\"may-send\" checked");
        assertThat(again)
                .contains(
                        "role=\"alert\"",
                        "name=\"may-read\" checked",
                        "name=\"may-send\">",
                        "value=\"mistyped-by-sign-in@example.org\"")
                .doesNotContain("wrong\"");
    }

    @Test
    void otherPagesCannotFillInTheForm() throws Exception {
        SignedInClient client = new SignedInClient(SERVER);
        String page = client.page("mail:read").body();

        assertThat(client.decide(page, bob.address(), bob.password(), "Sec-Fetch-Site", "cross-site")
                        .statusCode())
                .isEqualTo(403);
        assertThat(client.decide(page, bob.address(), bob.password(), "Origin", "http://localhost:6274")
                        .statusCode())
                .isEqualTo(403);
        assertThat(client.page("mail:read", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "cors")
                        .statusCode())
                .isEqualTo(403);
        assertThat(client.page("mail:read", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate")
                        .statusCode())
                .as("this is how clients send users here")
                .isEqualTo(200);
    }

    @Test
    void whereOthersCouldReadAlongNobodySignsIn() throws Exception {
        SignedInClient client = new SignedInClient(SERVER);

        assertThat(client.page("mail:read", "X-Forwarded-For", "198.51.100.1").statusCode())
                .isEqualTo(403);
    }

    @Test
    void theSixthWrongPasswordIsNotTriedAnyMore() throws Exception {
        SignedInClient client = new SignedInClient(SERVER);
        String page = client.page("mail:read").body();
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            statuses.add(client.decide(page, "guessed-by-sign-in@example.org", "wrong" + i)
                    .statusCode());
        }

        assertThat(statuses).containsExactly(403, 403, 403, 403, 403, 429);
    }

    @Test
    void aTokenRequestInJsonIsRefused() throws Exception {
        HttpResponse<String> response = SignedInClient.send(HttpRequest.newBuilder(URI.create(SERVER + "/oauth/token"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"grant_type\":\"refresh_token\"}")));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(SignedInClient.json(response).getString("error")).isEqualTo("invalid_request");
        assertThat(response.headers().firstValue("cache-control")).contains("no-store");
    }

    @Test
    void whatIsTooLongIsRefused() throws Exception {
        HttpResponse<String> response = SignedInClient.send(HttpRequest.newBuilder(URI.create(SERVER + "/oauth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("code=" + "x".repeat(20_000))));

        assertThat(response.statusCode()).isEqualTo(413);
    }

    @Test
    void clientsThatDoNotReadMetadataFindTheEndpointsAtTheRoot() throws Exception {
        assertThat(SignedInClient.send(HttpRequest.newBuilder(URI.create(SERVER + "/register"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "{\"redirect_uris\":[\"http://127.0.0.1/x\"]}")))
                        .statusCode())
                .isEqualTo(201);
        assertThat(DeployedWar.client().get("/authorize").statusCode()).isEqualTo(400);
    }

    @Test
    void whoOpensTheServerInABrowserIsToldWhatItIsAndProgramsAreNot() throws Exception {
        HttpResponse<String> page =
                DeployedWar.client().with("Accept", "text/html,*/*;q=0.8").get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<html lang=\"en\">", ENDPOINT, SERVER + "/mcp", "href=\"connect\"");
        assertThat(page.headers().firstValue("content-security-policy").orElse(""))
                .contains("default-src 'none'");

        HttpResponse<String> program =
                DeployedWar.client().with("Accept", "application/json, */*").get("/");
        assertThat(program.statusCode()).isEqualTo(404);
        assertThat(program.body()).startsWith("{");
    }

    private static String challenge(HttpResponse<String> response) {
        return response.headers().firstValue("www-authenticate").orElse("");
    }

    private static HttpResponse<String> call(@Nullable String token, String method, String params) throws Exception {
        HttpRequest.Builder request = post(method, params);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return SignedInClient.send(request);
    }

    private static HttpRequest.Builder post(String method, String params) {
        return HttpRequest.newBuilder(URI.create(ENDPOINT))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", McpClient.LEGACY_VERSION)
                .POST(HttpRequest.BodyPublishers.ofString(message(method, params)));
    }

    private static String message(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}";
    }
}
