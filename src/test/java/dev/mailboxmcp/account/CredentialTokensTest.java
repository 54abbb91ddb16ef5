// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CredentialTokensTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:15:30.987Z");
    private static final Credentials ALICE =
            new Credentials("alice@example.org", new Secret("pa\u00df \uD83D\uDD11word"));

    private static final UUID ID = UUID.fromString("5f0c7a52-9d3e-4b1c-8a67-0e2f4d6b8c91");

    /** Where the field for permissions begins in the content: behind that for the version. */
    private static final int PERMISSIONS_AT = 4;

    private final EncryptionKeys keys = TestKeys.single(TestKeys.FIRST);

    @Test
    void opensItsOwnToken() throws Exception {
        CredentialTokens tokens = tokens(NOW, settings(90, null));

        SealedCredentials sealed = tokens.seal(ALICE);

        assertThat(tokens.open(sealed.token())).isEqualTo(ALICE);
        assertThat(sealed.token()).startsWith("mbx1.k0.").matches("[A-Za-z0-9._-]+");
        assertThat(sealed.expiresAt()).isEqualTo("2027-02-20T10:15:30Z");
    }

    @Test
    void isTheTokenAnotherImplementationMakes() throws Exception {
        // Made with Node's crypto from the same fields, salt 10…1f, nonce 20…2b and token id 00…0f
        String vector =
                "mbx1.k0.EBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqK-Nr0jARuhANAd349chKMfH9P1Q0bVHap240GYzet6OHKC6bd4WrVRGM"
                        + "yzHodOutveh90Au9s6tiZyzJFSSQ1j3MvBSswhagMWfRlocsvBvGH_0e3aTn5fsVGVraSeBlzAOAveNSq55nGNTlvjqKOwa_BKo2"
                        + "1W1iy26sm62cPJoX7F__hsmlWSvWbvnBI5NawjaoIBrsx7gfjP0b-oxx_Xvo1-3K_zvsarpshzkyw64U9TOmV1NeIhPshwyQr2j-"
                        + "H3xTBTg78JYnNNaNMT1LmntOoTTXp6teIuxRk6rdEt3gLYAMR-6RLW_rmMABPxQjd-J3lhbCYYFqDclgiYRlZdTfmVGS07IE4WWH"
                        + "xK6g-SnTheYuF1ab4AKrPG5n1yfdA_ZZ7XK0Mn4Q8Q87cVqwb1w";
        CredentialTokens fixed = new CredentialTokens(
                keys,
                settings(90, null),
                new RevokedTokens(null, InstantSource.fixed(NOW)),
                InstantSource.fixed(NOW),
                new FixedRandom());

        assertThat(fixed.seal(ALICE).token()).isEqualTo(vector);
        assertThat(tokens(NOW, settings(90, null)).open(vector)).isEqualTo(ALICE);
    }

    @Test
    void aTokenFromBeforePermissionsWereNamedMayReadAndSendAndGainsNothing() throws Exception {
        // as above, without the field for permissions
        String vector =
                "mbx1.k0.EBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqK-Nr0jARuhANAd349chKMfH9P1Q0bVHap240GYzet6OHKC6bdwSrXA6O"
                        + "yzmDditv1eq1Egi9u8AbAO6mbFNS0z_fuBCoxhqsPWvVkoMotRbZcZR3r6DL6eARNE_OTaN60gGo0pxFzF31SEW5tYsNy-BKc8VE"
                        + "sW1iy26sm62cPJoX7F__hsmlWSvWbvnBI5NawjaoIBrsx7gfjP0b-oxx_Xvo1-3K_zvsarpshzkyw64U9TOmV1NeIhPshwyQr2j-"
                        + "H3xTBTg78JYnNNaNMT1LmntOoTTXp6teIuxRk6rdEt3gLYAMR-6RLW_rmMABPxQjd-J3lhbCYYFqDclgiYRlZdTfmVGS07IE4WWH"
                        + "xK6g-SnTheYuF1ab4AKrPG5n1yfdA46g_0aUWXu-QWWzs0DwDQE";

        assertThat(tokens(NOW, settings(90, null)).open(vector))
                .isEqualTo(ALICE.withGrant(Grant.of(Set.of(Permission.READ, Permission.SEND), null)));
    }

    @Test
    void isRefusedFromTheSecondItExpires() throws Exception {
        TokenSettings oneDay = settings(1, null);
        SealedCredentials sealed = tokens(NOW, oneDay).seal(ALICE);

        assertThat(tokens(sealed.expiresAt().minusMillis(1), oneDay).open(sealed.token()))
                .isEqualTo(ALICE);
        assertRefused(tokens(sealed.expiresAt(), oneDay), sealed);
    }

    @Test
    void countsWhatEachKeyOpened() throws Exception {
        EncryptionKeys old = TestKeys.several("k1:" + TestKeys.FIRST);
        EncryptionKeys rotated = TestKeys.several("k2:" + TestKeys.SECOND + ",k1:" + TestKeys.FIRST);
        TokenSettings settings = settings(90, null);
        String ofK1 = new CredentialTokens(old, settings, InstantSource.fixed(NOW))
                .seal(ALICE)
                .token();
        CredentialTokens tokens = new CredentialTokens(rotated, settings, InstantSource.fixed(NOW));
        assertThat(tokens.openedByKeyId()).containsExactly(entry("k2", 0L), entry("k1", 0L));

        tokens.open(ofK1);
        tokens.open(ofK1);
        tokens.open(tokens.seal(ALICE).token());
        tokens.narrow(ofK1, Set.of(Permission.READ), null, null);
        assertThatExceptionOfType(BadTokenException.class).isThrownBy(() -> tokens.open(ofK1 + "A"));
        assertThatExceptionOfType(BadTokenException.class).isThrownBy(() -> tokens.open(ofK1.replace(".k1.", ".k9.")));

        assertThat(tokens.openedByKeyId()).containsExactly(entry("k2", 1L), entry("k1", 3L));
    }

    @Test
    void aShorterLifetimeAlsoShortensOlderTokens() throws Exception {
        SealedCredentials sealed = tokens(NOW, settings(90, null)).seal(ALICE);
        Instant later = NOW.plus(Duration.ofDays(8));

        assertThat(tokens(later, settings(30, null)).open(sealed.token())).isEqualTo(ALICE);
        assertRefused(tokens(later, settings(7, null)), sealed);
    }

    @Test
    void aLongerLifetimeDoesNotReviveAToken() {
        SealedCredentials sealed = tokens(NOW, settings(1, null)).seal(ALICE);

        assertRefused(tokens(NOW.plus(Duration.ofDays(2)), settings(90, null)), sealed);
    }

    @Test
    void whatIsRememberedOfAnOpenedTokenTellsWhenItEnds() throws Exception {
        String token =
                tokens(NOW, settings(90, null)).seal(ALICE, Duration.ofDays(10)).token();
        TokenLife life = life(tokens(NOW, settings(90, null)), token);
        TokenLife shorter = life(tokens(NOW, settings(5, null)), token);

        Instant end = NOW.truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofDays(10));
        assertThat(life.expiresAt()).isEqualTo(end);
        assertThat(shorter.expiresAt()).isEqualTo(end.minus(Duration.ofDays(5)));
        assertThat(tokens(end.minusSeconds(1), settings(90, null)).isValid(life))
                .isTrue();
        assertThat(tokens(end, settings(90, null)).isValid(life)).isFalse();
        assertThat(tokens(NOW, settings(90, NOW.plusSeconds(1))).isValid(life)).isFalse();
    }

    @Test
    void isRevokedByAFloorUnderItsIssue() throws Exception {
        SealedCredentials sealed = tokens(NOW, settings(90, null)).seal(ALICE);
        Instant issuedAt = Instant.parse("2026-11-22T10:15:30Z");

        assertThat(tokens(NOW, settings(90, issuedAt)).open(sealed.token())).isEqualTo(ALICE);
        assertRefused(tokens(NOW, settings(90, issuedAt.plusSeconds(1))), sealed);
    }

    @Test
    void toleratesClocksFiveMinutesApart() throws Exception {
        TokenSettings settings = settings(90, null);
        SealedCredentials sealed = tokens(NOW, settings).seal(ALICE);

        assertThat(tokens(NOW.minus(Duration.ofMinutes(4)), settings).open(sealed.token()))
                .isEqualTo(ALICE);
        assertRefused(tokens(NOW.minus(Duration.ofMinutes(6)), settings), sealed);
    }

    @Test
    void isRefusedByAnotherDeploymentWithTheSameKey() {
        SealedCredentials sealed = tokens(NOW, settings(90, null)).seal(ALICE);

        assertRefused(tokens(NOW, new TokenSettings("staging", Duration.ofDays(90), null)), sealed);
    }

    @Test
    void itsLengthDoesNotTellThatOfThePassword() {
        CredentialTokens tokens = tokens(NOW, settings(90, null));

        assertThat(tokens.seal(new Credentials("alice", new Secret("a"))).token())
                .hasSameSizeAs(tokens.seal(new Credentials("alice", new Secret("a".repeat(150))))
                        .token());
    }

    @Test
    void theLargestCredentialsFit() throws Exception {
        Credentials largest = new Credentials(
                "\u4e2d".repeat(Credentials.MAX_USER_LENGTH),
                new Secret("\u4e2d".repeat(Credentials.MAX_PASSWORD_LENGTH)));
        largest = largest.withGrant(largestGrant());
        CredentialTokens tokens = tokens(NOW, settings(90, null));

        SealedCredentials sealed = tokens.seal(largest);

        assertThat(tokens.open(sealed.token())).isEqualTo(largest);
        assertThat(sealed.token()).hasSizeLessThan(Sealer.MAX_LENGTH);
    }

    @Test
    void everyFlippedBitIsRefused() {
        CredentialTokens tokens = tokens(NOW, settings(90, null));
        String sealed = tokens.seal(ALICE).token();
        for (int i = 0; i < sealed.length(); i++) {
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                char[] flipped = sealed.toCharArray();
                flipped[i] ^= (char) (1 << bit);
                assertRefused(tokens, new SealedCredentials(new String(flipped), NOW));
            }
        }
    }

    @Test
    void carriesWhatItIsFor() throws Exception {
        CredentialTokens tokens = tokens(NOW, settings(90, null));
        Grant grant = Grant.of(Set.of(Permission.READ, Permission.SEND), List.of("example.org", "b\u00fccher.example"));

        assertThat(tokens.open(tokens.seal(ALICE).token()).grant()).isEqualTo(Grant.FULL);
        assertThat(tokens.open(tokens.seal(ALICE.withGrant(grant)).token()).grant())
                .isEqualTo(grant);
        assertThat(tokens.open(tokens.seal(ALICE.withGrant(Grant.of(Set.of(Permission.READ), null)))
                                .token())
                        .grant()
                        .permissions())
                .containsExactly(Permission.READ);
    }

    @Test
    void aNarrowerTokenNeedsNoPassword() throws Exception {
        CredentialTokens tokens = tokens(NOW, settings(90, null));
        String wide = tokens.seal(ALICE).token();

        String narrow = tokens.narrow(wide, null, List.of("example.org"), null).token();
        String narrower = tokens.narrow(narrow, Set.of(Permission.READ), null, Duration.ofHours(1))
                .token();

        assertThat(tokens.open(narrow))
                .isEqualTo(ALICE.withGrant(
                        Grant.of(EnumSet.complementOf(EnumSet.of(Permission.DELETE)), List.of("example.org"))));
        assertThat(tokens.open(narrower))
                .isEqualTo(ALICE.withGrant(Grant.of(Set.of(Permission.READ), List.of("example.org"))));
        assertThatExceptionOfType(WiderGrantException.class)
                .isThrownBy(() -> tokens.narrow(narrower, Set.of(Permission.READ, Permission.SEND), null, null));
        assertThatExceptionOfType(WiderGrantException.class)
                .isThrownBy(() -> tokens.narrow(narrow, null, List.of("example.com"), null));
        assertThatExceptionOfType(BadTokenException.class)
                .isThrownBy(() -> tokens.narrow(wide + "x", Set.of(Permission.READ), null, null));
    }

    @Test
    void aNarrowerTokenNeverOutlivesTheFirst() throws Exception {
        SealedCredentials wide = tokens(NOW, settings(90, null)).seal(ALICE);
        CredentialTokens later = tokens(NOW.plus(Duration.ofDays(89)), settings(90, null));

        SealedCredentials longer = later.narrow(wide.token(), Set.of(Permission.READ), null, Duration.ofDays(30));

        assertThat(longer.expiresAt()).isEqualTo(wide.expiresAt());
        assertThat(later.narrow(wide.token(), Set.of(Permission.READ), null, null)
                        .expiresAt())
                .isEqualTo(wide.expiresAt());
        assertThat(later.narrow(wide.token(), Set.of(Permission.READ), null, Duration.ofHours(1))
                        .expiresAt())
                .isEqualTo("2027-02-19T11:15:30Z");
        // revoked and shortened with the first one, too: it counts as issued then
        assertRefused(tokens(NOW.plus(Duration.ofDays(89)), settings(90, NOW.plusSeconds(1))), longer);
        assertRefused(tokens(NOW.plus(Duration.ofDays(89)), settings(88, null)), longer);
    }

    @Test
    void aTokenForLessThanTheUsualTime() {
        SealedCredentials sealed = tokens(NOW, settings(90, null)).seal(ALICE, Duration.ofHours(1));

        assertThat(sealed.expiresAt()).isEqualTo("2026-11-22T11:15:30Z");
        assertThat(tokens(NOW, settings(1, null))
                        .seal(ALICE, Duration.ofDays(2))
                        .expiresAt())
                .isEqualTo("2026-11-23T10:15:30Z");
    }

    @Test
    void everySetOfPermissionsComesBackAsItWas() throws Exception {
        for (int bits = 1; bits < 1 << Permission.values().length; bits++) {
            Credentials credentials = ALICE.withGrant(Grant.of(Permission.of((byte) bits), null));

            assertThat(TokenContent.decode(content(credentials)).credentials()).isEqualTo(credentials);
        }
    }

    @Test
    void aPermissionThatIsNotKnownHereOrNoneAtAllIsRefused() {
        byte[] content = content(ALICE);
        for (byte bits : new byte[] {0, 1 << 5, (byte) (1 << 7 | 1)}) {
            content[PERMISSIONS_AT + 3] = bits;

            assertThatExceptionOfType(BadTokenException.class).isThrownBy(() -> TokenContent.decode(content));
        }
    }

    @Test
    void contentFromBeforePermissionsWereNamedGainsNothing() throws Exception {
        assertThat(TokenContent.decode(withoutPermissions(content(ALICE)))
                        .credentials()
                        .grant()
                        .permissions())
                .containsExactly(Permission.READ, Permission.SEND);
        assertThat(TokenContent.decode(with(withoutPermissions(content(ALICE)), 0x81, 1))
                        .credentials()
                        .grant()
                        .permissions())
                .containsExactly(Permission.READ);
        assertThatExceptionOfType(BadTokenException.class)
                .isThrownBy(() -> TokenContent.decode(with(withoutPermissions(content(ALICE)), 0x81, 2)));
        assertThatExceptionOfType(BadTokenException.class)
                .isThrownBy(() -> TokenContent.decode(with(content(ALICE), 0x81, 1)));
    }

    @Test
    void ignoresFieldsAddedLaterButNotThoseThatNarrow() throws Exception {
        byte[] content = new TokenContent(NOW, NOW.plusSeconds(60), ID, ALICE).encode();

        assertThat(TokenContent.decode(with(content, 0x7f)).credentials()).isEqualTo(ALICE);
        assertThatExceptionOfType(BadTokenException.class)
                .isThrownBy(() -> TokenContent.decode(with(content, TokenContent.CRITICAL)));
    }

    @Test
    void aTokenKeepsItsMailProviderAndWhoLogsInAndOlderOnesHaveNeither() throws Exception {
        Credentials placed = ALICE.at("corp").by("master");
        CredentialTokens tokens = tokens(NOW, settings(90, null));

        assertThat(tokens.open(tokens.seal(placed).token())).isEqualTo(placed);
        assertThat(tokens.open(tokens.narrow(tokens.seal(placed).token(), Set.of(Permission.READ), null, null)
                        .token()))
                .isEqualTo(placed.withGrant(Grant.of(Set.of(Permission.READ), null)));
        assertThat(tokens.open(tokens.seal(ALICE).token()).profile()).isNull();
        for (int i = endOfFields(content(placed)) - 1; i >= 0; i--) {
            byte[] cut = Arrays.copyOf(content(placed), i);
            assertThatExceptionOfType(BadTokenException.class).isThrownBy(() -> TokenContent.decode(cut));
        }
    }

    @Test
    void contentCutAnywhereIsRefusedAndNeverAnotherFailure() {
        byte[] content = new TokenContent(NOW, NOW.plusSeconds(60), ID, ALICE).encode();
        int end = endOfFields(content);
        for (int length = 0; length < end; length++) {
            byte[] cut = Arrays.copyOf(content, length);
            assertThatExceptionOfType(BadTokenException.class).isThrownBy(() -> TokenContent.decode(cut));
        }
    }

    @Test
    void neverPrintsTokenOrCredentials() {
        SealedCredentials sealed = tokens(NOW, settings(90, null)).seal(ALICE);

        assertThat(sealed.toString()).doesNotContain(sealed.token());
        assertThat(new TokenContent(NOW, NOW, ID, ALICE).toString()).doesNotContain("alice");
    }

    @Test
    void halfACharacterIsNoPassword() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Credentials("alice", new Secret("a\uD83D")));
        assertThatIllegalArgumentException().isThrownBy(() -> new Credentials("al\uDD11ice", new Secret("a")));
    }

    private static TokenLife life(CredentialTokens tokens, String token) throws BadTokenException {
        return Objects.requireNonNull(tokens.caller(token, "192.0.2.1").token());
    }

    private CredentialTokens tokens(Instant now, TokenSettings settings) {
        return new CredentialTokens(keys, settings, InstantSource.fixed(now));
    }

    private static TokenSettings settings(int days, @Nullable Instant notBefore) {
        return new TokenSettings("mailbox-mcp", Duration.ofDays(days), notBefore);
    }

    private static Grant largestGrant() {
        return Grant.of(
                Set.of(Permission.READ),
                IntStream.range(0, Grant.MAX_DOMAINS)
                        .mapToObj(i -> (char) ('a' + i) + "x".repeat(48) + ".example")
                        .toList());
    }

    private static byte[] content(Credentials credentials) {
        return new TokenContent(NOW, NOW.plusSeconds(60), ID, credentials).encode();
    }

    private static byte[] withoutPermissions(byte[] content) {
        byte[] older = new byte[content.length];
        System.arraycopy(content, 0, older, 0, PERMISSIONS_AT);
        System.arraycopy(content, PERMISSIONS_AT + 4, older, PERMISSIONS_AT, content.length - PERMISSIONS_AT - 4);
        return older;
    }

    private static byte[] with(byte[] content, int tag) {
        return with(content, tag, 42);
    }

    private static byte[] with(byte[] content, int tag, int value) {
        byte[] more = content.clone();
        int end = endOfFields(content);
        more[end] = (byte) tag;
        more[end + 2] = 1;
        more[end + 3] = (byte) value;
        return more;
    }

    private static int endOfFields(byte[] content) {
        int end = content.length;
        while (content[end - 1] == 0) {
            end--;
        }
        return end;
    }

    private static void assertRefused(CredentialTokens tokens, SealedCredentials sealed) {
        assertThatExceptionOfType(BadTokenException.class)
                .isThrownBy(() -> tokens.open(sealed.token()))
                .withMessage(new BadTokenException().getMessage())
                .withNoCause();
    }
}
