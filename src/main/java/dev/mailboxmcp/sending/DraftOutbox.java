// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.EncryptionKeys;
import dev.mailboxmcp.account.KeyedHash;
import dev.mailboxmcp.account.PoolKey;
import dev.mailboxmcp.imap.ImapClaim;
import dev.mailboxmcp.imap.ImapClaim.Surroundings;
import dev.mailboxmcp.imap.ImapMessageIds;
import dev.mailboxmcp.imap.ImapOutgoingDraft;
import dev.mailboxmcp.imap.ImapOutgoingDraft.Looked;
import dev.mailboxmcp.imap.ImapOutgoingDraft.Stored;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.imap.ImapRead;
import dev.mailboxmcp.imap.ImapWork;
import dev.mailboxmcp.mail.Attachment;
import dev.mailboxmcp.mail.DraftToSend;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderRole;
import dev.mailboxmcp.mail.MailAddress;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mail.SendResult;
import dev.mailboxmcp.mail.Uninterrupted;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.mime.MessageId;
import dev.mailboxmcp.mime.ReadyDraft;
import dev.mailboxmcp.mime.SenderCheck;
import dev.mailboxmcp.smtp.SmtpSender;
import dev.mailboxmcp.smtp.Submission;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sends drafts that lie in a mailbox, each at most once, whichever instance is asked and how often: who sends one claims it
 * first, see {@link ImapClaim}. A draft is removed only after its copy is safe in Sent; one of which nobody knows whether it
 * was sent stays, claimed, and is not sent again. Thread-safe.
 */
final class DraftOutbox {
    private static final System.Logger LOGGER = System.getLogger(DraftOutbox.class.getName());
    private static final Duration MEMORY = Duration.ofDays(1);
    private static final Duration FINISHING = Duration.ofSeconds(10);
    private static final int SHOWN_CHARS = 20_000;
    private static final int TEXT_BYTES = 4 << 20;
    private static final int MARK_BYTES = 16;
    private static final String ANSWERED = "\\Answered";
    private static final String FORWARDED = "$Forwarded";

    private final ImapPool pool;
    private final SmtpSender sender;
    private final SendGate gate;
    private final Copies copies;
    private final KeyedHash hash;
    private final InstantSource clock;
    private final PoolKey.Maker logins = new PoolKey.Maker("drafts");
    private final SentOnce once;

    DraftOutbox(
            ImapPool pool, SmtpSender sender, SendGate gate, Copies copies, EncryptionKeys keys, InstantSource clock) {
        this.pool = pool;
        this.sender = sender;
        this.gate = gate;
        this.copies = copies;
        this.hash = new KeyedHash(keys, "draft");
        this.clock = clock;
        this.once = new SentOnce(clock, MEMORY);
    }

    /**
     * One call.
     *
     * @param hashes of the draft's place, one for each key of the server
     * @param stays whether the draft still lies there at the end
     */
    private record Call(
            Credentials credentials, DraftToSend wanted, Looked looked, List<byte[]> hashes, AtomicBoolean stays) {
        MessageRef ref() {
            return looked.ref();
        }

        /** What the copy in Sent says of which draft it was. */
        List<String> marks() {
            return hashes.stream()
                    .map(bytes -> HexFormat.of().formatHex(bytes, 0, MARK_BYTES))
                    .toList();
        }
    }

    /**
     * Sends a draft.
     *
     * @param maxBytes of what is attached to a mail
     * @param confirmed digest of the draft that the user said yes to; null for none
     * @param senderCheck for what the user is shown
     * @param memory for the draft
     * @throws dev.mailboxmcp.mail.ConsentNeeded if the user has to be asked first
     * @throws MailException {@link MailFailure.Conflict} where it is another version than was asked for;
     *     {@link MailFailure.SendRejected} where it was certainly not sent
     */
    DraftSent send(
            Credentials credentials,
            DraftToSend wanted,
            long maxBytes,
            @Nullable String confirmed,
            SenderCheck senderCheck,
            Memory memory) {
        Call call = look(credentials, wanted, maxBytes, memory);
        MessageRef ref = call.ref();
        Stored stored = call.looked().stored();
        ReadyDraft draft = stored == null ? null : ready(call, stored);
        Asking asking = draft == null
                ? null
                : Confirmation.of(
                        draft,
                        () -> pool.read(credentials, c -> ImapRead.read(c, ref, 0, SHOWN_CHARS, senderCheck, memory)));
        CallIds ids = new CallIds(true, List.of(place(call)), call.marks().getFirst());
        return Uninterrupted.call(left -> {
            AtomicBoolean mine = new AtomicBoolean();
            SendResult result = once.call(logins.of(credentials).login(), ids, () -> {
                mine.set(true);
                return stored == null || draft == null || asking == null
                        ? sentBefore(call)
                        : send(call, stored, draft, asking, confirmed, left);
            });
            boolean unsure = !mine.get() && result.status() == SendResult.Status.UNKNOWN;
            SendResult known = !unsure
                    ? result
                    : stored != null && draft != null ? ofClaimed(call, stored, draft) : sentMeanwhile(call, result);
            return told(call, known, draft, stored);
        });
    }

    /** What there is under the name of a draft that could be sent. */
    sealed interface Found {
        /**
         * A draft that nobody sends.
         *
         * @param files the names of what goes with it
         */
        record Ready(MessageRef ref, long uidValidity, ReadyDraft draft, List<String> files) implements Found {}

        /** What became of it. */
        record Over(DraftSent sent) implements Found {}
    }

    /**
     * Looks for a draft, and sends nothing.
     *
     * @param maxBytes as in {@link #send}
     * @throws MailException {@link MailFailure.MessageNotFound} where there is none, and nothing tells that it was sent
     */
    Found find(Credentials credentials, DraftToSend wanted, long maxBytes, Memory memory) {
        Call call = look(credentials, wanted, maxBytes, memory);
        Stored stored = call.looked().stored();
        if (stored == null) {
            SendResult known = once.known(logins.of(credentials).login(), place(call));
            return new Found.Over(told(call, known == null ? sentBefore(call) : known, null, null));
        }
        ReadyDraft draft = ready(call, stored);
        if (stored.pending() || stored.submitted()) {
            return new Found.Over(told(call, ofClaimed(call, stored, draft), draft, stored));
        }
        long validity = Objects.requireNonNull(call.ref().uidValidity());
        return new Found.Ready(call.ref(), validity, draft, names(stored));
    }

    private Call look(Credentials credentials, DraftToSend wanted, long maxBytes, Memory memory) {
        long most = maxBytes / 2 * 3 + TEXT_BYTES;
        Looked looked = pool.read(
                credentials,
                connection -> ImapOutgoingDraft.look(
                        connection, wanted.folder(), wanted.uidValidity(), wanted.uid(), most, memory));
        MessageRef ref = looked.ref();
        List<byte[]> hashes =
                hash.of(List.of(credentials.user(), ref.folder().value(), "" + ref.uidValidity(), "" + ref.uid()));
        return new Call(credentials, wanted, looked, hashes, new AtomicBoolean());
    }

    private static DraftSent told(Call call, SendResult result, @Nullable ReadyDraft draft, @Nullable Stored stored) {
        MessageId answered = draft == null ? null : draft.inReplyTo();
        return new DraftSent(
                result,
                answered == null ? null : answered.value(),
                stored == null ? List.of() : names(stored),
                draft == null ? List.of() : draft.uploads(),
                call.stays().get());
    }

    private static List<String> names(Stored stored) {
        return stored.files().stream().map(Attachment::name).toList();
    }

    private static MessageId place(Call call) {
        return MessageId.ofHash(call.hashes().getFirst(), "draft.invalid");
    }

    static MailException anotherVersion() {
        return new MailException(new MailFailure.Conflict(
                "the draft is not the version of that digest. Nothing was sent. Read it, and save it anew or leave"
                        + " digest out"));
    }

    private ReadyDraft ready(Call call, Stored stored) {
        List<EmailAddress> own = gate.policy().senders().own(call.credentials().user());
        return ReadyDraft.of(
                stored.message(),
                own.isEmpty() ? null : own.getFirst(),
                from -> MessageId.ofHash(call.hashes().getFirst(), from.domain()),
                call.marks().getFirst(),
                clock.instant().atOffset(ZoneOffset.UTC));
    }

    private SendResult send(
            Call call,
            Stored stored,
            ReadyDraft draft,
            Asking asking,
            @Nullable String confirmed,
            CompletionStage<?> left) {
        String digest = call.wanted().digest();
        if (digest != null && !digest.equals(draft.digest())) {
            throw anotherVersion();
        }
        if (stored.pending() || stored.submitted()) {
            return ofClaimed(call, stored, draft);
        }
        gate.admit(call.credentials(), Envelope.of(draft), asking, confirmed);
        Claimed claimed = claim(call, stored, draft);
        Surroundings around = claimed.around();
        if (claimed.outcome() == ImapClaim.Outcome.GONE) {
            return sentMeanwhile(call);
        }
        if (around == null) {
            return ofClaimed(call, stored, draft);
        }
        if (around.sent() != null) {
            release(call, stored);
            return inSent(call, draft);
        }
        Submission submission;
        try {
            submission = sender.submit(call.credentials(), draft.from(), draft.recipients(), draft.onTheWire(), left);
        } catch (MailException | CancellationException e) { // certainly not sent
            release(call, stored);
            throw e;
        }
        return switch (submission) {
            case ACCEPTED -> accepted(call, draft, around);
            case UNKNOWN -> unknown(call, draft, false);
        };
    }

    /**
     * Who has the draft now.
     *
     * @param around what is around it, where it is claimed by this call
     */
    private record Claimed(
            ImapClaim.Outcome outcome, @Nullable Surroundings around) {}

    private Claimed claim(Call call, Stored stored, ReadyDraft draft) {
        AtomicBoolean claimed = new AtomicBoolean();
        MessageId original = draft.inReplyTo() == null ? draft.forwarded() : draft.inReplyTo();
        LocalDate since = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusYears(1);
        try {
            return pool.change(call.credentials(), connection -> {
                ImapClaim.Outcome outcome = stored.keeps()
                        ? ImapClaim.claim(connection, call.ref(), stored.modSeq())
                        : ImapClaim.Outcome.CLAIMED;
                if (outcome != ImapClaim.Outcome.CLAIMED) {
                    return new Claimed(outcome, null);
                }
                claimed.set(true);
                return new Claimed(
                        outcome,
                        ImapClaim.surroundings(
                                connection,
                                call.looked().roles().get(FolderRole.SENT),
                                List.of(draft.messageId().value()),
                                original == null ? null : original.value(),
                                since));
            });
        } catch (RuntimeException e) {
            if (claimed.get()) {
                release(call, stored);
            }
            throw e;
        }
    }

    /** Never fails: a draft that cannot be given back stays claimed, and is not sent. */
    private void release(Call call, Stored stored) {
        if (stored.keeps()) {
            quietly(call, connection -> {
                ImapClaim.release(connection, call.ref());
                return true;
            });
        }
    }

    private SendResult accepted(Call call, ReadyDraft draft, Surroundings around) {
        Copies.Copy copy = copies.save(
                call.credentials(),
                draft.sentCopy(),
                FolderRole.SENT,
                call.looked().roles().get(FolderRole.SENT));
        if (copy.savedTo() != null || !copies.areKept()) {
            finish(call, draft, around.original());
        } else {
            call.stays().set(true); // it is the only copy
            quietly(call, connection -> {
                ImapClaim.submitted(connection, call.ref());
                return true;
            });
        }
        return new SendResult(
                SendResult.Status.SENT,
                draft.messageId().value(),
                wire(draft.recipients()),
                copy.savedTo(),
                copy.notSavedReason(),
                false);
    }

    private void finish(Call call, ReadyDraft draft, @Nullable MessageRef original) {
        // QUIRK: Thunderbird saves a forward that it opened as a draft as if it were an answer
        boolean passesOn = draft.inReplyTo() == null || ReplySubject.isOfForward(draft.subject());
        String mark = passesOn ? FORWARDED : ANSWERED;
        boolean removed = quietly(
                call,
                connection ->
                        ImapClaim.finish(connection, call.ref(), original, mark).removed());
        call.stays().set(!removed);
    }

    /** Whether the work was done. Never fails, and does not keep the result waiting for long: the mail was sent, or not. */
    private boolean quietly(Call call, ImapWork<Boolean> work) {
        try {
            return pool.change(call.credentials(), FINISHING, work);
        } catch (RuntimeException e) {
            LOGGER.log(Level.DEBUG, "a draft stays as it is: {0}", e.getClass().getName());
            return false;
        }
    }

    /**
     * What became of a draft that somebody claimed. If its copy is in Sent, it was sent, and goes now; another mail there proves
     * nothing.
     */
    private SendResult ofClaimed(Call call, Stored stored, ReadyDraft draft) {
        FolderPath sent = call.looked().roles().get(FolderRole.SENT);
        ImapMessageIds.Found found = sent == null ? null : sentAs(call, draft, sent);
        if (sent != null && found != null) {
            finish(call, draft, null);
            return repeated(draft.messageId().value(), found, wire(draft.recipients()), sent);
        }
        if (stored.submitted()) {
            call.stays().set(true);
            return new SendResult(
                    SendResult.Status.SENT,
                    draft.messageId().value(),
                    wire(draft.recipients()),
                    call.ref().folder(),
                    null,
                    true);
        }
        return unknown(call, draft, true);
    }

    private SendResult unknown(Call call, ReadyDraft draft, boolean repeated) {
        call.stays().set(true);
        return new SendResult(
                SendResult.Status.UNKNOWN,
                draft.messageId().value(),
                wire(draft.recipients()),
                call.ref().folder(),
                null,
                repeated);
    }

    /** A draft that nobody claimed, and a mail of its Message-ID in Sent. */
    private SendResult inSent(Call call, ReadyDraft draft) {
        FolderPath sent =
                call.looked().roles().getOrDefault(FolderRole.SENT, call.ref().folder());
        ImapMessageIds.Found found = sentAs(call, draft, sent);
        if (found == null) {
            throw new MailException(new MailFailure.Conflict(
                    "a mail with the Message-ID of this draft is in Sent, of another subject or not to the same recipients (To,"
                            + " Cc, Bcc). Nothing was sent by this call. Read that mail; to send the draft to whom it"
                            + " did not reach, save it anew by imap_save_draft"));
        }
        call.stays().set(true);
        return repeated(draft.messageId().value(), found, wire(draft.recipients()), sent);
    }

    /**
     * The mail in Sent that the draft became; null where none is known to be it. Of those with its Message-ID one is it only with its
     * subject and exactly its recipients: a copy without Bcc does not tell that those in Bcc got it. The mark tells of what
     * this server sent itself.
     */
    private ImapMessageIds.@Nullable Found sentAs(Call call, ReadyDraft draft, FolderPath sent) {
        return pool.read(call.credentials(), connection -> {
            List<ImapMessageIds.Found> named =
                    ImapMessageIds.findAll(connection, sent, draft.messageId().value());
            ImapMessageIds.Found same =
                    named.stream().filter(one -> isSame(one, draft)).findFirst().orElse(null);
            return named.isEmpty() || same != null
                    ? same
                    : ImapMessageIds.find(connection, sent, ReadyDraft.MARK, call.marks(), null);
        });
    }

    private static boolean isSame(ImapMessageIds.Found found, ReadyDraft draft) {
        List<MailAddress> named =
                Stream.concat(found.recipients().stream(), found.bcc().stream()).toList();
        List<EmailAddress> reached = addresses(found);
        List<EmailAddress> wanted = draft.recipients();
        return draft.subject().equals(found.subject())
                && named.stream().allMatch(one -> EmailAddress.of(one) != null)
                && reached.stream().allMatch(one -> wanted.stream().anyMatch(one::sameMailbox))
                && wanted.stream().allMatch(one -> reached.stream().anyMatch(one::sameMailbox));
    }

    /**
     * The result of the call that sent the draft, which is gone.
     *
     * @throws MailException {@link MailFailure.MessageNotFound} where nothing tells of one
     */
    private SendResult sentBefore(Call call) {
        FolderPath sent = call.looked().roles().get(FolderRole.SENT);
        ImapMessageIds.Found found = sent == null
                ? null
                : pool.read(
                        call.credentials(),
                        connection -> ImapMessageIds.find(connection, sent, ReadyDraft.MARK, call.marks(), null));
        if (sent == null || found == null) {
            throw new MailException(new MailFailure.MessageNotFound(
                    call.ref().folder(), call.ref().uid()));
        }
        return repeated(found.messageId(), found, List.of(), sent);
    }

    /** Who lost the race for a draft knew no more than that somebody was sending it. */
    private SendResult sentMeanwhile(Call call, SendResult known) {
        try {
            return sentBefore(call);
        } catch (MailException e) {
            return known;
        }
    }

    /** A draft that went between the look at it and the claim. */
    private SendResult sentMeanwhile(Call call) {
        try {
            return sentBefore(call);
        } catch (MailException e) {
            throw e.failure() instanceof MailFailure.MessageNotFound
                    ? new MailException(new MailFailure.Conflict(
                            "the draft was removed, or saved anew, a moment ago. Nothing was sent by this call"))
                    : e;
        }
    }

    /** The result of an earlier call, of which a mail in Sent tells. */
    static SendResult repeated(String messageId, ImapMessageIds.Found found, List<String> recipients, FolderPath sent) {
        List<String> told = wire(addresses(found));
        return new SendResult(SendResult.Status.SENT, messageId, told.isEmpty() ? recipients : told, sent, null, true);
    }

    private static List<EmailAddress> addresses(ImapMessageIds.Found found) {
        return Stream.concat(found.recipients().stream(), found.bcc().stream())
                .map(EmailAddress::of)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    private static List<String> wire(List<EmailAddress> addresses) {
        return addresses.stream().map(EmailAddress::wire).toList();
    }
}
