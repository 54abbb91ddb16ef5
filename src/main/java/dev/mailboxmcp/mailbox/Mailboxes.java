// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.account.ConfirmLinks;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.DeleteMode;
import dev.mailboxmcp.account.EncryptionKeys;
import dev.mailboxmcp.account.FileLinks;
import dev.mailboxmcp.account.KeyedHash;
import dev.mailboxmcp.extract.Extractor;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.mail.DraftToSend;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.mime.SenderCheck;
import dev.mailboxmcp.sending.AllowedSenders;
import dev.mailboxmcp.sending.EnclosureSettings;
import dev.mailboxmcp.sending.Enclosures;
import dev.mailboxmcp.sending.Outbox;
import dev.mailboxmcp.sending.ReplyDraft;
import dev.mailboxmcp.sending.SenderSettings;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be done to the mailbox that credentials open; nothing is asked of the mail server before the first call. Who
 * asks for it has checked that the credentials permit it. Thread-safe; holds no credentials.
 */
public final class Mailboxes implements AutoCloseable {
    private final ImapPool pool;
    private final @Nullable Outbox outbox;
    private final SenderSettings senders;
    private final UndoTokens undo;
    private final ConfirmTokens confirmations;
    private final BulkSettings bulk;
    private final Enclosures enclosures;
    private final Extractor extractor;
    private final FileLinks links;
    private final ConfirmLinks confirmLinks;
    private final Uploads uploads;
    private final ChangedLately lately;
    private final FolderTurns turns = new FolderTurns();
    private final InstantSource clock;

    /**
     * The mailboxes of one deployment.
     *
     * @param outbox closed with this; null where no submission server is configured
     * @param extractor reads PDFs and pictures; whoever made it closes it
     * @param keys make what the clients hold impossible to make up
     */
    public Mailboxes(
            ImapPool pool,
            @Nullable Outbox outbox,
            SenderSettings senders,
            BulkSettings bulk,
            EnclosureSettings enclosures,
            FileLinks links,
            ConfirmLinks confirmLinks,
            EncryptionKeys keys,
            Extractor extractor,
            InstantSource clock) {
        this.pool = pool;
        this.outbox = outbox;
        this.senders = senders;
        this.undo = new UndoTokens(new KeyedHash(keys, "undo"));
        this.confirmations = new ConfirmTokens(new KeyedHash(keys, "confirm"));
        this.bulk = bulk;
        this.enclosures = new Enclosures(pool, enclosures);
        this.links = links;
        this.confirmLinks = confirmLinks;
        this.uploads = new Uploads(pool, keys, clock);
        this.lately = new ChangedLately(clock);
        this.extractor = extractor;
        this.clock = clock;
    }

    public Reading reading(Credentials credentials, Memory memory) {
        List<EmailAddress> own = own(credentials);
        return new Reading(credentials, pool, own, senderCheck(credentials, own), extractor, clock, memory, links);
    }

    public Organizing organizing(Credentials credentials) {
        boolean sentIsTrusted = outbox != null && outbox.trustsSent();
        return new Organizing(
                credentials, pool, changing(credentials), choosing(credentials), undo, lately, sentIsTrusted, clock);
    }

    /**
     * Deleting for good.
     *
     * @param mode any but off
     * @param consented digest of the mails that the user agreed to delete; null for none
     */
    public Deleting deleting(Credentials credentials, DeleteMode mode, @Nullable String consented) {
        return new Deleting(credentials, pool, changing(credentials), choosing(credentials), lately, mode, consented);
    }

    private Changing changing(Credentials credentials) {
        return new Changing(credentials, pool, turns, clock);
    }

    private Choosing choosing(Credentials credentials) {
        return new Choosing(credentials, pool, own(credentials), confirmations, bulk, clock);
    }

    /** Saving drafts; nothing of it is sent. */
    public Drafting drafting(Credentials credentials, Memory memory) {
        return new Drafting(
                credentials,
                pool,
                enclosures,
                own(credentials),
                outbox == null ? new ReplyDraft(own(credentials)) : outbox.replies(credentials),
                senderCheck(credentials, own(credentials)),
                memory,
                clock,
                links,
                uploads);
    }

    /**
     * Sending as this user.
     *
     * @param consented digest of the mail that the user said yes to; null for none
     * @param asked the draft that the user was asked for in an earlier round of the same call, on a page; null for none
     * @throws MailException {@link MailFailure.NotAllowed} where this deployment sends no mail
     */
    public Sending sending(
            Credentials credentials, @Nullable String consented, @Nullable DraftToSend asked, Memory memory) {
        if (outbox == null) {
            throw new MailException(
                    new MailFailure.NotAllowed("not sent: this server sends no mail (SMTP_HOST, SEND_MODE)"));
        }
        return new Sending(
                credentials,
                pool,
                outbox,
                enclosures,
                uploads,
                senderCheck(credentials, own(credentials)),
                confirmLinks,
                consented,
                asked,
                memory);
    }

    /** The same in a call that asked nobody. */
    public Sending sending(Credentials credentials, @Nullable String consented, Memory memory) {
        return sending(credentials, consented, null, memory);
    }

    /**
     * Whether the mail server accepts the credentials.
     *
     * @return false where it could not be asked
     * @throws MailException where it refuses them
     */
    public boolean verify(Credentials credentials) {
        try {
            return pool.read(credentials, connection -> true);
        } catch (MailException e) {
            if (e.failure().kind() == MailFailure.Kind.NOT_ASKED) {
                return false;
            }
            throw e;
        }
    }

    /** Ends the connections that wait for another mail to send. */
    @Override
    public void close() {
        if (outbox != null) {
            outbox.close();
        }
    }

    private SenderCheck senderCheck(Credentials credentials, List<EmailAddress> own) {
        return new SenderCheck(credentials.user(), own, senders.authServers());
    }

    private List<EmailAddress> own(Credentials credentials) {
        return outbox == null ? AllowedSenders.THEMSELVES.own(credentials.user()) : outbox.addressesOf(credentials);
    }
}
