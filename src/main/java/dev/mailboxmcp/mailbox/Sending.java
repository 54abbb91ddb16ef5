// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.account.ConfirmLink;
import dev.mailboxmcp.account.ConfirmLinks;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.MadeLink;
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
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.Forward;
import dev.mailboxmcp.mail.Invitation;
import dev.mailboxmcp.mail.MailAddress;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mail.OriginalMessage;
import dev.mailboxmcp.mail.ReplyText;
import dev.mailboxmcp.mail.ReviewedDraft;
import dev.mailboxmcp.mail.Rsvp;
import dev.mailboxmcp.mail.SendResult;
import dev.mailboxmcp.mail.Uninterrupted;
import dev.mailboxmcp.mime.AddressText;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.mime.OutgoingAttachment;
import dev.mailboxmcp.mime.OutgoingCalendar;
import dev.mailboxmcp.mime.SenderCheck;
import dev.mailboxmcp.sending.DraftReview;
import dev.mailboxmcp.sending.DraftSent;
import dev.mailboxmcp.sending.DraftState;
import dev.mailboxmcp.sending.Enclosures;
import dev.mailboxmcp.sending.ForwardDraft;
import dev.mailboxmcp.sending.Outbox;
import dev.mailboxmcp.sending.ReplyDraft;
import dev.mailboxmcp.sending.Unconfirmed;
import dev.mailboxmcp.text.TextCleaner;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
     * @param textCut whether it passes on the beginning of a text alone
     * @param unmarked whether the mail that it answers could not be marked as answered
     * @param draftLeft whether it was a draft that still lies there, and is not sent again
     * @param confirm where its user confirms it; null unless nothing was sent for that
     */
    public record Sent(
            SendResult result,
            @Nullable String inReplyTo,
            List<String> leftOut,
            List<String> attachments,
            boolean textCut,
            boolean unmarked,
            boolean draftLeft,
            @Nullable ToConfirm confirm) {
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
                    false,
                    unmarked,
                    false,
                    null);
        }

        /** The same, where those who belong to it are known too. */
        Sent without(List<String> unreachable) {
            return new Sent(result, inReplyTo, unreachable, attachments, textCut, unmarked, draftLeft, confirm);
        }

        /** The same, where it is known whether all of a text is passed on. */
        Sent cut(boolean cut) {
            return new Sent(result, inReplyTo, leftOut, attachments, cut, unmarked, draftLeft, confirm);
        }
    }

    /**
     * A draft that waits for its user.
     *
     * @param url of the page; opens nothing without the password
     * @param draft that draft, of that digest
     */
    public record ToConfirm(String url, Instant expiresAt, DraftToSend draft) {}

    /**
     * An answer to an invitation that was handed over, and the event that it is about.
     *
     * @param wholeSeries whether the event repeats, and the answer is for all its dates
     */
    public record InvitationAnswered(Sent sent, Invitation event, boolean wholeSeries) {}

    /** What a user finds who is asked for a draft. */
    public sealed interface Review {
        /**
         * The draft, which can be sent.
         *
         * @param consent the digest of what would be sent to whom, which the user says yes to
         * @param changed whether it is not the version that the user was asked for
         */
        record Shown(
                FolderPath folder,
                long uidValidity,
                long uid,
                String digest,
                String messageId,
                ReviewedDraft mail,
                String consent,
                boolean changed)
                implements Review {}

        /** It was sent already, or nobody knows whether it was. */
        record Over(Sent sent) implements Review {}
    }

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
    private final ConfirmLinks links;
    private final @Nullable String consented;
    private final @Nullable DraftToSend asked;
    private final Memory memory;

    Sending(
            Credentials credentials,
            ImapPool pool,
            Outbox outbox,
            Enclosures enclosures,
            Uploads uploads,
            SenderCheck senderCheck,
            ConfirmLinks links,
            @Nullable String consented,
            @Nullable DraftToSend asked,
            Memory memory) {
        this.credentials = credentials;
        this.pool = pool;
        this.outbox = outbox;
        this.enclosures = enclosures;
        this.uploads = uploads;
        this.senderCheck = senderCheck;
        this.links = links;
        this.consented = consented;
        this.asked = asked;
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
        if (asked != null) {
            return look(asked);
        }
        List<ImapUploads.Upload> taken = new ArrayList<>();
        List<OutgoingAttachment> attachments = enclosures.gather(credentials, enclosed, memory, taken::add);
        if (outbox.asksOnPages()) {
            return prepare(draft, attachments, null, taken);
        }
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
        if (asked != null) {
            return look(asked);
        }
        boolean inline = forward.how() == Forward.How.INLINE;
        Original found = inline ? original(named, ImapOriginal::fetchToForward) : original(named);
        boolean cut = inline && found.mail().textCut();
        MessageRef ref = found.ref();
        List<OutgoingAttachment> attachments = switch (forward.how()) {
            case ATTACHED -> enclosures.gather(credentials, List.of(new Enclosure.OfMail(ref, null)), memory);
            case INLINE -> forward.withAttachments() ? enclosures.filesOf(credentials, ref, memory) : List.of();
        };
        Draft draft = ForwardDraft.of(found.mail(), forward);
        if (outbox.asksOnPages()) {
            return prepare(draft, attachments, null, List.of()).cut(cut);
        }
        SendResult result = outbox.send(credentials, draft, attachments, consented);
        if (result.status() == SendResult.Status.SENT && !result.repeated()) {
            boolean unused = marked(connection -> ImapStore.mark(
                    connection, ref.folder(), ref.uidValidity(), List.of(ref.uid()), List.of(FORWARDED)));
        }
        return Sent.of(result, null, List.of(), attachments, false).cut(cut);
    }

    /**
     * Sends a draft, once, whoever else is asked to.
     *
     * @throws ConsentNeeded as in {@link #send}
     * @throws MailException {@link MailFailure.SendRejected} where it was certainly not sent
     */
    public Sent sendDraft(DraftToSend draft) {
        return outbox.asksOnPages() ? look(asked == null ? draft : asked) : sendConfirmed(draft);
    }

    /** The same of a draft whose user confirmed it; where that was on a page, of none but what {@link #review} showed. */
    public Sent sendConfirmed(DraftToSend draft) {
        return sent(outbox.sendDraft(credentials, draft, enclosures.maxBytes(), consented, senderCheck, memory));
    }

    /**
     * What the user is shown who is asked for a draft.
     *
     * @param messageId of the draft
     * @throws MailException {@link MailFailure.MessageNotFound} where it is gone
     */
    public Review review(DraftToSend draft, String messageId) {
        return switch (outbox.review(credentials, draft, messageId, enclosures.maxBytes(), senderCheck, memory)) {
            case DraftReview.Over over -> new Review.Over(sent(over.sent()));
            case DraftReview.Shown shown -> {
                Unconfirmed found = shown.draft();
                yield new Review.Shown(
                        found.ref().folder(),
                        found.uidValidity(),
                        found.ref().uid(),
                        found.digest(),
                        found.messageId(),
                        shown.mail(),
                        shown.consent(),
                        shown.changed());
            }
        };
    }

    private Sent prepare(
            Draft draft,
            List<OutgoingAttachment> attachments,
            @Nullable OutgoingCalendar calendar,
            List<ImapUploads.Upload> taken) {
        List<String> uploads = taken.stream().map(ImapUploads.Upload::id).toList();
        return told(outbox.prepare(credentials, draft, attachments, calendar, uploads, enclosures.maxBytes(), memory));
    }

    private Sent look(DraftToSend draft) {
        return told(outbox.look(credentials, draft, enclosures.maxBytes(), memory));
    }

    private Sent told(DraftState state) {
        return switch (state) {
            case DraftSent sent -> sent(sent);
            case Unconfirmed waiting ->
                new Sent(
                        new SendResult(
                                SendResult.Status.UNCONFIRMED,
                                waiting.messageId(),
                                waiting.recipients(),
                                waiting.ref().folder(),
                                null,
                                false),
                        waiting.inReplyTo(),
                        List.of(),
                        waiting.attachments(),
                        false,
                        false,
                        false,
                        toConfirm(waiting));
        };
    }

    private Sent sent(DraftSent sent) {
        if (sent.result().status() == SendResult.Status.SENT) {
            uploads.removeTaken(credentials, sent.uploads());
        }
        return new Sent(
                sent.result(), sent.inReplyTo(), List.of(), sent.attachments(), false, false, sent.left(), null);
    }

    private ToConfirm toConfirm(Unconfirmed draft) {
        MessageRef ref = draft.ref();
        MadeLink made = links.make(
                credentials,
                new ConfirmLink.DraftVersion(
                        ref.folder().value(), draft.uidValidity(), ref.uid(), draft.digest(), draft.messageId()));
        if (made == null) {
            throw new MailException(new MailFailure.NotAllowed(
                    "not sent: no link to the page can be made on which users confirm mail, since the folder's name is too"
                            + " long for one. The draft lies there; its user can send it by a mail program."));
        }
        return new ToConfirm(
                made.url(),
                made.expiresAt(),
                new DraftToSend(ref.folder(), draft.uidValidity(), ref.uid(), draft.digest()));
    }

    /**
     * Answers a mail, which is marked as answered where the answer was sent.
     *
     * @param enclosed as in {@link #send}
     * @throws ConsentNeeded as in {@link #send}
     * @throws MailException {@link MailFailure.SendRejected} where it was certainly not sent
     */
    public Sent reply(MessageRef named, ReplyText answer, List<Enclosure> enclosed) {
        if (asked != null) {
            return look(asked);
        }
        Original found = original(named);
        MessageRef ref = found.ref();
        OriginalMessage original = found.mail();
        ReplyDraft replies = outbox.replies(credentials);
        Draft draft = replies.to(original, answer);
        List<String> leftOut = shown(replies.unreachable(original, answer.replyAll(), false));
        List<ImapUploads.Upload> taken = new ArrayList<>();
        List<OutgoingAttachment> attachments = enclosures.gather(credentials, enclosed, memory, taken::add);
        if (outbox.asksOnPages()) {
            return prepare(draft, attachments, null, taken).without(leftOut);
        }
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
        ImapInvitation.Prepared answer = pool.read(
                credentials, connection -> ImapInvitation.answer(connection, named, rsvp, own, senderCheck, memory));
        if (outbox.asksOnPages()) {
            Sent waiting =
                    asked == null ? prepare(answer.draft(), List.of(), answer.calendar(), List.of()) : look(asked);
            return new InvitationAnswered(waiting, answer.event(), answer.wholeSeries());
        }
        MessageRef ref = answer.mail();
        SendResult result = outbox.answer(credentials, answer.draft(), answer.calendar(), consented);
        boolean unmarked = result.status() == SendResult.Status.SENT
                && !marked(connection -> ImapStore.markAnswered(connection, ref));
        return new InvitationAnswered(
                Sent.of(result, answer.draft().inReplyTo(), List.of(), List.of(), unmarked),
                answer.event(),
                answer.wholeSeries());
    }

    /** Addresses that cannot be written to, as the mail names them. */
    static List<String> shown(List<MailAddress> unreachable) {
        return unreachable.stream()
                .map(address -> TextCleaner.line(AddressText.of(address), MAX_LEFT_OUT_CHARS))
                .toList();
    }

    private void removeSent(SendResult result, List<ImapUploads.Upload> taken) {
        if (result.status() == SendResult.Status.SENT) {
            uploads.removeSent(credentials, taken);
        }
    }

    /** @param ref of the folder as it was when the mail was read, so that no other mail is attached or marked later */
    private record Original(OriginalMessage mail, MessageRef ref) {}

    private Original original(MessageRef ref) {
        return original(ref, ImapOriginal::fetch);
    }

    private Original original(MessageRef ref, Fetch fetch) {
        return pool.read(
                credentials,
                connection -> new Original(
                        fetch.mail(connection, ref, senderCheck, memory), ImapOriginal.pinned(connection, ref)));
    }

    @FunctionalInterface
    private interface Fetch {
        OriginalMessage mail(ImapConnection connection, MessageRef ref, SenderCheck senderCheck, Memory memory)
                throws IOException;
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
