// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.rpc.JsonRpcMessage;
import dev.mailboxmcp.rpc.MalformedMessageException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Lets the bodies of one client address be parsed one after the other. Parsing is what a stranger can make this process do
 * at length, a few milliseconds for each body; so a thousand bodies that come at once from one address are in the way of a
 * request from another for as long as one of them. Addresses share a few hundred locks, some of them by chance. Thread-safe.
 */
final class ReadingTurns {
    private static final int LOCKS = 256;

    private final Lock[] locks =
            Stream.generate(ReentrantLock::new).limit(LOCKS).toArray(Lock[]::new);

    /** Reads a body. */
    @FunctionalInterface
    interface BodyReader {
        JsonRpcMessage read() throws MalformedMessageException;
    }

    /** Runs it when it is the turn of this caller, which is soon: nobody waits while reading. */
    JsonRpcMessage take(Caller caller, BodyReader reading) throws MalformedMessageException {
        Lock lock = locks[Math.floorMod(caller.client().hashCode(), LOCKS)];
        lock.lock();
        try {
            return reading.read();
        } finally {
            lock.unlock();
        }
    }
}
