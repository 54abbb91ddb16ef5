// SPDX-License-Identifier: MIT
package dev.mailboxmcp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The official conformance suite, whole, against the fixtures. */
@Tag("conformance")
class ConformanceIT extends FixtureWar {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--requirements 2026-07-28",
                "--requirements 2025-11-25",
                "--suite all --spec-version 2025-06-18",
                "--suite all --spec-version 2025-03-26",
            })
    void everyRequiredScenarioOfEveryRevisionPasses(String selection) {
        NodePackages.Run run = Suite.run(endpoint(), selection.split(" "));

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).containsPattern("Total: [1-9]\\d* passed");
    }

    @Test
    void nothingFailsButWhatIsListed() {
        NodePackages.Run run = Suite.runAllBut(endpoint(), "expected-failures.yml");

        assertThat(run.exitCode()).as(run.output()).isZero();
    }
}
