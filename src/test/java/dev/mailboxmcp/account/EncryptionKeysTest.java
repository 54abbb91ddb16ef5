// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptionKeysTest {
    @Test
    void aSingleKeyIsK0() {
        EncryptionKeys keys = TestKeys.single(TestKeys.FIRST);

        assertThat(keys.sealingKeyId()).isEqualTo("k0");
        assertThat(keys.keyIds()).containsExactly("k0");
    }

    @Test
    void theFirstOfSeveralSealsAndAllAreKnown() {
        EncryptionKeys keys = TestKeys.several("k2:" + TestKeys.FIRST + " , k1:" + TestKeys.SECOND);

        assertThat(keys.sealingKeyId()).isEqualTo("k2");
        assertThat(keys.keyIds()).containsExactly("k2", "k1");
        assertThat(keys.find("k1")).isEqualTo(HexFormat.of().parseHex(TestKeys.SECOND));
        assertThat(keys.find("k0")).isNull();
    }

    @Test
    void theSingleKeyBesideSeveralOnlyOpens() {
        Settings settings =
                settings(Map.of("ENCRYPTION_KEYS", "k1:" + TestKeys.SECOND, "ENCRYPTION_KEY", TestKeys.FIRST));

        EncryptionKeys keys = requireNonNull(EncryptionKeys.read(settings));

        assertThat(settings.problems()).isEmpty();
        assertThat(keys.keyIds()).containsExactly("k1", "k0");
        assertThat(settings.warnings())
                .singleElement()
                .asString()
                .startsWith("ENCRYPTION_KEY is set beside ENCRYPTION_KEYS")
                .contains("k0");
    }

    @Test
    void theKeyMayLieInAFile(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("key"), TestKeys.FIRST + "\n");
        Settings settings = settings(Map.of("ENCRYPTION_KEY_FILE", file.toString()));

        EncryptionKeys keys = requireNonNull(EncryptionKeys.read(settings));

        assertThat(settings.problems()).isEmpty();
        assertThat(keys.find("k0")).isEqualTo(HexFormat.of().parseHex(TestKeys.FIRST));
    }

    @Test
    void aKeyThatIsWrongInItsFileIsLookedForThere(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("key"), "0123456789abcdef\n");
        for (String variable : List.of("ENCRYPTION_KEY", "ENCRYPTION_KEYS")) {
            Settings settings = settings(Map.of(variable + "_FILE", file.toString()));

            assertThat(EncryptionKeys.read(settings)).isNull();
            assertThat(settings.problems())
                    .singleElement()
                    .asString()
                    .startsWith(variable + " (from " + variable + "_FILE) has ");
        }
    }

    @Test
    void missingKeysAreOneProblemThatSaysHowToMakeOne() {
        Settings settings = settings(Map.of());

        assertThat(EncryptionKeys.read(settings)).isNull();
        assertThat(settings.problems()).singleElement().asString().contains("ENCRYPTION_KEY is not set", "war key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "abababababababababababababababababababababababababababababababab",
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210",
                "1234567890123456789012345678901234567890123456789012345678901234",
                "deadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeef",
                "a3f1c29e5b7d08468c1be0d9724f6a35a3f1c29e5b7d08468c1be0d9724f6a35",
                "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
                "fffdfbf9f7f5f3f1efedebe9e7e5e3e1dfdddbd9d7d5d3d1cfcdcbc9c7c5c3c1",
                "0000000000000000000000000000000000000000000000000000000000000001",
                "0011223300112233001122330011223344556677445566774455667744556677",
            })
    void aKnownWeakKeyIsRefused(String weak) {
        Settings settings = settings(Map.of("ENCRYPTION_KEY", weak));

        assertThat(EncryptionKeys.read(settings)).isNull();
        assertThat(settings.problems()).singleElement().asString().contains("anyone can guess");
    }

    @Test
    void randomKeysAreNotTakenForWeakOnes() {
        SecureRandom random = new SecureRandom();
        byte[] key = new byte[EncryptionKeys.KEY_LENGTH];
        for (int i = 0; i < 10_000; i++) {
            random.nextBytes(key);
            assertThat(WeakKeys.isWeak(key)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                TestKeys.FIRST + "00",
                "a3f1c29e",
                "your-64-character-hex-key",
                "x3f1c29e5b7d08468c1be0d9724f6a35fe18b7c06d4293ea51870fbc3d62e94a",
                "abababababababababababababababababababababababababababababababab",
            })
    void aProblemNeverShowsTheKey(String wrong) {
        Settings settings = settings(Map.of(
                "ENCRYPTION_KEY", wrong, "ENCRYPTION_KEYS", "k1:" + wrong + "," + wrong + ",k2:" + TestKeys.SECOND));

        EncryptionKeys.read(settings);

        assertThat(settings.problems())
                .hasSize(3)
                .allSatisfy(problem -> assertThat(problem).doesNotContain(wrong).doesNotContain(wrong.substring(0, 8)));
    }

    @Test
    void aKeyPutWhereItsFileBelongsIsNotShownEither() {
        Settings settings = settings(Map.of("ENCRYPTION_KEY_FILE", TestKeys.FIRST));

        assertThat(EncryptionKeys.read(settings)).isNull();
        assertThat(settings.problems()).singleElement().asString().doesNotContain(TestKeys.FIRST.substring(0, 8));
    }

    @Test
    void twoKeysNeitherShareAnIdNorAreTheSame() {
        Settings sameId = settings(Map.of("ENCRYPTION_KEYS", "k1:" + TestKeys.FIRST + ",k1:" + TestKeys.SECOND));
        Settings sameKey = settings(Map.of("ENCRYPTION_KEYS", "k1:" + TestKeys.FIRST + ",k2:" + TestKeys.FIRST));

        EncryptionKeys.read(sameId);
        EncryptionKeys.read(sameKey);

        assertThat(sameId.problems()).singleElement().asString().contains("second key with the id k1");
        assertThat(sameKey.problems()).singleElement().asString().contains("key k2 is the same key as k1");
    }

    @Test
    void printsIdsOnly() {
        assertThat(TestKeys.single(TestKeys.FIRST)).hasToString("EncryptionKeys[k0]");
    }

    private static Settings settings(Map<String, String> environment) {
        return new Settings(name -> Optional.ofNullable(environment.get(name)));
    }
}
