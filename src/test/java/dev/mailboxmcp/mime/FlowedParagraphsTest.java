// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlowedParagraphsTest {
    @Test
    void aLineThatEndsInABlankGoesOn() {
        assertThat(FlowedParagraphs.unflow("one \ntwo \nthree\nfour\n", false)).isEqualTo("one two three\nfour\n");
    }

    @Test
    void delSpTakesTheBlankAway() {
        assertThat(FlowedParagraphs.unflow("こん \nにちは\n", true)).isEqualTo("こんにちは\n");
    }

    @Test
    void stuffedBlanksAreTakenAway() {
        assertThat(FlowedParagraphs.unflow(" From here\n  indented\n >no quote\n", false))
                .isEqualTo("From here\n indented\n>no quote\n");
    }

    @Test
    void quotedParagraphsAreJoinedWithinTheirDepth() {
        assertThat(FlowedParagraphs.unflow("> a \n> b\n>> c \n> d\ne\n", false)).isEqualTo("> a b\n>> c \n> d\ne\n");
    }

    @Test
    void aSignatureSeparatorDoesNotFlow() {
        assertThat(FlowedParagraphs.unflow("bye \n-- \nBob\n", false)).isEqualTo("bye \n-- \nBob\n");
    }

    @Test
    void textMayBeCutOffAfterASoftBreak() {
        assertThat(FlowedParagraphs.unflow("one \n", false)).isEqualTo("one ");
        assertThat(FlowedParagraphs.unflow("", false)).isEmpty();
    }
}
