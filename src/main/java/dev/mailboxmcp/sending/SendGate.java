// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Principal;
import dev.mailboxmcp.account.TokenBuckets;
import dev.mailboxmcp.imap.ImapFolders;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.imap.ImapRecipients;
import dev.mailboxmcp.mail.ConsentNeeded;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderRole;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mime.EmailAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Holds every mail to the {@link SendPolicy}, right before it is handed to the submission server. Thread-safe. */
final class SendGate {
    private final SendPolicy policy;
    private final ImapPool pool;
    private final TokenBuckets rate;
    private final TokenBuckets asked;

    SendGate(SendPolicy policy, ImapPool pool, InstantSource clock) {
        this.policy = policy;
        this.pool = pool;
        this.rate = new TokenBuckets(policy.perMinute(), Duration.ofMinutes(1), clock);
        this.asked = new TokenBuckets(policy.perMinute(), Duration.ofMinutes(1), clock);
    }

    SendPolicy policy() {
        return policy;
    }

    /**
     * Lets the mail through, or says why not.
     *
     * @param asking how the user would be asked
     * @param confirmed digest of the mail that the user said yes to; null for nothing
     * @throws ConsentNeeded if the user has to be asked first
     * @throws MailException {@link MailFailure.NotAllowed}, {@link MailFailure.SendingTooFast}
     */
    void admit(Credentials credentials, Envelope envelope, Asking asking, @Nullable String confirmed) {
        policy.check(credentials, envelope);
        if (confirmed == null || !confirmed.equals(asking.digest())) {
            requireNoConfirmation(credentials, envelope, asking, confirmed != null);
        }
        take(rate, credentials);
    }

    /**
     * Lets a caller ask the user for a mail on a page, or says why not: as often as mail may be sent, and for no mail that the
     * policy would not let out.
     *
     * @throws MailException {@link MailFailure.NotAllowed}, {@link MailFailure.SendingTooFast}
     */
    void admitAsking(Credentials credentials, Envelope envelope) {
        policy.check(credentials, envelope);
        take(asked, credentials);
    }

    private void take(TokenBuckets bucket, Credentials credentials) {
        Duration wait = bucket.take(Principal.of(credentials));
        if (wait.isPositive()) {
            throw new MailException(new MailFailure.SendingTooFast(policy.perMinute(), wait));
        }
    }

    private void requireNoConfirmation(Credentials credentials, Envelope envelope, Asking asking, boolean changed) {
        boolean always = switch (policy.mode()) {
            case CONFIRM -> true;
            case ALLOW -> false;
            case PAGE ->
                throw new MailException(new MailFailure.NotAllowed(
                        changed
                                ? "not sent: it is not what was confirmed."
                                : "not sent: users of this server confirm each mail on its page (SEND_MODE=page)."));
            case OFF -> throw new IllegalStateException("nothing is sent in mode off");
        };
        List<EmailAddress> unknown = unknown(credentials, envelope);
        if (always || !unknown.isEmpty()) {
            throw asking.question(unknown, changed);
        }
    }

    /** Those who would get the mail, or answers to it, and whom the user never wrote to, where the policy is about them. */
    List<EmailAddress> unknown(Credentials credentials, Envelope envelope) {
        return policy.confirmNew() ? neverWrittenTo(credentials, envelope) : List.of();
    }

    /** Those of them whom the user never wrote to; a mailbox without a Sent folder knows nobody but its owner. */
    private List<EmailAddress> neverWrittenTo(Credentials credentials, Envelope envelope) {
        List<EmailAddress> own = Stream.concat(
                        policy.senders().own(credentials.user()).stream(), policy.senders().shared().stream())
                .toList();
        List<EmailAddress> others = Stream.concat(envelope.recipients().stream(), envelope.replyTo().stream())
                .distinct()
                .filter(address -> own.stream().noneMatch(address::sameMailbox))
                .toList();
        if (others.isEmpty()) {
            return others;
        }
        return pool.read(credentials, connection -> {
            FolderPath sent = ImapFolders.roles(connection).get(FolderRole.SENT);
            return sent == null ? others : ImapRecipients.unknown(connection, sent, others);
        });
    }
}
