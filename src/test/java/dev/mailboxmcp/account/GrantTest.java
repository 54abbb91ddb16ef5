// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrantTest {
    private static final Grant ANYWHERE = Grant.FULL;
    private static final Grant TWO_DOMAINS =
            Grant.of(Set.of(Permission.READ, Permission.SEND), List.of("example.org", "example.com"));

    @Test
    void readingIsNotSending() {
        assertThat(Grant.of(Set.of(Permission.READ), null).allows(Permission.SEND))
                .isFalse();
        assertThat(Grant.of(Set.of(Permission.READ), List.of("example.org")).maySendTo("example.org"))
                .isFalse();
        assertThat(ANYWHERE.maySendTo("anywhere.test")).isTrue();
    }

    @Test
    void noPermissionIncludesAnother() {
        for (Permission permission : Permission.values()) {
            assertThat(Permission.values())
                    .filteredOn(Grant.of(Set.of(permission), null)::allows)
                    .containsExactly(permission);
        }
    }

    @Test
    void noPermissionAtAllIsAMistakeAndNotEveryPermission() {
        assertThatIllegalArgumentException().isThrownBy(() -> Grant.of(Set.of(), null));
    }

    @Test
    void aDomainMeansItselfAndNeitherItsSubdomainsNorItsParents() {
        assertThat(TWO_DOMAINS.maySendTo("example.org")).isTrue();
        assertThat(TWO_DOMAINS.maySendTo("mail.example.org")).isFalse();
        assertThat(TWO_DOMAINS.maySendTo("org")).isFalse();
        assertThat(TWO_DOMAINS.maySendTo("evil-example.org")).isFalse();
    }

    @Test
    void domainsAreComparedAsTheyStandInTheEnvelope() {
        assertThat(Grant.of(Set.of(Permission.READ, Permission.SEND), List.of(" B\u00fccher.Example "))
                        .recipientDomains())
                .containsExactly("xn--bcher-kva.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "org",
                "*",
                "*.example.org",
                "@example.org",
                "a@example.org",
                "example.org.",
                "a..b",
                "exa mple.org",
                "a,b.org",
                "\u0000.org",
                "stra\u00DFe.example",
                "a\u200Db.example",
                "[127.0.0.1]"
            })
    void whatIsNoDomainIsRefused(String domain) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Grant.of(Set.of(Permission.READ, Permission.SEND), List.of(domain)))
                .withMessageStartingWith("recipient domains");
    }

    @Test
    void aDomainThatIsTooLongIsRefusedBeforeItsMarksAreSorted() {
        String pile = "a" + "\u0300".repeat(300_000) + "\u0316".repeat(300_000) + ".example";
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> whatIsNoDomainIsRefused(pile));
    }

    @Test
    void noDomainAtAllIsAMistakeAndNotEveryDomain() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Grant.of(Set.of(Permission.READ, Permission.SEND), List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Grant.of(
                        Set.of(Permission.READ, Permission.SEND),
                        IntStream.range(0, Grant.MAX_DOMAINS + 1)
                                .mapToObj(i -> "d" + i + ".example")
                                .toList()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Grant.of(
                        Set.of(Permission.READ, Permission.SEND),
                        IntStream.range(0, Grant.MAX_DOMAINS)
                                .mapToObj(i -> "d" + i + "." + "x".repeat(63) + ".example")
                                .toList()));
    }

    @Test
    void narrowingKeepsWhatIsNotSaid() throws Exception {
        assertThat(TWO_DOMAINS.narrowed(null, null)).isEqualTo(TWO_DOMAINS);
        assertThat(TWO_DOMAINS.narrowed(Set.of(Permission.READ), null).recipientDomains())
                .isEqualTo(TWO_DOMAINS.recipientDomains());
        assertThat(TWO_DOMAINS.narrowed(null, List.of("EXAMPLE.org")).recipientDomains())
                .containsExactly("example.org");
        assertThat(ANYWHERE.narrowed(null, List.of("example.org")).maySendTo("example.com"))
                .isFalse();
    }

    @Test
    void narrowingDropsDeletingUnlessItIsAskedForOrAlone() throws Exception {
        Grant all = Grant.of(EnumSet.allOf(Permission.class), null);
        Grant deleting = Grant.of(Set.of(Permission.DELETE), null);

        assertThat(all.narrowed(null, null).permissions())
                .isEqualTo(EnumSet.complementOf(EnumSet.of(Permission.DELETE)));
        assertThat(all.narrowed(Set.of(Permission.READ, Permission.DELETE), null)
                        .permissions())
                .contains(Permission.DELETE);
        assertThat(deleting.narrowed(null, null)).isEqualTo(deleting);
    }

    @Test
    void nothingNarrowsToMore() {
        assertWider(Grant.of(Set.of(Permission.READ), null), Set.of(Permission.READ, Permission.SEND), null);
        assertWider(TWO_DOMAINS, null, List.of("example.org", "example.net"));
        for (Permission permission : Permission.values()) {
            assertWider(Grant.of(EnumSet.complementOf(EnumSet.of(permission)), null), EnumSet.of(permission), null);
        }
        assertWider(TWO_DOMAINS, null, List.of("mail.example.org"));
    }

    private static void assertWider(
            Grant grant, @Nullable Set<Permission> permissions, @Nullable List<String> domains) {
        assertThatExceptionOfType(WiderGrantException.class).isThrownBy(() -> grant.narrowed(permissions, domains));
    }
}
