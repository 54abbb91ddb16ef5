// SPDX-License-Identifier: MIT
package dev.mailboxmcp.login;

import dev.mailboxmcp.account.Principal;
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
    private final BoundedMap<Password, Instant> goodUntil = new BoundedMap<>(MAX_ENTRIES);
    private final BoundedMap<Password, Instant> badUntil = new BoundedMap<>(MAX_ENTRIES);
    private final BoundedMap<String, FailedLogins> users = new BoundedMap<>(MAX_ENTRIES);
    private final BoundedMap<String, FailedLogins> clients = new BoundedMap<>(MAX_ENTRIES);

    LoginMemory(LoginSettings settings) {
        this.settings = settings;
    }

    /** One user and password at one server. */
    record Password(LoginGuard.Server server, Principal principal) {}

    /** What a failure led to. */
    record Stopped(boolean user, boolean client) {}

    /** Whether a server accepted it: this one, or another that has the same users, unless this one refused it since. */
    boolean isGood(Password password, Instant now) {
        return isUntil(goodUntil, password, now)
                || !isBad(password, now)
                        && Stream.of(LoginGuard.Server.values())
                                .anyMatch(
                                        server -> isUntil(goodUntil, new Password(server, password.principal()), now));
    }

    boolean isBad(Password password, Instant now) {
        return isUntil(badUntil, password, now);
    }

    /** How much longer guesses for this user, or of this client, are stopped; zero where they are not. */
    Duration stoppedFor(String user, String client, Instant now) {
        Duration ofUser = stoppedFor(users.get(user), now);
        Duration ofClient = stoppedFor(clients.get(client), now);
        return ofUser.compareTo(ofClient) > 0 ? ofUser : ofClient;
    }

    /** A login with a password that was known to be good says nothing about the guesses of others. */
    void accepted(Password password, Instant now) {
        goodUntil.put(password, now.plus(GOOD_FOR));
        badUntil.remove(password);
    }

    /** The owner is back, with a password that was new here. */
    void guessed(Password password, String user, Instant now) {
        accepted(password, now);
        users.remove(user);
    }

    Stopped refused(Password password, String user, String client, Instant now) {
        goodUntil.remove(password);
        if (!settings.badPasswordMemory().isZero()) {
            badUntil.put(password, now.plus(settings.badPasswordMemory()));
        }
        return new Stopped(
                failures(users, user, settings.failuresPerUser(), now).add(now),
                failures(clients, client, settings.failuresPerClient(), now).add(now));
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

    private static boolean isUntil(BoundedMap<Password, Instant> until, Password password, Instant now) {
        Instant end = until.get(password);
        if (end == null) {
            return false;
        }
        if (now.isBefore(end)) {
            return true;
        }
        until.remove(password);
        return false;
    }
}
