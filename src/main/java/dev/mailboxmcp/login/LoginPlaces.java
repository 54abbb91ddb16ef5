// SPDX-License-Identifier: MIT
package dev.mailboxmcp.login;

import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The logins that may run at one mail server at once; guesses may have three quarters of the places. One that takes long is
 * not at work but waits for something, and counts no more: logins of a few users that hang must not keep all others out.
 * Thread-safe, fair.
 */
final class LoginPlaces {
    private static final Duration BUSY_RETRY_AFTER = Duration.ofSeconds(1);

    /** Many times what a login takes a server that is busy with others. */
    private static final Duration LONGEST_AT_WORK = Duration.ofSeconds(2);

    private final Duration longest;
    private final Semaphore all;
    private final Semaphore guesses;

    LoginPlaces(int inFlight) {
        this(inFlight, LONGEST_AT_WORK);
    }

    LoginPlaces(int inFlight, Duration longest) {
        this.longest = longest;
        all = new Semaphore(inFlight, true);
        guesses = new Semaphore(Math.max(1, inFlight * 3 / 4), true);
    }

    /**
     * Waits for a place.
     *
     * @param deadline of {@link System#nanoTime}
     * @throws MailException {@link MailFailure.Busy}
     */
    Place enter(long deadline) {
        return acquire(all, deadline);
    }

    /** The same as {@link #enter}, before that, for a guess. */
    Place enterAsGuess(long deadline) {
        return acquire(guesses, deadline);
    }

    /** What a login has while it runs. */
    @FunctionalInterface
    interface Place extends AutoCloseable {
        @Override
        void close();
    }

    private Place acquire(Semaphore permits, long deadline) {
        try {
            if (!permits.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw busy("as many logins are running as the mail server gets at once", null);
            }
            CompletableFuture<Void> over = new CompletableFuture<>();
            CompletableFuture<Void> unused = over.completeOnTimeout(null, longest.toMillis(), TimeUnit.MILLISECONDS)
                    .thenRun(permits::release);
            return () -> over.complete(null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy("the call was cancelled", e);
        }
    }

    static MailException busy(String state, @Nullable InterruptedException cause) {
        return new MailException(new MailFailure.Busy(state, BUSY_RETRY_AFTER), cause);
    }
}
