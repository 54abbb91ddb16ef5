// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderNews;
import dev.mailboxmcp.mail.FolderNews.State;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderRole;
import dev.mailboxmcp.mail.FolderState;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MailboxChanges;
import dev.mailboxmcp.mail.MessageFlag;
import dev.mailboxmcp.mail.NotSearched;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What changed in the folders of a mailbox since a cursor was made: one round trip where nothing did, two otherwise; one
 * more where the server offers no LIST-STATUS, and where flags changed in folders with more than {@link #MANY} mails. By
 * CONDSTORE (RFC 7162) it is known of which mails the flags changed. By QRESYNC it is known which mails are gone, which costs
 * the connection: a server that was told to speak in that way does so for good.
 */
public final class ImapChanges {
    private static final String WORDS = "looking for changes";
    private static final String UNTOLD = "the mail server does not tell its state";
    private static final int MANY = 20_000;
    private static final int MAX_FLAGS = 200;
    private static final int MAX_GONE = 100;

    private ImapChanges() {}

    /**
     * What changed, or a first cursor.
     *
     * @param cursor of an earlier answer; null for none
     * @param folders 1..100, or none for those of the cursor, or all but Trash and Junk
     * @param limit how many new mails are told at the most, 1..100
     * @param user whose mailbox it is
     * @throws MailException {@link MailFailure.InvalidArgument} for a cursor that is none of this user's,
     *     {@link MailFailure.FolderNotFound} if one of the folders is not there and was not before
     */
    public static MailboxChanges since(
            ImapConnection connection,
            @Nullable String cursor,
            List<FolderPath> folders,
            int limit,
            String user,
            Instant now)
            throws IOException {
        ChangeCursor known = cursor == null ? null : ChangeCursor.read(cursor, user);
        boolean chosen = !folders.isEmpty() || known != null && known.chosen();
        List<FolderPath> named = folders.isEmpty() && known != null
                ? List.copyOf(known.folders().keySet())
                : folders.stream()
                        .map(folder -> FolderName.isInbox(folder) ? FolderPath.INBOX : folder)
                        .distinct()
                        .toList();
        ImapFolderStatus.Survey survey = chosen
                ? ImapFolderStatus.survey(connection, named)
                : ImapFolderStatus.survey(
                        connection, EnumSet.of(FolderRole.TRASH, FolderRole.JUNK), ChangeCursor.MAX_FOLDERS);
        Map<FolderPath, FolderState> before = known == null ? Map.of() : known.folders();
        List<NotSearched> notSearched = new ArrayList<>();
        for (FolderPath folder : survey.untold()) {
            StatusText refusal = survey.refusals().get(folder);
            if (refusal != null && (refusal.isThrottled() || survey.states().isEmpty())) {
                throw refusal.toFailure(WORDS);
            }
            if (refusal != null) {
                notSearched.add(
                        new NotSearched(folder.value(), refusal.isAboutTheServer() ? StatusText.IN_TROUBLE : UNTOLD));
            } else if (chosen && !before.containsKey(folder)) {
                throw new MailException(new MailFailure.FolderNotFound(folder));
            } else if (!chosen) {
                notSearched.add(new NotSearched(
                        folder.value(),
                        survey.states().size() >= ChangeCursor.MAX_FOLDERS
                                ? "there are more than " + ChangeCursor.MAX_FOLDERS + " folders: name it"
                                : UNTOLD));
            }
        }
        Comparison comparison = new Comparison(connection, before, limit, notSearched);
        if (known != null) {
            List<FolderPath> unknown = chosen ? List.copyOf(survey.refusals().keySet()) : survey.untold();
            comparison.compare(survey, folder -> (!chosen || named.contains(folder)) && !unknown.contains(folder));
        }
        Map<FolderPath, FolderState> after = new LinkedHashMap<>(before);
        after.putAll(survey.states());
        Set<FolderPath> refused = survey.refusals().keySet(); // of these the next answer goes on where this one did
        after.keySet()
                .removeIf(folder -> (!chosen || named.contains(folder))
                        && !survey.states().containsKey(folder)
                        && !refused.contains(folder));
        after.putAll(comparison.reached);
        return new MailboxChanges(
                new ChangeCursor(now, chosen, after).write(user),
                known == null ? null : known.made(),
                comparison.changes,
                comparison.more,
                notSearched);
    }

    /** The work on one answer. */
    private static final class Comparison {
        private final ImapConnection connection;
        private final Map<FolderPath, FolderState> before;
        private final List<FolderNews> changes = new ArrayList<>();
        private final List<NotSearched> notSearched;
        /** What the next cursor has of a folder whose new mails were not all told. */
        private final Map<FolderPath, FolderState> reached = new LinkedHashMap<>();

        private int room;
        private boolean more;

        Comparison(
                ImapConnection connection,
                Map<FolderPath, FolderState> before,
                int limit,
                List<NotSearched> notSearched) {
            this.connection = connection;
            this.before = before;
            this.room = limit;
            this.notSearched = notSearched;
        }

        /** @param looked tells which folders would have been found, were they there */
        void compare(ImapFolderStatus.Survey survey, Predicate<FolderPath> looked) throws IOException {
            List<FolderDelta> deltas = new ArrayList<>();
            long mails = 0;
            for (Map.Entry<FolderPath, FolderState> entry : survey.states().entrySet()) {
                FolderState old = before.get(entry.getKey());
                FolderState now = entry.getValue();
                if (old != null && old.uidValidity() != now.uidValidity()) {
                    changes.add(change(entry.getKey(), State.RESET, now));
                } else if (!now.equals(old)) {
                    FolderDelta delta = new FolderDelta(entry.getKey(), old, now, room);
                    mails += delta.flagsMayHaveChanged() ? now.messages() : 0;
                    delta.bounded = mails > MANY;
                    room -= delta.asked();
                    deltas.add(delta);
                }
            }
            for (FolderPath folder : before.keySet()) {
                if (!survey.states().containsKey(folder) && looked.test(folder)) {
                    changes.add(change(folder, State.GONE, new FolderState(0, 0, 0, 0, 0)));
                }
            }
            look(deltas);
        }

        private static FolderNews change(FolderPath folder, State state, FolderState now) {
            return new FolderNews(folder, state, now.messages(), now.unread(), List.of(), Map.of(), List.of(), 0);
        }

        private void look(List<FolderDelta> deltas) throws IOException {
            boolean vanished = connection.has("QRESYNC") && deltas.stream().anyMatch(FolderDelta::someMayBeGone);
            List<ImapCommand> first = vanished
                    ? List.of(
                            new ImapCommand("CLOSE"),
                            ImapCommand.of("ENABLE", "QRESYNC")) // which goes without a folder
                    : List.of();
            if (vanished) {
                connection.retire();
            }
            List<FolderFlight.Question> questions = deltas.stream()
                    .map(delta -> new FolderFlight.Question(
                            delta.folder, delta.commands(vanished, Summaries.items(connection))))
                    .toList();
            List<FolderFlight.Reply> replies =
                    FolderFlight.ask(connection, WORDS, ResponseLimits.SEARCH, first, questions);
            List<FolderDelta> opened = new ArrayList<>();
            List<FolderFlight.Question> flags = new ArrayList<>();
            for (int i = 0; i < replies.size(); i++) {
                FolderDelta delta = deltas.get(i);
                FolderFlight.Reply reply = replies.get(i);
                OpenFolder folder = reply.opened();
                if (folder == null) {
                    notSearched.add(new NotSearched(delta.folder.value(), reply.refusal()));
                    reached.put(delta.folder, delta.reached());
                    continue;
                }
                opened.add(delta);
                delta.read(folder, reply.answers());
                if (delta.bounded && delta.opened && delta.flagsMayHaveChanged()) {
                    flags.add(new FolderFlight.Question(delta.folder, List.of(delta.changedSearch())));
                }
            }
            fetchFlags(opened, FolderFlight.ask(connection, WORDS, ResponseLimits.SEARCH, flags));
            for (FolderDelta delta : opened) {
                changes.add(delta.change());
                more |= delta.more();
                reached.put(delta.folder, delta.reached());
            }
        }

        private void fetchFlags(List<FolderDelta> deltas, List<FolderFlight.Reply> found) throws IOException {
            List<FolderFlight.Question> flags = new ArrayList<>();
            for (FolderFlight.Reply reply : found) {
                List<Long> uids = isAnswered(reply)
                        ? SearchAnswer.read(reply.answers().getFirst())
                                .numbers()
                                .highestBelow(NumberSet.MAX, MAX_FLAGS + 1)
                        : List.of();
                if (!uids.isEmpty() && uids.size() <= MAX_FLAGS) {
                    flags.add(new FolderFlight.Question(
                            reply.folder(),
                            List.of(ImapCommand.of("UID FETCH", NumberSet.write(uids) + " (UID FLAGS)"))));
                }
                boolean isUnknown = !isAnswered(reply) || uids.size() > MAX_FLAGS;
                deltas.stream()
                        .filter(delta -> delta.folder.equals(reply.folder()))
                        .forEach(delta -> delta.unknownFlags |= isUnknown);
            }
            for (FolderFlight.Reply reply : FolderFlight.ask(connection, WORDS, ResponseLimits.SEARCH, flags)) {
                boolean isUnknown = !isAnswered(reply);
                for (FolderDelta delta : deltas) {
                    if (delta.folder.equals(reply.folder())) {
                        delta.unknownFlags |= isUnknown;
                        reply.answers().forEach(delta::readFlags);
                    }
                }
            }
        }

        private static boolean isAnswered(FolderFlight.Reply reply) {
            return reply.opened() != null && reply.answers().getFirst().isOk();
        }
    }

    /** One folder that changed. */
    private static final class FolderDelta {
        private final FolderPath folder;
        private final FolderState old;
        private final FolderState now;
        private final boolean isNew;
        private final int room;
        private boolean bounded;
        private boolean opened;
        private boolean unknownFlags;
        private NumberSet arrived = new NumberSet();
        private long remaining;
        private final TreeMap<Long, FetchedMessage> rows = new TreeMap<>();
        private final Map<Long, Set<MessageFlag>> flags = new TreeMap<>();
        private List<Long> gone = List.of();
        private long goneCount;

        FolderDelta(FolderPath folder, @Nullable FolderState old, FolderState now, int room) {
            this.folder = folder;
            this.isNew = old == null;
            this.old = old == null ? new FolderState(now.uidValidity(), 1, 0, 0, now.highestModSeq()) : old;
            this.now = now;
            this.room = room;
            this.remaining = this.old.messages();
        }

        /** How many rows are asked for at the most. */
        int asked() {
            return Math.clamp(now.uidNext() - old.uidNext(), 0, Math.min(room, 100));
        }

        boolean flagsMayHaveChanged() {
            return old.uidNext() > 1 && knowsFlags() && now.highestModSeq() > old.highestModSeq();
        }

        /** Whether the server counts changes, and did not begin anew since, as where its index was lost. */
        private boolean knowsFlags() {
            return old.highestModSeq() > 0 && now.highestModSeq() >= old.highestModSeq();
        }

        boolean someMayBeGone() {
            return now.messages() < old.messages() + Math.max(0, now.uidNext() - old.uidNext());
        }

        List<ImapCommand> commands(boolean vanished, String rowItems) {
            List<ImapCommand> commands = new ArrayList<>();
            commands.add(ImapCommand.of("UID SEARCH", "UID " + old.uidNext() + ":" + NumberSet.MAX));
            if (asked() > 0) {
                commands.add(ImapCommand.of(
                        "UID FETCH", old.uidNext() + ":" + (old.uidNext() + asked() - 1) + " " + rowItems));
            }
            if (flagsMayHaveChanged() && !bounded) {
                commands.add(ImapCommand.of(
                        "UID FETCH",
                        "1:" + (old.uidNext() - 1) + " (UID FLAGS) (CHANGEDSINCE " + old.highestModSeq()
                                + (vanished ? " VANISHED)" : ")")));
            }
            return commands;
        }

        ImapCommand changedSearch() {
            return ImapCommand.of(
                    "UID SEARCH", "UID 1:" + (old.uidNext() - 1) + " MODSEQ " + (old.highestModSeq() + 1));
        }

        void read(OpenFolder folderNow, List<ImapAnswer> answers) throws IOException {
            if (folderNow.uidValidity() != now.uidValidity()) {
                unknownFlags = true;
                return; // it was made anew a moment ago, which the next answer tells
            }
            opened = true;
            ImapAnswer search = answers.getFirst();
            search.requireOk(WORDS);
            for (long uid : SearchAnswer.read(search).numbers().highestBelow(NumberSet.MAX + 1, Integer.MAX_VALUE)) {
                if (uid >= old.uidNext()) { // "9:4294967295" is the last mail where there are fewer, to some
                    arrived.add(uid, uid);
                }
            }
            remaining = Math.max(0, folderNow.exists() - arrived.size());
            goneCount = Math.max(0, old.messages() - remaining);
            for (FetchedMessage message : FetchReader.read(search)) {
                if (message.uid >= old.uidNext() && message.described && message.uid < old.uidNext() + asked()) {
                    rows.computeIfAbsent(message.uid, FetchedMessage::ofUid).add(message);
                }
            }
            if (flagsMayHaveChanged() && !bounded) {
                ImapAnswer answer = answers.getLast();
                unknownFlags = !answer.isOk();
                readFlags(answer);
                readVanished(answer);
            }
            unknownFlags |= !isNew && !knowsFlags();
        }

        void readFlags(ImapAnswer answer) {
            for (FetchedMessage message : FetchReader.read(answer)) {
                if (message.uid < old.uidNext() && message.flagged) {
                    flags.put(message.uid, message.flags());
                }
            }
            if (flags.size() > MAX_FLAGS) {
                unknownFlags = true;
                flags.clear();
            }
        }

        /** RFC 7162 3.2.10.1. A server that forgot what is long past names every UID that is not there. */
        private void readVanished(ImapAnswer answer) throws ProtocolViolation {
            NumberSet vanished = new NumberSet();
            for (ImapResponse response : answer.all("VANISHED")) {
                ResponseReader in = response.reader();
                if (in.take('(')) {
                    in.skipToListEnd();
                }
                in.numberSet(vanished);
            }
            List<Long> uids = vanished.highestBelow(old.uidNext(), MAX_GONE + 1).reversed();
            gone = uids.size() <= MAX_GONE && uids.size() == goneCount ? uids : List.of();
        }

        boolean more() {
            return opened && firstUntold() > 0;
        }

        /** The lowest UID that came and is not among the rows; 0 where there is none. */
        private long firstUntold() {
            NumberSet told = new NumberSet();
            told.addAll(List.copyOf(rows.keySet()));
            List<Long> untold = arrived.without(told, 1);
            return untold.isEmpty() || untold.getFirst() >= now.uidNext() ? 0 : untold.getFirst();
        }

        FolderNews change() {
            long untold = firstUntold();
            List<FetchedMessage> shown = rows.values().stream()
                    .filter(row -> untold == 0 || row.uid < untold)
                    .toList();
            return new FolderNews(
                    folder,
                    isNew ? State.NEW : unknownFlags ? State.UNKNOWN_FLAGS : State.CHANGED,
                    now.messages(),
                    now.unread(),
                    shown.stream().map(Summaries::of).toList(),
                    flags,
                    gone,
                    goneCount);
        }

        /** Where the next cursor goes on. */
        FolderState reached() {
            if (!opened) {
                return isNew ? new FolderState(now.uidValidity(), 1, 0, 0, now.highestModSeq()) : old;
            }
            long untold = firstUntold();
            long next = untold == 0 ? now.uidNext() : untold;
            long told = arrived.size() - arrived.countFrom(next);
            return new FolderState(now.uidValidity(), next, remaining + told, now.unread(), now.highestModSeq());
        }
    }
}
