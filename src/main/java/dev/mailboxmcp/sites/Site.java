// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sites;

import dev.mailboxmcp.account.PermissionSettings;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.mailbox.Mailboxes;

/**
 * One mail provider. Closing it ends its connections. Thread-safe.
 *
 * @param pool the connections to its IMAP server
 * @param mailboxes what can be done to mail there, submission included where there is a server for it
 * @param permissions what may be done there at all: as the operator says, and as is safe
 */
public record Site(ImapPool pool, Mailboxes mailboxes, PermissionSettings permissions) implements AutoCloseable {
    @Override
    public void close() {
        mailboxes.close();
        pool.close();
    }
}
