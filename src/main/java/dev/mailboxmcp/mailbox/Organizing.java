// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.imap.ImapMove;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.imap.ImapStore;
import dev.mailboxmcp.imap.ImapWork;
import dev.mailboxmcp.mail.FlagChange;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderRole;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.OrganizeAction;
import dev.mailboxmcp.mail.Organized;
import dev.mailboxmcp.mail.Uninterrupted;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Putting one caller's mail in order. Nothing here deletes anything, and all of it can be undone. Every method may block,
 * and throws {@link MailException} for what the caller can act on; whoever leaves meanwhile does not stop a command that was
 * sent.
 */
public final class Organizing implements Facet {
    private final Credentials credentials;
    private final ImapPool pool;
    private final UndoTokens undo;
    private final ChangedLately lately;
    private final InstantSource clock;

    Organizing(Credentials credentials, ImapPool pool, UndoTokens undo, ChangedLately lately, InstantSource clock) {
        this.credentials = credentials;
        this.pool = pool;
        this.undo = undo;
        this.lately = lately;
        this.clock = clock;
    }

    /**
     * Mails of one folder.
     *
     * @param uidValidity under which the caller saw them; null for the present one
     * @param uids 1 or more
     */
    public record Selection(FolderPath folder, @Nullable Long uidValidity, List<Long> uids) {
        public Selection {
            uids = uids.stream().distinct().sorted().toList();
        }
    }

    /**
     * Does one thing to mails.
     *
     * @param target for {@code MOVE} and {@code COPY} the path of a folder, or a role such as {@code archive}; for
     *     {@code LABEL} and {@code UNLABEL} the label; null for the others
     */
    public Organized organize(Selection mails, OrganizeAction action, @Nullable String target) {
        return switch (action) {
            case READ -> flag(mails, new FlagChange(true, FlagChange.SEEN));
            case UNREAD -> flag(mails, new FlagChange(false, FlagChange.SEEN));
            case FLAG -> flag(mails, new FlagChange(true, FlagChange.FLAGGED));
            case UNFLAG -> flag(mails, new FlagChange(false, FlagChange.FLAGGED));
            case LABEL -> flag(mails, new FlagChange(true, needed(action, target)));
            case UNLABEL -> flag(mails, new FlagChange(false, needed(action, target)));
            case MOVE -> move(mails, action, folder(needed(action, target)));
            case COPY -> copy(mails, folder(needed(action, target)));
            case ARCHIVE -> move(mails, action, new ImapMove.Target.Role(FolderRole.ARCHIVE));
            case TRASH -> move(mails, action, new ImapMove.Target.Role(FolderRole.TRASH));
            case JUNK -> judged(move(mails, action, new ImapMove.Target.Role(FolderRole.JUNK)), true);
            case NOT_JUNK -> judged(move(mails, action, new ImapMove.Target.Path(FolderPath.INBOX)), false);
        };
    }

    /**
     * Takes a change back that this user made in the last 24 hours, on any instance. What was changed again since is left
     * alone, and taking a change back twice does nothing more.
     *
     * @param token as {@link Organized#undo} gave it
     * @throws MailException {@link MailFailure.InvalidArgument} for a token that is none, expired or somebody else's,
     *     {@link MailFailure.StaleUid} where the folder was recreated
     */
    public Organized undo(String token) {
        return switch (undo.read(token, credentials.user(), clock.instant())) {
            case UndoToken.Move move ->
                moved(
                        new Selection(move.folder(), move.uidValidity(), move.uids()),
                        new ImapMove.Target.Path(move.source()));
            case UndoToken.Flag flag ->
                flag(
                        new Selection(flag.folder(), flag.uidValidity(), flag.uids()),
                        flag.change(),
                        flag.modSeq() == 0 ? null : flag.modSeq());
        };
    }

    private static String needed(OrganizeAction action, @Nullable String target) {
        if (target == null) {
            throw new MailException(new MailFailure.InvalidArgument(
                    "target", "is missing: " + action.name().toLowerCase(Locale.ROOT) + " needs one"));
        }
        return target;
    }

    /** A role by its name, unless it is the one folder that has its role's name. */
    private static ImapMove.Target folder(String target) {
        for (FolderRole role : FolderRole.values()) {
            if (role != FolderRole.INBOX && role.name().toLowerCase(Locale.ROOT).equals(target)) {
                return new ImapMove.Target.Role(role);
            }
        }
        return new ImapMove.Target.Path(new FolderPath(target));
    }

    private Organized flag(Selection mails, FlagChange change) {
        return flag(mails, change, null);
    }

    private Organized flag(Selection mails, FlagChange change, @Nullable Long unchangedSince) {
        AtomicBoolean unanswered = new AtomicBoolean();
        try {
            ImapStore.Stored stored = change(connection -> ImapStore.store(
                    connection, mails.folder(), mails.uidValidity(), mails.uids(), change, unchangedSince, unanswered));
            int left = stored.found().size() - stored.done().size();
            String token = stored.changed().isEmpty()
                    ? null
                    : undo.write(
                            new UndoToken.Flag(
                                    mails.folder(),
                                    stored.uidValidity(),
                                    stored.changed(),
                                    change.inverse(),
                                    stored.modSeq()),
                            credentials.user(),
                            clock.instant());
            return new Organized(
                    left == 0 ? Organized.Status.DONE : Organized.Status.PARTIAL,
                    stored.done().size(),
                    mails.uids().size() - stored.found().size(),
                    left,
                    null,
                    List.of(),
                    token);
        } catch (MailException e) {
            if (!unanswered.get()) {
                throw e;
            }
            return new Organized(Organized.Status.UNKNOWN, 0, 0, mails.uids().size(), null, List.of(), null);
        }
    }

    private Organized move(Selection mails, OrganizeAction action, ImapMove.Target target) {
        return once(mails, action + " " + target, () -> moved(mails, target));
    }

    private Organized moved(Selection mails, ImapMove.Target target) {
        AtomicBoolean unanswered = new AtomicBoolean();
        try {
            ImapMove.Moved moved = change(connection ->
                    ImapMove.move(connection, mails.folder(), mails.uidValidity(), mails.uids(), target, unanswered));
            int done = moved.found().size() - moved.left().size();
            return new Organized(
                    moved.left().isEmpty() ? Organized.Status.DONE : Organized.Status.PARTIAL,
                    done,
                    mails.uids().size() - moved.found().size(),
                    moved.left().size(),
                    moved.target(),
                    newUids(moved),
                    done == 0 ? null : undoOf(moved, mails.folder()));
        } catch (MailException e) {
            if (!unanswered.get()) {
                throw e;
            }
            return lookAfter(mails);
        }
    }

    private Organized copy(Selection mails, ImapMove.Target target) {
        return once(mails, OrganizeAction.COPY + " " + target, () -> {
            AtomicBoolean unanswered = new AtomicBoolean();
            try {
                ImapMove.Moved copied = change(connection -> ImapMove.copy(
                        connection, mails.folder(), mails.uidValidity(), mails.uids(), target, unanswered));
                return new Organized(
                        Organized.Status.DONE,
                        copied.found().size(),
                        mails.uids().size() - copied.found().size(),
                        0,
                        copied.target(),
                        newUids(copied),
                        null);
            } catch (MailException e) {
                if (!unanswered.get()) {
                    throw e;
                }
                return new Organized(
                        Organized.Status.UNKNOWN, 0, 0, mails.uids().size(), null, List.of(), null);
            }
        });
    }

    /** Tells filters what the user thinks; what they learn of is no part of the move, so a refusal changes nothing of it. */
    private Organized judged(Organized moved, boolean junk) {
        FolderPath target = moved.target();
        if (target != null && !moved.newUids().isEmpty()) {
            List<FlagChange> marks =
                    List.of(new FlagChange(junk, FlagChange.JUNK), new FlagChange(!junk, FlagChange.NOT_JUNK));
            try {
                change(connection -> {
                    ImapStore.mark(connection, target, moved.newUids(), marks);
                    return marks;
                });
            } catch (MailException e) {
                // the server keeps no keywords, or is gone: the mails are where the user wants them all the same
            }
        }
        return moved;
    }

    private static List<Long> newUids(ImapMove.Moved moved) {
        ImapMove.Copies copies = moved.copies();
        return copies == null ? List.of() : copies.uids().stream().sorted().toList();
    }

    private @Nullable String undoOf(ImapMove.Moved moved, FolderPath source) {
        ImapMove.Copies copies = moved.copies();
        return copies == null
                ? null
                : undo.write(
                        new UndoToken.Move(
                                moved.target(),
                                copies.uidValidity(),
                                copies.uids().stream().sorted().toList(),
                                source),
                        credentials.user(),
                        clock.instant());
    }

    /** Counts what is still there, on another connection, after the answer to a move was lost. */
    private Organized lookAfter(Selection mails) {
        int left = mails.uids().size();
        int done = 0;
        try {
            List<Long> still =
                    pool.read(credentials, connection -> ImapMove.stillIn(connection, mails.folder(), mails.uids()));
            done = left - still.size();
            left = still.size();
        } catch (MailException e) {
            // then nothing is known, which the status says
        }
        return new Organized(Organized.Status.UNKNOWN, done, 0, left, null, List.of(), null);
    }

    /** The result of the same call a moment ago, whose answer the client may have lost: its mails are not there any more. */
    private Organized once(Selection mails, String what, Supplier<Organized> work) {
        List<String> call = Stream.concat(
                        Stream.of(what, mails.folder().value(), String.valueOf(mails.uidValidity())),
                        mails.uids().stream().map(String::valueOf))
                .toList();
        return lately.call(credentials, call, work);
    }

    private <T> T change(ImapWork<T> work) {
        return Uninterrupted.call(left -> pool.change(credentials, work));
    }
}
