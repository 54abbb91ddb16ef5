// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.imap.ImapDrafts;
import dev.mailboxmcp.imap.ImapFolders;
import dev.mailboxmcp.imap.ImapMessageIds;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.imap.ImapRead;
import dev.mailboxmcp.mail.DraftToSend;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderRole;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MailMessage;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mail.ReviewedDraft;
import dev.mailboxmcp.mail.ReviewedDraft.Named;
import dev.mailboxmcp.mail.SendResult;
import dev.mailboxmcp.mail.Uninterrupted;
import dev.mailboxmcp.mail.WireMessage;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.mime.MessageWriter;
import dev.mailboxmcp.mime.OutgoingAttachment;
import dev.mailboxmcp.mime.OutgoingMessage;
import dev.mailboxmcp.mime.ReadyDraft;
import dev.mailboxmcp.mime.SenderCheck;
import dev.mailboxmcp.sending.DraftOutbox.Found;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The drafts that their users confirm on a page of this server ({@link SendMode#PAGE}): saves them, tells what became of them,
 * shows them. The policy holds each time. Nothing here sends anything. Thread-safe.
 */
final class DraftsToConfirm {
    private static final MessageWriter WRITER = new MessageWriter();
    private static final int SHOWN_CHARS = 100_000;
    private static final int MAX_PIECES = 10;

    private final ImapPool pool;
    private final SendGate gate;
    private final DraftOutbox drafts;
    private final InstantSource clock;

    DraftsToConfirm(ImapPool pool, SendGate gate, DraftOutbox drafts, InstantSource clock) {
        this.pool = pool;
        this.gate = gate;
        this.drafts = drafts;
        this.clock = clock;
    }

    /**
     * Saves a mail, exactly as it would be sent.
     *
     * @param uploads as in {@link Outbox#prepare}
     * @throws MailException {@link MailFailure.NotAllowed} or {@link MailFailure.SendingTooFast} before anything is written
     */
    Unconfirmed save(Credentials credentials, OutgoingMessage message, List<String> uploads) {
        gate.admitAsking(credentials, Envelope.of(message));
        WireMessage wire = WRITER.toDrafts(message, uploads);
        String id = message.messageId().value();
        ImapDrafts.Kept kept =
                Uninterrupted.call(left -> ImapDrafts.keep(pool, credentials, null, wire, id, clock.instant()));
        Long uid = kept.uid();
        Long validity = kept.uidValidity();
        if (uid == null || validity == null) {
            throw new MailException(new MailFailure.ServerUnavailable(
                    "IMAP", "it does not say where it put the draft. Nothing was sent; the draft lies in its folder"));
        }
        return new Unconfirmed(
                new MessageRef(kept.folder(), validity, uid),
                validity,
                MessageWriter.digest(wire),
                id,
                message.recipients().stream().map(EmailAddress::wire).toList(),
                message.attachments().stream().map(OutgoingAttachment::name).toList(),
                message.inReplyTo() == null ? null : message.inReplyTo().value());
    }

    /**
     * How far a draft is that a caller wants to be sent.
     *
     * @throws MailException {@link MailFailure.Conflict} where it is another version than was asked for
     */
    DraftState look(Credentials credentials, DraftToSend wanted, long maxBytes, Memory memory) {
        return switch (drafts.find(credentials, wanted, maxBytes, memory)) {
            case Found.Over over -> over.sent();
            case Found.Ready ready -> {
                if (wanted.digest() != null
                        && !wanted.digest().equals(ready.draft().digest())) {
                    throw DraftOutbox.anotherVersion();
                }
                gate.admitAsking(credentials, Envelope.of(ready.draft()));
                yield unconfirmed(ready);
            }
        };
    }

    /** The same of the draft with this Message-ID in that folder. */
    DraftState look(Credentials credentials, FolderPath folder, String messageId, long maxBytes, Memory memory) {
        Long uid = pool.read(credentials, connection -> ImapDrafts.find(connection, folder, messageId));
        if (uid == null) {
            throw new MailException(new MailFailure.Conflict(
                    "the draft of an earlier call for the same mail was removed a moment ago. Nothing was sent"));
        }
        return look(credentials, new DraftToSend(folder, null, uid, null), maxBytes, memory);
    }

    /**
     * What its user is shown of a draft. Where it is gone, the newer one takes its place that has its Message-ID, as programs
     * save anew what is edited, or that this server saved instead of it.
     *
     * @param messageId of the draft, which must have a digest
     * @throws MailException {@link MailFailure.MessageNotFound} where there is neither
     */
    DraftReview review(
            Credentials credentials,
            DraftToSend wanted,
            String messageId,
            long maxBytes,
            SenderCheck senderCheck,
            Memory memory) {
        Found found = findAnew(credentials, wanted, messageId, maxBytes, memory);
        return switch (found) {
            case Found.Over over -> new DraftReview.Over(over.sent());
            case Found.Ready ready -> {
                ReadyDraft draft = ready.draft();
                Envelope envelope = Envelope.of(draft);
                gate.policy().check(credentials, envelope);
                yield new DraftReview.Shown(
                        unconfirmed(ready),
                        shown(credentials, ready, gate.unknown(credentials, envelope), senderCheck, memory),
                        Confirmation.digest(draft),
                        !draft.digest().equals(wanted.digest()));
            }
        };
    }

    private Found findAnew(
            Credentials credentials, DraftToSend wanted, String messageId, long maxBytes, Memory memory) {
        try {
            return drafts.find(credentials, wanted, maxBytes, memory);
        } catch (MailException e) {
            if (e.failure().kind() != MailFailure.Kind.GONE) {
                throw e;
            }
            Found other = elsewhere(credentials, messageId, maxBytes, memory);
            if (other == null) {
                throw e;
            }
            return other;
        }
    }

    /**
     * What is in the folder of drafts by that id, in Sent, or in the place of that draft; null where nothing is. What is marked as a
     * draft in Sent was not sent, as far as anybody knows.
     */
    private @Nullable Found elsewhere(Credentials credentials, String messageId, long maxBytes, Memory memory) {
        record Place(FolderPath folder, long uid, ImapMessageIds.@Nullable Found sent) {}
        Place place = pool.read(credentials, connection -> {
            Map<FolderRole, FolderPath> roles = ImapFolders.roles(connection);
            FolderPath drafts = roles.get(FolderRole.DRAFTS);
            FolderPath sent = roles.get(FolderRole.SENT);
            Long same = drafts == null ? null : ImapDrafts.find(connection, drafts, messageId);
            if (drafts != null && same != null) {
                return new Place(drafts, same, null);
            }
            ImapMessageIds.Found copy =
                    sent == null ? null : ImapMessageIds.findSent(connection, sent, List.of(messageId), null);
            if (sent != null && copy != null && !copy.draft()) {
                return new Place(sent, copy.uid(), copy);
            }
            Long next = drafts == null ? null : ImapDrafts.successor(connection, drafts, messageId);
            if (drafts != null && next != null) {
                return new Place(drafts, next, null);
            }
            return sent == null || copy == null ? null : new Place(sent, copy.uid(), null);
        });
        if (place == null) {
            return null;
        }
        if (place.sent() == null) {
            DraftToSend newer = new DraftToSend(place.folder(), null, place.uid(), null);
            return drafts.find(credentials, newer, maxBytes, memory);
        }
        SendResult result = SentDrafts.repeated(messageId, place.sent(), List.of(), place.folder());
        return new Found.Over(new DraftSent(result, null, List.of(), List.of(), false));
    }

    private static Unconfirmed unconfirmed(Found.Ready ready) {
        ReadyDraft draft = ready.draft();
        return new Unconfirmed(
                ready.ref(),
                ready.uidValidity(),
                draft.digest(),
                draft.messageId().value(),
                draft.recipients().stream().map(EmailAddress::wire).toList(),
                ready.files(),
                draft.inReplyTo() == null ? null : draft.inReplyTo().value());
    }

    private ReviewedDraft shown(
            Credentials credentials,
            Found.Ready ready,
            List<EmailAddress> unknown,
            SenderCheck senderCheck,
            Memory memory) {
        ReadyDraft draft = ready.draft();
        MailMessage first = read(credentials, ready.ref(), 0, senderCheck, memory);
        StringBuilder text = new StringBuilder(first.text());
        Integer next = first.nextOffset();
        for (int i = 1; next != null && i < MAX_PIECES; i++) {
            MailMessage piece = read(credentials, ready.ref(), next, senderCheck, memory);
            text.append(piece.text());
            next = piece.nextOffset();
        }
        return new ReviewedDraft(
                named(draft.from(), List.of()),
                named(draft.to(), unknown),
                named(draft.cc(), unknown),
                named(draft.bcc(), unknown),
                named(draft.replyTo(), unknown),
                draft.subject(),
                text.toString(),
                next == null,
                first.hiddenChars(),
                ImapRead.doubts(first),
                first.attachments());
    }

    private MailMessage read(
            Credentials credentials, MessageRef ref, int offset, SenderCheck senderCheck, Memory memory) {
        return pool.read(
                credentials, connection -> ImapRead.read(connection, ref, offset, SHOWN_CHARS, senderCheck, memory));
    }

    private static List<Named> named(List<EmailAddress> addresses, List<EmailAddress> unknown) {
        return addresses.stream().map(address -> named(address, unknown)).toList();
    }

    private static Named named(EmailAddress address, List<EmailAddress> unknown) {
        return new Named(
                address.wire(), Confirmation.spelled(address), address.displayName(), unknown.contains(address));
    }
}
