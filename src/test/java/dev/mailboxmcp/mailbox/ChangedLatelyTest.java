// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.Organized;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ChangedLatelyTest {
    private static final Credentials ANNA = new Credentials("anna@example.test", new Secret("right horse"));
    private static final List<String> CALL = List.of("MOVE", "INBOX", "7", "8");

    private final ChangedLately lately = new ChangedLately(InstantSource.fixed(Instant.parse("2026-11-30T12:00:00Z")));
    private final AtomicInteger runs = new AtomicInteger();

    @Test
    void aMoveThatLeftMailsGoesOnWhenItIsCalledAgain() {
        lately.callUntilDone(ANNA, CALL, () -> made(1));
        lately.callUntilDone(ANNA, CALL, () -> made(0));
        lately.callUntilDone(ANNA, CALL, () -> made(0));

        assertThat(runs).hasValue(2);
    }

    /** Making it again would copy twice what was copied. */
    @Test
    void aCopyThatLeftMailsIsToldAgain() {
        lately.call(ANNA, CALL, () -> made(1));
        lately.call(ANNA, CALL, () -> made(1));

        assertThat(runs).hasValue(1);
    }

    /** The move may have copied the mails that it left, and making it again would copy them once more. */
    @Test
    void aMoveWhoseAnswerWasLostIsToldAgain() {
        lately.callUntilDone(ANNA, CALL, () -> made(Organized.Status.UNKNOWN, 0, 1));
        lately.callUntilDone(ANNA, CALL, () -> made(Organized.Status.UNKNOWN, 0, 1));

        assertThat(runs).hasValue(1);
    }

    private Organized made(int left) {
        return made(left > 0 ? Organized.Status.PARTIAL : Organized.Status.DONE, 1, left);
    }

    /** @param left all of which may have been copied where the answer was lost */
    private Organized made(Organized.Status status, int done, int left) {
        runs.incrementAndGet();
        return new Organized(
                status,
                done,
                0,
                left,
                status == Organized.Status.UNKNOWN ? left : 0,
                0,
                false,
                null,
                new FolderPath("Archive"),
                List.of(),
                "undo");
    }
}
