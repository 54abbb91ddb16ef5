// SPDX-License-Identifier: MIT
package dev.mailboxmcp.login;

import dev.mailboxmcp.account.Principal;
import dev.mailboxmcp.mail.MailFailure.LoginFailed.Wanted;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of logins: bounded, and by hashes alone. Not thread-safe: {@link LoginGuard} holds its lock around
 * every call.
 */
final class LoginMemory {
    private static final int MAX_ENTRIES = 10_000; // of each kind
    private static final Duration GOOD_FOR = Duration.ofDays(1);

    private final LoginSettings settings;
    private final BoundedMap<Good, Instant> goodUntil = new BoundedMap<>(MAX_ENTRIES);
    private final BoundedMap<Attempt, Bad> badUntil = new BoundedMap<>(MAX_ENTRIES);
    /** Tokens that were refused lately: each counts once, however often it is shown. */
    private final BoundedMap<Attempt, Instant> refusedTokens = new BoundedMap<>(MAX_ENTRIES);

    private final BoundedMap<String, FailedLogins> users = new BoundedMap<>(MAX_ENTRIES);
    private final BoundedMap<String, FailedLogins> clients = new BoundedMap<>(MAX_ENTRIES);

    LoginMemory(LoginSettings settings) {
        this.settings = settings;
    }

    /**
     * One user and login at one server.
     *
     * @param secret of this very password or token: one that was refused says nothing about the next token
     */
    record Attempt(LoginGuard.Server server, Principal principal, Principal secret) {
        private Good at(LoginGuard.Server other) {
            return new Good(other, principal);
        }
    }

    /** A login that was refused, and what would help. */
    private record Bad(Instant until, Wanted wanted) {}

    /** A login that was accepted. */
    private record Good(LoginGuard.Server server, Principal principal) {}

    /** What a failure led to. */
    record Stopped(boolean user, boolean client) {}

    /** Whether a server accepted it: this one, or another that has the same users, unless this one refused it since. */
    boolean isGood(Attempt attempt, Instant now) {
        return isUntil(goodUntil, attempt.at(attempt.server()), now)
                || refusal(attempt, now) == null
                        && Stream.of(LoginGuard.Server.values())
                                .anyMatch(server -> isUntil(goodUntil, attempt.at(server), now));
    }

    /** What the mail server said would help when it refused that not long ago; null where it did not. */
    @Nullable
    Wanted refusal(Attempt attempt, Instant now) {
        Bad bad = badUntil.get(attempt);
        if (bad == null) {
            return null;
        }
        if (now.isBefore(bad.until())) {
            return bad.wanted();
        }
        badUntil.remove(attempt);
        return null;
    }

    /** How much longer guesses for this user, or of this client, are stopped; zero where they are not. */
    Duration stoppedFor(String user, String client, Instant now) {
        Duration ofUser = stoppedFor(users.get(user), now);
        Duration ofClient = stoppedFor(client, now);
        return ofUser.compareTo(ofClient) > 0 ? ofUser : ofClient;
    }

    /** How much longer whoever is at that address is stopped, as above. */
    Duration stoppedFor(String client, Instant now) {
        return stoppedFor(clients.get(client), now);
    }

    /** A login with a password that was known to be good says nothing about the guesses of others. */
    void accepted(Attempt attempt, Instant now) {
        goodUntil.put(attempt.at(attempt.server()), now.plus(GOOD_FOR));
        badUntil.remove(attempt);
    }

    /** The owner is back, with a password that was new here. */
    void guessed(Attempt attempt, String user, Instant now) {
        accepted(attempt, now);
        users.remove(user);
    }

    Stopped refused(Attempt attempt, Wanted wanted, String user, String client, Instant now) {
        refusedToken(attempt, wanted, now);
        return new Stopped(
                failures(users, user, settings.failuresPerUser(), now).add(now), failed(client, now));
    }

    /** A token that is refused is one whose time is over, and no guess of anybody. */
    void refusedToken(Attempt attempt, Wanted wanted, Instant now) {
        goodUntil.remove(attempt.at(attempt.server()));
        if (!settings.badPasswordMemory().isZero()) {
            badUntil.put(attempt, new Bad(now.plus(settings.badPasswordMemory()), wanted));
        }
    }

    /**
     * Counts a token that was of no use for the client address that brought it, once a day.
     *
     * @param counts whether it counts at all: one that was good here does not, now or later
     * @return whether that address is stopped now
     */
    boolean failedToken(Attempt attempt, boolean counts, String client, Instant now) {
        boolean again = isUntil(refusedTokens, attempt, now);
        refusedTokens.put(attempt, now.plus(GOOD_FOR));
        return counts && !again && failed(client, now);
    }

    private boolean failed(String client, Instant now) {
        return failures(clients, client, settings.failuresPerClient(), now).add(now);
    }

    private FailedLogins failures(BoundedMap<String, FailedLogins> all, String key, int limit, Instant now) {
        FailedLogins known = all.get(key);
        if (known == null || known.isOver(now)) {
            known = new FailedLogins(limit, settings.window());
            all.put(key, known);
        }
        return known;
    }

    private static Duration stoppedFor(@Nullable FailedLogins failures, Instant now) {
        return failures == null ? Duration.ZERO : failures.stoppedFor(now);
    }

    private static <K> boolean isUntil(BoundedMap<K, Instant> until, K key, Instant now) {
        Instant end = until.get(key);
        if (end == null) {
            return false;
        }
        if (now.isBefore(end)) {
            return true;
        }
        until.remove(key);
        return false;
    }
}
