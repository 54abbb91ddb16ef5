// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.html.HtmlText;
import dev.mailboxmcp.mime.BodyText;
import java.util.LinkedHashSet;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** Our text of each sample against what a browser shows of it, by the verdicts that {@link HtmlOracleNightlyTest} renews. */
class HtmlOracleTest {
    private static final double LEAST_RECALL = 0.99;

    @Test
    void whatPeopleSeeIsReadAndNothingElse() {
        Verdicts verdicts = Verdicts.committed();
        SoftAssertions softly = new SoftAssertions();
        int seen = 0;
        int read = 0;
        StringBuilder missed = new StringBuilder();
        for (Sample sample : Samples.all()) {
            Set<String> unseen = verdicts.unseen(sample);
            HtmlText text = BodyText.html(sample.html().getBytes(UTF_8), "", "utf-8");
            Set<String> ours = Sample.wordsIn(text.text());
            if (!text.uncertain()) {
                Set<String> leaked = new LinkedHashSet<>(ours);
                leaked.retainAll(unseen);
                softly.assertThat(leaked)
                        .as("hidden words leaked by \"" + sample.name() + "\", without a word of doubt")
                        .isEmpty();
            }
            Set<String> visible = new LinkedHashSet<>(sample.words());
            visible.removeAll(unseen);
            seen += visible.size();
            visible.removeAll(ours);
            if (!visible.isEmpty()) {
                missed.append('\n').append(sample.name()).append(": ").append(visible);
            }
            read += sample.words().size() - unseen.size() - visible.size();
        }
        softly.assertAll();
        assertThat((double) read / seen)
                .as("recall of " + seen + " words, without" + missed)
                .isGreaterThanOrEqualTo(LEAST_RECALL);
    }
}
