// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.account.PoolKey;
import java.time.Instant;

/**
 * A connection and what the pool knows of it. Guarded by the lock of the pool, except the connection itself, which
 * belongs to the call that has it.
 */
final class PooledConnection {
    final PoolKey key;
    final ImapConnection connection;
    final Instant opened;
    final long generation;
    Instant lastUsed;

    PooledConnection(PoolKey key, ImapConnection connection, Instant opened, long generation) {
        this.key = key;
        this.connection = connection;
        this.opened = opened;
        this.generation = generation;
        this.lastUsed = opened;
    }
}
