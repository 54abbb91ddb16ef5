// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import static dev.mailboxmcp.oauth.TwoInstances.ISSUER;
import static dev.mailboxmcp.oauth.TwoInstances.LOOPBACK;
import static dev.mailboxmcp.oauth.TwoInstances.error;
import static dev.mailboxmcp.oauth.TwoInstances.location;
import static dev.mailboxmcp.oauth.TwoInstances.parameter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.mailboxmcp.account.BadTokenException;
import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.Grant;
import dev.mailboxmcp.account.LoginCheck;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.oauth.Consent.Problem;
import dev.mailboxmcp.oidc.SignedToken;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of OAuth, each step at another instance than the one before. */
class AuthorizationServerTest {
    private final TwoInstances servers = new TwoInstances();
    private final String client = servers.register("http://127.0.0.1/callback");

    // ---- the way through

    @Test
    void aClientGetsToTheMailboxThatTheUserSignedInTo() throws Exception {
        JsonAnswer tokens = servers.redeem(client, servers.code(client));

        assertThat(tokens.status()).isEqualTo(200);
        assertThat(tokens.body().getString("token_type")).isEqualTo("Bearer");
        assertThat(tokens.body().getInt("expires_in")).isEqualTo(8 * 3600);
        assertThat(tokens.body().getString("scope")).isEqualTo("mail:read mail:send");
        Caller caller = servers.use(tokens.body().getString("access_token"));
        assertThat(caller.user()).isEqualTo("alice@example.org");
        assertThat(Objects.requireNonNull(caller.credentials()).grant())
                .isEqualTo(Grant.of(Set.of(Permission.READ, Permission.SEND), null));
    }

    @Test
    void aRefreshTokenGivesTheSameAgainAndALaterOne() throws Exception {
        JsonAnswer first = servers.redeem(client, servers.code(client));
        servers.now = servers.now.plus(Duration.ofDays(29));
        JsonAnswer second = servers.refresh(client, first.body().getString("refresh_token"));
        servers.now = servers.now.plus(Duration.ofDays(29));
        JsonAnswer third = servers.refresh(client, second.body().getString("refresh_token"));

        assertThat(third.status()).isEqualTo(200);
        assertThat(servers.use(third.body().getString("access_token")).user()).isEqualTo("alice@example.org");
    }

    @Test
    void theStateAndTheIssuerGoBackWithTheUser() {
        Consent consent = servers.allow(servers.ask(client, LOOPBACK), "read");

        assertThat(location(consent)).startsWith(LOOPBACK + "?code=mbs1.");
        assertThat(parameter(consent, "state")).isEqualTo("a state");
        assertThat(parameter(consent, "iss")).isEqualTo(ISSUER);
    }

    @Test
    void whatTheUserUnticksIsNotGivenAndNotAskedForAgain() throws Exception {
        String code = parameter(servers.allow(servers.ask(client, LOOPBACK), "read"), "code");
        JsonAnswer tokens = servers.redeem(client, code);
        Caller caller = servers.use(tokens.body().getString("access_token"));

        assertThat(tokens.body().getString("scope")).isEqualTo("mail:read");
        assertThat(servers.next().challenge(caller, Permission.SEND)).isNull();
    }

    @Test
    void whatTheClientDidNotAskForIsAskedForWithAllScopesOfTheOperation() throws Exception {
        String code = parameter(servers.allow(servers.ask(client, LOOPBACK, "scope", "mail:read"), "read"), "code");
        Caller caller = servers.use(servers.redeem(client, code).body().getString("access_token"));

        assertThat(servers.next().challenge(caller, Permission.SEND))
                .startsWith("Bearer error=\"insufficient_scope\", scope=\"mail:read mail:send\", resource_metadata=");
        assertThat(servers.next().challenge(caller, Permission.READ)).isNull();
        assertThat(servers.next().challenge(caller, Permission.DELETE))
                .as("nobody may delete here")
                .isNull();
    }

    @Test
    void nobodyGetsMoreThanWasAskedForByTickingIt() {
        String code =
                parameter(servers.allow(servers.ask(client, LOOPBACK, "scope", "mail:read"), "read", "send"), "code");

        assertThat(servers.redeem(client, code).body().getString("scope")).isEqualTo("mail:read");
    }

    @Test
    void deletingIsAskedForWhereTheOperatorAllowsIt() {
        TwoInstances deleting = new TwoInstances(EnumSet.allOf(Permission.class), null, null, null);
        String id = deleting.register("http://127.0.0.1/callback");

        assertThat(((Consent.Ask) deleting.ask(id, LOOPBACK, "scope", "mail:delete mail:read"))
                        .request()
                        .asked())
                .containsExactly(Permission.READ, Permission.DELETE);
        assertThat(((Consent.Ask) deleting.ask(id, LOOPBACK, "scope", null))
                        .request()
                        .asked())
                .doesNotContain(Permission.DELETE);
        assertThat(((Consent.Ask) servers.ask(client, LOOPBACK, "scope", "mail:delete mail:read"))
                        .request()
                        .asked())
                .containsExactly(Permission.READ);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {TwoInstances.URL, TwoInstances.URL + "/", "https://mail.example.org", "https://mail.example.org/"
            })
    void theResourceIsTheUrlOrItsOrigin(String resource) {
        assertThat(servers.ask(client, LOOPBACK, "resource", resource)).isInstanceOf(Consent.Ask.class);
    }

    @Test
    void oldClientsNameNoResource() {
        assertThat(servers.ask(client, LOOPBACK, "resource", null)).isInstanceOf(Consent.Ask.class);
    }

    // ---- use

    @Test
    void aTokenThatWasAlteredIsNone() {
        String token = servers.redeem(client, servers.code(client)).body().getString("access_token");

        for (int i = 0; i < token.length(); i += 7) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            assertNoToken(token.substring(0, i) + other + token.substring(i + 1));
        }
    }

    @Test
    void aTokenIsOverWhenItsTimeIs() {
        String token = servers.redeem(client, servers.code(client)).body().getString("access_token");
        servers.now = servers.now.plus(Duration.ofHours(8));

        assertNoToken(token);
    }

    @Test
    void aTokenOfAnotherResourceIsNone() {
        TwoInstances others = new TwoInstances("OAUTH_URL=https://other.example.org/oauth/mcp");
        String id = others.register("http://127.0.0.1/callback");
        String code = parameter(others.allow(others.ask(id, LOOPBACK, "resource", null), "read"), "code");

        assertNoToken(others.redeem(id, code, "resource", null).body().getString("access_token"));
    }

    @Test
    void aTokenOfAnotherAudienceIsNone() {
        TwoInstances others = new TwoInstances("TOKEN_AUDIENCE=another deployment");
        String id = others.register("http://127.0.0.1/callback");
        JsonAnswer tokens = others.redeem(id, others.code(id));

        assertNoToken(tokens.body().getString("access_token"));
        assertThat(error(servers.refresh(id, tokens.body().getString("refresh_token"))))
                .as("its clients are not known here either")
                .isEqualTo("401 invalid_client");
    }

    @Test
    void tokensFromBeforeTheOperatorsMomentAreNone() {
        TwoInstances later = new TwoInstances(servers.now.plusSeconds(1), null, null);
        JsonAnswer tokens = servers.redeem(client, servers.code(client));

        assertThatExceptionOfType(BadTokenException.class)
                .isThrownBy(() -> later.use(tokens.body().getString("access_token")));
        later.now = later.now.plusSeconds(60);
        assertThat(error(later.refresh(client, tokens.body().getString("refresh_token"))))
                .isEqualTo("400 invalid_grant");
    }

    @Test
    void aRefreshTokenIsNoAccessToken() {
        JsonAnswer tokens = servers.redeem(client, servers.code(client));

        assertNoToken(tokens.body().getString("refresh_token"));
        assertNoToken(tokens.body().getString("refresh_token").replace("mbs1.", "mbx1."));
    }

    @Test
    void aCodeIsNoAccessToken() {
        String code = servers.code(client);

        assertNoToken(code);
        assertNoToken(code.replace("mbs1.", "mbx1."));
    }

    @Test
    void anAccessTokenIsNoRefreshTokenAndNoCode() {
        String token = servers.redeem(client, servers.code(client)).body().getString("access_token");

        assertThat(error(servers.refresh(client, token.replace("mbx1.", "mbs1."))))
                .isEqualTo("400 invalid_grant");
        assertThat(error(servers.redeem(client, token.replace("mbx1.", "mbs1."))))
                .isEqualTo("400 invalid_grant");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9.",
                "mbx1.k0.AAAA",
                "mbx1.k0.",
                "mbx1",
                "",
                "mbx1.k9.AAAA.BBBB"
            })
    void aForeignTokenIsNone(String token) {
        assertNoToken(token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "grant", "client"})
    void whatTheOperatorRevokesEndsWithinTenSeconds(String kind, @TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("revoked"), "# nobody yet\n");
        TwoInstances revoking = new TwoInstances(null, file, null);
        String id = revoking.register("http://127.0.0.1/callback");
        JsonAnswer tokens = revoking.redeem(id, revoking.code(id));
        String token = tokens.body().getString("access_token");
        assertThat(revoking.use(token).user()).isNotNull();
        OAuthEvent granted = revoking.events.getLast();

        Files.writeString(
                file,
                kind + ":"
                        + switch (kind) {
                            case "user" -> "ALICE@example.org";
                            case "grant" -> granted.grant();
                            default -> granted.client();
                        }
                        + "\n");
        revoking.now = revoking.now.plusSeconds(10);

        for (int instance = 0; instance < 2; instance++) {
            assertThatExceptionOfType(BadTokenException.class).isThrownBy(() -> revoking.use(token));
            assertThat(error(revoking.refresh(id, tokens.body().getString("refresh_token"))))
                    .isEqualTo("400 invalid_grant");
        }
    }

    private void assertNoToken(String token) {
        for (int instance = 0; instance < 2; instance++) {
            assertThatExceptionOfType(BadTokenException.class).isThrownBy(() -> servers.use(token));
        }
    }

    // ---- the page

    @Test
    void aClientThatIsNotKnownLeadsNowhere() {
        for (String id : List.of("", "nobody", "mbs1.k0.AAAA", client + "A", "x".repeat(3000), "https://a.example/x")) {
            assertRefused(servers.ask(id, LOOPBACK), Problem.UNKNOWN_CLIENT);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/callback",
                "https://claude.ai.evil.example/api/mcp/auth_callback",
                "https://claude.ai@evil.example/api/mcp/auth_callback",
                "https://claude.ai:444/api/mcp/auth_callback",
                "https://claude.ai/api/mcp/auth_callback/",
                "https://claude.ai/api/mcp/auth_callback?x=y",
                "https://claude.ai/api/mcp/auth_callback#x",
                "https://claude.ai/api/mcp/%61uth_callback",
                "https://CLAUDE.ai/api/mcp/auth_callback",
                "http://claude.ai/api/mcp/auth_callback",
                "http://localhost/callback",
                "http://[::1]/callback",
                "http://127.0.0.1/other",
                "http://127.0.0.1/callback/",
                "http://127.0.0.1/callback?x=y",
                "http://127.0.0.1.evil.example/callback",
                "http://127.0.0.1:80@evil.example/callback",
                "http://127.0.0.1:80\\@evil.example/callback",
                "http://user@127.0.0.1/callback",
                "https://127.0.0.1/callback",
                "javascript:alert(1)",
                "http://127.0.0.1/callback\nLocation: x"
            })
    void aRedirectThatWasNotRegisteredLeadsNowhere(String redirectUri) {
        String both = servers.register("http://127.0.0.1/callback", "https://claude.ai/api/mcp/auth_callback");

        assertRefused(servers.ask(both, redirectUri), Problem.WRONG_REDIRECT);
        assertRefused(servers.ask(both, LOOPBACK, "redirect_uri", null), Problem.WRONG_REDIRECT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:1/callback", "http://127.0.0.1:65535/callback"})
    void thePortOfTheUsersOwnMachineIsFree(String redirectUri) {
        assertThat(servers.ask(client, redirectUri)).isInstanceOf(Consent.Ask.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "code_challenge||invalid_request",
                "code_challenge|short|invalid_request",
                "code_challenge_method||invalid_request",
                "code_challenge_method|plain|invalid_request",
                "resource|https://evil.example/oauth/mcp|invalid_target",
                "resource|https://mail.example.org/mcp|invalid_target",
                "resource|http://mail.example.org/oauth/mcp|invalid_target",
                "response_type|token|unsupported_response_type",
                "response_type||unsupported_response_type",
                "response_type|code id_token|unsupported_response_type",
                "scope|calendar:read|invalid_scope",
                "scope|mail:delete|invalid_scope"
            })
    void aWrongRequestIsToldToTheClientWithTheIssuer(String name, @Nullable String value, String error) {
        Consent consent = servers.ask(client, LOOPBACK, name, value);

        assertThat(location(consent)).startsWith(LOOPBACK + "?error=");
        assertThat(parameter(consent, "error")).isEqualTo(error);
        assertThat(parameter(consent, "iss")).isEqualTo(ISSUER);
        assertThat(parameter(consent, "state")).isEqualTo("a state");
    }

    @Test
    void aParameterThatIsThereTwiceLeadsNowhere() {
        String query = TwoInstances.encoded(TwoInstances.request(client, LOOPBACK));

        for (String twice : List.of("&redirect_uri=x", "&client_id=y", "&state=z", "&resource=x", "&%73tate=z")) {
            assertRefused(servers.next().ask(query + twice, "192.0.2.1"), Problem.UNREADABLE);
        }
        assertRefused(servers.next().ask("client_id=%zz", "192.0.2.1"), Problem.UNREADABLE);
        assertRefused(servers.next().ask(null, "192.0.2.1"), Problem.UNKNOWN_CLIENT);
    }

    @Test
    void aStateThatIsNoneIsNotSentBack() {
        Consent consent = servers.ask(client, LOOPBACK, "state", "x\r\nSet-Cookie: y");

        assertThat(location(consent)).doesNotContain("Cookie").contains("error=invalid_request");
    }

    @Test
    void aFormIsGoodForAQuarterOfAnHour() {
        Consent asked = servers.ask(client, LOOPBACK);
        servers.now = servers.now.plus(Duration.ofMinutes(15));

        assertRefused(servers.allow(asked, "read"), Problem.FORM_TOO_OLD);
        assertThat(servers.logins).isEmpty();
    }

    @Test
    void whatElseIsSealedIsNoForm() {
        JsonAnswer tokens = servers.redeem(client, servers.code(client));
        servers.logins.clear();
        for (String seal :
                List.of("", "x", client, servers.code(client), tokens.body().getString("refresh_token"))) {
            servers.logins.clear();
            Map<String, @Nullable String> form = new LinkedHashMap<>();
            form.put("form", seal);
            form.put("user", "alice@example.org");
            form.put("password", "s3cret");
            form.put("may-read", "on");
            assertRefused(servers.decide(form), Problem.FORM_TOO_OLD);
            assertThat(servers.logins).isEmpty();
        }
    }

    @Test
    void aWrongPasswordAndTooManyOfThemAreSaidInTheForm() {
        servers.outcome = new LoginCheck.Outcome.Refused();
        assertThat(servers.allow(servers.ask(client, LOOPBACK), "read"))
                .isInstanceOfSatisfying(
                        Consent.Ask.class, ask -> assertThat(ask.problem()).isEqualTo(Problem.LOGIN_REFUSED));

        servers.outcome = new LoginCheck.Outcome.Stopped(Duration.ofMinutes(5));
        assertThat(servers.allow(servers.ask(client, LOOPBACK), "read"))
                .isInstanceOfSatisfying(Consent.Ask.class, ask -> {
                    assertThat(ask.problem()).isEqualTo(Problem.LOGIN_STOPPED);
                    assertThat(ask.retryAfter()).isEqualTo(Duration.ofMinutes(5));
                });
    }

    @Test
    void whatTheUserUntickedAndTypedStaysUntilALoginWorks() {
        Map<String, @Nullable String> form = new LinkedHashMap<>();
        form.put("form", ((Consent.Ask) servers.ask(client, LOOPBACK)).seal());
        form.put("user", "alice@example.org");
        form.put("password", "wrong");
        form.put("may-send", "on");
        form.put("domains", "example.org, b");
        for (LoginCheck.Outcome outcome : List.of(
                new LoginCheck.Outcome.Refused(),
                new LoginCheck.Outcome.Unknown(),
                new LoginCheck.Outcome.Stopped(Duration.ofMinutes(5)))) {
            servers.outcome = outcome;

            assertThat(servers.decide(form)).isInstanceOfSatisfying(Consent.Ask.class, ask -> {
                assertThat(ask.choice()).isEqualTo(new Consent.Choice(Set.of(Permission.SEND), "example.org, b"));
                assertThat(ask.step()).isEqualTo(new Consent.Step.Password("alice@example.org"));
            });
        }
        form.remove("may-send");
        assertThat(((Consent.Ask) servers.decide(form)).choice())
                .isEqualTo(new Consent.Choice(Set.of(), "example.org, b"));
    }

    @Test
    void withoutTheMailServersYesThereIsNoCode() {
        servers.outcome = new LoginCheck.Outcome.Unknown();
        assertThat(servers.allow(servers.ask(client, LOOPBACK), "read")).isInstanceOf(Consent.Ask.class);

        servers.outcome = new LoginCheck.Outcome.NotHere();
        assertThat(servers.allow(servers.ask(client, LOOPBACK), "read")).isInstanceOf(Consent.Ask.class);
    }

    @Test
    void whoTicksNothingIsAskedAgainWithoutALogin() {
        assertThat(servers.allow(servers.ask(client, LOOPBACK)))
                .isInstanceOfSatisfying(
                        Consent.Ask.class, ask -> assertThat(ask.problem()).isEqualTo(Problem.NOTHING_TICKED));
        assertThat(servers.logins).isEmpty();
    }

    @Test
    void whoCancelsGoesBackWithoutALogin() {
        Map<String, @Nullable String> form = new LinkedHashMap<>();
        form.put("form", ((Consent.Ask) servers.ask(client, LOOPBACK)).seal());
        form.put("cancel", "1");
        Consent consent = servers.decide(form);

        assertThat(parameter(consent, "error")).isEqualTo("access_denied");
        assertThat(parameter(consent, "iss")).isEqualTo(ISSUER);
        assertThat(servers.logins).isEmpty();
    }

    @Test
    void domainsBoundWhomTheClientMayWriteTo() throws Exception {
        Map<String, @Nullable String> form = new LinkedHashMap<>();
        form.put("form", ((Consent.Ask) servers.ask(client, LOOPBACK)).seal());
        form.put("user", "alice@example.org");
        form.put("password", "s3cret");
        form.put("may-send", "on");
        form.put("domains", "example.org, b\u00fccher.example");
        String code = parameter(servers.decide(form), "code");
        Caller caller = servers.use(servers.redeem(client, code).body().getString("access_token"));

        assertThat(Objects.requireNonNull(caller.credentials()).grant().recipientDomains())
                .containsExactly("example.org", "xn--bcher-kva.example");

        form.put("domains", " ,; ");
        assertThat(servers.decide(form)).isInstanceOf(Consent.Ask.class);
    }

    private static void assertRefused(Consent consent, Problem problem) {
        assertThat(consent).isEqualTo(new Consent.Refused(problem));
    }

    // ---- tokens

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "code_verifier|AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA|400 invalid_grant",
                "code_verifier|short|400 invalid_grant",
                "code_verifier||400 invalid_grant",
                "code_verifier|E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM|400 invalid_grant",
                "redirect_uri|http://127.0.0.1:4000/callback|400 invalid_grant",
                "resource|https://evil.example/mcp|400 invalid_target",
                "client_id||400 invalid_request",
                "client_id|nobody|401 invalid_client",
                "code||400 invalid_request",
                "code|mbs1.k0.AAAA|400 invalid_grant",
                "grant_type|password|400 unsupported_grant_type",
                "grant_type|client_credentials|400 unsupported_grant_type",
                "grant_type||400 invalid_request"
            })
    void aWrongTokenRequestGivesNothingAndDoesNotSpendTheCode(String name, @Nullable String value, String error) {
        String code = servers.code(client);

        assertThat(error(servers.redeem(client, code, name, value))).isEqualTo(error);
        assertThat(servers.redeem(client, code).status()).isEqualTo(200);
    }

    @Test
    void aTokenRequestWithoutARedirectUriIsOAuth21() {
        assertThat(servers.redeem(client, servers.code(client), "redirect_uri", null)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aCodeOpensForItsClientAlone() {
        String other = servers.register("http://127.0.0.1/callback");

        assertThat(error(servers.redeem(other, servers.code(client)))).isEqualTo("400 invalid_grant");
    }

    @Test
    void aCodeIsOverAfterAMinute() {
        String code = servers.code(client);
        servers.now = servers.now.plusSeconds(60);

        assertThat(error(servers.redeem(client, code))).isEqualTo("400 invalid_grant");
    }

    @Test
    void aCodeThatIsUsedTwiceEndsItsGrantHere() {
        String code = servers.code(client);
        AuthorizationServer one = servers.instance(0);
        String token = servers.redeem(one, client, code).body().getString("access_token");

        assertThat(error(servers.redeem(one, client, code))).isEqualTo("400 invalid_grant");
        assertThatExceptionOfType(BadTokenException.class).isThrownBy(() -> one.caller(token, "192.0.2.1"));
    }

    @Test
    void aRefreshTokenOpensForItsClientAlone() {
        String other = servers.register("http://127.0.0.1/callback");
        String token = servers.redeem(client, servers.code(client)).body().getString("refresh_token");

        assertThat(error(servers.refresh(other, token))).isEqualTo("400 invalid_grant");
    }

    @Test
    void aRefreshGivesTheSameOrLess() {
        String token = servers.redeem(client, servers.code(client)).body().getString("refresh_token");

        assertThat(error(servers.refresh(client, token, "scope", "mail:read mail:organize")))
                .isEqualTo("400 invalid_scope");
        JsonAnswer less = servers.refresh(client, token, "scope", "mail:read");
        assertThat(less.body().getString("scope")).isEqualTo("mail:read");
        assertThat(servers.refresh(client, less.body().getString("refresh_token"))
                        .body()
                        .getString("scope"))
                .as("the next one may have all again")
                .isEqualTo("mail:read mail:send");
    }

    @Test
    void aChangedPasswordEndsTheGrant() {
        String token = servers.redeem(client, servers.code(client)).body().getString("refresh_token");
        servers.outcome = new LoginCheck.Outcome.Refused();

        assertThat(error(servers.refresh(client, token))).isEqualTo("400 invalid_grant");
    }

    @Test
    void aMailServerThatIsAwayDoesNotSignUsersOut() {
        String token = servers.redeem(client, servers.code(client)).body().getString("refresh_token");
        servers.outcome = new LoginCheck.Outcome.Unknown();
        assertThat(servers.refresh(client, token).status()).isEqualTo(200);

        servers.outcome = new LoginCheck.Outcome.Stopped(Duration.ofMinutes(5));
        JsonAnswer stopped = servers.refresh(client, token);
        assertThat(error(stopped)).isEqualTo("503 temporarily_unavailable");
        assertThat(stopped.retryAfter()).isNotNull();
    }

    @Test
    void afterThirtyDaysOfSilenceTheUserIsAskedAgain() {
        String token = servers.redeem(client, servers.code(client)).body().getString("refresh_token");
        servers.now = servers.now.plus(Duration.ofDays(30));

        assertThat(error(servers.refresh(client, token))).isEqualTo("400 invalid_grant");
    }

    @Test
    void whoseSignInIsOlderThanTheOperatorAllowsByNowIsAskedAgain() {
        String token = servers.redeem(client, servers.code(client)).body().getString("refresh_token");
        TwoInstances stricter = new TwoInstances("TOKEN_MAX_DAYS=10");

        stricter.now = servers.now.plus(Duration.ofDays(10)).minusSeconds(60);
        assertThat(stricter.refresh(client, token).body().getInt("expires_in")).isEqualTo(60);
        stricter.now = servers.now.plus(Duration.ofDays(10));
        assertThat(error(stricter.refresh(client, token))).isEqualTo("400 invalid_grant");
    }

    @Test
    void afterNinetyDaysTheUserIsAskedAgainHoweverBusyTheClientWas() throws Exception {
        JsonAnswer tokens = servers.redeem(client, servers.code(client));
        for (int week = 1; week <= 12; week++) {
            servers.now = servers.now.plus(Duration.ofDays(7));
            tokens = servers.refresh(client, tokens.body().getString("refresh_token"));
            assertThat(tokens.status()).as("week " + week).isEqualTo(200);
        }
        servers.now = servers.now.plus(Duration.ofDays(6)).minusSeconds(60);
        tokens = servers.refresh(client, tokens.body().getString("refresh_token"));
        assertThat(tokens.body().getInt("expires_in")).isEqualTo(60);
        String access = tokens.body().getString("access_token");
        assertThat(servers.use(access).user()).isNotNull();
        servers.now = servers.now.plusSeconds(60);

        assertNoToken(access);
        assertThat(error(servers.refresh(client, tokens.body().getString("refresh_token"))))
                .isEqualTo("400 invalid_grant");
    }

    @Test
    void theStrictGetNoRefreshTokens() {
        TwoInstances strict = new TwoInstances("OAUTH_REFRESH_DAYS=0");
        String id = strict.register("http://127.0.0.1/callback");

        assertThat(strict.redeem(id, strict.code(id)).body()).doesNotContainKey("refresh_token");
    }

    @Test
    void aFormThatIsNoneIsRefused() {
        for (String body : List.of("", "{\"grant_type\":\"refresh_token\"}", "grant_type=a&grant_type=b", "a=%zz")) {
            assertThat(servers.next()
                            .token(body.getBytes(StandardCharsets.UTF_8), "192.0.2.1")
                            .status())
                    .isEqualTo(400);
        }
    }

    // ---- clients

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/callback",
                "https://claude.ai.evil.example/callback",
                "https://claude.ai@evil.example/callback",
                "https://claude.ai\\\\@evil.example/callback",
                "https://claude.ai/callback#fragment",
                "http://claude.ai/callback",
                "http://192.168.0.1/callback",
                "http://0.0.0.0/callback",
                "http://localhost.evil.example/callback",
                "http://localhost@evil.example/callback",
                "javascript:alert(1)",
                "data:text/html,x",
                "cursor://callback",
                "//claude.ai/callback",
                "",
                "http://127.0.0.1/\\u0000",
                "https://claude.ai/\\u00e4"
            })
    void aClientCannotRegisterToSendUsersElsewhere(String uri) {
        assertThat(error(TwoInstances.register(servers.next(), uri))).isEqualTo("400 invalid_redirect_uri");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cursor://anysphere.cursor-mcp/oauth/callback", "https://evil.example/callback"})
    void ofSeveralCallbacksThoseThatAreAllowedAreRegistered(String other) {
        JsonAnswer registered = TwoInstances.register(
                servers.next(),
                "http://localhost:8787/callback",
                other,
                "https://www.cursor.com/agents/mcp/oauth/callback");
        String id = registered.body().getString("client_id");

        assertThat(registered.status()).isEqualTo(201);
        assertThat(registered.body().getJsonArray("redirect_uris"))
                .extracting(Object::toString)
                .containsExactly(
                        "\"http://localhost:8787/callback\"", "\"https://www.cursor.com/agents/mcp/oauth/callback\"");
        assertRefused(servers.ask(id, other), Problem.WRONG_REDIRECT);
        assertThat(servers.ask(id, "http://localhost:8787/callback")).isInstanceOf(Consent.Ask.class);
    }

    @Test
    void whatTheOperatorListsMayBeRegistered() {
        TwoInstances listed =
                new TwoInstances("OAUTH_REDIRECT_HOSTS=chat.example.org", "OAUTH_REDIRECT_SCHEMES=cursor");

        assertThat(TwoInstances.register(listed.next(), "https://chat.example.org/x", "cursor://callback")
                        .status())
                .isEqualTo(201);
        assertThat(TwoInstances.register(listed.next(), "https://claude.ai/x").status())
                .isEqualTo(400);
        assertThat(TwoInstances.register(new TwoInstances("OAUTH_REDIRECT_HOSTS=").next(), "https://claude.ai/x")
                        .status())
                .as("a list that is set and empty allows nothing")
                .isEqualTo(400);
    }

    @Test
    void aHostThatTheOperatorTookOutOfTheListIsSentToNoMore() {
        TwoInstances listed = new TwoInstances("OAUTH_REDIRECT_HOSTS=chat.example.org,claude.ai");
        String id = listed.register("https://chat.example.org/x", "https://claude.ai/x");
        assertThat(listed.ask(id, "https://chat.example.org/x")).isInstanceOf(Consent.Ask.class);

        assertRefused(servers.ask(id, "https://chat.example.org/x"), Problem.WRONG_REDIRECT);
        assertThat(servers.ask(id, "https://claude.ai/x")).isInstanceOf(Consent.Ask.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "{}",
                "{\"redirect_uris\":[]}",
                "{\"redirect_uris\":\"x\"}",
                "{\"redirect_uris\":[1]}"
            })
    void aRegistrationThatIsNoneIsRefused(String body) {
        assertThat(servers.next()
                        .register(body.getBytes(StandardCharsets.UTF_8), "192.0.2.1")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aClientGetsNoSecretAndAShortId() {
        JsonAnswer registered = TwoInstances.register(servers.next(), "http://127.0.0.1/callback");

        assertThat(registered.status()).isEqualTo(201);
        assertThat(registered.body().getString("token_endpoint_auth_method")).isEqualTo("none");
        assertThat(registered.body()).doesNotContainKey("client_secret");
        assertThat(registered.body().getString("client_id")).hasSizeLessThan(2000);
        assertThat(error(TwoInstances.register(
                        servers.next(),
                        "http://127.0.0.1/" + "a".repeat(500),
                        "http://127.0.0.1/" + "b".repeat(500),
                        "http://127.0.0.1/" + "c".repeat(500))))
                .isEqualTo("400 invalid_client_metadata");
        String longest = IntStream.range(0, 10)
                .mapToObj(i -> "\"http://127.0.0.1/" + i + "a".repeat(582) + "\"")
                .collect(Collectors.joining(",", "[", "]"));
        assertThat(error(servers.next()
                        .register(
                                ("{\"client_name\":\"" + "n".repeat(80) + "\",\"redirect_uris\":" + longest + "}")
                                        .getBytes(StandardCharsets.UTF_8),
                                "192.0.2.1")))
                .as("more than can be sealed")
                .isEqualTo("400 invalid_client_metadata");
    }

    // ---- what operators see

    @Test
    void operatorsSeeWhoLetInWhomAndNothingSecret() {
        String code = servers.code(client);
        servers.redeem(client, code);
        servers.redeem("nobody", code);

        assertThat(servers.events)
                .extracting(OAuthEvent::kind, OAuthEvent::outcome)
                .endsWith(
                        tuple(OAuthEvent.Kind.CONSENT, "ok"),
                        tuple(OAuthEvent.Kind.TOKEN, "ok"),
                        tuple(OAuthEvent.Kind.TOKEN, "invalid_client"));
        OAuthEvent consent = servers.events.get(servers.events.size() - 3);
        OAuthEvent token = servers.events.get(servers.events.size() - 2);
        assertThat(consent.user()).isEqualTo("alice@example.org");
        assertThat(consent.grant()).isEqualTo(token.grant()).isNotNull();
        assertThat(consent.client()).isEqualTo(token.client()).startsWith("c-").hasSize(18);
        assertThat(servers.events.toString()).doesNotContain("alice", "s3cret", "mbs1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example/%s", "https://evil.example/\n%.5s", "https://evil.example"})
    void whatIsNoUrlOfADocumentDoesNotFillTheLog(String url) {
        String name = url.formatted("x".repeat(1500));
        servers.ask(name, LOOPBACK);
        servers.redeem(name, "mbs1.k0.AAAA");

        assertThat(servers.events.subList(servers.events.size() - 2, servers.events.size()))
                .allSatisfy(event -> assertThat(event.client()).startsWith("c-").hasSize(18));
    }

    @Test
    void theTokensOfClientsCountForTheirKey() throws Exception {
        JsonObject tokens = servers.redeem(client, servers.code(client)).body();
        assertThat(servers.opened()).as("a code is none").isZero();
        servers.use(tokens.getString("access_token"));
        assertThat(servers.opened()).isEqualTo(1);
        servers.refresh(client, tokens.getString("refresh_token"));
        assertThat(servers.opened()).isEqualTo(2);
        servers.refresh(client, tokens.getString("refresh_token") + "A");
        assertThat(servers.opened()).isEqualTo(2);
    }

    @Test
    void aDocumentThatCannotBeFetchedNowIsNoUnknownClient() {
        TwoInstances busy = new TwoInstances(null, null, new ClientDocuments() {
            @Override
            public Client find(String url, String address) throws OAuthException {
                throw new OAuthException(OAuthError.notNow());
            }

            @Override
            public SignedToken.Keys keys(String url, String address) throws OAuthException {
                throw new OAuthException(OAuthError.notNow());
            }
        });

        assertRefused(busy.ask("https://client.example/x", LOOPBACK), Problem.TOO_OFTEN);
    }
}
