// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.FileLink;
import dev.mailboxmcp.account.FileLinks;
import dev.mailboxmcp.account.MadeLink;
import dev.mailboxmcp.imap.ImapAppend;
import dev.mailboxmcp.imap.ImapDrafts;
import dev.mailboxmcp.imap.ImapOriginal;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.mail.Draft;
import dev.mailboxmcp.mail.DraftRequest;
import dev.mailboxmcp.mail.Enclosure;
import dev.mailboxmcp.mail.Forward;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.OriginalMessage;
import dev.mailboxmcp.mail.ReplyText;
import dev.mailboxmcp.mail.SavedDraft;
import dev.mailboxmcp.mail.StoredFile;
import dev.mailboxmcp.mail.TextFormat;
import dev.mailboxmcp.mail.Uninterrupted;
import dev.mailboxmcp.mail.WireMessage;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.mime.FileName;
import dev.mailboxmcp.mime.MessageId;
import dev.mailboxmcp.mime.MessageWriter;
import dev.mailboxmcp.mime.OutgoingAttachment;
import dev.mailboxmcp.mime.OutgoingMessage;
import dev.mailboxmcp.mime.SenderCheck;
import dev.mailboxmcp.sending.Enclosures;
import dev.mailboxmcp.sending.ForwardDraft;
import dev.mailboxmcp.sending.Outbox;
import dev.mailboxmcp.sending.ReplyDraft;
import java.io.InputStream;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Saving drafts in one caller's mailbox; nothing here sends anything. Every method may block, and throws
 * {@link MailException} for what the caller can act on.
 */
public final class Drafting implements Facet {
    private static final MessageWriter WRITER = new MessageWriter();
    private static final int UPLOAD_OVERHEAD = 4096;
    private static final int NAMED = 3;

    private final Credentials credentials;
    private final ImapPool pool;
    private final Enclosures enclosures;
    private final List<EmailAddress> own;
    private final ReplyDraft replies;
    private final SenderCheck senderCheck;
    private final Memory memory;
    private final InstantSource clock;
    private final FileLinks links;
    private final Uploads uploads;

    Drafting(
            Credentials credentials,
            ImapPool pool,
            Enclosures enclosures,
            List<EmailAddress> own,
            ReplyDraft replies,
            SenderCheck senderCheck,
            Memory memory,
            InstantSource clock,
            FileLinks links,
            Uploads uploads) {
        this.credentials = credentials;
        this.pool = pool;
        this.enclosures = enclosures;
        this.own = List.copyOf(own);
        this.replies = replies;
        this.senderCheck = senderCheck;
        this.memory = memory;
        this.clock = clock;
        this.links = links;
        this.uploads = uploads;
    }

    /**
     * A link by which a file can be brought.
     *
     * @param maxBytes the largest file that could be
     */
    public record UploadLink(MadeLink link, long maxBytes) {}

    /**
     * A link by which whoever has it brings this file into the drafts, once. The mail server is asked for what it takes.
     *
     * @param name whatever the caller says
     * @param sizeBytes 1 or more
     * @throws MailException {@link MailFailure.TooLarge}; {@link MailFailure.NotAllowed} where no links are made
     */
    public UploadLink requestUpload(String name, long sizeBytes) {
        long takes = pool.read(credentials, ImapAppend::limit);
        // a mail around it, and a third more in base64
        long most = Math.min(enclosures.maxBytes(), Math.max(0, takes - UPLOAD_OVERHEAD) / 78 * 57);
        if (sizeBytes > most) {
            throw new MailException(new MailFailure.TooLarge("the file", Math.max(1, most)));
        }
        MadeLink made = links.make(
                FileLink.Use.UPLOAD,
                credentials,
                List.of(
                        FileName.safe(name),
                        Long.toString(sizeBytes),
                        UUID.randomUUID().toString()));
        if (made == null) {
            throw new MailException(new MailFailure.NotAllowed(
                    "this server takes no files by links (its operator sets LINKS and PUBLIC_URL). Attach a text by name and"
                            + " text"));
        }
        return new UploadLink(made, most);
    }

    /**
     * Looks whether the link for a file was used.
     *
     * @param what of the link
     * @throws MailException {@link MailFailure.Conflict} where it was
     */
    public void requireUnused(List<String> what) {
        uploads.requireUnused(credentials, what.get(2));
    }

    /**
     * Stores the file that a link is for, in constant memory while it comes.
     *
     * @param what of the link
     * @param file of exactly the size that was said
     * @throws MailException where it was not stored
     * @throws dev.mailboxmcp.mail.SourceLostException where it did not come, or with another size; nothing was stored
     */
    public StoredFile storeUpload(List<String> what, InputStream file) {
        return uploads.store(
                credentials,
                own.isEmpty() ? null : own.getFirst(),
                what.get(2),
                what.get(0),
                Long.parseLong(what.get(1)),
                file);
    }

    /**
     * Saves a draft. One that it replaces is removed only after the mail server said that the new one is safe; where that
     * fails both are there, and a warning says so.
     *
     * @throws MailException {@link MailFailure.MessageNotFound} where the draft to replace is gone, before anything is
     *     written
     */
    public SavedDraft save(DraftRequest request) {
        DraftRequest.Replaced replaces = request.replaces();
        ImapDrafts.Known old = replaces == null
                ? null
                : pool.read(
                        credentials, connection -> ImapDrafts.look(connection, replaces.uidValidity(), replaces.uid()));
        Composed composed = compose(request, old);
        EmailAddress user = Outbox.sender(composed.draft(), own);
        OutgoingMessage message = OutgoingMessage.draft(
                composed.draft(),
                composed.attachments(),
                user,
                MessageId.random(user.domain()),
                clock.instant().atOffset(ZoneOffset.UTC));
        WireMessage wire = MessageWriter.inPlaceOf(
                old == null ? List.of() : old.known(), WRITER.toDrafts(message, composed.uploads()));
        return Uninterrupted.call(left -> save(message, wire, old, composed.warnings()));
    }

    /**
     * What is to be saved, but for its Message-ID and date.
     *
     * @param uploads the ids of those among the attachments that were brought by a link, which go when the draft is sent
     * @param warnings of what it lacks
     */
    private record Composed(
            Draft draft, List<OutgoingAttachment> attachments, List<String> uploads, List<String> warnings) {}

    private Composed compose(DraftRequest request, ImapDrafts.@Nullable Known old) {
        List<Enclosure> enclosed = request.enclosed();
        List<String> uploads = new ArrayList<>();
        List<OutgoingAttachment> attachments = new ArrayList<>(
                enclosed == null
                        ? List.of()
                        : enclosures.gather(credentials, enclosed, memory, upload -> uploads.add(upload.id())));
        if (enclosed == null && old != null) {
            attachments.addAll(enclosures.filesOf(credentials, old.ref(), memory));
            uploads.addAll(old.uploads());
        }
        List<String> warnings = new ArrayList<>();
        return new Composed(compose(request, old, attachments, warnings), attachments, uploads, warnings);
    }

    /**
     * The draft, without what is attached.
     *
     * @param attachments to which those of a mail that is passed on are added
     * @param warnings to which is added what the draft lacks
     */
    private Draft compose(
            DraftRequest request,
            ImapDrafts.@Nullable Known old,
            List<OutgoingAttachment> attachments,
            List<String> warnings) {
        DraftRequest.Answered answers = request.answers();
        if (answers == null) {
            Draft draft = fresh(request, old);
            boolean toNobody =
                    draft.to().isEmpty() && draft.cc().isEmpty() && draft.bcc().isEmpty();
            if (old != null && old.addressed() && toNobody) {
                warnings.add("the draft has no recipient now: replaces keeps only attachments and thread");
            }
            return draft;
        }
        OriginalMessage original = pool.read(
                credentials,
                connection -> answers.how() == DraftRequest.How.FORWARD
                        ? ImapOriginal.fetchToForward(connection, answers.mail(), senderCheck, memory)
                        : ImapOriginal.fetch(connection, answers.mail(), senderCheck, memory));
        boolean carries = old == null || request.enclosed() != null;
        return switch (answers.how()) {
            case REPLY -> reply(original, request, false, warnings);
            case REPLY_ALL -> reply(original, request, true, warnings);
            case FORWARD -> {
                if (carries) {
                    attachments.addAll(0, enclosures.filesOf(credentials, answers.mail(), memory));
                }
                if (original.textCut()) {
                    warnings.add(
                            "the text of the mail goes on in part, as […] says; how: forward_attached passes on all of it");
                }
                yield forward(original, request, Forward.How.INLINE);
            }
            case FORWARD_ATTACHED -> {
                if (carries) {
                    attachments.addAll(
                            0,
                            enclosures.gather(
                                    credentials, List.of(new Enclosure.OfMail(answers.mail(), null)), memory));
                }
                yield forward(original, request, Forward.How.ATTACHED);
            }
        };
    }

    /** A draft in the thread of the one that it replaces. */
    private static Draft fresh(DraftRequest request, ImapDrafts.@Nullable Known old) {
        String subject = request.subject();
        return new Draft(
                request.from(),
                request.to(),
                request.cc(),
                request.bcc(),
                request.replyTo(),
                subject == null ? "" : subject,
                request.text(),
                request.html(),
                request.format(),
                old == null ? null : old.inReplyTo(),
                old == null ? List.of() : old.references(),
                null);
    }

    private Draft reply(OriginalMessage original, DraftRequest request, boolean all, List<String> warnings) {
        ReplyText answer = new ReplyText(
                request.text(),
                request.html(),
                request.format(),
                all,
                request.cc(),
                request.bcc(),
                request.quote(),
                request.from(),
                null);
        Draft draft = replies.to(original, answer, request.to());
        List<String> leftOut =
                Sending.shown(replies.unreachable(original, all, !request.to().isEmpty()));
        if (!leftOut.isEmpty()) {
            int more = leftOut.size() - NAMED;
            warnings.add("left out, since the mail gives no address for them that can be written to: "
                    + leftOut.stream().limit(NAMED).collect(Collectors.joining(", "))
                    + (more > 0 ? " and " + more + " more" : ""));
        }
        return changed(draft, request);
    }

    private static Draft forward(OriginalMessage original, DraftRequest request, Forward.How how) {
        if (request.html() != null || request.format() != TextFormat.PLAIN) {
            throw new MailException(new MailFailure.InvalidArgument(
                    request.html() == null ? "format" : "html",
                    "is not for a mail that is passed on: its text is plain"));
        }
        Forward forward =
                new Forward(request.to(), request.cc(), request.bcc(), request.text(), how, true, request.from(), null);
        return changed(ForwardDraft.of(original, forward), request);
    }

    /** The draft with what the caller says otherwise than the mail that is answered. */
    private static Draft changed(Draft draft, DraftRequest request) {
        String subject = request.subject();
        return new Draft(
                draft.from(),
                draft.to(),
                draft.cc(),
                draft.bcc(),
                request.replyTo(),
                subject == null ? draft.subject() : subject,
                draft.text(),
                draft.html(),
                draft.format(),
                draft.inReplyTo(),
                draft.references(),
                null);
    }

    private SavedDraft save(
            OutgoingMessage message, WireMessage wire, ImapDrafts.@Nullable Known old, List<String> lacks) {
        List<String> warnings = new ArrayList<>(lacks);
        String id = message.messageId().value();
        ImapDrafts.Kept kept = ImapDrafts.keep(pool, credentials, old, wire, id, clock.instant());
        int known = warnings.size();
        if (old != null && kept.older() != ImapDrafts.Older.REPLACED) {
            remove(old, kept.older(), warnings);
        }
        return new SavedDraft(
                kept.folder(),
                kept.uid(),
                kept.uidValidity(),
                id,
                message.from().header(),
                headers(message.to()),
                headers(message.cc()),
                headers(message.bcc()),
                message.subject(),
                message.attachments().stream().map(OutgoingAttachment::name).toList(),
                MessageWriter.digest(wire),
                warnings.size() > known,
                warnings);
    }

    private void remove(ImapDrafts.Known old, ImapDrafts.Older older, List<String> warnings) {
        try {
            switch (pool.change(credentials, connection -> ImapDrafts.remove(connection, old))) {
                case REMOVED -> {
                    // as it should be
                }
                case CLAIMED ->
                    warnings.add(
                            "the draft that this one replaces is being sent, or was while an answer was lost, so it was"
                                    + " left there: look into Sent before this one is sent too");
                case GONE -> {
                    if (older != ImapDrafts.Older.UNSURE) {
                        warnings.add(
                                "the draft that this one replaces was sent or removed by somebody else meanwhile: look"
                                        + " into Sent before this one is sent too");
                    }
                }
            }
        } catch (MailException e) {
            warnings.add("the draft that this one replaces could not be removed: both are there");
        }
    }

    private static List<String> headers(List<EmailAddress> addresses) {
        return addresses.stream().map(EmailAddress::header).toList();
    }
}
