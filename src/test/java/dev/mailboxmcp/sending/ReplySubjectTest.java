// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplySubjectTest {
    @ParameterizedTest
    @CsvSource(delimiterString = " => ", textBlock = """
            Lunch => Re: Lunch
            Re: AW: Re[2]: Lunch => Re: Lunch
            [list] Re: Lunch => Re: [list] Lunch
            """)
    void anAnswerHasOneMark(String original, String subject) {
        assertThat(ReplySubject.of(original)).isEqualTo(subject);
    }

    @Test
    void marksWithoutEndAreTakenOffAtOnce() {
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            assertThat(ReplySubject.of("Re: ".repeat(1_000_000) + "Lunch")).isEqualTo("Re: Lunch");
            assertThat(ReplySubject.ofForward("Fw: ".repeat(1_000_000) + "Lunch"))
                    .isEqualTo("Fwd: Lunch");
            assertThat(ReplySubject.isOfForward("Fw: ".repeat(1_000_000) + "Lunch"))
                    .isTrue();
        });
    }
}
