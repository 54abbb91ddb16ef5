// SPDX-License-Identifier: MIT
package dev.mailboxmcp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the product's tools do not need yet: progress, questions for values, changed lists. */
@Tag("conformance")
class ClientsOnFixturesIT extends FixtureWar {
    @ParameterizedTest
    @ValueSource(strings = {"legacy", "auto", "modern"})
    void theTypeScriptClientGetsProgressAndAnswersQuestions(String era) {
        NodePackages.Run run =
                NodePackages.script("typescript-client.mjs", era, "fixtures", endpoint(), "alice@example.test", "any");

        assertThat(run.exitCode()).as(run.output()).isZero();
    }
}
