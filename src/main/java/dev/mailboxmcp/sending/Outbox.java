// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.EncryptionKeys;
import dev.mailboxmcp.account.PoolKey;
import dev.mailboxmcp.imap.ImapConnection;
import dev.mailboxmcp.imap.ImapFolders;
import dev.mailboxmcp.imap.ImapMessageIds;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.mail.Draft;
import dev.mailboxmcp.mail.DraftToSend;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderRole;
import dev.mailboxmcp.mail.MailAddress;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.SendResult;
import dev.mailboxmcp.mail.Uninterrupted;
import dev.mailboxmcp.mail.WireMessage;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.mime.MessageId;
import dev.mailboxmcp.mime.MessageWriter;
import dev.mailboxmcp.mime.OutgoingAttachment;
import dev.mailboxmcp.mime.OutgoingCalendar;
import dev.mailboxmcp.mime.OutgoingMessage;
import dev.mailboxmcp.mime.SenderCheck;
import dev.mailboxmcp.smtp.SmtpSender;
import dev.mailboxmcp.smtp.Submission;
import dev.mailboxmcp.text.TextCleaner;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sends mail and keeps the sender's copy. A mail is submitted at most once for each call, for each idempotency key of a
 * user, and for a call made again because its answer was lost: {@link SentOnce} is the memory that spans seconds, the
 * user's own Sent folder the one that survives a restart and that all instances share. Thread-safe.
 */
public final class Outbox implements AutoCloseable {
    private static final int COMPARED_CHARS = 200;

    private static final MessageWriter WRITER = new MessageWriter();
    private static final Duration KEY_MEMORY = Duration.ofDays(1);

    private final ImapPool pool;
    private final SmtpSender sender;
    private final Copies copies;
    private final InstantSource clock;
    private final CallIds.Maker ids;
    private final PoolKey.Maker logins = new PoolKey.Maker("outbox");
    private final SendGate gate;
    private final DraftOutbox drafts;
    private final DraftsToConfirm toConfirm;
    private final SentOnce byKey;
    private final SentOnce lately;

    /** @param keys make the ids of mails that others cannot guess at */
    public Outbox(
            ImapPool pool,
            SmtpSender sender,
            OutboxSettings settings,
            SendPolicy policy,
            EncryptionKeys keys,
            InstantSource clock) {
        this.pool = pool;
        this.sender = sender;
        this.copies = new Copies(pool, settings.appendCopy(), clock);
        this.clock = clock;
        Duration step = CallIds.step(settings.callTimeout());
        this.ids = new CallIds.Maker(keys, step);
        this.gate = new SendGate(policy, pool, clock);
        this.drafts = new DraftOutbox(pool, sender, gate, copies, keys, clock);
        this.toConfirm = new DraftsToConfirm(pool, gate, drafts, clock);
        this.byKey = new SentOnce(clock, KEY_MEMORY);
        this.lately = new SentOnce(clock, step.multipliedBy(2));
    }

    /**
     * Sends a mail.
     *
     * @param attachments what goes with it
     * @param confirmed digest of the mail that the user said yes to; null for none
     * @throws dev.mailboxmcp.mail.ConsentNeeded if the user has to be asked first
     * @throws MailException {@link MailFailure.SendRejected} where it was certainly not sent
     */
    public SendResult send(
            Credentials credentials, Draft draft, List<OutgoingAttachment> attachments, @Nullable String confirmed) {
        return send(credentials, draft, attachments, null, confirmed);
    }

    /**
     * Sends the answer to an invitation.
     *
     * @param calendar for the organizer's calendar
     * @throws dev.mailboxmcp.mail.ConsentNeeded if the user has to be asked first
     * @throws MailException {@link MailFailure.SendRejected} where it was certainly not sent
     */
    public SendResult answer(
            Credentials credentials, Draft draft, OutgoingCalendar calendar, @Nullable String confirmed) {
        return send(credentials, draft, List.of(), calendar, confirmed);
    }

    private SendResult send(
            Credentials credentials,
            Draft draft,
            List<OutgoingAttachment> attachments,
            @Nullable OutgoingCalendar calendar,
            @Nullable String confirmed) {
        Checked checked = check(credentials, draft, attachments, calendar);
        CallIds call = checked.call();
        OutgoingMessage message = checked.message();
        String login = logins.of(credentials).login();
        SentOnce once = call.keyed() ? byKey : lately;
        return Uninterrupted.call(left -> {
            SendResult result = once.call(login, call, () -> {
                SendResult earlier = earlier(credentials, call, message);
                if (earlier != null) {
                    return earlier;
                }
                gate.admit(credentials, Envelope.of(message), Confirmation.of(message), confirmed);
                return submit(credentials, message, left);
            });
            return result.repeated() && result.status() == SendResult.Status.UNKNOWN
                    ? knownMeanwhile(credentials, call, message, result)
                    : result;
        });
    }

    /** A mail as it would go out, and how its call is known. */
    private record Checked(OutgoingMessage message, CallIds call) {}

    private Checked check(
            Credentials credentials,
            Draft draft,
            List<OutgoingAttachment> attachments,
            @Nullable OutgoingCalendar calendar) {
        List<EmailAddress> own = addressesOf(credentials);
        EmailAddress user = sender(draft, own);
        Instant now = clock.instant();
        OutgoingMessage unnamed = OutgoingMessage.of(
                        draft, attachments, user, MessageId.random(user.domain()), now.atOffset(ZoneOffset.UTC))
                .with(calendar);
        CallIds call = ids.of(credentials, unnamed, draft.idempotencyKey(), own, now);
        OutgoingMessage message = unnamed.named(call.fresh());
        gate.policy().check(credentials, Envelope.of(message)); // what can never be sent costs no round trip
        return new Checked(message, call);
    }

    /** Whether users confirm each mail on a page. Nothing else is sent then than what {@link #review} showed. */
    public boolean asksOnPages() {
        return gate.policy().mode() == SendMode.PAGE;
    }

    /**
     * Saves a mail as a draft that its user has to confirm; the same mail asked for again is the same draft, or what became of
     * it.
     *
     * @param calendar null for none
     * @param uploads the ids of those among the attachments that were brought by a link, which go when the draft is sent
     * @param maxBytes as in {@link #sendDraft}
     */
    public DraftState prepare(
            Credentials credentials,
            Draft draft,
            List<OutgoingAttachment> attachments,
            @Nullable OutgoingCalendar calendar,
            List<String> uploads,
            long maxBytes,
            Memory memory) {
        Checked checked = check(credentials, draft, attachments, calendar);
        SendResult earlier = earlier(credentials, checked.call(), checked.message());
        if (earlier == null) {
            return toConfirm.save(credentials, checked.message(), uploads);
        }
        MessageId answered = checked.message().inReplyTo();
        FolderPath folder = earlier.savedTo();
        return earlier.status() == SendResult.Status.SENT || folder == null
                ? new DraftSent(
                        earlier,
                        answered == null ? null : answered.value(),
                        attachments.stream().map(OutgoingAttachment::name).toList(),
                        List.of(),
                        false)
                : toConfirm.look(credentials, folder, earlier.messageId(), maxBytes, memory);
    }

    /**
     * How far a draft is that its user has to confirm, or has confirmed.
     *
     * @param maxBytes as in {@link #sendDraft}
     * @throws MailException {@link MailFailure.Conflict} where it is another version than was asked for
     */
    public DraftState look(Credentials credentials, DraftToSend wanted, long maxBytes, Memory memory) {
        return toConfirm.look(credentials, wanted, maxBytes, memory);
    }

    /**
     * What a user is shown who is asked for a draft.
     *
     * @param messageId of the draft
     * @param maxBytes as in {@link #sendDraft}
     * @throws MailException {@link MailFailure.MessageNotFound} where it is gone
     */
    public DraftReview review(
            Credentials credentials,
            DraftToSend wanted,
            String messageId,
            long maxBytes,
            SenderCheck senderCheck,
            Memory memory) {
        return toConfirm.review(credentials, wanted, messageId, maxBytes, senderCheck, memory);
    }

    /**
     * Sends a draft of the user's mailbox, see {@link DraftOutbox}.
     *
     * @param maxBytes of what is attached to a mail
     * @param senderCheck for what the user is shown
     * @param memory for the draft
     * @throws dev.mailboxmcp.mail.ConsentNeeded if the user has to be asked first
     * @throws MailException {@link MailFailure.SendRejected} where it was certainly not sent
     */
    public DraftSent sendDraft(
            Credentials credentials,
            DraftToSend wanted,
            long maxBytes,
            @Nullable String confirmed,
            SenderCheck senderCheck,
            Memory memory) {
        return drafts.send(credentials, wanted, maxBytes, confirmed, senderCheck, memory);
    }

    /** Sends a mail as {@link #send(Credentials, Draft, List, String)} does, with nothing attached. */
    public SendResult send(Credentials credentials, Draft draft, @Nullable String confirmed) {
        return send(credentials, draft, List.of(), confirmed);
    }

    /** The user's own addresses, as far as they are known; that of the login first. */
    public List<EmailAddress> addressesOf(Credentials credentials) {
        return gate.policy().senders().own(credentials.user());
    }

    /** Whether it matters what lies in Sent: whom mails there are to gets mail without anybody being asked. */
    public boolean trustsSent() {
        return gate.policy().confirmNew();
    }

    /** Makes the user's replies. */
    public ReplyDraft replies(Credentials credentials) {
        return new ReplyDraft(addressesOf(credentials));
    }

    private SendResult submit(Credentials credentials, OutgoingMessage message, CompletionStage<?> left) {
        List<EmailAddress> recipients = message.recipients();
        WireMessage copy = WRITER.toSender(message); // what can fail fails before the mail leaves
        Submission submission =
                sender.submit(credentials, message.from(), recipients, WRITER.toRecipients(message), left);
        return switch (submission) {
            case ACCEPTED ->
                result(
                        SendResult.Status.SENT,
                        message,
                        copies.save(credentials, copy, message.messageId(), FolderRole.SENT, null));
            // never in Sent: what lies there was sent
            case UNKNOWN ->
                result(
                        SendResult.Status.UNKNOWN,
                        message,
                        copies.save(credentials, copy, message.messageId(), FolderRole.DRAFTS, null));
        };
    }

    private static SendResult result(SendResult.Status status, OutgoingMessage message, Copies.Copy copy) {
        return new SendResult(
                status,
                message.messageId().value(),
                wire(message.recipients()),
                copy.savedTo(),
                copy.notSavedReason(),
                copy.unmarked(),
                false);
    }

    /**
     * What an earlier call for the same mail left in the mailbox; null where there is no trace of one. With an
     * idempotency key this must be known; without one a mailbox that cannot be asked does not keep a mail from being sent.
     */
    private @Nullable SendResult earlier(Credentials credentials, CallIds call, OutgoingMessage message) {
        try {
            return pool.read(credentials, connection -> {
                Map<FolderRole, FolderPath> roles = ImapFolders.roles(connection);
                SendResult sent = trace(connection, roles.get(FolderRole.SENT), SendResult.Status.SENT, call, message);
                return sent != null
                        ? sent
                        : trace(connection, roles.get(FolderRole.DRAFTS), SendResult.Status.UNKNOWN, call, message);
            });
        } catch (MailException e) {
            boolean unasked = e.failure().kind() == MailFailure.Kind.NOT_ASKED
                    || e.failure() instanceof MailFailure.FolderNotFound;
            if (call.keyed() || !unasked) {
                throw e;
            }
            return null;
        }
    }

    private @Nullable SendResult trace(
            ImapConnection connection,
            @Nullable FolderPath folder,
            SendResult.Status status,
            CallIds call,
            OutgoingMessage message)
            throws IOException {
        if (folder == null) {
            return null;
        }
        LocalDate since = call.keyed()
                ? null
                : LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(1);
        ImapMessageIds.Found found = ImapMessageIds.findSent(connection, folder, call.searched(), since);
        if (found == null) {
            return null;
        }
        List<EmailAddress> recipients = message.recipients();
        if (call.keyed()) { // otherwise the id tells that all is the same
            recipients = recipientsOf(found, message);
        }
        MessageId id = MessageId.of(found.messageId());
        SendResult.Status known = found.draft() ? SendResult.Status.UNKNOWN : status; // somebody put one into Sent
        return new SendResult(
                known, (id == null ? message.messageId() : id).value(), wire(recipients), folder, null, true);
    }

    /**
     * Those who got the mail that was found, as far as it tells: a provider's own copy does not name those in Bcc.
     *
     * @throws MailException {@link MailFailure.InvalidArgument} if it is another mail
     */
    private static List<EmailAddress> recipientsOf(ImapMessageIds.Found found, OutgoingMessage message) {
        List<EmailAddress> visible = addresses(found.recipients());
        List<EmailAddress> bcc = addresses(found.bcc());
        String subject = found.subject();
        boolean same = (visible.isEmpty()
                        || same(
                                visible,
                                Stream.concat(message.to().stream(), message.cc().stream())
                                        .toList()))
                && (bcc.isEmpty() || same(bcc, message.bcc()))
                && (subject == null || comparable(subject).equals(comparable(message.subject())));
        if (!same) {
            throw SentOnce.keyOfAnotherMail();
        }
        return message.recipients().stream()
                .filter(recipient ->
                        Stream.concat(visible.stream(), bcc.stream()).anyMatch(recipient::sameMailbox))
                .toList();
    }

    private static boolean same(List<EmailAddress> some, List<EmailAddress> others) {
        return some.stream().allMatch(address -> others.stream().anyMatch(address::sameMailbox))
                && others.stream().allMatch(address -> some.stream().anyMatch(address::sameMailbox));
    }

    /** A subject as it comes back from a mailbox: cleaned, and cut where it is long. */
    private static String comparable(String subject) {
        return TextCleaner.line(subject, COMPARED_CHARS);
    }

    private static List<EmailAddress> addresses(List<MailAddress> found) {
        return found.stream().map(EmailAddress::of).filter(Objects::nonNull).toList();
    }

    /** A provider that keeps the copy by itself shows there what became of the mail; its copy may not name them all. */
    private SendResult knownMeanwhile(
            Credentials credentials, CallIds call, OutgoingMessage message, SendResult known) {
        try {
            SendResult found = earlier(credentials, call, message);
            return found == null ? known : found.to(known.recipients());
        } catch (MailException e) {
            return known;
        }
    }

    /** Ends what waits for the next mail. */
    @Override
    public void close() {
        sender.close();
    }

    /**
     * The sender that a draft names, else the user.
     *
     * @param own addresses of the user
     * @throws MailException {@link MailFailure.InvalidArgument} where there is neither
     */
    public static EmailAddress sender(Draft draft, List<EmailAddress> own) {
        if (draft.from() != null) {
            return EmailAddress.parse("from", draft.from());
        }
        if (own.isEmpty()) {
            throw new MailException(new MailFailure.InvalidArgument(
                    "from", "is missing: the mailbox user is not an address, so give the sender's address"));
        }
        return own.getFirst();
    }

    private static List<String> wire(List<EmailAddress> addresses) {
        return addresses.stream().map(EmailAddress::wire).toList();
    }
}
