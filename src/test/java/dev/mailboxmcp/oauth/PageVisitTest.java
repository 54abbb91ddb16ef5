// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Login;
import dev.mailboxmcp.account.Profiles;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.oauth.Consent.AtPage;
import dev.mailboxmcp.oauth.Consent.Problem;
import dev.mailboxmcp.oauth.IdentityProviders.Delegate;
import dev.mailboxmcp.oauth.IdentityProviders.IdentityProvider;
import dev.mailboxmcp.oidc.RelyingParty;
import dev.mailboxmcp.oidc.ScriptedProvider;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Users who say to a page of this server who they are, at the identity provider of their company, each step at another instance. */
class PageVisitTest {
    private static final String PAGE = "mbc1.k0.canary-page";

    private final ScriptedProvider provider = new ScriptedProvider();
    private final TwoInstances servers = servers(null);

    PageVisitTest() throws IOException {}

    private TwoInstances servers(@Nullable Delegate delegate) {
        TwoInstances made = new TwoInstances(clock -> new IdentityProviders(
                Profiles.SINGLE,
                Map.of(
                        "",
                        new IdentityProvider(
                                new RelyingParty(provider.settings(), "https://mail.example.org/oauth/callback", clock),
                                delegate))));
        provider.clock = () -> made.now;
        return made;
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    private static Consent.Onwards begin(TwoInstances at) {
        return (Consent.Onwards) at.next().identify(PAGE, ScriptedProvider.USER, null);
    }

    private Consent back(Consent.Onwards begun, String query) {
        return back(servers, query, cookie(begun));
    }

    private static Consent back(TwoInstances at, String query, Function<String, @Nullable String> cookies) {
        return at.next().takeBack(query, "", cookies, "192.0.2.9").consent();
    }

    private static Function<String, @Nullable String> cookie(Consent.Onwards begun) {
        return name -> Objects.equals(name, begun.cookie()) ? begun.value() : null;
    }

    private AtPage visit() {
        Consent.Onwards begun = begin(servers);
        return (AtPage) back(begun, provider.signIn(begun.location()));
    }

    private Problem problem() {
        AtPage.Unidentified visit = (AtPage.Unidentified) visit();
        assertThat(visit.page()).isEqualTo(PAGE);
        return visit.problem();
    }

    @Test
    void whoComesBackIsWhomTheProviderVouchesForAndItsTokenOpensTheMailbox() {
        assertThat(visit())
                .isEqualTo(new AtPage.Identified(
                        PAGE,
                        ScriptedProvider.USER,
                        new Login.AccessToken(new Secret("canary-upstream-access-1"), null)));
        assertThat(servers.logins).as("the mail server is asked by the page").isEmpty();
    }

    @Test
    void aLookAtAPageAsksForNoRefreshToken() {
        provider.scopes = "openid email offline_access";

        assertThat(begin(servers(null)).location()).contains("&scope=openid+email&");
    }

    @Test
    void whereALoginOfTheOperatorOpensTheMailboxesTheWordOfTheProviderIsEnough() {
        TwoInstances delegating = servers(new Delegate("master", new Secret("canary-master")));
        Consent.Onwards begun = begin(delegating);

        assertThat(back(delegating, provider.signIn(begun.location()), cookie(begun)))
                .isEqualTo(new AtPage.Identified(PAGE, ScriptedProvider.USER, null));
    }

    @Test
    void somebodyElseWhoSignedInIsNotTheUser() {
        provider.claims = claims -> claims.add("email", "mallory@example.org");
        assertThat(problem()).isEqualTo(Problem.OTHER_USER);
        provider.claims = claims -> claims.add("email", "alice@example.org.evil.example");
        assertThat(problem()).isEqualTo(Problem.OTHER_USER);
    }

    /** Unicode folds U+017F into s, U+0131 into I, and U+212A into k. */
    @ParameterizedTest
    @CsvSource({
        "kim.s@example.org, true",
        "KIM.S@Example.ORG, true",
        "kim.\u017F@example.org, false",
        "k\u0131m.s@example.org, false",
        "\u212Aim.s@example.org, false",
        "kim.s@example.\u2134rg, false"
    })
    void aLetterThatOnlyLooksLikeOneOfTheAddressIsAnotherOne(String vouchedFor, boolean same) {
        provider.claims = claims -> claims.add("email", vouchedFor);
        Consent.Onwards begun = (Consent.Onwards) servers.next().identify(PAGE, "kim.s@example.org", null);

        AtPage visit = (AtPage) back(begun, provider.signIn(begun.location()));

        assertThat(visit instanceof AtPage.Identified).isEqualTo(same);
        assertThat(same || ((AtPage.Unidentified) visit).problem() == Problem.OTHER_USER)
                .isTrue();
    }

    @Test
    void whomTheProviderDoesNotProveIsNotTheUser() {
        provider.claims = claims -> claims.add("email_verified", false);
        assertThat(problem()).isEqualTo(Problem.NOT_PROVEN);
        provider.claims = claims -> claims.add("nonce", "another");
        assertThat(problem()).isEqualTo(Problem.NOT_PROVEN);
        provider.claims = claims -> claims.add("aud", "another");
        assertThat(problem()).isEqualTo(Problem.NOT_PROVEN);
    }

    @ParameterizedTest
    @CsvSource({"invalid_grant, DENIED", "temporarily_unavailable, PROVIDER_AWAY", "html, PROVIDER_AWAY"})
    void aProviderThatGivesNothingForItsCodeVouchesForNobody(String error, Problem expected) {
        provider.error = error;

        assertThat(problem()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "error=access_denied, DENIED",
        "error=login_required, DENIED",
        "error=server_error, PROVIDER_AWAY",
        "code=, PROVIDER_AWAY",
        "x=y, PROVIDER_AWAY",
        "code=x&iss=https%3A%2F%2Fevil.example, OTHER_PROVIDER"
    })
    void anAnswerThatIsNoSignInSaysSo(String answer, Problem expected) {
        Consent.Onwards begun = begin(servers);

        assertThat(back(begun, answer + "&state=" + ScriptedProvider.parameter(begun.location(), "state")))
                .isEqualTo(new AtPage.Unidentified(PAGE, expected));
        assertThat(provider.forms).isEmpty();
    }

    @Test
    void whoComesBackInAnotherBrowserOrTwiceOrTooLateGetsNoFurther() {
        Consent.Refused refused = new Consent.Refused(Problem.NOT_BEGUN_HERE);
        Consent.Onwards attackers = begin(servers);
        Consent.Onwards victims = begin(servers);
        String query = provider.signIn(attackers.location());
        assertThat(back(servers, query, name -> null)).isEqualTo(refused);
        assertThat(back(servers, query, cookie(victims))).isEqualTo(refused);
        assertThat(back(servers, query, name -> victims.value())).isEqualTo(refused);
        assertThat(provider.forms)
                .as("the provider's code is used for none of them")
                .isEmpty();

        assertThat(servers.instance(0)
                        .takeBack(query, "", cookie(attackers), "192.0.2.9")
                        .consent())
                .isInstanceOf(AtPage.Identified.class);
        assertThat(servers.instance(0)
                        .takeBack(query, "", cookie(attackers), "192.0.2.9")
                        .consent())
                .isEqualTo(refused);
        assertThat(servers.instance(1)
                        .takeBack(query, "", cookie(attackers), "192.0.2.9")
                        .consent())
                .as("the provider takes its code once, at whichever instance")
                .isEqualTo(new AtPage.Unidentified(PAGE, Problem.DENIED));
        servers.now = servers.now.plus(Duration.ofMinutes(10));
        assertThat(back(victims, provider.signIn(victims.location()))).isEqualTo(refused);
    }

    @Test
    void aProviderThatCannotBeAskedIsSaidToBeAway() {
        provider.metadata = document -> document.add("issuer", "https://elsewhere.example");

        assertThat(servers.next().identify(PAGE, ScriptedProvider.USER, null))
                .isEqualTo(new AtPage.Unidentified(PAGE, Problem.PROVIDER_AWAY));
        assertThat(servers.next().identify(PAGE, ScriptedProvider.USER, "nobodys"))
                .isEqualTo(new AtPage.Unidentified(PAGE, Problem.PROVIDER_AWAY));
    }

    @Test
    void nothingOfItIsPrinted() {
        Consent.Onwards begun = begin(servers);

        assertThat(begun + visit().toString() + new AtPage.Unidentified(PAGE, Problem.DENIED))
                .doesNotContain("canary", "alice", begun.value());
        assertThat(begun.location()).doesNotContain("canary");
    }
}
