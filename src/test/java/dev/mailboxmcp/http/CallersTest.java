// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.CredentialTokens;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Grant;
import dev.mailboxmcp.account.Login;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.account.Profiles;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.account.TestKeys;
import dev.mailboxmcp.account.TokenSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallersTest {
    private static final String ADDRESS = "192.0.2.1";
    private static final Credentials ALICE = new Credentials("alice", new Secret("s3cret"));
    private static final CredentialTokens TOKENS = new CredentialTokens(
            TestKeys.single(TestKeys.FIRST),
            new TokenSettings("mailbox-mcp", Duration.ofDays(1), null),
            InstantSource.system());

    @Test
    void bothHeadersMakeCredentials() {
        assertThat(read(Map.of("x-imap-user", List.of("alice"), "x-imap-pass", List.of("s3cret, and more"))))
                .isEqualTo(new Caller(new Credentials("alice", new Secret("s3cret, and more")).from(ADDRESS), ADDRESS));
    }

    @Test
    void noHeadersAreFine() {
        assertThat(read(Map.of())).isEqualTo(new Caller(null, ADDRESS));
    }

    @Test
    void emptyHeadersCountAsNone() {
        assertThat(read(Map.of("x-imap-user", List.of(""), "x-imap-pass", List.of(" "))))
                .isEqualTo(new Caller(null, ADDRESS));
    }

    @Test
    void halfAPairIsNamed() {
        assertThat(problem(Map.of("x-imap-user", List.of("alice"))))
                .isEqualTo("The header x-imap-user came without x-imap-pass: send both, or neither.");
        assertThat(problem(Map.of("x-imap-user", List.of(""), "x-imap-pass", List.of("s3cret"))))
                .isEqualTo("The header x-imap-pass came without x-imap-user: send both, or neither.");
    }

    @Test
    void aHeaderSentTwiceIsNotGuessedAt() {
        assertThat(problem(Map.of("x-imap-user", List.of("alice", "bob"), "x-imap-pass", List.of("s3cret"))))
                .contains("once each");
    }

    @Test
    void whatIsWrongNeverQuotesTheSecret() {
        assertThat(problem(Map.of("x-imap-user", List.of("alice"), "x-imap-pass", List.of("s3cret\u0001"))))
                .contains("control characters")
                .doesNotContain("s3cret");
    }

    @Test
    void aTokenIsABearerToken() {
        Grant reading = Grant.of(Set.of(Permission.READ), null);
        String token = TOKENS.seal(ALICE.withGrant(reading)).token();

        assertThat(read(Map.of("authorization", List.of("Bearer " + token))).credentials())
                .isEqualTo(ALICE.withGrant(reading).from(ADDRESS));
        assertThat(read(Map.of("authorization", List.of("bEARER  " + token))).credentials())
                .isNotNull();
    }

    @Test
    void aBadTokenIsNoProblemOfTheHeadersAndNobodysCredentials() {
        Caller caller = read(Map.of("authorization", List.of("Bearer mbx1.k0.AAAA")));

        assertThat(caller).isEqualTo(Caller.withBadToken(ADDRESS));
        assertThat(read(Map.of(
                                "authorization", List.of("Bearer mbx1.k0.AAAA"),
                                "x-imap-user", List.of("alice"),
                                "x-imap-pass", List.of("s3cret")))
                        .credentials())
                .as("nor does the password step in for it")
                .isNull();
    }

    @Test
    void whatAGatewayPutsIntoAuthorizationIsIgnored() {
        for (String value : List.of("Basic YWxpY2U6eA==", "Bearer eyJhbGciOi", "Bearer", "Bearer mbs1.k0.AAAA")) {
            assertThat(read(Map.of("authorization", List.of(value)))).isEqualTo(new Caller(null, ADDRESS));
        }
    }

    @Test
    void twoSourcesThatDisagreeAreRefused() {
        String bobs = TOKENS.seal(new Credentials("bob", new Secret("s3cret"))).token();
        String another =
                TOKENS.seal(new Credentials("alice", new Secret("another"))).token();

        for (String token : List.of(bobs, another)) {
            assertThat(problem(Map.of(
                            "authorization", List.of("Bearer " + token),
                            "x-imap-user", List.of("alice"),
                            "x-imap-pass", List.of("s3cret"))))
                    .contains("different mailboxes")
                    .doesNotContain("bob", "s3cret");
        }
        assertThat(problem(Map.of("authorization", List.of("Bearer " + bobs, "Bearer " + another))))
                .contains("once");
    }

    @Test
    void whereTheyAgreeWhatTheTokenIsForHolds() {
        Grant reading = Grant.of(Set.of(Permission.READ), null);
        Caller caller = read(Map.of(
                "authorization",
                List.of("Bearer " + TOKENS.seal(ALICE.withGrant(reading)).token()),
                "x-imap-user",
                List.of("alice"),
                "x-imap-pass",
                List.of("s3cret")));

        assertThat(caller.credentials()).isEqualTo(ALICE.withGrant(reading).from(ADDRESS));
    }

    private static Caller read(Map<String, List<String>> headers) {
        return new Callers(TOKENS, Profiles.SINGLE).read(headers, ADDRESS);
    }

    @Test
    void anAccessTokenTakesThePlaceOfAPassword() {
        assertThat(read(Map.of("x-imap-user", List.of("alice"), "x-imap-token", List.of("ya29.token")))
                        .credentials())
                .isEqualTo(
                        new Credentials("alice", new Login.AccessToken(new Secret("ya29.token"), null)).from(ADDRESS));
        assertThat(problem(Map.of("x-imap-token", List.of("ya29.token"))))
                .isEqualTo("The header x-imap-token came without x-imap-user: send both, or neither.");
        assertThat(problem(Map.of(
                        "x-imap-user", List.of("alice"),
                        "x-imap-pass", List.of("s3cret"),
                        "x-imap-token", List.of("ya29.token"))))
                .contains("send one of them");
        assertThat(problem(Map.of("x-imap-user", List.of("alice"), "x-imap-token", List.of("Bearer ya29.token"))))
                .contains("without Bearer in front");
    }

    @Test
    void aDelegateIsNamedBesideTheMailbox() {
        Map<String, List<String>> headers = Map.of(
                "x-imap-user", List.of("shared@example.org"),
                "x-imap-login", List.of("alice@example.org"),
                "x-imap-pass", List.of("s3cret"));

        Credentials credentials = Objects.requireNonNull(read(headers).credentials());

        assertThat(credentials.user()).isEqualTo("shared@example.org");
        assertThat(credentials.loginName()).isEqualTo("alice@example.org");
        assertThat(problem(Map.of("x-imap-login", List.of("alice@example.org"))))
                .contains("x-imap-login");
    }

    @Test
    void theDomainPicksTheProfileUnlessTheHeaderNamesOne() {
        assertThat(profileOf(Map.of())).isEqualTo("corp");
        assertThat(profileOf(Map.of("x-mail-profile", List.of("other")))).isEqualTo("other");
        assertThat(problem(withAlice(Map.of("x-mail-profile", List.of("imap.evil.example")))))
                .contains("never a host");
        assertThat(problem(withAlice(Map.of("x-mail-profile", List.of("corp", "other")))))
                .contains("one profile");
    }

    @Test
    void whatATokenIsForHoldsWhateverTheHeaderNames() {
        String old = TOKENS.seal(new Credentials("alice@example.org", new Secret("s3cret")))
                .token();
        String ofOther = TOKENS.seal(new Credentials("alice@example.org", new Secret("s3cret")).at("other"))
                .token();

        assertThat(profileOfToken(old, Map.of())).isEqualTo("corp");
        assertThat(profileOfToken(ofOther, Map.of())).isEqualTo("other");
        assertThat(profileOfToken(ofOther, Map.of("x-mail-profile", List.of("other"))))
                .isEqualTo("other");
        assertThat(problem(and(Map.of("x-mail-profile", List.of("other")), "authorization", "Bearer " + old)))
                .contains("leave that out");
    }

    private static final Profiles TWO = new Profiles(Set.of("corp", "other"), Map.of("example.org", "corp"), null);

    private static @Nullable String profileOf(Map<String, List<String>> headers) {
        return Objects.requireNonNull(new Callers(TOKENS, TWO)
                        .read(withAlice(headers), ADDRESS)
                        .credentials())
                .profile();
    }

    private static @Nullable String profileOfToken(String token, Map<String, List<String>> headers) {
        return Objects.requireNonNull(new Callers(TOKENS, TWO)
                        .read(and(headers, "authorization", "Bearer " + token), ADDRESS)
                        .credentials())
                .profile();
    }

    private static Map<String, List<String>> withAlice(Map<String, List<String>> headers) {
        return and(and(headers, "x-imap-user", "alice@example.org"), "x-imap-pass", "s3cret");
    }

    private static Map<String, List<String>> and(Map<String, List<String>> headers, String name, String value) {
        Map<String, List<String>> all = new HashMap<>(headers);
        all.put(name, List.of(value));
        return all;
    }

    private static String problem(Map<String, List<String>> headers) {
        Caller caller = read(headers);
        assertThat(caller.credentials()).isNull();
        return String.valueOf(caller.credentialsProblem());
    }
}
