// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.imap.ImapConnection;
import dev.mailboxmcp.imap.ImapInvitation;
import dev.mailboxmcp.imap.ImapOriginal;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.imap.ImapStore;
import dev.mailboxmcp.imap.ImapUploads;
import dev.mailboxmcp.mail.ConsentNeeded;
import dev.mailboxmcp.mail.Draft;
import dev.mailboxmcp.mail.DraftToSend;
import dev.mailboxmcp.mail.Enclosure;
import dev.mailboxmcp.mail.FlagChange;
import dev.mailboxmcp.mail.Forward;
import dev.mailboxmcp.mail.Invitation;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mail.OriginalMessage;
import dev.mailboxmcp.mail.ReplyText;
import dev.mailboxmcp.mail.Rsvp;
import dev.mailboxmcp.mail.SendResult;
import dev.mailboxmcp.mail.Uninterrupted;
import dev.mailboxmcp.mime.AddressText;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.mime.OutgoingAttachment;
import dev.mailboxmcp.mime.SenderCheck;
import dev.mailboxmcp.sending.DraftSent;
import dev.mailboxmcp.sending.Enclosures;
import dev.mailboxmcp.sending.ForwardDraft;
import dev.mailboxmcp.sending.Outbox;
import dev.mailboxmcp.sending.ReplyDraft;
import dev.mailboxmcp.text.TextCleaner;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sending mail as one caller. Every method may block, and throws {@link MailException} for what the caller can act on.
 */
public final class Sending implements Facet {
    /**
     * A mail that was handed over.
     *
     * @param inReplyTo the Message-ID it answers, with angle brackets; null where it answers none, or that mail has none
     * @param leftOut those who would belong to it, yet have no address that can be written to, as the mail names them
     * @param attachments the names of what went with it
     * @param unmarked whether the mail that it answers could not be marked as answered
     * @param draftLeft whether it was a draft that still lies there, and is not sent again
     */
    public record Sent(
            SendResult result,
            @Nullable String inReplyTo,
            List<String> leftOut,
            List<String> attachments,
            boolean unmarked,
            boolean draftLeft) {
        public Sent {
            leftOut = List.copyOf(leftOut);
            attachments = List.copyOf(attachments);
        }

        static Sent of(
                SendResult result,
                @Nullable String inReplyTo,
                List<String> leftOut,
                List<OutgoingAttachment> attachments,
                boolean unmarked) {
            return new Sent(
                    result,
                    inReplyTo,
                    leftOut,
                    attachments.stream().map(OutgoingAttachment::name).toList(),
                    unmarked,
                    false);
        }
    }

    /** An answer to an invitation that was handed over, and the event that it is about. */
    public record InvitationAnswered(Sent sent, Invitation event) {}

    private static final System.Logger LOGGER = System.getLogger(Sending.class.getName());
    private static final Duration MARKING = Duration.ofSeconds(5);
    private static final FlagChange FORWARDED = new FlagChange(true, "$Forwarded");
    private static final int MAX_LEFT_OUT_CHARS = 80;

    private final Credentials credentials;
    private final ImapPool pool;
    private final Outbox outbox;
    private final Enclosures enclosures;
    private final Uploads uploads;
    private final SenderCheck senderCheck;
    private final @Nullable String consented;
    private final Memory memory;

    Sending(
            Credentials credentials,
            ImapPool pool,
            Outbox outbox,
            Enclosures enclosures,
            Uploads uploads,
            SenderCheck senderCheck,
            @Nullable String consented,
            Memory memory) {
        this.credentials = credentials;
        this.pool = pool;
        this.outbox = outbox;
        this.enclosures = enclosures;
        this.uploads = uploads;
        this.senderCheck = senderCheck;
        this.consented = consented;
        this.memory = memory;
    }

    /**
     * Sends a new mail.
     *
     * @param enclosed what goes with it; gathered before anything is sent
     * @throws ConsentNeeded if the user has to be asked first
     * @throws MailException {@link MailFailure.SendRejected} where it was certainly not sent
     */
    public Sent send(Draft draft, List<Enclosure> enclosed) {
        List<ImapUploads.Upload> taken = new ArrayList<>();
        List<OutgoingAttachment> attachments = enclosures.gather(credentials, enclosed, memory, taken::add);
        SendResult result = outbox.send(credentials, draft, attachments, consented);
        removeSent(result, taken);
        return Sent.of(result, null, List.of(), attachments, false);
    }

    /**
     * Passes a mail on, which is marked as forwarded where that was sent and the mailbox keeps such marks.
     *
     * @throws ConsentNeeded as in {@link #send}
     * @throws MailException {@link MailFailure.SendRejected} where it was certainly not sent
     */
    public Sent forward(MessageRef named, Forward forward) {
        Original found = original(named);
        MessageRef ref = found.ref();
        List<OutgoingAttachment> attachments = switch (forward.how()) {
            case ATTACHED -> enclosures.gather(credentials, List.of(new Enclosure.OfMail(ref, null)), memory);
            case INLINE -> forward.withAttachments() ? enclosures.filesOf(credentials, ref, memory) : List.of();
        };
        SendResult result = outbox.send(credentials, ForwardDraft.of(found.mail(), forward), attachments, consented);
        if (result.status() == SendResult.Status.SENT && !result.repeated()) {
            boolean unused = marked(connection -> ImapStore.mark(
                    connection, ref.folder(), ref.uidValidity(), List.of(ref.uid()), List.of(FORWARDED)));
        }
        return Sent.of(result, null, List.of(), attachments, false);
    }

    /**
     * Sends a draft, once, whoever else is asked to.
     *
     * @throws ConsentNeeded as in {@link #send}
     * @throws MailException {@link MailFailure.SendRejected} where it was certainly not sent
     */
    public Sent sendDraft(DraftToSend draft) {
        DraftSent sent = outbox.sendDraft(credentials, draft, enclosures.maxBytes(), consented, senderCheck, memory);
        return new Sent(sent.result(), sent.inReplyTo(), List.of(), sent.attachments(), false, sent.left());
    }

    /**
     * Answers a mail, which is marked as answered where the answer was sent.
     *
     * @param enclosed as in {@link #send}
     * @throws ConsentNeeded as in {@link #send}
     * @throws MailException {@link MailFailure.SendRejected} where it was certainly not sent
     */
    public Sent reply(MessageRef named, ReplyText answer, List<Enclosure> enclosed) {
        Original found = original(named);
        MessageRef ref = found.ref();
        OriginalMessage original = found.mail();
        Draft draft = new ReplyDraft(outbox.addressesOf(credentials)).to(original, answer);
        List<String> leftOut = ReplyDraft.unreachable(original, answer.replyAll()).stream()
                .map(address -> TextCleaner.line(AddressText.of(address), MAX_LEFT_OUT_CHARS))
                .toList();
        List<ImapUploads.Upload> taken = new ArrayList<>();
        List<OutgoingAttachment> attachments = enclosures.gather(credentials, enclosed, memory, taken::add);
        SendResult result = outbox.send(credentials, draft, attachments, consented);
        removeSent(result, taken);
        boolean unmarked = result.status() == SendResult.Status.SENT
                && !marked(connection -> ImapStore.markAnswered(connection, ref));
        return Sent.of(result, draft.inReplyTo(), leftOut, attachments, unmarked);
    }

    /**
     * Answers an invitation to its organizer alone, who need not be the sender of the mail. That mail is marked as answered
     * where the answer was sent.
     *
     * @throws ConsentNeeded as in {@link #send}
     * @throws MailException {@link MailFailure.InvalidArgument} where the mail is no invitation to the user;
     *     {@link MailFailure.SendRejected} where the answer was certainly not sent
     */
    public InvitationAnswered answerInvitation(MessageRef named, Rsvp rsvp) {
        List<EmailAddress> own = outbox.addressesOf(credentials);
        AtomicReference<MessageRef> seen = new AtomicReference<>(named);
        ImapInvitation.Answer answer = pool.read(credentials, connection -> {
            ImapInvitation.Answer made = ImapInvitation.answer(connection, named, rsvp, own, senderCheck, memory);
            seen.set(ImapOriginal.pinned(connection, named));
            return made;
        });
        MessageRef ref = seen.get();
        SendResult result = outbox.answer(credentials, answer.draft(), answer.calendar(), consented);
        boolean unmarked = result.status() == SendResult.Status.SENT
                && !marked(connection -> ImapStore.markAnswered(connection, ref));
        return new InvitationAnswered(
                Sent.of(result, answer.draft().inReplyTo(), List.of(), List.of(), unmarked), answer.event());
    }

    private void removeSent(SendResult result, List<ImapUploads.Upload> taken) {
        if (result.status() == SendResult.Status.SENT) {
            uploads.removeSent(credentials, taken);
        }
    }

    /** @param ref of the folder as it was when the mail was read, so that no other mail is attached or marked later */
    private record Original(OriginalMessage mail, MessageRef ref) {}

    private Original original(MessageRef ref) {
        return pool.read(
                credentials,
                connection -> new Original(
                        ImapOriginal.fetch(connection, ref, senderCheck, memory),
                        ImapOriginal.pinned(connection, ref)));
    }

    /**
     * Whether the mail that was answered or passed on could be marked so. Never fails, and does not keep the result waiting
     * for long: the mail was sent. Who may send may mark what was answered.
     */
    private boolean marked(Mark mark) {
        try {
            return Uninterrupted.call(left -> pool.change(credentials, MARKING, connection -> {
                mark.set(connection);
                return true;
            }));
        } catch (RuntimeException e) {
            LOGGER.log(
                    Level.DEBUG,
                    "a mail that was answered or forwarded is not marked so: {0}",
                    e.getClass().getName());
            return false;
        }
    }

    @FunctionalInterface
    private interface Mark {
        void set(ImapConnection connection) throws IOException;
    }
}
