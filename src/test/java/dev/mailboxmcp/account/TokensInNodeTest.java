// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The format of tokens, against another implementation of it that shares no line with ours. Skipped where there is no
 * Node; fails there if REQUIRE_NODE is true.
 */
class TokensInNodeTest {
    private static final int ROUNDS = 300;
    private static final Instant NOW = Instant.parse("2026-11-22T10:15:30Z");
    private static final String AUDIENCE = "https://mail.example.org/mcp";

    private final Random random = new Random(20261122); // the same each time
    private final CredentialTokens tokens = new CredentialTokens(
            TestKeys.several("k2:" + TestKeys.SECOND + ",k1:" + TestKeys.FIRST),
            new TokenSettings(AUDIENCE, Duration.ofDays(90), null),
            InstantSource.fixed(NOW));
    private @Nullable Process node;

    @BeforeEach
    void start() {
        try {
            node = new ProcessBuilder(
                            "node", Path.of("src", "test", "node", "tokens.mjs").toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            assertThat(System.getenv("REQUIRE_NODE")).as("there is no Node").isNotEqualTo("true");
            assumeTrue(false, "Skipped, there is no Node: " + e.getMessage());
        }
    }

    @AfterEach
    void stop() {
        if (node != null) {
            node.destroy();
        }
    }

    @Test
    void nodeOpensWhatWeSeal() throws Exception {
        try (Writer in = process().outputWriter();
                BufferedReader out = process().inputReader()) {
            for (int i = 0; i < ROUNDS; i++) {
                Credentials credentials = credentials();
                JsonObject opened = ask(
                        in,
                        out,
                        request("k2", TestKeys.SECOND)
                                .add("token", tokens.seal(credentials).token()));

                JsonArray fields = opened.getJsonArray("fields");
                assertThat(text(fields, 5)).isEqualTo(credentials.user());
                assertThat(text(fields, 6))
                        .isEqualTo(credentials.login().secret().reveal());
                assertThat(hex(fields, 2)).isEqualTo("%016x".formatted(NOW.getEpochSecond()));
                assertThat(hex(fields, 0x83)).isEqualTo(credentials.grant().allows(Permission.SEND) ? "09" : "01");
                assertThat(text(fields, 0x82))
                        .isEqualTo(
                                credentials.grant().recipientDomains() == null
                                        ? null
                                        : String.join(",", credentials.grant().recipientDomains()));
            }
        }
    }

    @Test
    void weOpenWhatNodeSeals() throws Exception {
        try (Writer in = process().outputWriter();
                BufferedReader out = process().inputReader()) {
            for (int i = 0; i < ROUNDS; i++) {
                Credentials credentials = credentials();
                JsonObject sealed = ask(in, out, request("k1", TestKeys.FIRST).add("fields", fields(credentials)));

                assertThat(tokens.open(sealed.getString("token"))).isEqualTo(credentials);
            }
        }
    }

    private Process process() {
        if (node == null) {
            throw new IllegalStateException("not started");
        }
        return node;
    }

    private static JsonObjectBuilder request(String keyId, String key) {
        return Json.createObjectBuilder().add("key", key).add("keyId", keyId).add("audience", AUDIENCE);
    }

    private static JsonObject ask(Writer in, BufferedReader out, JsonObjectBuilder request) throws IOException {
        in.write(request.build() + "\n");
        in.flush();
        try (var reader = Json.createReader(new StringReader(out.readLine()))) {
            return reader.readObject();
        }
    }

    private static JsonArrayBuilder fields(Credentials credentials) {
        JsonArrayBuilder fields = Json.createArrayBuilder()
                .add(field(1, new byte[] {1}))
                .add(field(2, seconds(NOW)))
                .add(field(3, seconds(NOW.plusSeconds(3600))))
                .add(field(4, new byte[16]))
                .add(field(5, bytes(credentials.user())))
                .add(field(6, bytes(credentials.login().secret().reveal())));
        // every third as before tokens named their permissions
        boolean sends = credentials.grant().allows(Permission.SEND);
        if (credentials.user().length() % 3 != 0) {
            fields.add(field(0x83, new byte[] {(byte) (sends ? 9 : 1)}));
        } else if (!sends) {
            fields.add(field(0x81, new byte[] {1}));
        }
        if (credentials.grant().recipientDomains() != null) {
            fields.add(field(0x82, bytes(String.join(",", credentials.grant().recipientDomains()))));
        }
        return fields;
    }

    private static JsonArrayBuilder field(int tag, byte[] value) {
        return Json.createArrayBuilder().add(tag).add(HexFormat.of().formatHex(value));
    }

    private static @Nullable String hex(JsonArray fields, int tag) {
        return fields.getValuesAs(JsonArray.class).stream()
                .filter(field -> field.getInt(0) == tag)
                .map(field -> field.getString(1))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String text(JsonArray fields, int tag) {
        String hex = hex(fields, tag);
        return hex == null ? null : new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
    }

    private Credentials credentials() {
        Set<Permission> permissions =
                random.nextBoolean() ? Set.of(Permission.READ) : Set.of(Permission.READ, Permission.SEND);
        List<String> domains = random.nextBoolean() ? null : List.of("example.org", random.nextInt(1000) + ".example");
        return new Credentials(anyText(40), new Secret(anyText(200))).withGrant(Grant.of(permissions, domains));
    }

    private String anyText(int maxLength) {
        return random.ints(1 + random.nextInt(maxLength), '!', 0x2fff)
                .filter(c -> Character.isDefined(c) && !Character.isISOControl(c) && !Character.isWhitespace(c))
                .mapToObj(Character::toString)
                .collect(Collectors.joining("", "x", ""));
    }

    private static byte[] seconds(Instant instant) {
        return ByteBuffer.allocate(Long.BYTES).putLong(instant.getEpochSecond()).array();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
