// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sites;

import dev.mailboxmcp.account.PermissionSettings;
import dev.mailboxmcp.imap.ImapConnector;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.login.LoginGuard;
import dev.mailboxmcp.mailbox.Mailboxes;

/**
 * One mail provider, with nothing that another one could wait for. Closing it ends its connections. Thread-safe.
 *
 * @param connector opens the connections to its IMAP server
 * @param pool has them
 * @param guard stands in front of every login there
 * @param mailboxes what can be done to mail there, submission included where there is a server for it
 * @param permissions what may be done there at all: as the operator says, and as is safe
 */
public record Site(
        SiteSettings settings,
        ImapConnector connector,
        ImapPool pool,
        LoginGuard guard,
        Mailboxes mailboxes,
        PermissionSettings permissions)
        implements AutoCloseable {
    /** The id of its profile; empty where it is the only one. */
    public String id() {
        return settings.id();
    }

    /** The same where no more than that may be done. */
    public Site with(PermissionSettings other) {
        return new Site(settings, connector, pool, guard, mailboxes, other);
    }

    @Override
    public void close() {
        mailboxes.close();
        pool.close();
        connector.close();
    }
}
