// SPDX-License-Identifier: MIT
package dev.mailboxmcp.login;

import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The logins that may run at one mail server at once; guesses may have three quarters of the places, and those by access tokens
 * of one client address half of these. One that takes long is not at work but waits for something, and counts no more: logins
 * of a few users that hang must not keep all others out. Addresses share a few hundred counts, some by chance. Thread-safe, fair.
 */
final class LoginPlaces {
    private static final Duration BUSY_RETRY_AFTER = Duration.ofSeconds(1);

    /** Many times what a login takes a server that is busy with others. */
    private static final Duration LONGEST_AT_WORK = Duration.ofSeconds(2);

    private static final int CLIENTS = 256;

    private final Duration longest;
    private final Semaphore all;
    private final Semaphore guesses;
    private final Semaphore[] ofClients;

    LoginPlaces(int inFlight) {
        this(inFlight, LONGEST_AT_WORK);
    }

    LoginPlaces(int inFlight, Duration longest) {
        this.longest = longest;
        all = new Semaphore(inFlight, true);
        int most = Math.max(1, inFlight * 3 / 4);
        guesses = new Semaphore(most, true);
        ofClients = Stream.generate(() -> new Semaphore(Math.max(1, most / 2), true))
                .limit(CLIENTS)
                .toArray(Semaphore[]::new);
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

    /**
     * The same for an access token, any number of which can be made up.
     *
     * @param client the address that it comes from
     */
    Place enterByToken(String client, long deadline) {
        Place own = acquire(ofClients[Math.floorMod(client.hashCode(), CLIENTS)], deadline);
        try {
            Place place = enterAsGuess(deadline);
            return () -> {
                place.close();
                own.close();
            };
        } catch (MailException e) {
            own.close();
            throw e;
        }
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
