// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.account.Principal;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets the changes of one user to one folder take turns. Two sessions that move the same mails at the same moment are both
 * told by Dovecot that they did, and there are two copies of each then. Holds as much as there are changes under way;
 * thread-safe.
 */
final class FolderTurns {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Map<Key, Turn> turns = new HashMap<>(); // guarded by itself

    private record Key(Principal user, FolderPath folder) {}

    private static final class Turn {
        final ReentrantLock lock = new ReentrantLock(true);
        int users; // guarded by the map
    }

    /**
     * Does the work when it is its turn.
     *
     * @throws MailException {@link MailFailure.Busy} where that takes longer than the patience lasts
     */
    <T> T in(Principal user, FolderPath folder, Duration patience, Supplier<T> work) {
        Key key = new Key(user, folder);
        Turn turn = enter(key);
        try {
            if (!await(turn, patience)) {
                throw new MailException(new MailFailure.Busy(
                        "another call changes mails of this folder, so nothing was changed", RETRY_AFTER));
            }
            try {
                return work.get();
            } finally {
                turn.lock.unlock();
            }
        } finally {
            leave(key, turn);
        }
    }

    private Turn enter(Key key) {
        synchronized (turns) {
            Turn turn = turns.computeIfAbsent(key, none -> new Turn());
            turn.users++;
            return turn;
        }
    }

    private void leave(Key key, Turn turn) {
        synchronized (turns) {
            if (--turn.users == 0) {
                turns.remove(key);
            }
        }
    }

    private static boolean await(Turn turn, Duration patience) {
        if (turn.lock.tryLock()) { // one who has left already finishes what was begun
            return true;
        }
        try {
            return turn.lock.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
