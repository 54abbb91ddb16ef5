// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import static dev.mailboxmcp.oauth.TwoInstances.ISSUER;
import static dev.mailboxmcp.oauth.TwoInstances.LOOPBACK;
import static dev.mailboxmcp.oauth.TwoInstances.error;
import static dev.mailboxmcp.oauth.TwoInstances.location;
import static dev.mailboxmcp.oauth.TwoInstances.parameter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mailboxmcp.account.BadTokenException;
import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Login;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.account.Profiles;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.oauth.AuthorizationServer.Return;
import dev.mailboxmcp.oauth.Consent.Problem;
import dev.mailboxmcp.oauth.IdentityProviders.Delegate;
import dev.mailboxmcp.oauth.IdentityProviders.IdentityProvider;
import dev.mailboxmcp.oidc.ProviderException;
import dev.mailboxmcp.oidc.RelyingParty;
import dev.mailboxmcp.oidc.ScriptedProvider;
import dev.mailboxmcp.oidc.ScriptedProvider.Tokens;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users who sign in at the identity provider of their company, each step at another instance than the one before. */
class BrokerTest {
    private static final String REDIRECT = "https://mail.example.org/oauth/callback";

    /** Somebody else's key, made before the clock of a request runs. */
    private static final KeyPair STRANGER = ScriptedProvider.rsa();

    private final ScriptedProvider provider = new ScriptedProvider();
    private final TwoInstances servers = new TwoInstances(clock -> providers(clock, null));
    private final String client = servers.register("http://127.0.0.1/callback");

    BrokerTest() throws IOException {
        provider.clock = () -> servers.now;
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    private IdentityProviders providers(InstantSource clock, @Nullable Delegate delegate) {
        return new IdentityProviders(Profiles.SINGLE, Map.of("", new IdentityProvider(party(clock), delegate)));
    }

    private RelyingParty party(InstantSource clock) {
        return new RelyingParty(provider.settings(), REDIRECT, clock);
    }

    /** A user is sent to the provider. */
    private Consent.Onwards begin() {
        return begin(servers);
    }

    private Consent.Onwards begin(TwoInstances at) {
        Consent.Ask asked = (Consent.Ask) at.ask(client, LOOPBACK);
        Map<String, @Nullable String> form = new LinkedHashMap<>();
        form.put("form", asked.seal());
        form.put("user", ScriptedProvider.USER);
        form.put("may-read", "on");
        return (Consent.Onwards) at.decide(form);
    }

    /** The user comes back with the cookie that the browser was given. */
    private Return back(Consent.Onwards begun, String query) {
        return servers.next().takeBack(query, "", cookie(begun), "192.0.2.9");
    }

    private static Function<String, @Nullable String> cookie(Consent.Onwards begun) {
        return name -> Objects.equals(name, begun.cookie()) ? begun.value() : null;
    }

    /** Our code, after all went well at the provider. */
    private String code() {
        Consent.Onwards begun = begin();
        return parameter(back(begun, provider.signIn(begun.location())).consent(), "code");
    }

    private JsonAnswer tokens() {
        return servers.redeem(client, code());
    }

    private static Credentials credentials(Caller caller) {
        return Objects.requireNonNull(caller.credentials());
    }

    // ---- the way through

    @Test
    void theProvidersAccessTokenOpensTheMailboxOfWhomItSignedIn() throws Exception {
        JsonAnswer answer = tokens();

        assertThat(answer.status()).isEqualTo(200);
        Caller caller = servers.use(answer.body().getString("access_token"));
        assertThat(caller.user()).isEqualTo(ScriptedProvider.USER);
        assertThat(credentials(caller).login()).isInstanceOf(Login.AccessToken.class);
        assertThat(credentials(caller).login().secret().reveal()).isEqualTo("canary-upstream-access-1");
        assertThat(credentials(caller).grant().permissions()).isEqualTo(Set.of(Permission.READ));
        assertThat(servers.logins).as("the mail server is not asked").isEmpty();
    }

    @Test
    void theLoginStaysTheSameWhileItsTokensChange() throws Exception {
        JsonAnswer first = tokens();
        JsonAnswer second = servers.refresh(client, first.body().getString("refresh_token"));

        assertThat(credentials(servers.use(second.body().getString("access_token")))
                        .login()
                        .identity())
                .isEqualTo(credentials(servers.use(first.body().getString("access_token")))
                        .login()
                        .identity());
    }

    @Test
    void thePageNamesTheProviderAndWantsNoPassword() {
        Consent.Ask asked = (Consent.Ask) servers.ask(client, LOOPBACK);

        assertThat(asked.step()).isEqualTo(new Consent.Step.Provider(null, "Example Login"));
    }

    @Test
    void theProviderIsToldNothingThatItNeedNotKnow() {
        Consent.Onwards begun = begin();

        assertThat(begun.location())
                .startsWith(provider.issuer() + "/authorize?response_type=code&client_id=mailbox-mcp&redirect_uri="
                        + "https%3A%2F%2Fmail.example.org%2Foauth%2Fcallback&scope=openid+email&code_challenge=")
                .contains("&code_challenge_method=S256&nonce=", "&login_hint=alice%40example.org")
                .doesNotContain(begun.value(), ScriptedProvider.SECRET, "verifier");
        assertThat(begun.cookie()).matches("__Host-mbx-[0-9a-f]{8}");
    }

    @Test
    void whereNoRefreshTokenIsKeptNoneIsAskedFor() throws ProviderException {
        provider.scopes = "openid email offline_access mail";
        provider.prompt = "consent";
        provider.metadata =
                metadata -> metadata.add("authorization_endpoint", "https://accounts.google.com/o/oauth2/v2/auth");
        RelyingParty google = new RelyingParty(provider.settings(), REDIRECT, () -> servers.now);

        assertThat(google.authorizationUrl("state", "nonce", "verifier", ScriptedProvider.USER, true))
                .contains("&scope=openid+email+offline_access+mail&", "&access_type=offline", "&prompt=consent");
        assertThat(google.authorizationUrl("state", "nonce", "verifier", ScriptedProvider.USER, false))
                .contains("&scope=openid+email+mail&")
                .doesNotContain("offline", "prompt=");
        provider.prompt = "select_account";
        assertThat(new RelyingParty(provider.settings(), REDIRECT, () -> servers.now)
                        .authorizationUrl("state", "nonce", "verifier", ScriptedProvider.USER, false))
                .contains("&prompt=select_account");
    }

    @Test
    void offlineAccessIsAskedForWhereAClientIsToCallForLongerThanOneSignInLasts() {
        provider.scopes = "openid email offline_access";
        Function<InstantSource, IdentityProviders> providers = clock -> providers(clock, null);

        assertThat(begin(new TwoInstances(providers)).location()).contains("&scope=openid+email+offline_access&");
        assertThat(begin(new TwoInstances(providers, "OAUTH_REFRESH_DAYS=0")).location())
                .contains("&scope=openid+email&");
    }

    @Test
    void theCodeOfTheProviderIsNotUsedBeforeTheClientComes() {
        String code = code();
        assertThat(provider.forms).isEmpty();

        assertThat(servers.redeem(client, code, "code_verifier", "x".repeat(43)).status())
                .isEqualTo(400);
        assertThat(provider.forms).as("and by nobody else").isEmpty();
        assertThat(servers.redeem(client, code).status()).isEqualTo(200);
        assertThat(provider.forms).hasSize(1);
    }

    @Test
    void theProviderSeesToItThatACodeIsUsedOnceAtAllInstances() {
        String code = code();

        assertThat(servers.redeem(servers.instance(0), client, code).status()).isEqualTo(200);
        assertThat(error(servers.redeem(servers.instance(1), client, code))).isEqualTo("400 invalid_grant");
    }

    @Test
    void ourAccessTokenIsOverBeforeTheProvidersIs() {
        assertThat(tokens().body().getInt("expires_in")).isEqualTo(3600 - 60);

        provider.tokens = answer -> answer.add("expires_in", 30);
        assertThat(tokens().body().getInt("expires_in")).isEqualTo(15);
        provider.tokens = answer -> answer.add("expires_in", 1_000_000);
        assertThat(tokens().body().getInt("expires_in"))
                .as("and lives no longer than ours")
                .isEqualTo(8 * 3600);
    }

    @Test
    void theNewRefreshTokenOfTheProviderTakesThePlaceOfTheOldOne() {
        JsonAnswer first = tokens();
        JsonAnswer second = servers.refresh(client, first.body().getString("refresh_token"));
        JsonAnswer third = servers.refresh(client, second.body().getString("refresh_token"));

        assertThat(third.status()).isEqualTo(200);
        assertThat(provider.forms.get(1)).isEqualTo("grant_type=refresh_token&refresh_token=canary-upstream-refresh-1");
        assertThat(provider.forms.get(2)).isEqualTo("grant_type=refresh_token&refresh_token=canary-upstream-refresh-2");
    }

    @Test
    void aProviderThatGivesNoNewRefreshTokenIsShownTheOldOneAgain() {
        JsonAnswer first = tokens();
        provider.tokens = answer -> answer.remove("refresh_token").remove("id_token");
        JsonAnswer second = servers.refresh(client, first.body().getString("refresh_token"));
        servers.refresh(client, second.body().getString("refresh_token"));

        assertThat(provider.forms.get(2)).isEqualTo("grant_type=refresh_token&refresh_token=canary-upstream-refresh-1");
    }

    @Test
    void withoutARefreshTokenOfTheProviderThereIsNoneOfOurs() {
        provider.tokens = answer -> answer.remove("refresh_token");

        assertThat(tokens().body()).doesNotContainKey("refresh_token");
    }

    @Test
    void aUserWhomTheProviderSignsInNoMoreHasToComeAgain() {
        JsonAnswer first = tokens();
        provider.error = "invalid_grant";

        assertThat(error(servers.refresh(client, first.body().getString("refresh_token"))))
                .isEqualTo("400 invalid_grant");
    }

    @ParameterizedTest
    @ValueSource(strings = {"invalid_client", "temporarily_unavailable", "html", "<script>"})
    void aProviderInTroubleThrowsNobodyOut(String trouble) {
        JsonAnswer first = tokens();
        provider.error = trouble;

        JsonAnswer refused = servers.refresh(client, first.body().getString("refresh_token"));
        assertThat(error(refused)).isEqualTo("503 temporarily_unavailable");
        assertThat(refused.retryAfter()).isNotNull();
        provider.error = "";
        assertThat(servers.refresh(client, first.body().getString("refresh_token"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aTokenThatIsTooLongToBeSealedIsSaidToBe() {
        provider.tokens = answer -> answer.add("access_token", "x".repeat(7000));

        assertThat(error(tokens())).isEqualTo("500 server_error");
    }

    @Test
    void nothingOfTheProviderIsPrinted() {
        Consent.Onwards begun = begin();
        String query = provider.signIn(begun.location());

        assertThat(begun + back(begun, query).toString() + provider.settings())
                .doesNotContain("canary", begun.value(), "state=");
    }

    // ---- identity alone

    @Test
    void whereTheOperatorSaysSoALoginOfTheOperatorOpensTheMailbox() throws Exception {
        TwoInstances delegating =
                new TwoInstances(clock -> providers(clock, new Delegate("master", new Secret("canary-master"))));
        provider.clock = () -> delegating.now;
        String id = delegating.register("http://127.0.0.1/callback");
        Consent.Ask asked = (Consent.Ask) delegating.ask(id, LOOPBACK);
        Consent.Onwards begun = (Consent.Onwards) delegating.decide(
                new LinkedHashMap<>(Map.of("form", asked.seal(), "user", "ALICE@example.org", "may-read", "on")));
        Return back = delegating.next().takeBack(provider.signIn(begun.location()), "", cookie(begun), "192.0.2.9");
        JsonAnswer answer = delegating.redeem(id, parameter(back.consent(), "code"));
        Credentials opened = credentials(delegating.use(answer.body().getString("access_token")));

        assertThat(opened.user()).as("as the provider writes it").isEqualTo("alice@example.org");
        assertThat(opened.loginName()).isEqualTo("master");
        assertThat(opened.login().secret().reveal()).isEqualTo("canary-master");
        assertThat(answer.body().getInt("expires_in")).isEqualTo(8 * 3600);
        assertThatExceptionOfType(BadTokenException.class)
                .as("the login is the operator's to take away")
                .isThrownBy(() -> servers.use(answer.body().getString("access_token")));
    }

    // ---- the address first

    @Test
    void theDomainOfTheUserPicksTheWay() {
        Profiles profiles =
                new Profiles(Set.of("corp", "own"), Map.of("example.org", "corp", "example.net", "own"), null);
        TwoInstances two = new TwoInstances(clock ->
                new IdentityProviders(profiles, Map.of("corp", new IdentityProvider(party(clock), null))));
        String id = two.register("http://127.0.0.1/callback");
        Consent.Ask asked = (Consent.Ask) two.ask(id, LOOPBACK);
        assertThat(asked.step()).isEqualTo(new Consent.Step.Address());

        assertThat(first(two, asked, "alice@example.org").step())
                .isEqualTo(new Consent.Step.Provider("alice@example.org", "Example Login"));
        assertThat(first(two, asked, "bob@example.net").step()).isEqualTo(new Consent.Step.Password("bob@example.net"));
        Consent.Ask nowhere = first(two, asked, "carol@example.com");
        assertThat(nowhere.step()).isEqualTo(new Consent.Step.Address());
        assertThat(nowhere.problem()).isEqualTo(Problem.NOT_HERE);
        assertThat(two.decide(new LinkedHashMap<>(Map.of(
                        "form", asked.seal(), "user", "alice@example.org", "password", "guess", "may-read", "on"))))
                .as("no password passes by the provider")
                .isInstanceOf(Consent.Onwards.class);
        assertThat(two.logins).isEmpty();
    }

    private static Consent.Ask first(TwoInstances at, Consent.Ask asked, String user) {
        return (Consent.Ask) at.decide(new LinkedHashMap<>(Map.of("form", asked.seal(), "user", user, "first", "1")));
    }

    @Test
    void whoTicksNothingIsNotSentOn() {
        Consent.Ask asked = (Consent.Ask) servers.ask(client, LOOPBACK);
        Consent again =
                servers.decide(new LinkedHashMap<>(Map.of("form", asked.seal(), "user", ScriptedProvider.USER)));

        assertThat(((Consent.Ask) again).problem()).isEqualTo(Problem.NOTHING_TICKED);
    }

    @Test
    void aProviderThatCannotBeAskedIsSaidToBeAway() {
        provider.metadata = document -> document.add("issuer", "https://elsewhere.example");
        Consent.Ask asked = (Consent.Ask) servers.ask(client, LOOPBACK);
        Consent again = servers.decide(
                new LinkedHashMap<>(Map.of("form", asked.seal(), "user", ScriptedProvider.USER, "may-read", "on")));

        assertThat(((Consent.Ask) again).problem()).isEqualTo(Problem.PROVIDER_AWAY);
    }

    // ---- who comes back

    @Test
    void whoBringsNoCookieGetsNoFurther() {
        Consent.Onwards begun = begin();
        Return back = servers.next().takeBack(provider.signIn(begun.location()), "", name -> null, "192.0.2.9");

        assertThat(back.consent()).isEqualTo(new Consent.Refused(Problem.NOT_BEGUN_HERE));
    }

    @Test
    void whoWasConsentedForInAnotherBrowserGetsNoFurther() {
        Consent.Onwards attackers = begin();
        Consent.Onwards victims = begin();
        String query = provider.signIn(attackers.location());

        assertThat(servers.next()
                        .takeBack(query, "", cookie(victims), "192.0.2.9")
                        .consent())
                .isEqualTo(new Consent.Refused(Problem.NOT_BEGUN_HERE));
        assertThat(servers.next()
                        .takeBack(query, "", name -> victims.value(), "192.0.2.9")
                        .consent())
                .as("nor by the cookie under the other's name")
                .isEqualTo(new Consent.Refused(Problem.NOT_BEGUN_HERE));
        assertThat(servers.next()
                        .takeBack(
                                query.replace(
                                        attackers.cookie().substring(11),
                                        victims.cookie().substring(11)),
                                "",
                                cookie(victims),
                                "192.0.2.9")
                        .consent())
                .isEqualTo(new Consent.Refused(Problem.NOT_BEGUN_HERE));
    }

    @Test
    void whoComesBackTwiceGetsNoFurther() {
        Consent.Onwards begun = begin();
        String query = provider.signIn(begun.location());
        Return first = servers.instance(0).takeBack(query, "", cookie(begun), "192.0.2.9");

        assertThat(first.consent()).isInstanceOf(Consent.Redirect.class);
        assertThat(first.cookie()).as("which the browser is told to forget").isEqualTo(begun.cookie());
        assertThat(servers.instance(0)
                        .takeBack(query, "", cookie(begun), "192.0.2.9")
                        .consent())
                .isEqualTo(new Consent.Refused(Problem.NOT_BEGUN_HERE));
    }

    @Test
    void whoComesBackTooLateGetsNoFurther() {
        Consent.Onwards begun = begin();
        servers.now = servers.now.plus(Duration.ofMinutes(10));

        assertThat(back(begun, provider.signIn(begun.location())).consent())
                .isEqualTo(new Consent.Refused(Problem.NOT_BEGUN_HERE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "code=x", "state=&code=x", "code=x&state=0a0a0a0a.mbs1.k0.AAAA", "state=1&state=2", "%"})
    void whatNobodySentHereIsRefusedWithoutARedirect(String query) {
        assertThat(servers.next().takeBack(query, "", name -> "x", "192.0.2.9").consent())
                .isInstanceOf(Consent.Refused.class);
    }

    @Test
    void anAddressComesBackThirtyTimesAMinute() {
        for (int i = 0; i < 30; i++) {
            servers.instance(0).takeBack("", "", name -> null, "192.0.2.9");
        }

        assertThat(servers.instance(0)
                        .takeBack("", "", name -> null, "192.0.2.9")
                        .consent())
                .isEqualTo(new Consent.Refused(Problem.TOO_OFTEN));
    }

    @Test
    void aNetworkOfIpv6ComesBackAsOftenAsOneAddress() {
        for (int i = 0; i < 30; i++) {
            servers.instance(0).takeBack("", "", name -> null, "2001:db8:1:2::" + i);
        }

        assertThat(servers.instance(0)
                        .takeBack("", "", name -> null, "2001:db8:1:2::ffff")
                        .consent())
                .isEqualTo(new Consent.Refused(Problem.TOO_OFTEN));
    }

    @Test
    void aFormIsNoState() {
        Consent.Ask asked = (Consent.Ask) servers.ask(client, LOOPBACK);

        assertThat(servers.next()
                        .takeBack("code=x&state=0a0a0a0a." + asked.seal(), "", name -> "x", "192.0.2.9")
                        .consent())
                .isEqualTo(new Consent.Refused(Problem.NOT_BEGUN_HERE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"access_denied", "login_required", "consent_required"})
    void whoSaysNoAtTheProviderSaysNoToTheClient(String error) {
        Consent.Onwards begun = begin();
        Return back = back(
                begun,
                "error=" + error + "&error_description=%3Cb%3E&state="
                        + ScriptedProvider.parameter(begun.location(), "state"));

        assertThat(location(back.consent())).startsWith(LOOPBACK + "?error=access_denied&");
        assertThat(parameter(back.consent(), "state")).isEqualTo("a state");
        assertThat(parameter(back.consent(), "iss")).isEqualTo(ISSUER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"error=server_error", "error=%3Cscript%3E", "code=", "x=y"})
    void anotherErrorOfTheProviderIsNotTheUsersNo(String answer) {
        Consent.Onwards begun = begin();
        Return back = back(begun, answer + "&state=" + ScriptedProvider.parameter(begun.location(), "state"));

        assertThat(parameter(back.consent(), "error")).isEqualTo("server_error");
        assertThat(parameter(back.consent(), "iss")).isEqualTo(ISSUER);
    }

    @Test
    void anAnswerOfAnotherProviderIsNotTaken() {
        Consent.Onwards begun = begin();

        assertThat(back(begun, provider.signIn(begun.location()) + "&iss=https%3A%2F%2Fevil.example")
                        .consent())
                .isEqualTo(new Consent.Refused(Problem.OTHER_PROVIDER));
        Consent.Onwards other = begin();
        assertThat(back(other, provider.signIn(other.location()) + "&iss=" + provider.issuer())
                        .consent())
                .isInstanceOf(Consent.Redirect.class);
    }

    /** One provider sends the user to another, which does not name itself, and would be told its code. RFC 9700 4.4 */
    @Test
    void anAnswerAtThePathOfAnotherProviderIsNotTaken() {
        Profiles profiles =
                new Profiles(Set.of("corp", "own"), Map.of("example.org", "corp", "example.net", "own"), null);
        TwoInstances two = new TwoInstances(clock ->
                new IdentityProviders(profiles, Map.of("corp", new IdentityProvider(party(clock), null))));
        Consent.Ask asked = (Consent.Ask) two.ask(two.register("http://127.0.0.1/callback"), LOOPBACK);
        Consent.Onwards begun = (Consent.Onwards) two.decide(
                new LinkedHashMap<>(Map.of("form", asked.seal(), "user", ScriptedProvider.USER, "may-read", "on")));
        String query = provider.signIn(begun.location());

        for (String other : List.of("own", "", "CORP")) {
            assertThat(two.next()
                            .takeBack(query, other, cookie(begun), "192.0.2.9")
                            .consent())
                    .isEqualTo(new Consent.Refused(Problem.OTHER_PROVIDER));
        }
        assertThat(two.next()
                        .takeBack(query, "corp", cookie(begun), "192.0.2.9")
                        .consent())
                .isInstanceOf(Consent.Redirect.class);
    }

    @Test
    void aProviderThatSaysThatItNamesItselfHasTo() {
        provider.metadata = document -> document.add("authorization_response_iss_parameter_supported", true);
        Consent.Onwards begun = begin();

        assertThat(back(begun, provider.signIn(begun.location())).consent())
                .isEqualTo(new Consent.Refused(Problem.OTHER_PROVIDER));
    }

    // ---- what the provider vouches for

    @Test
    void anIdTokenThatAnswersAnotherRequestIsNotTaken() {
        provider.claims = claims -> claims.add("nonce", "another");
        assertNotProven();
        provider.claims = claims -> claims.remove("nonce");
        assertNotProven();
    }

    @Test
    void anIdTokenForAnotherClientIsNotTaken() {
        provider.claims = claims -> claims.add("aud", "another");
        assertNotProven();
        provider.claims = claims -> claims.remove("aud");
        assertNotProven();
        provider.claims = claims -> claims.add("azp", "another");
        assertNotProven();
        provider.claims = claims ->
                claims.add("aud", Json.createArrayBuilder().add("another").add(ScriptedProvider.CLIENT_ID));
        assertNotProven();
        provider.claims = claims -> claims.add(
                        "aud", Json.createArrayBuilder().add("another").add(ScriptedProvider.CLIENT_ID))
                .add("azp", ScriptedProvider.CLIENT_ID);
        assertThat(tokens().status()).isEqualTo(200);
    }

    @Test
    void anIdTokenOfAnotherIssuerIsNotTaken() {
        provider.claims = claims -> claims.add("iss", provider.issuer() + "/");
        assertNotProven();
        provider.claims = claims -> claims.remove("iss");
        assertNotProven();
    }

    @Test
    void anIdTokenThatIsOverOrFromTheFutureIsNotTaken() {
        long now = servers.now.getEpochSecond();
        provider.claims = claims -> claims.add("exp", now - 60);
        assertNotProven();
        provider.claims = claims -> claims.remove("exp");
        assertNotProven();
        provider.claims = claims -> claims.add("exp", "tomorrow");
        assertNotProven();
        provider.claims = claims -> claims.add("iat", now + 120);
        assertNotProven();
        provider.claims = claims -> claims.add("nbf", now + 120);
        assertNotProven();
        provider.claims = claims -> claims.add("exp", now - 59);
        assertThat(tokens().status()).as("clocks differ").isEqualTo(200);
    }

    @Test
    void anIdTokenThatTheProviderDidNotSignIsNotTaken() {
        for (UnaryOperator<String> forged : FORGERIES) {
            provider.idToken = forged;
            assertNotProven();
        }
    }

    @Test
    void aKeyThatChangesIsFetchedAgainUnderItsOldNameAndUnderANewOneYetOnceAMinute() {
        assertThat(tokens().status()).isEqualTo(200);
        for (String id : List.of("one", "another")) {
            provider.keySet = ScriptedProvider.keys(id, STRANGER);
            provider.idToken = token -> Tokens.signed(
                    "{\"alg\":\"RS256\",\"kid\":\"" + id + "\"}", Tokens.claimsOf(token), STRANGER.getPrivate());
            assertNotProven();
            servers.now = servers.now.plusSeconds(61);
            assertThat(tokens().status()).as(id).isEqualTo(200);
            servers.now = servers.now.plusSeconds(61);
            provider.keySet = ScriptedProvider.keys();
            provider.idToken = token -> token;
            assertThat(tokens().status()).as("back").isEqualTo(200);
        }
    }

    private static final List<UnaryOperator<String>> FORGERIES = List.of(
            token -> token.substring(0, token.lastIndexOf('.') + 1),
            token -> token.substring(0, token.length() - 4) + "AAAA",
            token -> "",
            token -> "x.y",
            token -> token + ".x",
            token -> Tokens.signed("{\"alg\":\"none\"}", Tokens.claimsOf(token), ScriptedProvider.privateKey()),
            token -> Tokens.signed(
                    "{\"alg\":\"HS256\",\"kid\":\"one\"}", Tokens.claimsOf(token), ScriptedProvider.privateKey()),
            token -> Tokens.signed(
                    "{\"alg\":\"RS256\",\"kid\":\"two\"}", Tokens.claimsOf(token), ScriptedProvider.privateKey()),
            token -> Tokens.signed(
                    "{\"alg\":\"PS256\",\"kid\":\"one\"}", Tokens.claimsOf(token), ScriptedProvider.privateKey()),
            token -> Tokens.signed(
                    "{\"alg\":\"RS256\",\"kid\":\"one\",\"crit\":[\"b64\"],\"b64\":false}",
                    Tokens.claimsOf(token),
                    ScriptedProvider.privateKey()),
            token -> Tokens.signed(
                    "{\"alg\":\"RS256\",\"kid\":\"one\",\"typ\":\"at+jwt\"}",
                    Tokens.claimsOf(token),
                    ScriptedProvider.privateKey()),
            token -> Tokens.signed(
                    "{\"alg\":\"RS256\",\"kid\":\"one\",\"jwk\":"
                            + ScriptedProvider.keys().getJsonArray("keys").get(0) + "}",
                    Tokens.claimsOf(token),
                    STRANGER.getPrivate()));

    @Test
    void anIdTokenOfAnotherUserIsNotTaken() {
        provider.claims = claims -> claims.add("email", "mallory@example.org");
        assertThat(error(tokens())).isEqualTo("400 invalid_grant");
        provider.claims = claims -> claims.add("email", "alice@example.org.evil.example");
        assertThat(error(tokens())).isEqualTo("400 invalid_grant");
        provider.claims = claims -> claims.remove("email");
        assertNotProven();
        provider.claims = claims -> claims.add("email", JsonValue.TRUE);
        assertNotProven();
    }

    @Test
    void anAddressThatTheProviderDidNotCheckIsNotTaken() {
        provider.claims = claims -> claims.add("email_verified", false);
        assertNotProven();
        provider.claims = claims -> claims.remove("email_verified");
        assertNotProven();
        provider.claims = claims -> claims.add("email_verified", "true");
        assertThat(tokens().status()).isEqualTo(200);
    }

    @Test
    void aUserWhoBecameAnotherOneIsNotRefreshed() {
        JsonAnswer first = tokens();
        provider.claims = claims -> claims.add("email", "mallory@example.org");

        assertThat(error(servers.refresh(client, first.body().getString("refresh_token"))))
                .isEqualTo("400 invalid_grant");
    }

    private void assertNotProven() {
        JsonAnswer answer = tokens();

        assertThat(error(answer)).isEqualTo("400 invalid_grant");
        assertThat(answer.body().getString("error_description")).contains("did not prove");
    }

    // ---- assertions of other authorization servers

    @ParameterizedTest
    @ValueSource(strings = {"oauth-id-jag+jwt", "jwt", "at+jwt"})
    void anIdentityAssertionIsNoGrantHereWhateverItsTypeAudienceAndClient(String type) {
        String assertion = Tokens.signed(
                "{\"alg\":\"RS256\",\"kid\":\"one\",\"typ\":\"" + type + "\"}",
                claims().build().toString(),
                ScriptedProvider.privateKey());
        JsonAnswer answer = servers.redeem(
                client, "x", "grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion", assertion);

        assertThat(error(answer)).isEqualTo("400 unsupported_grant_type");
        assertThat(provider.forms).as("nobody is asked about it").isEmpty();
    }

    private JsonObjectBuilder claims() {
        return Json.createObjectBuilder()
                .add("iss", provider.issuer())
                .add("sub", "1")
                .add("aud", ISSUER)
                .add("client_id", client)
                .add("resource", TwoInstances.URL)
                .add("jti", "1")
                .add("email", ScriptedProvider.USER)
                .add("exp", servers.now.getEpochSecond() + 60);
    }
}
