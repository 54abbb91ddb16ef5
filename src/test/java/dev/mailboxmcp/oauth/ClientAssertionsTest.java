// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import static dev.mailboxmcp.oauth.TwoInstances.ISSUER;
import static dev.mailboxmcp.oauth.TwoInstances.LOOPBACK;
import static dev.mailboxmcp.oauth.TwoInstances.error;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.oidc.ProviderException;
import dev.mailboxmcp.oidc.PublishedKeys;
import dev.mailboxmcp.oidc.ScriptedProvider;
import dev.mailboxmcp.oidc.ScriptedProvider.Tokens;
import dev.mailboxmcp.oidc.SignedToken;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that sign their requests for tokens, by keys that their metadata documents name. */
class ClientAssertionsTest {
    private static final String CLIENT = "https://chatgpt.example/oauth/client.json";
    private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final String HEADER = "{\"alg\":\"RS256\",\"kid\":\"one\"}";
    private static final KeyPair STRANGER = ScriptedProvider.rsa();

    private boolean signs = true;
    private boolean reachable = true;
    private JsonObject published = ScriptedProvider.keys();
    private final AtomicInteger fetched = new AtomicInteger();
    private final AtomicInteger statements = new AtomicInteger();
    private final TwoInstances servers = new TwoInstances(null, null, new Documents());

    private final class Documents implements ClientDocuments {
        private final PublishedKeys keys = new PublishedKeys(
                () -> {
                    fetched.incrementAndGet();
                    if (!reachable) {
                        throw ProviderException.away("it is away");
                    }
                    return published;
                },
                () -> servers.now);

        @Override
        public Client find(String url, String address) {
            return new Client(url, "ChatGPT", List.of(LOOPBACK), "chatgpt.example", signs);
        }

        @Override
        public SignedToken.Keys keys(String url, String address) {
            return keys;
        }
    }

    // ---- the way through

    @Test
    void aClientThatSignsGetsTokensAndNewOnes() {
        JsonAnswer tokens = redeem(code(), statement());
        JsonAnswer refreshed = refresh(tokens, statement());

        assertThat(error(tokens)).isEqualTo("200 none");
        assertThat(error(refreshed)).isEqualTo("200 none");
        assertThat(fetched).as("its keys are kept").hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {ISSUER, ISSUER + "/token"})
    void aStatementIsForTheIssuerOrTheTokenEndpoint(String audience) {
        assertThat(error(redeem(code(), signed(HEADER, claims().add("aud", audience)))))
                .isEqualTo("200 none");
        JsonArrayBuilder both = Json.createArrayBuilder().add(ISSUER).add(ISSUER + "/token");
        assertThat(error(redeem(code(), signed(HEADER, claims().add("aud", both)))))
                .isEqualTo("200 none");
    }

    @Test
    void aStatementSaysWhoTheClientIs() {
        assertThat(error(servers.redeem(
                        CLIENT,
                        code(),
                        "client_id",
                        null,
                        "client_assertion_type",
                        TYPE,
                        "client_assertion",
                        statement())))
                .isEqualTo("200 none");
        assertThat(error(servers.redeem(CLIENT, code(), "client_id", null, "client_assertion", "x.y.z")))
                .isEqualTo("400 invalid_request");
    }

    // ---- who does not sign

    @Test
    void withoutASignatureNothingOfAClientThatSignsIsOfUse() {
        String code = code();
        assertThat(error(redeem(code, null))).isEqualTo("401 invalid_client");
        JsonAnswer tokens = redeem(code, statement());
        assertThat(error(tokens)).as("the code was not spent by that").isEqualTo("200 none");
        assertThat(error(refresh(tokens, null))).isEqualTo("401 invalid_client");
        assertThat(error(refresh(refresh(tokens, statement()), null))).isEqualTo("401 invalid_client");
    }

    @Test
    void whoMayKeepSilentIsHeldToItsSignatureOnceItSigned() {
        signs = false;
        JsonAnswer silent = redeem(code(), null);
        assertThat(error(silent)).isEqualTo("200 none");
        assertThat(error(refresh(silent, null))).isEqualTo("200 none");
        JsonAnswer signed = redeem(code(), statement());
        assertThat(error(signed)).isEqualTo("200 none");
        assertThat(error(refresh(signed, null))).isEqualTo("401 invalid_client");
        JsonAnswer laterSigned = refresh(silent, statement());
        assertThat(error(refresh(laterSigned, null))).isEqualTo("401 invalid_client");
    }

    @Test
    void aRegisteredClientHasNoKeys() {
        String registered = servers.register("http://127.0.0.1/callback");
        assertThat(error(servers.redeem(
                        registered,
                        servers.code(registered),
                        "client_assertion_type",
                        TYPE,
                        "client_assertion",
                        signed(HEADER, claims().add("iss", registered).add("sub", registered)))))
                .isEqualTo("401 invalid_client");
    }

    @Test
    void whoWasGivenNothingHereMakesNobodyFetchKeys() {
        assertThat(error(redeem("mbs1.k1.AAAA", statement()))).isEqualTo("400 invalid_grant");
        assertThat(fetched).hasValue(0);
    }

    // ---- what is no proof

    static List<UnaryOperator<JsonObjectBuilder>> wrongClaims() {
        return List.of(
                claims -> claims.add("aud", "https://other.example"),
                claims -> claims.add("aud", TwoInstances.URL),
                claims ->
                        claims.add("aud", Json.createArrayBuilder().add(ISSUER).add("https://other.example/token")),
                claims -> claims.remove("aud"),
                claims -> claims.add("iss", "https://other.example/client.json"),
                claims -> claims.add("sub", "https://other.example/client.json"),
                claims -> claims.remove("sub"),
                claims -> claims.add("exp", now() + 3600),
                claims -> claims.add("exp", now() + 361),
                claims -> claims.add("exp", now() - 61),
                claims -> claims.add("exp", "never"),
                claims -> claims.remove("exp"),
                claims -> claims.add("nbf", now() + 120),
                claims -> claims.add("iat", now() + 120),
                claims -> claims.remove("jti"),
                claims -> claims.add("jti", "x".repeat(301)));
    }

    @ParameterizedTest
    @MethodSource("wrongClaims")
    void aStatementOfSomethingElseIsNoProof(UnaryOperator<JsonObjectBuilder> wrong) {
        assertNoProof(signed(HEADER, wrong.apply(claims())));
    }

    static List<UnaryOperator<String>> forgeries() {
        return List.of(
                token -> Tokens.signed("{\"alg\":\"none\"}", Tokens.claimsOf(token), ScriptedProvider.privateKey()),
                token -> token.substring(0, token.lastIndexOf('.') + 1),
                token -> Tokens.signed(
                        "{\"alg\":\"HS256\",\"kid\":\"one\"}", Tokens.claimsOf(token), ScriptedProvider.privateKey()),
                token -> Tokens.signed(HEADER, Tokens.claimsOf(token), STRANGER.getPrivate()),
                token -> Tokens.signed(
                        "{\"alg\":\"RS256\",\"kid\":\"one\",\"jwk\":"
                                + ScriptedProvider.keys("one", STRANGER)
                                        .getJsonArray("keys")
                                        .get(0) + "}",
                        Tokens.claimsOf(token),
                        STRANGER.getPrivate()),
                token -> Tokens.signed(
                        "{\"alg\":\"RS256\",\"kid\":\"one\",\"crit\":[\"exp\"]}",
                        Tokens.claimsOf(token),
                        ScriptedProvider.privateKey()),
                token -> Tokens.signed(
                        "{\"alg\":\"RS256\",\"kid\":\"one\",\"typ\":\"at+jwt\"}",
                        Tokens.claimsOf(token),
                        ScriptedProvider.privateKey()),
                token -> token.substring(0, token.length() - 4) + "AAAA",
                token -> "x");
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void aStatementThatTheClientDidNotSignIsNoProof(UnaryOperator<String> forged) {
        assertNoProof(forged.apply(statement()));
    }

    @Test
    void aStatementIsTakenOnce() {
        String statement = statement();
        AuthorizationServer server = servers.instance(0);
        assertThat(error(redeem(server, code(), statement))).isEqualTo("200 none");
        assertThat(error(redeem(server, code(), statement))).isEqualTo("401 invalid_client");
        servers.now = servers.now.plusSeconds(119);
        assertThat(error(redeem(server, code(), statement)))
                .as("as long as it is good")
                .isEqualTo("401 invalid_client");
    }

    @Test
    void anotherKindOfStatementIsNoProof() {
        assertThat(error(servers.redeem(
                        CLIENT,
                        code(),
                        "client_assertion_type",
                        "urn:ietf:params:oauth:client-assertion-type:saml2-bearer",
                        "client_assertion",
                        statement())))
                .isEqualTo("401 invalid_client");
    }

    // ---- keys that change

    @Test
    void aNewKeyOfTheClientIsFetchedYetForgeriesFetchOnceAMinute() {
        assertThat(error(redeem(code(), statement()))).isEqualTo("200 none");
        servers.now = servers.now.plusSeconds(61);
        String forged = Tokens.signed(HEADER, claims().build().toString(), STRANGER.getPrivate());
        for (int i = 0; i < 20; i++) {
            assertNoProof(forged);
        }
        assertThat(fetched).hasValue(2);
        servers.now = servers.now.plusSeconds(61);
        published = ScriptedProvider.keys("two", STRANGER);
        String rotated = Tokens.signed(
                "{\"alg\":\"RS256\",\"kid\":\"two\"}", claims().build().toString(), STRANGER.getPrivate());
        assertThat(error(redeem(code(), rotated))).isEqualTo("200 none");
        assertThat(fetched).hasValue(3);
    }

    @Test
    void aClientWhoseKeysCannotBeHadIsToldToComeAgain() {
        reachable = false;
        String code = code();
        assertThat(error(redeem(code, statement()))).isEqualTo("503 temporarily_unavailable");
        reachable = true;
        servers.now = servers.now.plusSeconds(6);
        assertThat(error(redeem(code, statement()))).isEqualTo("200 none");
    }

    private void assertNoProof(String assertion) {
        String code = code();
        assertThat(error(redeem(code, assertion))).isEqualTo("401 invalid_client");
        assertThat(error(redeem(code, statement())))
                .as("the code is still good")
                .isEqualTo("200 none");
    }

    private String code() {
        return servers.code(CLIENT);
    }

    private JsonAnswer redeem(String code, @Nullable String assertion) {
        return redeem(servers.next(), code, assertion);
    }

    private JsonAnswer redeem(AuthorizationServer server, String code, @Nullable String assertion) {
        return servers.redeem(
                server,
                CLIENT,
                code,
                "client_assertion_type",
                assertion == null ? null : TYPE,
                "client_assertion",
                assertion);
    }

    private JsonAnswer refresh(JsonAnswer tokens, @Nullable String assertion) {
        return servers.refresh(
                CLIENT,
                tokens.body().getString("refresh_token"),
                "client_assertion_type",
                assertion == null ? null : TYPE,
                "client_assertion",
                assertion);
    }

    private String statement() {
        return signed(HEADER, claims());
    }

    private static String signed(String header, JsonObjectBuilder claims) {
        return Tokens.signed(header, claims.build().toString(), ScriptedProvider.privateKey());
    }

    private JsonObjectBuilder claims() {
        long now = servers.now.getEpochSecond();
        return Json.createObjectBuilder(Map.of(
                "iss", CLIENT,
                "sub", CLIENT,
                "aud", ISSUER,
                "jti", "statement " + statements.incrementAndGet(),
                "iat", now,
                "exp", now + 60));
    }

    /** When the servers' clock begins. */
    private static long now() {
        return 1_795_946_400L;
    }
}
