// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mime.SenderCheck;
import org.jspecify.annotations.Nullable;

/** Gives each caller their mailbox. Thread-safe; holds no credentials. */
public final class Mailboxes implements AutoCloseable {
    private final ImapPool pool;
    private final @Nullable Outbox outbox;
    private final SenderSettings senders;
    private final CallBudgets budgets;

    /** @param outbox null where no submission server is configured */
    public Mailboxes(ImapPool pool, @Nullable Outbox outbox, SenderSettings senders, CallBudgets budgets) {
        this.pool = pool;
        this.outbox = outbox;
        this.senders = senders;
        this.budgets = budgets;
    }

    /** The mailbox that these credentials open; nothing is asked of the mail server yet. */
    public Mailbox of(Credentials credentials, Memory memory) {
        return new Mailbox(
                credentials, pool, outbox, new SenderCheck(credentials.user(), senders.authServers()), budgets, memory);
    }

    /**
     * Whether the mail server accepts the credentials.
     *
     * @return false where it could not be asked
     * @throws dev.mailboxmcp.mail.MailException where it refuses them
     */
    public boolean verify(Credentials credentials) {
        return of(credentials, Memory.ENDLESS).verify();
    }

    /** Ends the connections that wait for another mail to send. */
    @Override
    public void close() {
        if (outbox != null) {
            outbox.close();
        }
    }
}
