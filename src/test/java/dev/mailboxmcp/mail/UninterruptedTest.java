// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a caller who leaves while a mail is sent still learns, and what the mail learns of it. */
class UninterruptedTest {
    @AfterEach
    void forgetTheInterrupt() {
        boolean unused = Thread.interrupted();
    }

    @Test
    void aCallerWhoLeavesGetsTheResultAndStaysInterrupted() {
        Thread.currentThread().interrupt();

        String result = Uninterrupted.call(left -> {
            await(left);
            return Thread.currentThread().isInterrupted() ? "torn apart" : "sent";
        });

        assertThat(result).isEqualTo("sent");
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void aCallerWhoLeavesGetsTheFailureAndStaysInterrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Uninterrupted.call(left -> {
                    await(left);
                    throw new IllegalArgumentException("refused");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void aCallerWhoStaysIsNotInterrupted() {
        assertThat(Uninterrupted.<Boolean>call(
                        left -> left.toCompletableFuture().isDone()))
                .isFalse();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    private static void await(CompletionStage<?> left) {
        left.toCompletableFuture().join();
    }
}
