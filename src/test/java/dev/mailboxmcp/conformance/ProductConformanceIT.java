// SPDX-License-Identifier: MIT
package dev.mailboxmcp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.it.DeployedWar;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The suite against the WAR as it is shipped, as a user with a mailbox. */
@Tag("conformance")
class ProductConformanceIT extends DeployedWar {
    @Test
    void everyScenarioPassesThatNeedsNoFixture() throws Exception {
        try (HeaderProxy proxy = new HeaderProxy(url().toString(), mail().alice())) {
            NodePackages.Run run = Suite.runAllBut(proxy.endpoint(), "needs-fixtures.yml");

            assertThat(run.exitCode()).as(run.output()).isZero();
        }
    }

    /** Nothing is skipped of skills: they are declared, listed, got and read. */
    @ParameterizedTest
    @ValueSource(strings = {"sep-2640-skills-enumeration", "sep-2640-skills-manifest"})
    void skillsAreAsTheirExtensionHasThem(String scenario) throws Exception {
        try (HeaderProxy proxy = new HeaderProxy(url().toString(), mail().alice())) {
            NodePackages.Run run = Suite.run(proxy.endpoint(), "--scenario", scenario, "--verbose");

            assertThat(run.exitCode()).as(run.output()).isZero();
            assertThat(run.output())
                    .containsPattern("Passed: ([1-9]\\d*)/\\1, 0 failed, 0 warnings")
                    .doesNotContain("not applicable");
        }
    }

    /** The same in a revision that is not the newest one to have it. */
    @ParameterizedTest
    @CsvSource({
        "2025-11-25, server-initialize",
        "2025-11-25, tools-list",
        "2025-11-25, resources-list",
        "2025-11-25, prompts-list",
        "2025-11-25, dns-rebinding-protection",
        "2025-06-18, server-initialize",
        "2025-06-18, logging-set-level",
        "2025-06-18, ping",
        "2025-06-18, tools-list",
        "2025-06-18, resources-list",
        "2025-06-18, resources-subscribe",
        "2025-06-18, resources-unsubscribe",
        "2025-06-18, prompts-list",
    })
    void olderRevisionsAreServedAsWell(String revision, String scenario) throws Exception {
        try (HeaderProxy proxy = new HeaderProxy(url().toString(), mail().alice())) {
            NodePackages.Run run = Suite.run(proxy.endpoint(), "--spec-version", revision, "--scenario", scenario);

            assertThat(run.exitCode()).as(run.output()).isZero();
            assertThat(run.output()).containsPattern("Passed: ([1-9]\\d*)/\\1, 0 failed, 0 warnings");
        }
    }
}
