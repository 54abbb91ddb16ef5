// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderRole;
import dev.mailboxmcp.mail.FolderState;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Moves and copies mails to another folder. To be run by {@link ImapPool#change}.
 *
 * <p>A move is MOVE where the server offers it (RFC 6851), which leaves each mail in at least one folder whatever happens.
 * Elsewhere it is COPY; then, after the answer to that, {@code \Deleted} on those mails alone of which the server said where
 * their copies are (COPYUID, RFC 4315), and UID EXPUNGE of those. Where the server does not offer UIDPLUS nothing can be
 * removed without removing what others marked too, so nothing is moved.
 *
 * <p>Gmail's folders are labels, and every mail that is neither in its trash nor in its spam has the one that is called All
 * Mail. So to archive there is to move to that, and what comes back from it is copied: it has to stay in it.
 */
public final class ImapMove {
    private static final String WORDS = "moving mails";

    private ImapMove() {}

    /** Where mails go. */
    public sealed interface Target {
        /** The folder of that path. */
        record Path(FolderPath folder) implements Target {}

        /** The folder of that role, which is made where the mailbox has none. */
        record Role(FolderRole role) implements Target {}
    }

    /**
     * Which mails go where.
     *
     * @param folder that they are in
     * @param uidValidity under which the caller saw them; null for the present one
     * @param uids 1 or more, as many as {@link UidChunks} puts together
     */
    public record Request(FolderPath folder, @Nullable Long uidValidity, List<Long> uids, Target target) {
        public Request {
            uids = List.copyOf(uids);
        }
    }

    /**
     * What became of the mails.
     *
     * @param target the folder they went to
     * @param found of the mails that were named, in ascending order
     * @param left those that are still where they were; none where mails were copied
     * @param doubled those of them that were copied and could not be removed, so are in both folders
     * @param twice those that another session moved at the same moment, so are in another place too
     * @param copies null where the server does not tell
     */
    public record Moved(
            FolderPath target,
            List<Long> found,
            List<Long> left,
            List<Long> doubled,
            List<Long> twice,
            @Nullable CopiedMails copies) {
        public Moved {
            found = List.copyOf(found);
            left = List.copyOf(left);
            doubled = List.copyOf(doubled);
            twice = List.copyOf(twice);
        }

        /** The same after it was looked for those that another session moved, too. */
        private Moved and(Doubles.Found doubles) {
            if (copies == null) {
                return this;
            }
            List<Long> kept = found.stream()
                    .filter(uid -> !doubles.yielded().contains(uid))
                    .toList();
            return new Moved(target, kept, left, doubled, doubles.twice(), copies.but(doubles.yielded()));
        }
    }

    /**
     * The copies of mails, in the order of these.
     *
     * @param uidValidity of the folder that they are in
     */
    public record CopiedMails(long uidValidity, List<Long> sources, List<Long> uids) {
        public CopiedMails {
            sources = List.copyOf(sources);
            uids = List.copyOf(uids);
        }

        /** The UIDs of the copies in ascending order, but for those of these mails. */
        public List<Long> without(List<Long> mails) {
            return but(mails).uids.stream().sorted().toList();
        }

        /** The UIDs of the copies of these mails. */
        List<Long> of(List<Long> mails) {
            return chosen(new HashSet<>(mails)::contains).uids;
        }

        /** All of them but those of these mails. */
        CopiedMails but(List<Long> mails) {
            return chosen(Predicate.not(new HashSet<>(mails)::contains));
        }

        private CopiedMails chosen(Predicate<Long> mails) {
            int[] places = IntStream.range(0, uids.size())
                    .filter(at -> mails.test(sources.get(at)))
                    .toArray();
            return new CopiedMails(
                    uidValidity,
                    Arrays.stream(places).mapToObj(sources::get).toList(),
                    Arrays.stream(places).mapToObj(uids::get).toList());
        }
    }

    /**
     * Moves mails: two round trips where the server offers MOVE, four elsewhere, one more where it tells of no copies.
     *
     * @param unanswered tells what is under way
     * @throws MailException {@link MailFailure.FolderNotFound} for either folder, {@link MailFailure.NotAllowed} where the
     *     server cannot remove single mails safely; nothing was changed then
     */
    public static Moved move(ImapConnection connection, Request request, Unanswered unanswered) throws IOException {
        return move(connection, request, Eligible.PRESENT, unanswered);
    }

    /** The same of those of the mails that are eligible. */
    static Moved move(ImapConnection connection, Request request, Eligible eligible, Unanswered unanswered)
            throws IOException {
        if (!has(connection, "MOVE") && !has(connection, "UIDPLUS")) {
            throw new MailException(new MailFailure.NotAllowed(
                    "this mail server cannot remove single mails safely (no MOVE, no UIDPLUS), so nothing was moved."
                            + " copy leaves the mails where they are"));
        }
        return run(connection, request, false, eligible, unanswered);
    }

    /**
     * The folder that mails are copied to, as it was before.
     *
     * @param uidNext copies have UIDs from it on (RFC 9051 2.3.1.1)
     */
    public record Before(FolderPath folder, long uidValidity, long uidNext) {}

    /** Copies mails, in two round trips. Parameters and failures are those of {@link #move}. */
    public static Moved copy(ImapConnection connection, Request request, Unanswered unanswered) throws IOException {
        return run(connection, request, true, Eligible.PRESENT, unanswered);
    }

    private static Moved run(
            ImapConnection connection, Request request, boolean keep, Eligible eligible, Unanswered unanswered)
            throws IOException {
        for (boolean first = true; ; first = false) {
            Opened opened = open(connection, request, keep, eligible);
            if (opened.before() != null) {
                unanswered.note(opened.before());
            }
            List<Long> found = opened.found();
            if (found.isEmpty()) {
                return new Moved(opened.target(), List.of(), List.of(), List.of(), List.of(), null);
            }
            boolean stays = keep || opened.stays();
            boolean moves = !stays && has(connection, "MOVE");
            unanswered.begin(moves ? Unanswered.Kind.CHANGE : Unanswered.Kind.COPY, found);
            List<ImapCommand> commands = new ArrayList<>();
            commands.add(new ImapCommand(moves ? "UID MOVE" : "UID COPY")
                    .raw(NumberSet.write(found))
                    .mailbox(opened.target()));
            boolean looks = moves && !opened.states().isEmpty();
            if (looks) {
                commands.add(Doubles.look(connection, opened.target(), opened.states()));
            }
            List<ImapAnswer> answers = connection.ask(WORDS, ResponseLimits.USUAL, commands);
            ImapAnswer answer = answers.getFirst();
            CopiedMails copies = copies(answer, found);
            if (!answer.isOk() && (!moves || copies == null)) { // of a move that was refused, a part may be done
                if (looks && Doubles.hasGrown(opened.target(), opened.states(), answers.getLast())) {
                    // QUIRK: Dovecot 2.3 copies, then finds that others removed them
                    unanswered.begin(Unanswered.Kind.COPY, found);
                    throw answer.status().toFailure(WORDS);
                }
                unanswered.end();
                boolean expunged = answer.status().code().equals("EXPUNGEISSUED");
                if (first && (expunged || FolderName.learn(connection, opened.target()))) {
                    continue; // others removed some of the set, or the folder is spelled otherwise
                }
                if (moves && !looks && !expunged) {
                    unanswered.begin(Unanswered.Kind.CHANGE, found);
                    if (!Presence.of(connection, found).equals(found)) { // some went before it refused the rest
                        throw answer.status().toFailure(WORDS);
                    }
                    unanswered.end();
                }
                throw refusal(connection, answer, opened.target());
            }
            // of what was copied, not all may be removed; a folder that is there no longer took what is left of it
            // along
            boolean unsure = !answer.isOk() && !(looks && Doubles.isGone(request.folder(), answers.getLast()));
            if (unsure) {
                unanswered.begin(Unanswered.Kind.COPY, found);
            }
            Moved moved = copies == null
                    ? untold(connection, opened, stays, moves)
                    : told(connection, opened, stays || moves, !unsure, copies, unanswered);
            if (looks && copies != null) {
                moved = moved.and(
                        Doubles.find(connection, request, opened.target(), copies, opened.states(), answers.getLast()));
            }
            unanswered.end();
            return moved;
        }
    }

    /**
     * The folder is open for changes.
     *
     * @param marked those that are marked as deleted; none where none of them is to be marked
     * @param stays whether a mail that goes to the target stays where it is by its nature
     * @param before null where the server does not tell, or was not asked
     * @param states what the folders are like before a move; none where the server does not tell that cheaply
     */
    private record Opened(
            FolderPath target,
            List<Long> found,
            List<Long> marked,
            boolean stays,
            @Nullable Before before,
            Map<FolderPath, FolderState> states) {}

    private static Opened open(ImapConnection connection, Request request, boolean keep, Eligible eligible)
            throws IOException {
        boolean gmail = connection.has(GmailLabels.EXTENSION);
        List<ImapCommand> commands = new ArrayList<>();
        commands.add(eligible.question(connection, request.uids()));
        boolean looks = !keep && Doubles.canLook(connection);
        boolean roled = gmail || request.target() instanceof Target.Role;
        if (roled && !looks) {
            commands.add(ImapFolders.rolesCommand(connection));
        }
        boolean marks = !keep && !has(connection, "MOVE");
        if (marks && !eligible.tellsFlags()) {
            commands.add(Presence.flagsCommand(request.uids()));
        }
        FolderPath copiedTo = keep && request.target() instanceof Target.Path(FolderPath named) ? named : null;
        if (copiedTo != null) { // should the answer be lost, it tells the copies from what was there before
            commands.add(ImapFolderStatus.stateCommand(copiedTo));
        }
        List<ImapAnswer> answers = looks
                ? Doubles.before(connection, request, commands)
                : ImapSelection.select(
                        connection, request.folder(), request.uidValidity(), commands.toArray(ImapCommand[]::new));
        ImapAnswer folders = answers.get(looks ? 0 : Math.min(2, answers.size() - 1));
        Map<FolderRole, FolderPath> roles = roled ? ImapFolders.roles(connection, folders) : Map.of();
        FolderPath all = gmail ? roles.get(FolderRole.ALL) : null;
        FolderPath target = switch (request.target()) {
            case Target.Path(FolderPath named) -> named;
            case Target.Role(FolderRole role) -> {
                FolderPath found = role == FolderRole.ARCHIVE && all != null ? all : roles.get(role);
                yield found == null ? ImapRoleFolder.create(connection, role) : found;
            }
        };
        if (FolderName.same(target, request.folder())) {
            throw new MailException(new MailFailure.InvalidArgument(
                    "target", "must be another folder: the mails are in it already, and nothing was changed"));
        }
        boolean stays = all != null
                && FolderName.same(all, request.folder())
                && !target.equals(roles.get(FolderRole.TRASH))
                && !target.equals(roles.get(FolderRole.JUNK));
        List<Long> found = eligible.read(answers.get(1), request.uids());
        ImapAnswer flags = eligible.tellsFlags() ? answers.get(1) : answers.getLast();
        return new Opened(
                target,
                found,
                marks && !found.isEmpty() ? Presence.deleted(flags, request.uids()) : List.of(),
                stays,
                copiedTo == null ? null : before(copiedTo, answers.getLast()),
                looks ? ImapFolderStatus.states(folders) : Map.of());
    }

    private static @Nullable Before before(FolderPath folder, ImapAnswer answer) throws IOException {
        return ImapFolderStatus.states(answer).values().stream()
                .filter(state -> answer.isOk() && state.uidNext() > 0)
                .map(state -> new Before(folder, state.uidValidity(), state.uidNext()))
                .findFirst()
                .orElse(null);
    }

    /**
     * How many of the mails have a copy among those that came since; for who lost the answer to copying them. One round trip.
     *
     * @return null where nobody can tell
     */
    public static @Nullable Integer copied(ImapConnection connection, Request request, Before before)
            throws IOException {
        List<FolderFlight.Reply> replies = FolderFlight.ask(
                connection,
                WORDS,
                ResponseLimits.ROWS,
                List.of(
                        likeness(request.folder(), NumberSet.write(request.uids())),
                        likeness(before.folder(), before.uidNext() + ":*")));
        OpenFolder source = replies.get(0).opened();
        OpenFolder target = replies.get(1).opened();
        Long seen = request.uidValidity();
        if (source == null
                || target == null
                || target.uidValidity() != before.uidValidity()
                || seen != null && source.uidValidity() != seen) {
            return null;
        }
        List<String> copies = new ArrayList<>(likenesses(replies.get(1), before.uidNext()));
        return Math.toIntExact(
                likenesses(replies.get(0), 1).stream().filter(copies::remove).count());
    }

    private static FolderFlight.Question likeness(FolderPath folder, String uids) {
        return new FolderFlight.Question(
                folder,
                List.of(ImapCommand.of(
                        "UID FETCH", uids + " (UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")));
    }

    /** What a mail and its copy have in common. */
    private static List<String> likenesses(FolderFlight.Reply reply, long first) {
        return FetchReader.described(reply.answers().get(0)).stream()
                .filter(message -> message.uid >= first)
                .map(message -> message.received + " " + message.sizeBytes + " "
                        + new String(message.section("HEADER"), StandardCharsets.ISO_8859_1))
                .toList();
    }

    /** What became of the mails where the server told of no copies: then none of them may be removed. */
    private static Moved untold(ImapConnection connection, Opened opened, boolean stays, boolean moves)
            throws IOException {
        List<Long> found = opened.found();
        List<Long> left = stays ? List.of() : moves ? Presence.of(connection, found) : found;
        return new Moved(opened.target(), found, left, moves ? List.of() : left, List.of(), null);
    }

    /**
     * What became of the mails where the server told of copies. Those of which it told are removed, unless that is done or
     * they stay; what cannot be removed is in both folders then, which is no reason to take the copies away. Those of which it
     * did not tell are as they were, or others removed them a moment ago.
     *
     * @param sure whether the server has removed each mail of which it told; else it is asked which of them are there
     */
    private static Moved told(
            ImapConnection connection,
            Opened opened,
            boolean done,
            boolean sure,
            CopiedMails copies,
            Unanswered unanswered)
            throws IOException {
        List<Long> found = opened.found();
        List<Long> others = but(found, copies.sources());
        List<Long> left = done
                ? others
                : ImapExpunge.remove(connection, copies.sources(), opened.marked(), found, true, unanswered)
                        .left();
        List<Long> asked = sure ? others : found;
        List<Long> there = asked.isEmpty() ? asked : Presence.of(connection, asked);
        List<Long> gone = but(others, there);
        List<Long> still = sure ? but(left, gone) : there;
        return new Moved(opened.target(), but(found, gone), still, but(still, others), List.of(), copies);
    }

    private static List<Long> but(List<Long> mails, List<Long> others) {
        return mails.stream()
                .filter(Predicate.not(new HashSet<>(others)::contains))
                .toList();
    }

    /** Servers tell it in an untagged OK or in the tagged one; GreenMail with empty sets. What they tell of other mails is not believed. */
    private static @Nullable CopiedMails copies(ImapAnswer answer, List<Long> found) throws IOException {
        List<StatusText> told = Stream.concat(
                        answer.untagged().stream().filter(ImapResponse::isOK), Stream.of(answer.tagged()))
                .map(ImapResponse::status)
                .filter(status -> status.code().equals("COPYUID"))
                .toList();
        Map<Long, Long> copies = new LinkedHashMap<>();
        long uidValidity = 0;
        for (StatusText status : told) {
            String[] words = status.argument().split(" ", -1);
            if (words.length != 3 || !words[0].matches("[1-9]\\d{0,9}")) {
                return null;
            }
            List<Long> from = NumberSet.inOrder(words[1]);
            List<Long> to = NumberSet.inOrder(words[2]);
            if (from.isEmpty() || from.size() != to.size()) {
                return null;
            }
            uidValidity = Long.parseLong(words[0]);
            for (int at = 0; at < from.size(); at++) {
                copies.put(from.get(at), to.get(at)); // QUIRK: GreenMail names some twice
            }
        }
        return copies.isEmpty() || !new HashSet<>(found).containsAll(copies.keySet())
                ? null
                : new CopiedMails(uidValidity, List.copyOf(copies.keySet()), List.copyOf(copies.values()));
    }

    private static MailException refusal(ImapConnection connection, ImapAnswer answer, FolderPath target)
            throws IOException {
        boolean unexplained =
                answer.status().code().isEmpty() && !answer.status().isFull();
        boolean refused = answer.tagged().isNO() || answer.tagged().isBAD();
        if (refused && unexplained && !ImapFolders.exists(connection, target)) {
            return new MailException(new MailFailure.FolderNotFound(target)); // QUIRK: Cyrus and Courier say no code
        }
        return switch (answer.status().code()) {
            case "TRYCREATE", "NONEXISTENT" -> new MailException(new MailFailure.FolderNotFound(target));
            case "CANNOT" ->
                new MailException(new MailFailure.InvalidArgument(
                        "target",
                        answer.status()
                                .described("must be a folder as imap_list_folders names it: the mail server refused"
                                        + " this path for good")));
            case "EXPUNGEISSUED" ->
                new MailException(
                        new MailFailure.Conflict(
                                "somebody else removes mails from this folder right now, so nothing was changed. List it again"));
            default -> answer.status().toFailure(WORDS);
        };
    }

    /** Whether the server offers it; all of these are part of IMAP4rev2. */
    static boolean has(ImapConnection connection, String extension) {
        return connection.has(extension) || connection.has("IMAP4REV2");
    }
}
