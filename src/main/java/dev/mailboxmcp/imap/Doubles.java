// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds mails that another session moved at the same moment. Dovecot 2.3 with Maildir tells both that they moved a mail, and
 * both copies stay: neither answer differs from that to a move that nobody else made. But the copies of the other are new in
 * some folder. So it is looked which folders grew between opening the source and the end of the move, in the same round trips;
 * where one did that should not have, what came there is compared with one's own copies, which costs one more.
 *
 * <p>Two copies in the same folder are in the order of their UIDs. The session with the higher one takes it away again, and
 * no session ever removes the lowest.
 */
final class Doubles {
    private static final String WORDS = "looking for mails that were moved twice";
    /** More folders are not counted twice a move. */
    private static final int MAX_FOLDERS = 200;
    /** So many new mails are compared at the most. */
    private static final int MAX_NEW = 1_000;
    /** A folder with one of these shows what lies in others (RFC 6154 2): what comes to it was moved there by nobody. */
    private static final Set<String> VIEWS = Set.of("\\all", "\\flagged", "\\important");

    private Doubles() {}

    /** Whether it is cheap to look, and a mail is in one folder only: Gmail has it once, and shows it in many. */
    static boolean canLook(ImapConnection connection) {
        return connection.has("LIST-STATUS") && !connection.has(GmailLabels.EXTENSION);
    }

    /**
     * Opens the folder for changes, and asks for the states of all folders ahead of the question which of the mails are there: a
     * mail that another session removed since is not among these. INBOX is opened ahead of both, where the server can then be
     * asked for its news: Dovecot takes long for the state of a large INBOX that is not open.
     *
     * @param questions that one first
     * @return the answer with the states, then those to the questions
     */
    static List<ImapAnswer> before(ImapConnection connection, ImapMove.Request request, List<ImapCommand> questions)
            throws IOException {
        ImapCommand look = ImapFolders.rolesCommand(connection, true);
        List<ImapCommand> news = FolderName.isInbox(request.folder()) ? ImapSelection.news(connection) : List.of();
        if (!news.isEmpty()) {
            List<ImapCommand> flight = new ArrayList<>(List.of(look));
            flight.addAll(news);
            flight.addAll(questions);
            List<ImapAnswer> answers = ImapSelection.select(
                    connection, request.folder(), request.uidValidity(), flight.toArray(ImapCommand[]::new));
            int told = 2 + news.size();
            if (answers.subList(2, told).stream().allMatch(ImapAnswer::isOk)) {
                return Stream.concat(Stream.of(answers.get(1)), answers.stream().skip(told))
                        .toList();
            }
            ImapSelection.avoidNews(connection);
        }
        List<ImapAnswer> answers = ImapSelection.selectBehind(
                look, connection, request.folder(), request.uidValidity(), questions.toArray(ImapCommand[]::new));
        return Stream.concat(Stream.of(answers.getFirst()), answers.stream().skip(2))
                .toList();
    }

    /** What goes beside the move, and tells how the folders are afterwards. */
    static ImapCommand look(ImapConnection connection, FolderPath target, Map<FolderPath, FolderState> before) {
        return before.size() > MAX_FOLDERS
                ? ImapFolderStatus.stateCommand(target)
                : ImapFolders.rolesCommand(connection, true);
    }

    /**
     * What was moved by others too.
     *
     * @param yielded mails of which the other's copy is in the same folder, and one's own was removed
     * @param twice mails that are in two places now
     */
    record Found(List<Long> yielded, List<Long> twice) {
        static final Found NONE = new Found(List.of(), List.of());

        Found {
            yielded = List.copyOf(yielded);
            twice = List.copyOf(twice);
        }
    }

    /**
     * Finds them, and removes one's own copies where the other's was there first. No round trip where no folder grew but by
     * the move.
     *
     * @param named the folder that they were moved to
     */
    static Found find(
            ImapConnection connection,
            ImapMove.Request request,
            FolderPath named,
            ImapMove.CopiedMails copies,
            Map<FolderPath, FolderState> before,
            ImapAnswer after)
            throws IOException {
        Map<FolderPath, FolderState> now = ImapFolderStatus.states(after);
        FolderPath target = asListed(named, now);
        Set<FolderPath> views = ListedFolder.all(after).stream()
                .filter(folder -> !Collections.disjoint(folder.attributes(), VIEWS))
                .map(ListedFolder::path)
                .collect(Collectors.toSet());
        List<FolderFlight.Question> questions = new ArrayList<>();
        for (Map.Entry<FolderPath, FolderState> entry : now.entrySet()) {
            FolderPath folder = entry.getKey();
            long first = first(before.get(folder), entry.getValue());
            long came = entry.getValue().uidNext() - first;
            long own = folder.equals(target) ? copies.uids().size() : 0;
            boolean isPlace = !views.contains(folder) && !FolderName.same(folder, asListed(request.folder(), now));
            if (came > own && came <= MAX_NEW && isPlace) {
                questions.add(question(folder, first + ":" + (entry.getValue().uidNext() - 1)));
            }
        }
        if (questions.isEmpty()) {
            return Found.NONE;
        }
        if (questions.stream().noneMatch(question -> question.folder().equals(target))) {
            questions.add(question(target, NumberSet.write(copies.uids())));
        }
        Map<FolderPath, Map<Long, String>> seen = new HashMap<>();
        for (FolderFlight.Reply reply : FolderFlight.ask(connection, WORDS, ResponseLimits.ROWS, questions)) {
            if (reply.opened() != null && reply.answers().getFirst().isOk()) {
                seen.put(reply.folder(), likenesses(reply));
            }
        }
        return compared(connection, target, copies, seen);
    }

    /** Whether mails came to a folder since. */
    static boolean hasGrown(FolderPath folder, Map<FolderPath, FolderState> before, ImapAnswer after)
            throws IOException {
        Map<FolderPath, FolderState> states = ImapFolderStatus.states(after);
        FolderPath path = asListed(folder, states);
        FolderState now = states.get(path);
        return now != null && now.uidNext() > first(before.get(path), now);
    }

    /** Whether the folder is there no longer, so that its mails were looked for in all others. */
    static boolean isGone(FolderPath folder, ImapAnswer after) throws IOException {
        Map<FolderPath, FolderState> states = ImapFolderStatus.states(after);
        return after.isOk() && !states.containsKey(asListed(folder, states));
    }

    /** The first UID that a mail can have that came since; 1 of a folder that was not there, or was made anew. */
    private static long first(@Nullable FolderState before, FolderState after) {
        return before != null && before.uidValidity() == after.uidValidity() ? before.uidNext() : 1;
    }

    /** The folder as the server spells it, which may be decomposed where it was asked for composed; itself where it has none. */
    private static FolderPath asListed(FolderPath folder, Map<FolderPath, FolderState> listed) {
        FolderPath named = FolderName.isInbox(folder) ? FolderPath.INBOX : folder;
        return listed.containsKey(named)
                ? named
                : listed.keySet().stream()
                        .filter(path -> FolderName.sameText(path, named))
                        .findFirst()
                        .orElse(named);
    }

    private static Found compared(
            ImapConnection connection,
            FolderPath target,
            ImapMove.CopiedMails copies,
            Map<FolderPath, Map<Long, String>> seen)
            throws IOException {
        Map<Long, String> here = seen.getOrDefault(target, Map.of());
        Set<Long> own = new HashSet<>(copies.uids());
        List<Long> later = new ArrayList<>();
        List<Long> twice = new ArrayList<>();
        Map<Long, String> others = new TreeMap<>(here);
        others.keySet().removeAll(own);
        List<String> elsewhere = new ArrayList<>();
        seen.forEach((folder, mails) -> elsewhere.addAll(folder.equals(target) ? List.of() : mails.values()));
        for (int at = 0; at < copies.uids().size(); at++) {
            long copy = copies.uids().get(at);
            String likeness = here.get(copy);
            if (likeness == null) {
                continue;
            }
            Long twin = others.entrySet().stream()
                    .filter(other -> other.getValue().equals(likeness))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(null);
            if (twin != null) {
                others.remove(twin); // each stands for one mail
                (twin < copy ? later : twice).add(copies.sources().get(at));
            } else if (elsewhere.remove(likeness)) {
                twice.add(copies.sources().get(at));
            }
        }
        List<Long> left = later.isEmpty() ? later : remove(connection, target, copies, later);
        twice.addAll(left);
        later.removeAll(left);
        return new Found(later, twice);
    }

    /** Takes one's own copies away; gives the mails whose copies are still there. */
    private static List<Long> remove(
            ImapConnection connection, FolderPath target, ImapMove.CopiedMails copies, List<Long> mails)
            throws IOException {
        if (!ImapMove.has(connection, "UIDPLUS")) {
            return List.copyOf(mails);
        }
        List<Long> uids = copies.of(mails);
        ImapSelection.select(connection, target, copies.uidValidity());
        // were this cut short, a copy of which there is another one would stay marked
        Set<Long> left = new HashSet<>(ImapExpunge.remove(connection, uids, List.of(), uids, true, new Unanswered())
                .left());
        return mails.stream()
                .filter(mail -> copies.of(List.of(mail)).stream().anyMatch(left::contains))
                .toList();
    }

    private static FolderFlight.Question question(FolderPath folder, String uids) {
        return new FolderFlight.Question(
                folder,
                List.of(ImapCommand.of("UID FETCH", uids + " (UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER])")));
    }

    /** What copies of the same mail have in common and no other mail: the server that took it in left its mark in the header. */
    private static Map<Long, String> likenesses(FolderFlight.Reply reply) {
        Map<Long, String> likenesses = new TreeMap<>();
        for (FetchedMessage message : FetchReader.described(reply.answers().getFirst())) {
            byte[] header = message.section("HEADER");
            if (message.warnings.isEmpty() && header.length > 0 && message.received != null) {
                likenesses.put(
                        message.uid,
                        message.received + " " + message.sizeBytes + " "
                                + new String(header, StandardCharsets.ISO_8859_1));
            }
        }
        return likenesses;
    }
}
