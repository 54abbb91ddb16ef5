// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.imap.ImapAppend;
import dev.mailboxmcp.imap.ImapFolders;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.imap.ImapSearch;
import dev.mailboxmcp.mail.Draft;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderRole;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.SendResult;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.mime.MessageId;
import dev.mailboxmcp.mime.MessageWriter;
import dev.mailboxmcp.mime.OutgoingMessage;
import dev.mailboxmcp.smtp.SmtpSender;
import dev.mailboxmcp.smtp.Submission;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sends mail and keeps the sender's copy. A mail is submitted at most once for each call, and at most once for each
 * idempotency key of a user: the user's own Sent folder is the memory that survives a restart, {@link SentOnce} the one
 * that spans the seconds in between. Thread-safe.
 */
public final class Outbox {
    private static final MessageWriter WRITER = new MessageWriter();

    private final ImapPool pool;
    private final SmtpSender sender;
    private final OutboxSettings settings;
    private final InstantSource clock;
    private final SentOnce sentOnce;

    public Outbox(ImapPool pool, SmtpSender sender, OutboxSettings settings, InstantSource clock) {
        this.pool = pool;
        this.sender = sender;
        this.settings = settings;
        this.clock = clock;
        this.sentOnce = new SentOnce(clock);
    }

    /** Where a copy is, or why there is none. */
    private record Copy(
            @Nullable FolderPath savedTo, @Nullable String notSavedReason) {}

    SendResult send(Credentials credentials, Draft draft) {
        EmailAddress user = sender(credentials, draft);
        String key = draft.idempotencyKey();
        MessageId id = key == null
                ? MessageId.random(user.domain())
                : MessageId.forKey(credentials.user(), key, user.domain());
        OutgoingMessage message =
                OutgoingMessage.of(draft, user, id, clock.instant().atOffset(ZoneOffset.UTC));
        if (key == null) {
            return Uninterrupted.call(() -> submit(credentials, message));
        }
        // asked first: it also proves the password before an earlier result is shown
        FolderPath sent = findSent(credentials, id);
        if (sent != null) {
            return new SendResult(SendResult.Status.SENT, id.value(), wire(message.recipients()), sent, null);
        }
        return Uninterrupted.call(() -> sentOnce.call(id, draft, () -> submit(credentials, message)));
    }

    private SendResult submit(Credentials credentials, OutgoingMessage message) {
        List<EmailAddress> recipients = message.recipients();
        Submission submission = sender.submit(credentials, message.from(), recipients, WRITER.onTheWire(message));
        return switch (submission) {
            case Submission.Accepted accepted -> {
                Copy copy = saveCopy(credentials, message);
                yield new SendResult(
                        SendResult.Status.SENT,
                        message.messageId().value(),
                        wire(recipients),
                        copy.savedTo(),
                        copy.notSavedReason());
            }
            // no copy: a mail in Sent says that it was sent
            case Submission.Unknown unknown ->
                new SendResult(
                        SendResult.Status.UNKNOWN,
                        message.messageId().value(),
                        wire(recipients),
                        null,
                        "it is not known whether the mail was sent");
        };
    }

    /** Never fails: the mail is sent, whatever becomes of the copy. */
    private Copy saveCopy(Credentials credentials, OutgoingMessage message) {
        if (!settings.appendCopy()) {
            return new Copy(null, "the mail provider keeps its own copy");
        }
        try {
            return pool.callOnce(credentials, connection -> {
                FolderPath sent = ImapFolders.findRole(connection, FolderRole.SENT);
                if (sent == null) {
                    return new Copy(null, "the mailbox has no Sent folder");
                }
                ImapAppend.append(connection, sent, WRITER.sentCopy(message), Set.of(), clock.instant());
                return new Copy(sent, null);
            });
        } catch (MailException e) {
            return new Copy(null, reason(e.failure()));
        }
    }

    private @Nullable FolderPath findSent(Credentials credentials, MessageId id) {
        return pool.call(credentials, connection -> {
            FolderPath sent = ImapFolders.findRole(connection, FolderRole.SENT);
            return sent != null && ImapSearch.findMessageId(connection, sent, id.value()) != null ? sent : null;
        });
    }

    private static EmailAddress sender(Credentials credentials, Draft draft) {
        if (draft.from() != null) {
            return EmailAddress.parse("from", draft.from());
        }
        try {
            return EmailAddress.parse("from", credentials.user());
        } catch (MailException e) {
            throw new MailException(
                    new MailFailure.InvalidArgument(
                            "from", "is missing: the mailbox user is not an address, so give the sender's address"),
                    e);
        }
    }

    private static String reason(MailFailure failure) {
        return switch (failure) {
            case MailFailure.TooLarge f -> "the mailbox refused the copy: too large or over quota";
            case MailFailure.ServerUnavailable f -> "the IMAP server could not be used: " + f.detail();
            case MailFailure.Busy f -> "no IMAP connection came free in time";
            case MailFailure.Throttled f -> "the IMAP server asks for fewer calls";
            case MailFailure.TimedOut f -> "the IMAP server did not answer in time";
            case MailFailure.LoginFailed f -> "the IMAP server refused the login";
            case MailFailure.TooManyFailedLogins f -> "too many logins of this user failed";
            case MailFailure.FolderNotFound f -> "the Sent folder cannot be opened";
            case MailFailure.NotAllowed f -> f.detail();
            case MailFailure.MessageNotFound f -> "the Sent folder cannot be written";
            case MailFailure.StaleUid f -> "the Sent folder cannot be written";
            case MailFailure.InvalidArgument f -> "the Sent folder cannot be written";
            case MailFailure.SendRejected f -> "the Sent folder cannot be written";
        };
    }

    private static List<String> wire(List<EmailAddress> addresses) {
        return addresses.stream().map(EmailAddress::wire).toList();
    }
}
