// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mail.Organized;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is advised after a change that ended early. */
class ChangeWordsTest {
    @ParameterizedTest
    @EnumSource
    void aCopyThatEndedEarlyIsNotAdvisedToBeMadeAgain(Organized.Halt halt) {
        Organized copied = organized(Organized.Status.PARTIAL, 500, 500, 0, halt);

        assertThat(ChangeWords.adviceOfCopy(copied))
                .contains("500 mails were copied", "would copy them twice")
                .doesNotContain("Call again");
        assertThat(ChangeWords.advice(copied)).contains("Call again without confirm");
    }

    @Test
    void anUndoThatEndedEarlySaysThatTheSameUndoDoesTheRest() {
        assertThat(ChangeWords.adviceOfUndo(organized(Organized.Status.PARTIAL, 500, 600, 0, Organized.Halt.TIME)))
                .isEqualTo(
                        "Ended early: not all mails were tried. Call imap_undo again with the same undo for the rest.");
        assertThat(ChangeWords.adviceOfUndo(organized(Organized.Status.UNKNOWN, 0, 1, 0, null)))
                .contains("the same undo again");
    }

    @Test
    void mailsThatAreInTwoPlacesAfterAnUndoAreExplained() {
        assertThat(ChangeWords.adviceOfUndo(organized(Organized.Status.DONE, 3, 0, 2, null)))
                .startsWith("Another program moved 2 of the mails");
        assertThat(ChangeWords.adviceOfUndo(organized(Organized.Status.DONE, 3, 0, 0, null)))
                .isNull();
    }

    private static Organized organized(
            Organized.Status status, int done, int left, int twice, Organized.@Nullable Halt halt) {
        return new Organized(status, done, 0, left, 0, twice, false, halt, null, List.of(), null);
    }
}
