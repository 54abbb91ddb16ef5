// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.imap.ImapOriginal;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.mail.ConsentNeeded;
import dev.mailboxmcp.mail.Draft;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mail.OriginalMessage;
import dev.mailboxmcp.mail.SendResult;
import org.jspecify.annotations.Nullable;

/**
 * Sending mail as one caller. Every method may block, and throws {@link MailException} for what the caller can act on.
 */
public final class Sending implements Facet {
    /**
     * A reply that was handed over.
     *
     * @param inReplyTo the Message-ID it answers, with angle brackets; null where that mail has none
     */
    public record Replied(SendResult result, @Nullable String inReplyTo) {}

    private final Credentials credentials;
    private final ImapPool pool;
    private final Outbox outbox;
    private final @Nullable String consented;
    private final Memory memory;

    Sending(Credentials credentials, ImapPool pool, Outbox outbox, @Nullable String consented, Memory memory) {
        this.credentials = credentials;
        this.pool = pool;
        this.outbox = outbox;
        this.consented = consented;
        this.memory = memory;
    }

    /**
     * Sends a new mail.
     *
     * @throws ConsentNeeded if the user has to be asked first
     * @throws MailException {@link MailFailure.SendRejected} where it was certainly not sent
     */
    public SendResult send(Draft draft) {
        return outbox.send(credentials, draft, consented);
    }

    /**
     * Answers a mail.
     *
     * @throws ConsentNeeded as in {@link #send}
     * @throws MailException {@link MailFailure.SendRejected} where it was certainly not sent
     */
    public Replied reply(MessageRef ref, ReplyDraft.Answer answer) {
        OriginalMessage original = pool.call(credentials, connection -> ImapOriginal.fetch(connection, ref, memory));
        Draft draft = new ReplyDraft(outbox.addressesOf(credentials)).to(original, answer);
        return new Replied(outbox.send(credentials, draft, consented), draft.inReplyTo());
    }
}
