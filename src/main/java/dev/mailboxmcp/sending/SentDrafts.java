// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import dev.mailboxmcp.imap.ImapMessageIds;
import dev.mailboxmcp.imap.ImapOutgoingDraft.Stored;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderRole;
import dev.mailboxmcp.mail.MailAddress;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.SendResult;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.mime.ReadyDraft;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells what became of a draft, by the draft itself and by what lies in Sent: another call may have sent it, a moment or a day
 * ago, here or on another instance. Thread-safe.
 */
record SentDrafts(ImapPool pool, DraftClaims claims) {
    private static final String ANOTHER_IN_SENT =
            "a mail with the Message-ID of this draft is in Sent, of another subject or not to the same recipients (To,"
                    + " Cc, Bcc). Nothing was sent by this call. Read that mail; to send the draft to whom it"
                    + " did not reach, save it anew by imap_save_draft";
    private static final String DRAFT_IN_SENT =
            "a mail with the Message-ID of this draft lies in Sent, marked as a draft, so nobody knows whether it was sent."
                    + " Nothing was sent by this call. If it was not, remove that one, and send this one then";

    /**
     * What became of a draft that somebody claimed. If its copy is in Sent, it was sent, and goes now; another mail there proves
     * nothing, nor does a draft there, which may be this one itself.
     */
    SendResult ofClaimed(DraftCall call, Stored stored, ReadyDraft draft) {
        FolderPath sent = call.looked().roles().get(FolderRole.SENT);
        ImapMessageIds.Found found =
                sent == null ? null : named(call, draft, sent).same();
        if (sent != null && found != null) {
            claims.finish(call, draft, null);
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

    SendResult unknown(DraftCall call, ReadyDraft draft, boolean repeated) {
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
    SendResult inSent(DraftCall call, ReadyDraft draft) {
        FolderPath sent =
                call.looked().roles().getOrDefault(FolderRole.SENT, call.ref().folder());
        Named named = named(call, draft, sent);
        ImapMessageIds.Found found = named.same();
        if (found == null) {
            throw new MailException(new MailFailure.Conflict(named.draftsAlone() ? DRAFT_IN_SENT : ANOTHER_IN_SENT));
        }
        call.stays().set(true);
        return repeated(draft.messageId().value(), found, wire(draft.recipients()), sent);
    }

    /**
     * What Sent has of a draft.
     *
     * @param same the mail that the draft became; null where none is known to be it
     * @param draftsAlone whether all mails with its Message-ID are marked as drafts
     */
    private record Named(ImapMessageIds.@Nullable Found same, boolean draftsAlone) {}

    /**
     * Finds what a draft became among the mails in Sent with its Message-ID: that has its subject and exactly its recipients, since a
     * copy without Bcc does not tell that those in Bcc got it. One that is marked as a draft was put there by somebody. The mark of
     * this server tells of what it sent itself.
     */
    private Named named(DraftCall call, ReadyDraft draft, FolderPath sent) {
        return pool.read(call.credentials(), connection -> {
            List<ImapMessageIds.Found> named = ImapMessageIds.findAll(
                    connection, sent, List.of(draft.messageId().value()), null);
            ImapMessageIds.Found same = named.stream()
                    .filter(one -> !one.draft() && isSame(one, draft))
                    .findFirst()
                    .orElse(null);
            return new Named(
                    named.isEmpty() || same != null
                            ? same
                            : ImapMessageIds.find(connection, sent, ReadyDraft.MARK, call.marks(), null),
                    !named.isEmpty() && named.stream().allMatch(ImapMessageIds.Found::draft));
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
    SendResult before(DraftCall call) {
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
    SendResult meanwhile(DraftCall call, SendResult known) {
        try {
            return before(call);
        } catch (MailException e) {
            return known;
        }
    }

    /** A draft that went between the look at it and the claim. */
    SendResult meanwhile(DraftCall call) {
        try {
            return before(call);
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

    static List<String> wire(List<EmailAddress> addresses) {
        return addresses.stream().map(EmailAddress::wire).toList();
    }
}
