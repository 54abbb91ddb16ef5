// SPDX-License-Identifier: MIT
package dev.mailboxmcp.login;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** The failed logins of one user, or of one client. Not thread-safe: {@link LoginGuard} holds its lock around it. */
final class FailedLogins {
    private static final int MAX_DOUBLINGS = 2;

    private final int limit;
    private final Duration window;
    private final Deque<Instant> recent = new ArrayDeque<>();
    private Instant stoppedUntil = Instant.MIN;
    private int stops;

    FailedLogins(int limit, Duration window) {
        this.limit = limit;
        this.window = window;
    }

    /** How much longer logins are stopped; zero where they are not. */
    Duration stoppedFor(Instant now) {
        return limit == 0 || !now.isBefore(stoppedUntil) ? Duration.ZERO : Duration.between(now, stoppedUntil);
    }

    /** Counts a failure and tells whether logins are stopped now. */
    boolean add(Instant now) {
        if (limit == 0) {
            return false;
        }
        recent.addLast(now);
        while (recent.size() > limit) {
            recent.removeFirst();
        }
        boolean full = recent.size() == limit && recent.getFirst().plus(window).isAfter(now);
        boolean again = stops > 0; // one try after each stop, then a longer one
        if (!full && !again) {
            return false;
        }
        stoppedUntil = now.plus(window.multipliedBy(1L << Math.min(stops, MAX_DOUBLINGS)));
        stops++;
        return true;
    }

    /** Whether nothing of it matters any more. */
    boolean isOver(Instant now) {
        Instant last = recent.isEmpty() ? Instant.MIN : recent.getLast();
        Instant from = last.isAfter(stoppedUntil) ? last : stoppedUntil;
        return from.equals(Instant.MIN) || !now.isBefore(from.plus(window));
    }
}
