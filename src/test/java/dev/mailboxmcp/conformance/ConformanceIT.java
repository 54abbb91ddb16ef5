// SPDX-License-Identifier: MIT
package dev.mailboxmcp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The official conformance suite, whole, against the fixtures. */
@Tag("conformance")
class ConformanceIT extends FixtureWar {
    private static final Pattern TOTAL = Pattern.compile("Total: [1-9]\\d* passed.*");

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
        Matcher total = TOTAL.matcher(run.output());
        assertThat(total.find()).as(run.output()).isTrue();
        System.out.println("conformance " + selection + ": " + total.group()); // for who reads the log of CI
    }

    @Test
    void nothingFailsButWhatIsListed() {
        NodePackages.Run run = Suite.runAllBut(endpoint(), "expected-failures.yml");

        assertThat(run.exitCode()).as(run.output()).isZero();
    }
}
