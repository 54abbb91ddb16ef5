// SPDX-License-Identifier: MIT
package dev.mailboxmcp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The official conformance suite, whole, against the fixtures. */
class ConformanceIT extends FixtureWar {
    private static final Logger LOGGER = System.getLogger(ConformanceIT.class.getName());

    /** {@code passed} are checks, which the suite counts apart from scenarios. */
    @ParameterizedTest
    @CsvSource({
        "--requirements 2026-07-28,             every required scenario of the stateless era",
        "--requirements 2025-11-25,             every required scenario of the last revision with sessions",
        "--suite all --spec-version 2025-06-18, 'all of 2025-06-18'",
        "--suite all --spec-version 2025-03-26, 'all of 2025-03-26'",
    })
    void theSuitePasses(String selection, String what) {
        NodePackages.Run run = conformance(selection.split(" "));

        assertThat(run.exitCode()).as("%s:%n%s", what, run.output()).isZero();
        assertThat(run.output()).containsPattern("Total: [1-9]\\d* passed");
    }

    @Test
    void nothingFailsInAnyRevisionButWhatIsListed() {
        NodePackages.Run run = conformance(
                "--suite",
                "all",
                "--expected-failures",
                NodePackages.source("expected-failures.yml").toString());

        assertThat(run.exitCode()).as(run.output()).isZero();
    }

    private static NodePackages.Run conformance(String... selection) {
        List<String> command = new ArrayList<>(List.of("conformance", "server", "--url", endpoint(), "-o", "results"));
        command.addAll(List.of(selection));
        NodePackages.Run run = NodePackages.run(Map.of(), command.toArray(String[]::new));
        run.output()
                .lines()
                .filter(line -> line.startsWith("Total:"))
                .forEach(line -> LOGGER.log(Level.INFO, String.join(" ", selection) + ": " + line));
        return run;
    }
}
