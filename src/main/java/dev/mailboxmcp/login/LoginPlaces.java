// SPDX-License-Identifier: MIT
package dev.mailboxmcp.login;

import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The logins that may run at one mail server at once; guesses may have three quarters of the places. Thread-safe, fair. */
final class LoginPlaces {
    private static final Duration BUSY_RETRY_AFTER = Duration.ofSeconds(1);

    private final Semaphore all;
    private final Semaphore guesses;

    LoginPlaces(int inFlight) {
        all = new Semaphore(inFlight, true);
        guesses = new Semaphore(Math.max(1, inFlight * 3 / 4), true);
    }

    /**
     * Waits for a place.
     *
     * @param deadline of {@link System#nanoTime}
     * @throws MailException {@link MailFailure.Busy}
     */
    void enter(long deadline) {
        acquire(all, deadline);
    }

    void leave() {
        all.release();
    }

    /** As {@link #enter}, before that, for a guess. */
    void enterAsGuess(long deadline) {
        acquire(guesses, deadline);
    }

    void leaveAsGuess() {
        guesses.release();
    }

    private static void acquire(Semaphore permits, long deadline) {
        try {
            if (!permits.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw busy("as many logins are running as the mail server gets at once", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy("the call was cancelled", e);
        }
    }

    static MailException busy(String state, @Nullable InterruptedException cause) {
        return new MailException(new MailFailure.Busy(state, BUSY_RETRY_AFTER), cause);
    }
}
