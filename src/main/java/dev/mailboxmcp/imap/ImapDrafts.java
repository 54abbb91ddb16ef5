// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderRole;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MessageFlag;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mail.WireMessage;
import dev.mailboxmcp.mime.MailHeader;
import dev.mailboxmcp.mime.MessageWriter;
import dev.mailboxmcp.mime.UploadMessage;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keeps drafts in the folder of that role, which is made where the mailbox has none. */
public final class ImapDrafts {
    private static final String MARK = "X-MAILBOX-DRAFT";
    private static final String REPLACE = "REPLACE";
    private static final int MAX_TRIES = 3;

    private static final int MAX_REFERENCES = 100;
    private static final HeaderRequest FIELDS = new HeaderRequest(
            MARK + " TO CC BCC DATE IN-REPLY-TO REFERENCES MESSAGE-ID "
                    + UploadMessage.TAKEN_FIELD.toUpperCase(Locale.ROOT) + " "
                    + MessageWriter.REPLACED.toUpperCase(Locale.ROOT),
            64 * 1024);

    private ImapDrafts() {}

    /**
     * A draft that is there.
     *
     * @param own whether it is as this server wrote it, and no mail program saved it since
     * @param addressed whether it names anybody whom it is to
     * @param inReplyTo which mail it answers, unchecked; null for none
     * @param references its thread, unchecked
     * @param uploads the ids of the files that were brought and that it took
     * @param known the ids of itself and of the drafts that it replaced, unchecked, the newest last
     */
    public record Known(
            MessageRef ref,
            boolean own,
            boolean addressed,
            @Nullable String inReplyTo,
            List<String> references,
            List<String> uploads,
            List<String> known) {
        public Known {
            references = List.copyOf(references);
            uploads = List.copyOf(uploads);
            known = List.copyOf(known);
        }
    }

    /** The folder of drafts; null where there is none. One round trip. */
    public static @Nullable FolderPath existing(ImapConnection connection) throws IOException {
        return ImapFolders.roles(connection).get(FolderRole.DRAFTS);
    }

    /**
     * The folder of drafts, which is made where there is none. To be run by {@link ImapPool#change} or
     * {@link ImapPool#transfer}; one round trip, two or three where it has to be made.
     *
     * @throws MailException where there is none and none can be made
     */
    public static FolderPath folder(ImapConnection connection) throws IOException {
        FolderPath folder = existing(connection);
        return folder == null ? ImapRoleFolder.create(connection, FolderRole.DRAFTS) : folder;
    }

    /** Two round trips; UIDVALIDITY and UID are null where the server does not tell (RFC 4315). */
    private static ImapAppend.Appended save(
            ImapConnection connection, FolderPath folder, WireMessage draft, Instant now) throws IOException {
        return ImapAppend.appended(connection, folder, draft, Set.of(MessageFlag.DRAFT), now);
    }

    /**
     * Where a draft was put.
     *
     * @param uidValidity null where the server does not tell; so is {@code uid}
     * @param older what became of the one in whose place it is by that
     */
    public record Kept(
            FolderPath folder,
            @Nullable Long uidValidity,
            @Nullable Long uid,
            Older older) {}

    /** What became of an older draft by the step that kept the newer one. */
    public enum Older {
        /** Nothing, or there is none. */
        LEFT,
        /** It went. */
        REPLACED,
        /** It went, if it was this server that removed it: the answer was lost. */
        UNSURE
    }

    /**
     * Keeps a draft: in the place of an older one where the server does that, else in the folder of that role. Where the
     * answer is lost it is looked for on another connection, since who is told of a failure saves it once more.
     *
     * @param old null for none; whether it went too is in the result
     * @param messageId of the draft, which no other mail has
     * @throws MailException where it was not kept, or nobody knows whether it was, which the words say
     */
    public static Kept keep(
            ImapPool pool,
            Credentials credentials,
            @Nullable Known old,
            WireMessage draft,
            String messageId,
            Instant now) {
        AtomicReference<@Nullable Older> unanswered = new AtomicReference<>();
        try {
            return pool.change(credentials, connection -> {
                Kept kept = old == null ? null : replace(connection, old, draft, messageId, now, unanswered);
                return kept == null ? keep(connection, draft, messageId, now, unanswered) : kept;
            });
        } catch (MailException e) {
            Older older = unanswered.get();
            if (older == null) {
                throw e;
            }
            return lookedUp(pool, credentials, messageId, older, e);
        }
    }

    private static Kept lookedUp(
            ImapPool pool, Credentials credentials, String messageId, Older older, MailException lost) {
        Kept found;
        try {
            found = pool.read(credentials, connection -> {
                FolderPath folder = existing(connection);
                Long uid = folder == null ? null : find(connection, folder, messageId);
                return folder == null || uid == null
                        ? null
                        : new Kept(folder, uidValidity(connection, folder), uid, older);
            });
        } catch (MailException e) {
            lost.addSuppressed(e);
            throw new MailException(
                    new MailFailure.ServerUnavailable(
                            "IMAP",
                            "its answer was lost, and nobody knows whether the draft was saved: list the drafts before it"
                                    + " is saved again"),
                    lost);
        }
        if (found == null) {
            throw lost;
        }
        return found;
    }

    /** Keeps it in the folder of that role, and looks for it where the server does not say where it is; three round trips. */
    private static Kept keep(
            ImapConnection connection,
            WireMessage draft,
            String messageId,
            Instant now,
            AtomicReference<@Nullable Older> unanswered)
            throws IOException {
        FolderPath folder = folder(connection);
        ImapAppend.Appended appended;
        unanswered.set(Older.LEFT);
        try {
            appended = save(connection, folder, draft, now);
        } catch (MailException e) {
            unanswered.set(null); // it was refused
            throw e;
        }
        if (appended.uid() != null) {
            return new Kept(folder, appended.uidValidity(), appended.uid(), Older.LEFT);
        }
        Long uid = find(connection, folder, messageId);
        return new Kept(folder, uid == null ? null : uidValidity(connection, folder), uid, Older.LEFT);
    }

    /**
     * Keeps a draft in the place of an older one that is as this server wrote it, in one step which the mail server does wholly or
     * not at all (RFC 8508); four round trips.
     *
     * @return null where the server does not do that, or not in this folder; nothing was changed then
     * @throws MailException where the older one is being sent meanwhile, or the new one is too large or has no room
     */
    private static @Nullable Kept replace(
            ImapConnection connection,
            Known old,
            WireMessage draft,
            String messageId,
            Instant now,
            AtomicReference<@Nullable Older> unanswered)
            throws IOException {
        if (!old.own() || !connection.has(REPLACE) || connection.has(GmailLabels.EXTENSION)) {
            return null;
        }
        FolderPath folder = old.ref().folder();
        List<ImapAnswer> answers;
        try {
            answers = ImapSelection.select(
                    connection,
                    folder,
                    old.ref().uidValidity(),
                    ImapCommand.of("UID FETCH", old.ref().uid() + " (UID FLAGS)"));
        } catch (MailException e) {
            if (e.failure() instanceof MailFailure.NotAllowed) {
                return null; // nothing can be removed there, but a draft may be added
            }
            throw e;
        }
        MailFlags flags = MailFlags.read(answers.get(1)).get(old.ref().uid());
        if (flags == null) {
            return null;
        }
        if (flags.has(ImapClaim.PENDING)) {
            throw beingSent();
        }
        unanswered.set(Older.UNSURE);
        ImapAnswer answer = connection.ask(
                "replacing the draft",
                ImapAppend.command(
                        ImapCommand.of("UID REPLACE", "" + old.ref().uid()),
                        folder,
                        draft,
                        Set.of(MessageFlag.DRAFT),
                        now));
        if (!answer.isOk()) {
            unanswered.set(null);
            if (answer.status().isFull() || answer.status().code().equals("TOOBIG")) {
                throw ImapAppend.refusal(answer, folder);
            }
            return null;
        }
        ImapAppend.Appended told = Stream.concat(answer.untagged().stream(), Stream.of(answer.tagged()))
                .filter(ImapResponse::isOK)
                .map(response -> ImapAppend.appended(response.status()))
                .filter(one -> one.uid() != null)
                .findFirst() // it stands ahead of the news that the old one went
                .orElse(null);
        if (told != null) {
            return new Kept(folder, told.uidValidity(), told.uid(), Older.REPLACED);
        }
        Long uid = find(connection, folder, messageId);
        return new Kept(folder, uid == null ? null : uidValidity(connection, folder), uid, Older.REPLACED);
    }

    private static MailException beingSent() {
        return new MailException(
                new MailFailure.Conflict(
                        "this draft is being sent, or was while an answer was lost, so it was not replaced. Look into Sent first"));
    }

    /**
     * Looks at a draft that is to be replaced. Two round trips.
     *
     * @throws MailException where it is not there, be it for want of a folder of drafts, or is being sent
     */
    public static Known look(ImapConnection connection, long uidValidity, long uid) throws IOException {
        FolderPath folder = existing(connection);
        if (folder == null) {
            throw new MailException(new MailFailure.MessageNotFound(FolderPath.named("Drafts"), uid));
        }
        MessageRef ref = new MessageRef(folder, uidValidity, uid);
        FetchedMessage message = ImapRead.fetch(connection, ref, "FLAGS", FIELDS.item());
        if (ImapClaim.isPending(message)) {
            throw beingSent();
        }
        MailHeader header = FIELDS.of(message);
        String answered = header.inReplyTo();
        List<String> known = new ArrayList<>(List.of(
                header.value(MessageWriter.REPLACED.toLowerCase(Locale.ROOT)).split("\\s+", -1)));
        known.add(header.messageId());
        return new Known(
                ref,
                isOwn(header),
                Stream.of(header.to(), header.cc(), header.bcc())
                        .anyMatch(list -> !list.addresses().isEmpty()),
                answered.isEmpty() ? null : answered,
                header.references(MAX_REFERENCES),
                UploadMessage.taken(header),
                known);
    }

    /** Whether this server wrote it and nobody saved it anew: programs that keep its mark write another date. */
    private static boolean isOwn(MailHeader header) {
        String mark = header.value(MARK.toLowerCase(Locale.ROOT)).strip();
        return !mark.isEmpty() && mark.equals(header.value("date").strip());
    }

    /** What became of a draft that was to be removed. */
    public enum Removal {
        REMOVED,
        /** Somebody claimed it since it was looked at, so it is still there. */
        CLAIMED,
        /** It was not there any more. */
        GONE
    }

    /**
     * Removes exactly this draft, after a newer one is safe, unless somebody sends it meanwhile: one of ours for good, a person's by
     * moving it to the trash. To be run by {@link ImapPool#change}.
     *
     * @throws MailException where it is still there, and nobody sends it
     */
    public static Removal remove(ImapConnection connection, Known old) throws IOException {
        FolderPath folder = old.ref().folder();
        List<Long> uids = List.of(old.ref().uid());
        ImapClaim.Unclaimed unclaimed = new ImapClaim.Unclaimed(old.ref().uid());
        boolean forGood = old.own() && ImapMove.has(connection, "UIDPLUS") && !connection.has(GmailLabels.EXTENSION);
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            List<Long> left = forGood
                    ? ImapExpunge.expunge(
                                    connection, folder, old.ref().uidValidity(), uids, unclaimed, new Unanswered())
                            .left()
                    : ImapMove.move(
                                    connection,
                                    new ImapMove.Request(
                                            folder,
                                            old.ref().uidValidity(),
                                            uids,
                                            new ImapMove.Target.Role(FolderRole.TRASH)),
                                    unclaimed,
                                    new Unanswered())
                            .left();
            switch (unclaimed.seen()) {
                case TAKEN -> {
                    return Removal.CLAIMED;
                }
                case GONE -> {
                    return Removal.GONE;
                }
                case CLAIMED -> {
                    if (left.isEmpty()) {
                        return Removal.REMOVED;
                    }
                }
            }
            if (unclaimed.condition().isEmpty()) {
                break; // it did not stay for a change that somebody made meanwhile
            }
        }
        throw new MailException(new MailFailure.NotAllowed("the mail server did not remove it"));
    }

    /** The UID of the draft that has this Message-ID; null where there is none. */
    public static @Nullable Long find(ImapConnection connection, FolderPath folder, String messageId)
            throws IOException {
        ImapMessageIds.Found found = ImapMessageIds.find(connection, folder, List.of(messageId), null);
        return found == null ? null : found.uid();
    }

    /** The UID of the draft that took the place of the one with this Message-ID; null where none did. */
    public static @Nullable Long successor(ImapConnection connection, FolderPath folder, String messageId)
            throws IOException {
        ImapMessageIds.Found found =
                ImapMessageIds.find(connection, folder, MessageWriter.REPLACED, List.of(messageId), null);
        return found == null ? null : found.uid();
    }

    /** The UIDVALIDITY of the folder, which is open. */
    public static long uidValidity(ImapConnection connection, FolderPath folder) throws IOException {
        return ImapSelection.require(connection, folder, null).uidValidity();
    }
}
