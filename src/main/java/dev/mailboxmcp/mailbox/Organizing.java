// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.imap.ImapFolders;
import dev.mailboxmcp.imap.ImapMove;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.imap.ImapStore;
import dev.mailboxmcp.imap.UidChunks;
import dev.mailboxmcp.mail.ChangePreview;
import dev.mailboxmcp.mail.ChangeResult;
import dev.mailboxmcp.mail.FlagChange;
import dev.mailboxmcp.mail.FolderChange;
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
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Putting one caller's mail in order. Nothing here deletes anything, and all of it can be undone. Every method may block,
 * and throws {@link MailException} for what the caller can act on; whoever leaves meanwhile does not stop a command that was
 * sent.
 */
public final class Organizing implements Facet {
    /** RFC 5550 section 5.9, in lower case. */
    private static final Set<String> SUBMISSION = Set.of("$submitpending", "$submitted");

    private final Credentials credentials;
    private final ImapPool pool;
    private final Changing changing;
    private final Choosing choosing;
    private final UndoTokens undo;
    private final ChangedLately lately;
    private final boolean sentIsTrusted;
    private final InstantSource clock;

    Organizing(
            Credentials credentials,
            ImapPool pool,
            Changing changing,
            Choosing choosing,
            UndoTokens undo,
            ChangedLately lately,
            boolean sentIsTrusted,
            InstantSource clock) {
        this.credentials = credentials;
        this.pool = pool;
        this.changing = changing;
        this.choosing = choosing;
        this.undo = undo;
        this.lately = lately;
        this.sentIsTrusted = sentIsTrusted;
        this.clock = clock;
    }

    /** How it is known that the folders are as they were asked for. */
    public enum Evidence {
        /** The mail server said that the change was made. */
        ANSWER,
        /** Its answer was lost, and the folders were listed afterwards. */
        LISTING,
        /** It said of a new folder that it is there already, and a moment before it was not. */
        APPEARANCE
    }

    /** A folder after a change. */
    public record ChangedFolder(FolderPath folder, Evidence evidence) {}

    /**
     * Makes, renames or deletes a folder. Only an empty one without a role is ever deleted, which cannot be undone.
     *
     * @throws MailException {@link MailFailure.FolderNotFound}, {@link MailFailure.Conflict} for a path that is taken,
     *     {@link MailFailure.NotAllowed} for a folder that must stay, {@link MailFailure.InvalidArgument} for a path that
     *     cannot be
     */
    public ChangedFolder change(FolderChange change) {
        if (sentIsTrusted && change instanceof FolderChange.Rename(FolderPath unused, FolderPath newPath)) {
            requireUntrusted(ImapFolders.mayBecome(newPath, FolderRole.SENT));
        }
        return FolderChanges.change(credentials, pool, change);
    }

    /**
     * Does one thing to mails. Those that a query finds are shown first where they are many.
     *
     * @param target for {@code MOVE} and {@code COPY} the path of a folder, or a role such as {@code archive}; for
     *     {@code LABEL} and {@code UNLABEL} the label; null for the others
     * @param confirm of an earlier preview of the same call; null for none
     * @throws MailException if nothing was changed
     */
    public ChangeResult organize(
            MailChoice mails,
            OrganizeAction action,
            @Nullable String target,
            @Nullable String confirm,
            Progress progress) {
        Changing.Step step = step(action, target);
        requireNotSent(step);
        return switch (mails) {
            case MailChoice.Listed listed -> {
                if (confirm != null) {
                    throw new MailException(new MailFailure.InvalidArgument(
                            "confirm", "belongs to a query: mails that are named by uids need none"));
                }
                yield once(listed, action, step, progress);
            }
            case MailChoice.Matching matching
            when confirm != null ->
                lately.call(
                        credentials,
                        choosing.confirmed(matching, action + " " + step, confirm),
                        () -> decided(matching, action, step, confirm, progress));
            case MailChoice.Matching matching -> decided(matching, action, step, null, progress);
        };
    }

    /** A mail that is put into Sent would make those known whom it names, though the user never wrote to them. */
    private void requireNotSent(Changing.Step step) {
        ImapMove.Target target = switch (step) {
            case Changing.Step.Move move -> move.target();
            case Changing.Step.Copy copy -> copy.target();
            case Changing.Step.Flag flag -> null;
            case Changing.Step.Expunge expunge -> null;
        };
        boolean sent = sentIsTrusted
                && switch (target) {
                    case null -> false;
                    case ImapMove.Target.Role(FolderRole role) -> role == FolderRole.SENT;
                    case ImapMove.Target.Path(FolderPath path) when path.equals(FolderPath.INBOX) -> false;
                    case ImapMove.Target.Path(FolderPath path) ->
                        pool.read(credentials, connection -> ImapFolders.isOfRole(connection, path, FolderRole.SENT));
                };
        requireUntrusted(sent);
    }

    private static void requireUntrusted(boolean sent) {
        if (sent) {
            throw new MailException(new MailFailure.NotAllowed(
                    "this server puts no mails into the folder of sent ones, which tells whom the user wrote to"
                            + " (SEND_CONFIRM_NEW). Nothing was changed; choose another folder"));
        }
    }

    private ChangeResult decided(
            MailChoice.Matching mails,
            OrganizeAction action,
            Changing.Step step,
            @Nullable String confirm,
            Progress progress) {
        List<String> call = List.of(action + " " + step, mails.folder().value(), mails.query());
        return switch (choosing.decide(mails, call.getFirst(), confirm, choosing.confirmAbove())) {
            case Choosing.Decision.Show(ChangePreview preview) -> preview;
            case Choosing.Decision.Change(MailChoice.Listed found)
            when found == null ->
                Objects.requireNonNullElse(lately.known(credentials, call), Changed.NOTHING.organized(null));
            case Choosing.Decision.Change(MailChoice.Listed found) -> {
                ChangeResult result = once(found, action, step, progress);
                yield lately.put(credentials, call, result);
            }
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
    public Organized undo(String token, Progress progress) {
        UndoToken change = undo.read(token, credentials.canonicalUser(), clock.instant());
        lately.undone(token);
        MailChoice.Listed mails = new MailChoice.Listed(change.folder(), change.uidValidity(), change.uids());
        return switch (change) {
            case UndoToken.Move move -> {
                Changed back = run(mails, new Changing.Step.Move(new ImapMove.Target.Path(move.source())), progress);
                if (move.marked() != null) {
                    mark(back, move.marked().takenBack());
                }
                yield back.organized(null);
            }
            case UndoToken.Flag flag ->
                run(mails, new Changing.Step.Flag(flag.change(), flag.modSeq() == 0 ? null : flag.modSeq()), progress)
                        .organized(null);
        };
    }

    private static Changing.Step step(OrganizeAction action, @Nullable String target) {
        boolean takesTarget = switch (action) {
            case LABEL, UNLABEL, MOVE, COPY -> true;
            case READ, UNREAD, FLAG, UNFLAG, ARCHIVE, TRASH, JUNK, NOT_JUNK -> false;
        };
        if (target != null && !takesTarget) {
            throw new MailException(new MailFailure.InvalidArgument(
                    "target",
                    "is for move, copy, label and unlabel: " + action.name().toLowerCase(Locale.ROOT)
                            + " needs none. Leave it out, or choose another action"));
        }
        return switch (action) {
            case READ -> flag(true, FlagChange.SEEN);
            case UNREAD -> flag(false, FlagChange.SEEN);
            case FLAG -> flag(true, FlagChange.FLAGGED);
            case UNFLAG -> flag(false, FlagChange.FLAGGED);
            case LABEL -> flag(true, label(action, target));
            case UNLABEL -> flag(false, label(action, target));
            case MOVE -> new Changing.Step.Move(folder(needed(action, target)));
            case COPY -> new Changing.Step.Copy(folder(needed(action, target)));
            case ARCHIVE -> new Changing.Step.Move(new ImapMove.Target.Role(FolderRole.ARCHIVE));
            case TRASH -> new Changing.Step.Move(new ImapMove.Target.Role(FolderRole.TRASH));
            case JUNK -> new Changing.Step.Move(new ImapMove.Target.Role(FolderRole.JUNK));
            case NOT_JUNK -> new Changing.Step.Move(new ImapMove.Target.Path(FolderPath.INBOX));
        };
    }

    private static Changing.Step flag(boolean set, String flag) {
        return new Changing.Step.Flag(new FlagChange(set, flag), null);
    }

    /** The label, which must not be a mark of a draft that is being sent: whoever took such a mark away would have it sent twice. */
    private static String label(OrganizeAction action, @Nullable String target) {
        String label = needed(action, target);
        if (SUBMISSION.contains(label.toLowerCase(Locale.ROOT))) {
            throw new MailException(new MailFailure.InvalidArgument(
                    "target", "must be a label other than " + label + ", which tells whether a draft was sent"));
        }
        return label;
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

    /** The result of the same call a moment ago, whose answer the client may have lost: its mails are not there any more. */
    private ChangeResult once(MailChoice.Listed mails, OrganizeAction action, Changing.Step step, Progress progress) {
        if (step instanceof Changing.Step.Flag) { // the same again may be meant, and does no harm
            return changed(mails, action, step, progress);
        }
        List<String> call = Stream.concat(
                        Stream.of(action + " " + step, mails.folder().value(), String.valueOf(mails.uidValidity())),
                        mails.uids().stream().map(String::valueOf))
                .toList();
        Supplier<ChangeResult> work = () -> changed(mails, action, step, progress);
        return step instanceof Changing.Step.Copy // what was copied would be copied twice
                ? lately.call(credentials, call, work)
                : lately.callUntilDone(credentials, call, work);
    }

    private Organized changed(MailChoice.Listed mails, OrganizeAction action, Changing.Step step, Progress progress) {
        Changed changed = run(mails, step, progress);
        UndoToken.Judgement judgement = switch (action) {
            case JUNK -> UndoToken.Judgement.JUNK;
            case NOT_JUNK -> UndoToken.Judgement.NOT_JUNK;
            default -> null;
        };
        if (judgement != null) {
            mark(changed, judgement.made());
        }
        return changed.organized(undoOf(changed, step, mails.folder(), judgement));
    }

    private Changed run(MailChoice.Listed mails, Changing.Step step, Progress progress) {
        return changing.run(mails, step, progress);
    }

    /** Tells filters what the user thinks; what they learn of is no part of the move, so a refusal changes nothing of it. */
    private void mark(Changed moved, List<FlagChange> marks) {
        FolderPath target = moved.target();
        if (target == null) {
            return;
        }
        Long validity = moved.validity() == 0 ? null : Long.valueOf(moved.validity());
        try {
            for (List<Long> chunk : UidChunks.of(moved.uids())) {
                Uninterrupted.call(left -> pool.change(credentials, connection -> {
                    ImapStore.mark(connection, target, validity, chunk, marks);
                    return marks;
                }));
            }
        } catch (MailException e) {
            // the server keeps no keywords, or is gone: the mails are where the user wants them all the same
        }
    }

    /** Null where nothing changed, or it is not known of each mail where it is now. */
    private @Nullable String undoOf(
            Changed changed, Changing.Step step, FolderPath folder, UndoToken.@Nullable Judgement judgement) {
        List<Long> uids = changed.uids();
        if (uids.isEmpty()) {
            return null;
        }
        FolderPath target = changed.target();
        UndoToken token = switch (step) {
            case Changing.Step.Flag(FlagChange change, Long since) ->
                new UndoToken.Flag(folder, changed.validity(), uids, change.inverse(), changed.modSeq());
            case Changing.Step.Move move
            when target != null && uids.size() == changed.done() ->
                new UndoToken.Move(target, changed.validity(), uids, folder, judgement);
            case Changing.Step.Move move -> null;
            case Changing.Step.Copy copy -> null;
            case Changing.Step.Expunge expunge -> null;
        };
        return token == null ? null : undo.write(token, credentials.canonicalUser(), clock.instant());
    }
}
