// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.CredentialTokens;
import dev.mailboxmcp.account.DeleteMode;
import dev.mailboxmcp.account.EncryptionKeys;
import dev.mailboxmcp.account.Login;
import dev.mailboxmcp.account.LoginCheck;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.account.PermissionSettings;
import dev.mailboxmcp.account.Profiles;
import dev.mailboxmcp.account.RevokedTokens;
import dev.mailboxmcp.account.Sealer;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.account.TestKeys;
import dev.mailboxmcp.account.TokenSettings;
import dev.mailboxmcp.call.CallMemory;
import dev.mailboxmcp.call.MailConfirmations;
import dev.mailboxmcp.call.MemoryBudget;
import dev.mailboxmcp.oauth.AuthorizationServer;
import dev.mailboxmcp.oauth.Consent;
import dev.mailboxmcp.oauth.IdentityProviders;
import dev.mailboxmcp.oauth.IdentityProviders.IdentityProvider;
import dev.mailboxmcp.oauth.OAuthSettings;
import dev.mailboxmcp.observe.EndedCall;
import dev.mailboxmcp.oidc.RelyingParty;
import dev.mailboxmcp.oidc.ScriptedProvider;
import dev.mailboxmcp.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The host on which the page for confirming is shown to users who sign in at their company, and who learns of those who came back. */
class ConfirmPagesTest {
    private static final String LINK = "mbc1.k0.link";
    private static final String OF_A_PASSWORD = "mbc1.k0.password";
    private static final String SENT_ON = "https://oauth.example.org/confirm/" + LINK + "?sign-in";
    private static final InstantSource CLOCK = InstantSource.system();

    private final List<EndedCall> ended = new ArrayList<>();
    private final ScriptedProvider provider = new ScriptedProvider();
    private final OAuthGate gate = gate();
    private final ConfirmPages pages = pages(gate);

    ConfirmPagesTest() throws Exception {}

    @AfterEach
    void stop() {
        provider.close();
    }

    @Test
    void whoWillSignInIsSentToTheHostThatTheProviderSendsBackTo() {
        assertThat(pages.signInUrl(LINK, "mcp.example.org", null)).isEqualTo(SENT_ON);
        assertThat(pages.signInUrl(LINK, "oauth.example.org", null)).isNull();
        assertThat(pages.signInUrl(LINK, "OAUTH.example.org:443", null)).isNull();
    }

    /** Such as a proxy that asks by its own name for this server, or by one name for all hosts. */
    @ParameterizedTest
    @ValueSource(strings = {"localhost:3000", "mcp.example.org", "10.1.2.3"})
    void behindAProxyThatKeepsTheNameToItselfNobodyIsSentOnTwice(String asked) {
        String sentOn = Objects.requireNonNull(pages.signInUrl(LINK, asked, null));

        assertThat(sentOn).isEqualTo(SENT_ON);
        assertThat(pages.signInUrl(LINK, asked, URI.create(sentOn).getRawQuery()))
                .isNull();
    }

    @Test
    void whoTypesAPasswordStaysWhereTheLinkLeads() {
        assertThat(pages.signInUrl(OF_A_PASSWORD, "mcp.example.org", null)).isNull();
        assertThat(pages.signInUrl("mbc1.k0.altered", "mcp.example.org", null)).isNull();
        assertThat(pages(new OAuthGate(null)).signInUrl(LINK, "mcp.example.org", null))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "oauth.example.org, true",
                "OAuth.Example.org:443, true",
                "mcp.example.org, false",
                "oauth.example.org.evil.example, false",
                "localhost:3000, false",
                "'', false",
                "none, false"
            })
    void theHostOfTheUrlIsComparedAsAWhole(@Nullable String header, boolean own) {
        assertThat(gate.isOwnHost(header)).isEqualTo(own);
    }

    /** The provider's word is looked at before the page is, and by the page. */
    @Test
    void somebodyElseWhoComesBackIsToldToTheObserversOnce() {
        for (Consent.AtPage visit : List.of(
                new Consent.AtPage.Unidentified(LINK, Consent.Problem.OTHER_USER),
                new Consent.AtPage.Identified(LINK, "mallory@example.org", null))) {
            ended.clear();
            PageAnswer answer = pages.back(visit, "192.0.2.9", PageTexts.ENGLISH);

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.html()).contains("Somebody else signed in");
            assertThat(ended).singleElement().satisfies(call -> {
                assertThat(call.user()).isEqualTo("anna@example.org");
                assertThat(call.profile()).isEqualTo("corp");
                assertThat(call.address()).isEqualTo("192.0.2.9");
                assertThat(call.outcome()).isEqualTo(new EndedCall.Outcome.ToolFailed("LOGIN_FAILED"));
            });
        }
    }

    /** Whoever looks for what was not sent finds the page's lines with the tool's. */
    @Test
    void aMailThatWasNotSentIsToldToTheObserversAsTheToolWouldTellIt() {
        PageAnswer answer = pages.back(
                new Consent.AtPage.Identified(LINK, "anna@example.org", null), "192.0.2.9", PageTexts.ENGLISH);

        assertThat(answer.html()).contains("refused for good");
        assertThat(ended).singleElement().satisfies(call -> {
            assertThat(call.tool()).isEqualTo("smtp_send_draft");
            assertThat(call.outcome()).isEqualTo(new EndedCall.Outcome.ToolFailed("SEND_REJECTED"));
            assertThat(call.user()).isEqualTo("anna@example.org");
            assertThat(call.profile()).isEqualTo("corp");
            assertThat(call.refusedDomains()).containsExactly("evil.example");
        });
    }

    @Test
    void whoDidNotSignInIsNoFailedLogin() {
        PageAnswer answer = pages.back(
                new Consent.AtPage.Unidentified(LINK, Consent.Problem.DENIED), "192.0.2.9", PageTexts.ENGLISH);

        assertThat(answer.html()).contains("You were not signed in there");
        assertThat(ended).isEmpty();
    }

    private OAuthGate gate() throws IOException, GeneralSecurityException {
        Settings settings = new Settings(name -> Optional.ofNullable(
                Map.of("OAUTH_URL", "https://oauth.example.org/mcp").get(name)));
        EncryptionKeys keys = TestKeys.single(TestKeys.FIRST);
        TokenSettings tokens = new TokenSettings("", Duration.ofDays(90), null);
        RevokedTokens revoked = new RevokedTokens((@Nullable Path) null, CLOCK);
        Sealer sealer = new Sealer("mbs1", keys, "");
        IdentityProvider corp = new IdentityProvider(
                new RelyingParty(provider.settings(), "https://oauth.example.org/oauth/callback/corp", CLOCK), null);
        return new OAuthGate(AuthorizationServer.online(new AuthorizationServer.Parts(
                Objects.requireNonNull(OAuthSettings.read(settings)),
                new PermissionSettings(EnumSet.allOf(Permission.class), DeleteMode.OFF),
                sealer,
                sealer,
                new IdentityProviders(Profiles.SINGLE, Map.of("corp", corp)),
                new CredentialTokens(keys, tokens, revoked, CLOCK),
                revoked,
                tokens.lifetime(),
                credentials -> new LoginCheck.Outcome.Accepted(),
                CLOCK,
                event -> {})));
    }

    private ConfirmPages pages(OAuthGate gate) {
        return new ConfirmPages(new TwoLinks(), MemoryBudget.ofHeap(), ended::add, gate, page -> {});
    }

    /** One of a user who signs in, and one of a user who has a password. */
    private static final class TwoLinks implements MailConfirmations {
        @Override
        public boolean areServed() {
            return true;
        }

        @Override
        public @Nullable Asked find(String link) {
            return switch (link) {
                case LINK -> new Asked("anna@example.org", "corp", false, "form");
                case OF_A_PASSWORD -> new Asked("bert@example.net", "other", true, "form");
                default -> null;
            };
        }

        @Override
        public FormOutcome review(String link, String form, Secret password, String clientAddress, CallMemory memory) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FormOutcome reviewSignedIn(
                String link, String loginName, @Nullable Login login, String clientAddress, CallMemory memory) {
            return loginName.equals("anna@example.org")
                    ? new FormOutcome.Refused(
                            Reason.NOT_SENT,
                            "SEND_REJECTED",
                            "anna@example.org",
                            "corp",
                            null,
                            "refused for good",
                            List.of("evil.example"))
                    : new FormOutcome.Refused(Reason.SOMEBODY_ELSE, "LOGIN_FAILED", "anna@example.org", "corp");
        }

        @Override
        public FormOutcome send(String link, String form, String clientAddress, CallMemory memory) {
            throw new UnsupportedOperationException();
        }
    }
}
