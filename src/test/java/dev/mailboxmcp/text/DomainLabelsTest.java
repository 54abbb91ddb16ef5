// SPDX-License-Identifier: MIT
package dev.mailboxmcp.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.net.IDN;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DomainLabelsTest {
    @Test
    void aDomainIsWrittenEitherWay() {
        assertThat(DomainLabels.ascii("b\u00FCcher.example", 0)).isEqualTo("xn--bcher-kva.example");
        assertThat(DomainLabels.unicode("xn--bcher-kva.example")).isEqualTo("b\u00FCcher.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a..b", "\u0000\u00FC", "xn--\u00FC"})
    void whatIsNoDomainIsToldInOneWay(String domain) {
        assertThatIllegalArgumentException().isThrownBy(() -> DomainLabels.ascii(domain, IDN.USE_STD3_ASCII_RULES));
    }

    @Test
    void whatIsTooLongForADomainIsRefusedBeforeItsMarksAreSorted() {
        String pile = "a" + "\u0300".repeat(300_000) + "\u0316".repeat(300_000) + ".example";
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            assertThatIllegalArgumentException().isThrownBy(() -> DomainLabels.ascii(pile, IDN.ALLOW_UNASSIGNED));
            assertThatIllegalArgumentException().isThrownBy(() -> DomainLabels.unicode(pile));
        });
    }
}
