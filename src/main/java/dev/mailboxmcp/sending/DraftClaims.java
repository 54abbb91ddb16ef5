// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import dev.mailboxmcp.imap.ImapClaim;
import dev.mailboxmcp.imap.ImapClaim.Surroundings;
import dev.mailboxmcp.imap.ImapConnection;
import dev.mailboxmcp.imap.ImapOutgoingDraft.Stored;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.mail.FolderRole;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mime.MessageId;
import dev.mailboxmcp.mime.ReadyDraft;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Claims drafts, so that each is sent by one call alone, and ends or gives back what was claimed. Thread-safe.
 *
 * @param clock for the age of what a draft answers
 */
record DraftClaims(ImapPool pool, InstantSource clock) {
    private static final System.Logger LOGGER = System.getLogger(DraftClaims.class.getName());
    private static final Duration FINISHING = Duration.ofSeconds(10);
    private static final String ANSWERED = "\\Answered";
    private static final String FORWARDED = "$Forwarded";

    /**
     * Who has the draft now.
     *
     * @param around what is around it, where it is claimed by this call
     */
    record Claimed(ImapClaim.Outcome outcome, @Nullable Surroundings around) {}

    Claimed claim(DraftCall call, Stored stored, ReadyDraft draft) {
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
    void release(DraftCall call, Stored stored) {
        if (stored.keeps()) {
            quietly(call, connection -> ImapClaim.release(connection, call.ref()));
        }
    }

    /** Says on the draft that it was sent: it is the only copy. Never fails. */
    void submitted(DraftCall call) {
        quietly(call, connection -> ImapClaim.submitted(connection, call.ref()));
    }

    /**
     * Removes a draft that was sent, and says so on what it answers. Never fails: what cannot be removed stays.
     *
     * @param original what it answers or forwards; null where that is not known
     */
    void finish(DraftCall call, ReadyDraft draft, @Nullable MessageRef original) {
        // QUIRK: Thunderbird saves a forward that it opened as a draft as if it were an answer
        boolean passesOn = draft.inReplyTo() == null || ReplySubject.isOfForward(draft.subject());
        String mark = passesOn ? FORWARDED : ANSWERED;
        AtomicBoolean removed = new AtomicBoolean();
        quietly(call, connection -> ImapClaim.finish(connection, call.ref(), original, mark, removed));
        call.stays().set(!removed.get());
    }

    /** Never fails, and does not keep the result waiting for long: the mail was sent, or not. */
    private void quietly(DraftCall call, Last last) {
        try {
            boolean unused = pool.change(call.credentials(), FINISHING, connection -> {
                last.step(connection);
                return true;
            });
        } catch (RuntimeException | Error e) {
            LOGGER.log(Level.DEBUG, "a draft stays as it is: {0}", e.getClass().getName());
        }
    }

    @FunctionalInterface
    private interface Last {
        void step(ImapConnection connection) throws IOException;
    }
}
