// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderRole;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Moves and copies mails to another folder. To be run by {@link ImapPool#change}.
 *
 * <p>A move is MOVE where the server offers it (RFC 6851), which leaves each mail in at least one folder whatever happens.
 * Elsewhere it is COPY; then, after the answer to that, {@code \Deleted} on those mails alone of which the server said where
 * their copies are (COPYUID, RFC 4315), and UID EXPUNGE of those. Where the server does not offer UIDPLUS nothing can be
 * removed without removing what others marked too, so nothing is moved.
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
     * What became of the mails.
     *
     * @param target the folder they went to
     * @param uidValidity of the folder they come from
     * @param found of the mails that were named, in ascending order
     * @param left those that are still where they were; none where mails were copied
     * @param copies null where the server does not tell
     */
    public record Moved(
            FolderPath target,
            long uidValidity,
            List<Long> found,
            List<Long> left,
            @Nullable Copies copies) {
        public Moved {
            found = List.copyOf(found);
            left = List.copyOf(left);
        }
    }

    /**
     * The copies of mails, in the order of these.
     *
     * @param uidValidity of the folder that they are in
     */
    public record Copies(long uidValidity, List<Long> sources, List<Long> uids) {
        public Copies {
            sources = List.copyOf(sources);
            uids = List.copyOf(uids);
        }
    }

    /**
     * Moves mails: two round trips where the server offers MOVE, four elsewhere, one more where it tells of no copies.
     *
     * @param uids 1 or more
     * @param unanswered true while a command that changes something has been sent and its answer has not come
     * @throws MailException {@link MailFailure.FolderNotFound} for either folder, {@link MailFailure.NotAllowed} where the
     *     server cannot remove single mails safely
     */
    public static Moved move(
            ImapConnection connection,
            FolderPath folder,
            @Nullable Long uidValidity,
            List<Long> uids,
            Target target,
            AtomicBoolean unanswered)
            throws IOException {
        return run(connection, folder, uidValidity, uids, target, false, unanswered);
    }

    /** Copies mails, in two round trips. Parameters and failures are those of {@link #move}. */
    public static Moved copy(
            ImapConnection connection,
            FolderPath folder,
            @Nullable Long uidValidity,
            List<Long> uids,
            Target target,
            AtomicBoolean unanswered)
            throws IOException {
        return run(connection, folder, uidValidity, uids, target, true, unanswered);
    }

    private static Moved run(
            ImapConnection connection,
            FolderPath folder,
            @Nullable Long uidValidity,
            List<Long> uids,
            Target target,
            boolean keep,
            AtomicBoolean unanswered)
            throws IOException {
        boolean moves = has(connection, "MOVE");
        boolean uidPlus = has(connection, "UIDPLUS");
        if (!keep && !moves && !uidPlus) {
            throw new MailException(new MailFailure.NotAllowed(
                    "this mail server cannot remove single mails safely (no MOVE, no UIDPLUS), so nothing was moved."
                            + " copy leaves the mails where they are"));
        }
        for (boolean first = true; ; first = false) {
            Opened opened = open(connection, folder, uidValidity, uids, target);
            if (opened.found().isEmpty()) {
                return new Moved(opened.target(), opened.uidValidity(), List.of(), List.of(), null);
            }
            String set = NumberSet.write(opened.found());
            ImapAnswer answer = change(
                    connection,
                    new ImapCommand(moves && !keep ? "UID MOVE" : "UID COPY")
                            .raw(set)
                            .mailbox(opened.target()),
                    unanswered);
            boolean expunged = answer.status().code().equals("EXPUNGEISSUED");
            if (!answer.isOk() && first && (expunged || FolderName.learn(connection, opened.target()))) {
                continue; // nothing of the set was moved: others removed some of it, or the folder is spelled otherwise
            }
            if (!answer.isOk()) {
                throw refusal(connection, answer, opened.target());
            }
            Copies copies = copies(answer);
            if (keep) {
                return new Moved(opened.target(), opened.uidValidity(), opened.found(), List.of(), copies);
            }
            if (!moves) {
                remove(connection, copies, unanswered);
            }
            return new Moved(
                    opened.target(),
                    opened.uidValidity(),
                    opened.found(),
                    left(connection, opened.found(), copies),
                    copies);
        }
    }

    /** The folder is open for changes. */
    private record Opened(FolderPath target, long uidValidity, List<Long> found) {}

    private static Opened open(
            ImapConnection connection, FolderPath folder, @Nullable Long uidValidity, List<Long> uids, Target target)
            throws IOException {
        List<ImapCommand> commands = new ArrayList<>();
        commands.add(ImapCommand.of("UID SEARCH", "UID " + NumberSet.write(uids)));
        if (target instanceof Target.Role) {
            commands.add(ImapFolders.rolesCommand(connection));
        }
        List<ImapAnswer> answers =
                ImapSelection.select(connection, folder, uidValidity, commands.toArray(ImapCommand[]::new));
        answers.get(1).requireOk(WORDS);
        FolderPath path = switch (target) {
            case Target.Path(FolderPath named) -> named;
            case Target.Role(FolderRole role) -> {
                FolderPath found = ImapFolders.roles(connection, answers.get(2)).get(role);
                yield found == null ? ImapFolders.create(connection, role) : found;
            }
        };
        if (FolderName.same(path, folder)) {
            throw new MailException(new MailFailure.InvalidArgument(
                    "target", "must be another folder: the mails are in it already, and nothing was changed"));
        }
        List<Long> found = SearchAnswer.read(answers.get(1)).numbers().highestBelow(NumberSet.MAX + 1, uids.size());
        return new Opened(
                path,
                ImapSelection.require(connection, folder, null).uidValidity(),
                found.stream().filter(uids::contains).sorted().toList());
    }

    /** Only those of which the server said where their copies are. */
    private static void remove(ImapConnection connection, @Nullable Copies copies, AtomicBoolean unanswered)
            throws IOException {
        if (copies == null || copies.sources().isEmpty()) {
            return;
        }
        String set = NumberSet.write(copies.sources());
        change(connection, ImapCommand.of("UID STORE", set + " +FLAGS.SILENT (\\Deleted)"), unanswered)
                .requireOk(WORDS);
        change(connection, ImapCommand.of("UID EXPUNGE", set), unanswered).requireOk(WORDS);
    }

    private static ImapAnswer change(ImapConnection connection, ImapCommand command, AtomicBoolean unanswered)
            throws IOException {
        unanswered.set(true);
        ImapAnswer answer = connection.ask(WORDS, command);
        unanswered.set(false);
        return answer;
    }

    private static List<Long> left(ImapConnection connection, List<Long> found, @Nullable Copies copies)
            throws IOException {
        if (copies != null) {
            return found.stream().filter(uid -> !copies.sources().contains(uid)).toList();
        }
        ImapAnswer answer = connection.ask(WORDS, ImapCommand.of("UID SEARCH", "UID " + NumberSet.write(found)));
        answer.requireOk(WORDS);
        return SearchAnswer.read(answer).numbers().highestBelow(NumberSet.MAX + 1, found.size()).stream()
                .filter(found::contains)
                .sorted()
                .toList();
    }

    /**
     * Which of the mails are still in the folder: for who lost the answer to a change. One round trip.
     *
     * @param uids 1 or more
     */
    public static List<Long> stillIn(ImapConnection connection, FolderPath folder, List<Long> uids) throws IOException {
        ImapAnswer answer = ImapSelection.ask(
                        connection,
                        folder,
                        WORDS,
                        ResponseLimits.SEARCH,
                        ImapCommand.of("UID SEARCH", "UID " + NumberSet.write(uids)))
                .get(0);
        answer.requireOk(WORDS);
        return SearchAnswer.read(answer).numbers().highestBelow(NumberSet.MAX + 1, uids.size()).stream()
                .filter(uids::contains)
                .sorted()
                .toList();
    }

    /** Servers tell it in an untagged OK or in the tagged one; GreenMail with empty sets. */
    private static @Nullable Copies copies(ImapAnswer answer) throws IOException {
        List<StatusText> told = Stream.concat(
                        answer.untagged().stream().filter(ImapResponse::isOK), Stream.of(answer.tagged()))
                .map(ImapResponse::status)
                .filter(status -> status.code().equals("COPYUID"))
                .toList();
        List<Long> sources = new ArrayList<>();
        List<Long> uids = new ArrayList<>();
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
            sources.addAll(from);
            uids.addAll(to);
        }
        return sources.isEmpty() ? null : new Copies(uidValidity, sources, uids);
    }

    private static MailException refusal(ImapConnection connection, ImapAnswer answer, FolderPath target)
            throws IOException {
        boolean unexplained =
                answer.status().code().isEmpty() && !answer.status().isFull();
        if (answer.tagged().isNO() && unexplained && !ImapFolders.exists(connection, target)) {
            return new MailException(new MailFailure.FolderNotFound(target)); // QUIRK: Cyrus and Courier say no code
        }
        return switch (answer.status().code()) {
            case "TRYCREATE", "NONEXISTENT" -> new MailException(new MailFailure.FolderNotFound(target));
            case "EXPUNGEISSUED" ->
                new MailException(
                        new MailFailure.Conflict(
                                "somebody else removes mails from this folder right now, so nothing was changed. List it again"));
            default -> answer.status().toFailure(WORDS);
        };
    }

    private static boolean has(ImapConnection connection, String extension) {
        return connection.has(extension) || connection.has("IMAP4REV2");
    }
}
