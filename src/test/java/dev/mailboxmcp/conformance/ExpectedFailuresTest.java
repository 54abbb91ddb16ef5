// SPDX-License-Identifier: MIT
package dev.mailboxmcp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpectedFailuresTest {
    @Test
    void onlyTheTasksExtensionMayFailAndEveryEntryHasItsReason() throws IOException {
        List<String> entries = Files.readAllLines(NodePackages.source("expected-failures.yml")).stream()
                .filter(line -> line.strip().startsWith("-"))
                .toList();

        assertThat(entries).hasSizeLessThanOrEqualTo(10).allMatch(line -> line.matches("  - tasks-[a-z-]+ # .{10,}"));
    }
}
