// SPDX-License-Identifier: MIT
package dev.mailboxmcp.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.oidc.ScriptedProvider;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Users on their way to the identity provider of their company and back, by HTTP. */
class SignInAtCompanyIT extends SigningInAtCompanyWar {
    private final SignedInClient client;

    SignInAtCompanyIT() throws Exception {
        client = new SignedInClient(ServerEnvironment.url());
    }

    @Test
    void aClientGetsTokensForAUserWhomTheProviderSignsIn() throws Exception {
        JsonObject tokens = client.signInAtCompany("mail:read", PROVIDER);

        assertThat(tokens.getString("access_token")).startsWith("mbx1.");
        assertThat(client.refresh(tokens.getString("refresh_token")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void thePageAsksForTheAddressFirstAndThenSaysWhereItGoesOn() throws Exception {
        String first = client.page("mail:read").body();
        assertThat(first).contains("name=\"first\"", "Next").doesNotContain("type=\"password\"", "checkbox");

        assertThat(client.first(first, ScriptedProvider.USER).body())
                .contains("Continue to 127.0.0.1", "value=\"alice@example.org\"", "checkbox")
                .doesNotContain("type=\"password\"");
        assertThat(client.first(first, "\"><script>@elsewhere.example").body())
                .contains("type=\"password\"", "value=\"&quot;&gt;&lt;script&gt;@elsewhere.example\"")
                .doesNotContain("<script>");
    }

    @Test
    void theCookieIsForThisBrowserAndHostAloneAndIsTakenAway() throws Exception {
        HttpResponse<String> onwards = client.decide(client.page("mail:read").body(), ScriptedProvider.USER, "");
        assertThat(onwards.statusCode()).isEqualTo(303);
        assertThat(onwards.headers().firstValue("set-cookie").orElseThrow())
                .matches(
                        "__Host-mbx-[0-9a-f]{8}=[A-Za-z0-9_-]{43}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=600");

        String query = PROVIDER.signIn(SignedInClient.location(onwards));
        HttpResponse<String> back = client.comeBack(query, SignedInClient.cookie(onwards));
        assertThat(back.headers().firstValue("set-cookie").orElseThrow())
                .matches("__Host-mbx-[0-9a-f]{8}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
        assertThat(back.headers().firstValue("referrer-policy")).hasValue("no-referrer");
        HttpResponse<String> again = client.comeBack(query, SignedInClient.cookie(onwards));
        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(again.headers().firstValue("location")).isEmpty();
    }

    @Test
    void anAnswerAtThePathOfAnotherProfileIsNotTaken() throws Exception {
        HttpResponse<String> onwards = client.decide(client.page("mail:read").body(), ScriptedProvider.USER, "");
        String query = PROVIDER.signIn(SignedInClient.location(onwards));
        assertThat(SignedInClient.location(onwards)).contains("%2Foauth%2Fcallback%2Fcompany&");

        for (String other : List.of("others", "company%2F", "..%2Fcompany", "COMPANY")) {
            HttpResponse<String> back = client.comeBackTo(other, query, SignedInClient.cookie(onwards));
            assertThat(back.statusCode()).as(other).isIn(400, 404);
            assertThat(back.headers().firstValue("location")).as(other).isEmpty();
        }
        assertThat(client.comeBack(query, SignedInClient.cookie(onwards)).statusCode())
                .as("the answer itself was not used up")
                .isEqualTo(303);
    }

    @Test
    void noTokenOfTheProviderIsOneHereNorSentAnywhere() throws Exception {
        client.signInAtCompany("mail:read", PROVIDER);
        int asked = PROVIDER.forms.size();
        for (String foreign : List.of("canary-upstream-access-" + asked, PROVIDER.lastIdToken)) {
            assertThat(SignedInClient.send(HttpRequest.newBuilder(URI.create(client.endpoint()))
                                    .header("Authorization", "Bearer " + foreign)
                                    .POST(HttpRequest.BodyPublishers.ofString("{}")))
                            .statusCode())
                    .isEqualTo(401);
        }
        assertThat(PROVIDER.forms).hasSize(asked);
    }

    @Test
    void whoComesBackInAnotherBrowserIsToldSoInTheOwnLanguage() throws Exception {
        HttpResponse<String> onwards = client.decide(client.page("mail:read").body(), ScriptedProvider.USER, "");
        HttpResponse<String> elsewhere =
                client.comeBack(PROVIDER.signIn(SignedInClient.location(onwards)), "", "Accept-Language", "de");

        assertThat(elsewhere.statusCode()).isEqualTo(400);
        assertThat(elsewhere.body()).contains("nicht in diesem Browser begonnen");
        assertThat(elsewhere.headers().firstValue("content-security-policy").orElse(""))
                .contains("default-src 'none'", "frame-ancestors 'none'");
    }

    @Test
    void whoSaysNoAtTheProviderGoesBackToTheClient() throws Exception {
        HttpResponse<String> onwards = client.decide(client.page("mail:read").body(), ScriptedProvider.USER, "");
        String state = ScriptedProvider.parameter(SignedInClient.location(onwards), "state");

        assertThat(SignedInClient.location(
                        client.comeBack("error=access_denied&state=" + state, SignedInClient.cookie(onwards))))
                .startsWith(SignedInClient.CALLBACK + "?error=access_denied&state=canary-state&iss=http");
    }
}
