// SPDX-License-Identifier: MIT
package dev.mailboxmcp.login;

import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * Lets one guess for a user run at a time. Not thread-safe: {@link LoginGuard} holds its lock around every call, and
 * {@link #await} gives it away while it waits.
 */
final class GuessLines {
    private final Lock lock;
    private final Map<String, Line> lines = new HashMap<>(); // of users with a guess that runs or waits

    GuessLines(Lock lock) {
        this.lock = lock;
    }

    private static final class Line {
        final Condition ended;
        boolean guessing;
        int waiting;

        Line(Condition ended) {
            this.ended = ended;
        }
    }

    /** Begins a guess, unless one is running. */
    boolean begin(String user) {
        Line line = lines.computeIfAbsent(user, name -> new Line(lock.newCondition()));
        if (line.guessing) {
            return false;
        }
        line.guessing = true;
        return true;
    }

    void end(String user) {
        Line line = lines.get(user);
        if (line != null) {
            line.guessing = false;
            line.ended.signalAll(); // each looks again at what is known now
            removeUnused(user, line);
        }
    }

    /**
     * Waits until the guess that runs has ended.
     *
     * @param deadline of {@link System#nanoTime}
     * @throws MailException {@link MailFailure.Busy}
     */
    void await(String user, long deadline) {
        Line line = lines.get(user);
        if (line == null) {
            return;
        }
        line.waiting++;
        try {
            await(line.ended, deadline);
        } finally {
            line.waiting--;
            removeUnused(user, line);
        }
    }

    @SuppressWarnings("WaitNotInLoop") // the caller loops
    private static void await(Condition ended, long deadline) {
        try {
            if (ended.awaitNanos(deadline - System.nanoTime()) <= 0) {
                throw LoginPlaces.busy("earlier logins of this user are still running", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw LoginPlaces.busy("the call was cancelled", e);
        }
    }

    private void removeUnused(String user, Line line) {
        if (!line.guessing && line.waiting == 0) {
            lines.remove(user, line);
        }
    }
}
