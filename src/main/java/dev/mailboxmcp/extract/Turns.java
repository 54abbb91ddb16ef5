// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Lets so many work at once, but of each owner only one: nobody's files keep all others waiting. Thread-safe. */
final class Turns {
    private final int most;
    private final Set<Object> at = new HashSet<>(); // guarded by lock
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition freed = lock.newCondition();

    Turns(int most) {
        this.most = most;
    }

    /** @return whether it is the owner's turn; false where it did not come in time */
    boolean await(Object owner, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (at.size() >= most || at.contains(owner)) {
                if (left <= 0) {
                    return false;
                }
                left = freed.awaitNanos(left);
            }
            return at.add(owner);
        } finally {
            lock.unlock();
        }
    }

    void end(Object owner) {
        lock.lock();
        try {
            at.remove(owner);
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
