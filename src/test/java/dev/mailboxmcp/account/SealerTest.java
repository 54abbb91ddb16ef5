// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealerTest {
    private static final byte[] TEXT = "a cursor".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OWN = "alice".getBytes(StandardCharsets.UTF_8);

    private final Sealer sealer = new Sealer("mbs1", TestKeys.single(TestKeys.FIRST), "here");

    @Test
    void opensWhatItSealed() throws Exception {
        assertThat(sealer.open("cursor", OWN, sealer.seal("cursor", OWN, TEXT))).isEqualTo(TEXT);
    }

    @Test
    void sealsNothingToo() throws Exception {
        assertThat(sealer.open("cursor", new byte[0], sealer.seal("cursor", new byte[0], new byte[0])))
                .isEmpty();
    }

    @Test
    void neverSealsTheSameWayTwice() {
        Set<String> sealed = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            sealed.add(sealer.seal("cursor", OWN, TEXT));
        }

        assertThat(sealed).hasSize(100);
    }

    @Test
    void isTheTextAnotherImplementationMakes() throws Exception {
        // Made with Node's crypto: hkdfSync and createCipheriv over the format in Sealer's documentation
        String vector =
                "mbs1.k0.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaG_L8zLHLz9JG4IWJV272SU3pnCQRiYH7RBOivLqVogJc0KcHl4aSbpkK"
                        + "J02WhryDfJgE2gpGlLQ7";
        Sealer fixed = new Sealer("mbs1", TestKeys.single(TestKeys.FIRST), "here", new FixedRandom());

        assertThat(fixed.seal("cursor", OWN, TEXT)).isEqualTo(vector);
        assertThat(sealer.open("cursor", OWN, vector)).isEqualTo(TEXT);
    }

    @Test
    void opensForTheSamePurposeAudiencePrefixKeyAndAssociatedBytesOnly() {
        String sealed = sealer.seal("cursor", OWN, TEXT);
        EncryptionKeys keys = TestKeys.single(TestKeys.FIRST);

        assertRefused(sealer, "state", OWN, sealed);
        assertRefused(sealer, "cursor", "bob".getBytes(StandardCharsets.UTF_8), sealed);
        assertRefused(new Sealer("mbs1", keys, "there"), "cursor", OWN, sealed);
        assertRefused(new Sealer("mbx1", keys, "here"), "cursor", OWN, sealed);
        assertRefused(new Sealer("mbx1", keys, "here"), "cursor", OWN, sealed.replace("mbs1.", "mbx1."));
        assertRefused(new Sealer("mbs1", TestKeys.single(TestKeys.SECOND), "here"), "cursor", OWN, sealed);
    }

    @Test
    void aBorderBetweenAssociatedPartsCannotMove() {
        String sealed = new Sealer("mbs1", TestKeys.single(TestKeys.FIRST), "herecur").seal("sor", OWN, TEXT);

        assertRefused(sealer, "cursor", OWN, sealed);
    }

    @Test
    void afterARotationOldTextsOpenAndNewOnesCarryTheNewKeyId() throws Exception {
        Sealer before = new Sealer("mbs1", TestKeys.several("k1:" + TestKeys.FIRST), "here");
        Sealer after = new Sealer("mbs1", TestKeys.several("k2:" + TestKeys.SECOND + ",k1:" + TestKeys.FIRST), "here");
        Sealer atLast = new Sealer("mbs1", TestKeys.several("k2:" + TestKeys.SECOND), "here");
        String old = before.seal("cursor", OWN, TEXT);
        String fresh = after.seal("cursor", OWN, TEXT);

        assertThat(after.open("cursor", OWN, old)).isEqualTo(TEXT);
        assertThat(fresh).startsWith("mbs1.k2.");
        assertThat(atLast.open("cursor", OWN, fresh)).isEqualTo(TEXT);
        assertRefused(atLast, "cursor", OWN, old);
    }

    @Test
    void theKeyIdIsPartOfWhatIsSealed() {
        EncryptionKeys twoIds = TestKeys.several("k2:" + TestKeys.SECOND + ",k1:" + TestKeys.FIRST);
        String underAnotherId = new Sealer("mbs1", TestKeys.several("k9:" + TestKeys.FIRST), "here")
                .seal("cursor", OWN, TEXT)
                .replace(".k9.", ".k1.");

        assertRefused(new Sealer("mbs1", twoIds, "here"), "cursor", OWN, underAnotherId);
    }

    @Test
    void everyFlippedBitIsRefused() {
        String sealed = sealer.seal("cursor", OWN, TEXT);
        for (int i = 0; i < sealed.length(); i++) {
            for (int bit = 0; bit < Character.SIZE; bit++) {
                char[] flipped = sealed.toCharArray();
                flipped[i] ^= (char) (1 << bit);
                assertRefused(sealer, "cursor", OWN, new String(flipped));
            }
        }
    }

    @Test
    void everyFlippedBitOfTheBytesIsRefused() {
        String sealed = sealer.seal("cursor", OWN, TEXT);
        String head = sealed.substring(0, sealed.lastIndexOf('.') + 1);
        byte[] body = Base64.getUrlDecoder().decode(sealed.substring(head.length()));
        for (int i = 0; i < body.length * Byte.SIZE; i++) {
            byte[] flipped = body.clone();
            flipped[i / Byte.SIZE] ^= (byte) (1 << (i % Byte.SIZE));
            String altered = head + Base64.getUrlEncoder().withoutPadding().encodeToString(flipped);
            assertRefused(sealer, "cursor", OWN, altered);
        }
    }

    @Test
    void everyPrefixAndEveryAdditionIsRefused() {
        String sealed = sealer.seal("cursor", OWN, TEXT);
        for (int length = 0; length < sealed.length(); length++) {
            assertRefused(sealer, "cursor", OWN, sealed.substring(0, length));
        }
        for (String addition : new String[] {"A", "AA", "AAAA", "=", "==", ".", " ", "\n", "\0"}) {
            assertRefused(sealer, "cursor", OWN, sealed + addition);
            assertRefused(sealer, "cursor", OWN, addition + sealed);
        }
    }

    @Test
    void theFreeBitsOfTheLastCharacterMustBeZero() {
        String twoFreeBits = sealer.seal("cursor", OWN, new byte[1]); // 77 bytes in all
        String fourFreeBits = sealer.seal("cursor", OWN, new byte[3]); // 79

        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (String text : new String[] {twoFreeBits, fourFreeBits}) {
            for (int i = 0; i < alphabet.length(); i++) {
                char last = alphabet.charAt(i);
                if (last != text.charAt(text.length() - 1)) {
                    assertRefused(sealer, "cursor", OWN, text.substring(0, text.length() - 1) + last);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "..", "...", "mbs1", "mbs1.k0", "mbs1.k0.", "mbs1..AAAA", "mbs1.k0.%%%%", "\uD800"})
    void whatIsNoneIsRefusedWithTheSameText(String text) {
        assertRefused(sealer, "cursor", OWN, text);
    }

    @Test
    void anEndlessTextIsRefusedUnread() {
        assertRefused(sealer, "cursor", OWN, "mbs1.k0." + "A".repeat(Sealer.MAX_LENGTH));
        assertThatIllegalArgumentException().isThrownBy(() -> sealer.seal("cursor", OWN, new byte[8000]));
    }

    @Test
    void aPurposeIsAPlainName() {
        assertThatIllegalArgumentException().isThrownBy(() -> sealer.seal("a/b", OWN, TEXT));
    }

    private static void assertRefused(Sealer sealer, String purpose, byte[] associated, String text) {
        assertThatExceptionOfType(BadTokenException.class)
                .as(text)
                .isThrownBy(() -> sealer.open(purpose, associated, text))
                .withMessage(new BadTokenException().getMessage())
                .withNoCause();
    }
}
