// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.EncryptionKeys;
import dev.mailboxmcp.account.KeyedHash;
import dev.mailboxmcp.account.PoolKey;
import dev.mailboxmcp.imap.ImapClaim;
import dev.mailboxmcp.imap.ImapClaim.Surroundings;
import dev.mailboxmcp.imap.ImapOutgoingDraft;
import dev.mailboxmcp.imap.ImapOutgoingDraft.Looked;
import dev.mailboxmcp.imap.ImapOutgoingDraft.Stored;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.imap.ImapRead;
import dev.mailboxmcp.mail.Attachment;
import dev.mailboxmcp.mail.DraftToSend;
import dev.mailboxmcp.mail.FolderRole;
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
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
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
    private static final Duration MEMORY = Duration.ofDays(1);
    private static final int SHOWN_CHARS = 20_000;
    private static final int TEXT_BYTES = 4 << 20;

    private final ImapPool pool;
    private final SmtpSender sender;
    private final SendGate gate;
    private final Copies copies;
    private final KeyedHash hash;
    private final InstantSource clock;
    private final PoolKey.Maker logins = new PoolKey.Maker("drafts");
    private final SentOnce once;
    private final DraftClaims claims;
    private final SentDrafts sent;

    DraftOutbox(
            ImapPool pool, SmtpSender sender, SendGate gate, Copies copies, EncryptionKeys keys, InstantSource clock) {
        this.pool = pool;
        this.sender = sender;
        this.gate = gate;
        this.copies = copies;
        this.hash = new KeyedHash(keys, "draft");
        this.clock = clock;
        this.once = new SentOnce(clock, MEMORY);
        this.claims = new DraftClaims(pool, clock);
        this.sent = new SentDrafts(pool, claims);
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
        DraftCall call = look(credentials, wanted, maxBytes, memory);
        MessageRef ref = call.ref();
        Stored stored = call.looked().stored();
        ReadyDraft draft = stored == null ? null : ready(call, stored);
        Asking asking = draft == null
                ? null
                : Confirmation.of(
                        draft,
                        () -> pool.read(credentials, c -> ImapRead.read(c, ref, 0, SHOWN_CHARS, senderCheck, memory)));
        CallIds ids =
                new CallIds(true, false, List.of(call.place()), call.marks().getFirst());
        return Uninterrupted.call(left -> {
            AtomicBoolean mine = new AtomicBoolean();
            SendResult result = once.call(logins.of(credentials).login(), ids, () -> {
                mine.set(true);
                return stored == null || draft == null || asking == null
                        ? sent.before(call)
                        : send(call, stored, draft, asking, confirmed, left);
            });
            boolean unsure = !mine.get() && result.status() == SendResult.Status.UNKNOWN;
            SendResult known = !unsure
                    ? result
                    : stored != null && draft != null
                            ? sent.ofClaimed(call, stored, draft)
                            : sent.meanwhile(call, result);
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
        DraftCall call = look(credentials, wanted, maxBytes, memory);
        Stored stored = call.looked().stored();
        if (stored == null) {
            SendResult known = once.known(logins.of(credentials).login(), call.place());
            return new Found.Over(told(call, known == null ? sent.before(call) : known, null, null));
        }
        ReadyDraft draft = ready(call, stored);
        if (stored.pending() || stored.submitted()) {
            return new Found.Over(told(call, sent.ofClaimed(call, stored, draft), draft, stored));
        }
        long validity = Objects.requireNonNull(call.ref().uidValidity());
        return new Found.Ready(call.ref(), validity, draft, names(stored));
    }

    private DraftCall look(Credentials credentials, DraftToSend wanted, long maxBytes, Memory memory) {
        long most = maxBytes / 2 * 3 + TEXT_BYTES;
        Looked looked = pool.read(
                credentials,
                connection -> ImapOutgoingDraft.look(
                        connection, wanted.folder(), wanted.uidValidity(), wanted.uid(), most, memory));
        MessageRef ref = looked.ref();
        // after those of the user those of the name as it is spelled, which is in marks of builds before 1.0.0
        List<byte[]> hashes = Stream.of(credentials.canonicalUser(), credentials.user())
                .distinct()
                .flatMap(name ->
                        hash.of(List.of(name, ref.folder().value(), "" + ref.uidValidity(), "" + ref.uid())).stream())
                .toList();
        return new DraftCall(credentials, wanted, looked, hashes, new AtomicBoolean());
    }

    private static DraftSent told(
            DraftCall call, SendResult result, @Nullable ReadyDraft draft, @Nullable Stored stored) {
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

    static MailException anotherVersion() {
        return new MailException(new MailFailure.Conflict(
                "the draft is not the version of that digest. Nothing was sent. Read it, show it to the user again, and save"
                        + " it anew for a digest of what is there now"));
    }

    private ReadyDraft ready(DraftCall call, Stored stored) {
        List<EmailAddress> own = gate.policy().senders().own(call.credentials().user());
        return ReadyDraft.of(
                stored.message(),
                own.isEmpty() ? null : own.getFirst(),
                from -> MessageId.ofHash(call.hashes().getFirst(), from.domain()),
                call.marks().getFirst(),
                clock.instant().atOffset(ZoneOffset.UTC));
    }

    private SendResult send(
            DraftCall call,
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
            return sent.ofClaimed(call, stored, draft);
        }
        gate.admit(call.credentials(), Envelope.of(draft), asking, confirmed);
        DraftClaims.Claimed claimed = claims.claim(call, stored, draft);
        Surroundings around = claimed.around();
        if (claimed.outcome() == ImapClaim.Outcome.GONE) {
            return sent.meanwhile(call);
        }
        if (around == null) {
            return sent.ofClaimed(call, stored, draft);
        }
        if (around.sent() != null) {
            claims.release(call, stored);
            return sent.inSent(call, draft);
        }
        Submission submission;
        try {
            submission = sender.submit(call.credentials(), draft.from(), draft.recipients(), draft.onTheWire(), left);
        } catch (MailException | CancellationException e) { // certainly not sent
            claims.release(call, stored);
            throw e;
        }
        return switch (submission) {
            case ACCEPTED -> accepted(call, draft, around);
            case UNKNOWN -> sent.unknown(call, draft, false);
        };
    }

    private SendResult accepted(DraftCall call, ReadyDraft draft, Surroundings around) {
        Copies.Copy copy = copies.save(
                call.credentials(),
                draft.sentCopy(),
                draft.messageId(),
                FolderRole.SENT,
                call.looked().roles().get(FolderRole.SENT));
        if (copy.savedTo() != null || !copies.areKept()) {
            claims.finish(call, draft, around.original());
        } else {
            call.stays().set(true); // it is the only copy
            claims.submitted(call);
        }
        return new SendResult(
                SendResult.Status.SENT,
                draft.messageId().value(),
                SentDrafts.wire(draft.recipients()),
                copy.savedTo(),
                copy.notSavedReason(),
                false);
    }
}
