// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Principal;
import dev.mailboxmcp.imap.ImapConnection;
import dev.mailboxmcp.imap.ImapExpunge;
import dev.mailboxmcp.imap.ImapMove;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.imap.ImapStore;
import dev.mailboxmcp.imap.Presence;
import dev.mailboxmcp.imap.UidChunks;
import dev.mailboxmcp.imap.Unanswered;
import dev.mailboxmcp.mail.FlagChange;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.Organized;
import dev.mailboxmcp.mail.Uninterrupted;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes mails of one caller, some hundreds at a time, for the length of a call. A command that was sent is never torn apart
 * by a caller who leaves; between two of them a change ends where the caller left or the time of the call is nearly over, and
 * says what is left. Where an answer was lost, what was done is looked up on another connection.
 */
final class Changing {
    /** The time that must be left for anything more to be begun. */
    private static final Duration RESERVE = Duration.ofSeconds(10);

    private final Credentials credentials;
    private final ImapPool pool;
    private final FolderTurns turns;
    private final InstantSource clock;
    private final Instant until;

    Changing(Credentials credentials, ImapPool pool, FolderTurns turns, InstantSource clock) {
        this.credentials = credentials;
        this.pool = pool;
        this.turns = turns;
        this.clock = clock;
        Duration call = pool.callTimeout();
        Duration reserve = RESERVE.compareTo(call.dividedBy(2)) < 0 ? RESERVE : call.dividedBy(2);
        this.until = clock.instant().plus(call.minus(reserve));
    }

    /** What is done to each of the mails. */
    sealed interface Step {
        /** @param unchangedSince mails that changed after that moment stay as they are; null for none */
        record Flag(FlagChange change, @Nullable Long unchangedSince) implements Step {}

        record Move(ImapMove.Target target) implements Step {}

        record Copy(ImapMove.Target target) implements Step {}

        /** The mails are deleted for good. */
        record Expunge() implements Step {}
    }

    /**
     * Makes the change, chunk by chunk.
     *
     * @throws MailException if nothing was changed
     */
    Changed run(MailChoice.Listed mails, Step step, Progress progress) {
        Changed sum = Changed.NOTHING;
        int total = mails.uids().size();
        int tried = 0;
        boolean left = false;
        for (List<Long> chunk : UidChunks.of(mails.uids())) {
            if (tried > 0) {
                Organized.Halt halt = sum.lost()
                        ? Organized.Halt.REFUSED
                        : left || Thread.currentThread().isInterrupted()
                                ? Organized.Halt.CANCELLED
                                : clock.instant().isAfter(until) ? Organized.Halt.TIME : null;
                if (halt != null) {
                    return sum.halted(total - tried, halt);
                }
            }
            try {
                MailChoice.Listed part = new MailChoice.Listed(mails.folder(), mails.uidValidity(), chunk);
                sum = sum.and(turns.in(
                        Principal.of(credentials), mails.folder(), pool.callTimeout(), () -> change(part, step)));
            } catch (MailException e) {
                if (tried == 0) {
                    throw e;
                }
                return sum.halted(total - tried, Organized.Halt.REFUSED);
            }
            tried += chunk.size();
            left = !isHeard(progress, tried, total);
        }
        return sum;
    }

    private static boolean isHeard(Progress progress, int tried, int total) {
        try {
            progress.made(tried, total);
            return true;
        } catch (RuntimeException e) { // nobody listens any more
            return false;
        }
    }

    private Changed change(MailChoice.Listed mails, Step step) {
        Unanswered unanswered = new Unanswered();
        try {
            return Uninterrupted.call(
                    left -> pool.change(credentials, connection -> change(connection, mails, step, unanswered)));
        } catch (MailException e) {
            return switch (unanswered.kind()) {
                case NOTHING -> throw e;
                case CHANGE -> lookAfter(mails, step, unanswered);
                case COPY -> lookAfter(mails, step, unanswered).maybeDoubled();
            };
        }
    }

    private static Changed change(ImapConnection connection, MailChoice.Listed mails, Step step, Unanswered unanswered)
            throws IOException {
        return switch (step) {
            case Step.Flag(FlagChange change, Long since) ->
                of(
                        mails,
                        ImapStore.store(
                                connection,
                                new ImapStore.Request(mails.folder(), mails.uidValidity(), mails.uids(), change, since),
                                unanswered));
            case Step.Move(ImapMove.Target target) ->
                of(mails, ImapMove.move(connection, request(mails, target), unanswered));
            case Step.Copy(ImapMove.Target target) ->
                of(mails, ImapMove.copy(connection, request(mails, target), unanswered));
            case Step.Expunge expunge ->
                of(
                        mails,
                        ImapExpunge.expunge(connection, mails.folder(), mails.uidValidity(), mails.uids(), unanswered));
        };
    }

    private static ImapMove.Request request(MailChoice.Listed mails, ImapMove.Target target) {
        return new ImapMove.Request(mails.folder(), mails.uidValidity(), mails.uids(), target);
    }

    private static Changed of(MailChoice.Listed mails, ImapStore.Stored stored) {
        int found = stored.found().size();
        return new Changed(
                stored.done().size(),
                mails.uids().size() - found,
                found - stored.done().size(),
                0,
                0,
                false,
                false,
                null,
                null,
                stored.uidValidity(),
                stored.changed(),
                stored.modSeq());
    }

    private static Changed of(MailChoice.Listed mails, ImapMove.Moved moved) {
        int found = moved.found().size();
        ImapMove.CopiedMails copies = moved.copies();
        return new Changed(
                found - moved.left().size(),
                mails.uids().size() - found,
                moved.left().size(),
                moved.doubled().size(),
                moved.twice().size(),
                false,
                false,
                null,
                moved.target(),
                copies == null ? 0 : copies.uidValidity(),
                copies == null ? List.of() : copies.without(moved.doubled()),
                0);
    }

    private static Changed of(MailChoice.Listed mails, ImapExpunge.Expunged expunged) {
        int found = expunged.found().size();
        int left = expunged.left().size();
        return new Changed(
                found - left, mails.uids().size() - found, left, 0, 0, false, false, null, null, 0, List.of(), 0);
    }

    /**
     * Counts what is there, on another connection, after the answer was lost. Mails that were to be removed and are left are not
     * marked as deleted then, or it is said that they may be.
     */
    private Changed lookAfter(MailChoice.Listed named, Step step, Unanswered unanswered) {
        MailChoice.Listed mails = new MailChoice.Listed(named.folder(), named.uidValidity(), unanswered.mails());
        ImapMove.Before before = unanswered.before();
        int all = mails.uids().size();
        int missing = named.uids().size() - all;
        boolean marked = !isUnmarked(unanswered.marks());
        try {
            Integer done = pool.read(credentials, connection -> switch (step) {
                case Step.Flag(FlagChange change, Long since) ->
                    ImapStore.standing(connection, mails.folder(), mails.uids(), change)
                            .size();
                case Step.Move move -> all - present(connection, mails);
                case Step.Expunge expunge -> all - present(connection, mails);
                case Step.Copy(ImapMove.Target target) ->
                    before == null ? null : ImapMove.copied(connection, request(mails, target), before);
            });
            return done == null
                    ? Changed.lost(0, all, missing, marked)
                    : Changed.lost(done, all - done, missing, marked);
        } catch (MailException e) {
            return Changed.lost(0, all, missing, marked); // then nothing is known
        }
    }

    /** Takes the marks of deletion off again that the change made, as far as their mails are there. */
    private boolean isUnmarked(Unanswered.@Nullable Marks marks) {
        if (marks == null) {
            return true;
        }
        try {
            return Uninterrupted.call(left -> pool.change(credentials, connection -> {
                ImapExpunge.unmark(connection, marks);
                return true;
            }));
        } catch (MailException e) {
            return false;
        }
    }

    private static int present(ImapConnection connection, MailChoice.Listed mails) throws IOException {
        return Presence.of(connection, mails.folder(), mails.uids()).size();
    }
}
