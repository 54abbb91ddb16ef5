// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks a real browser about every sample. Writes what it said to {@code target/oracle/verdicts.txt}. */
@Tag("nightly")
class HtmlOracleNightlyTest {
    @Test
    void theBrowserSeesWhatItSawWhenItsVerdictsWereCommitted(@TempDir Path folder) throws Exception {
        List<String> lines = new ArrayList<>();
        try (Browser browser = new Browser(folder)) {
            for (Sample sample : Samples.all()) {
                Set<String> unseen = new LinkedHashSet<>(sample.words());
                unseen.removeAll(browser.seenWords(sample));
                lines.add(Verdicts.line(sample, unseen));
            }
        }
        Path written = Path.of("target", "oracle", "verdicts.txt");
        Files.createDirectories(written.getParent());
        Files.write(written, lines);

        Verdicts committed = Verdicts.committed();
        assertThat(Samples.all()).hasSizeGreaterThanOrEqualTo(200);
        assertThat(lines)
                .containsExactlyElementsOf(Samples.all().stream()
                        .map(sample -> Verdicts.line(sample, committed.unseen(sample)))
                        .toList());
    }
}
