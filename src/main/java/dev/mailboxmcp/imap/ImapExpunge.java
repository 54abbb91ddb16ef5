// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderRole;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Removes mails for good, and exactly these: by UID EXPUNGE (RFC 4315 2.1), after the answer to {@code \Deleted}. What others
 * marked as deleted stays as it is; where the server has no UIDPLUS, nothing is removed. To be run by
 * {@link ImapPool#change}.
 */
public final class ImapExpunge {
    private static final String WORDS = "deleting mails";

    private ImapExpunge() {}

    /**
     * What became of the mails.
     *
     * @param found of the mails that were named, in ascending order
     * @param left those that are still there
     */
    public record Expunged(List<Long> found, List<Long> left) {
        public Expunged {
            found = List.copyOf(found);
            left = List.copyOf(left);
        }
    }

    /**
     * Removes mails in four round trips, counted from what is there afterwards.
     *
     * @param uids 1 or more, as many as {@link UidChunks} puts together
     * @param unanswered tells what is under way
     * @throws MailException {@link MailFailure.NotAllowed} where the server cannot remove these and no others, or does not
     *     let them be removed; nothing was changed then
     */
    public static Expunged expunge(
            ImapConnection connection,
            FolderPath folder,
            @Nullable Long uidValidity,
            List<Long> uids,
            Unanswered unanswered)
            throws IOException {
        return expunge(connection, folder, uidValidity, uids, Eligible.PRESENT, unanswered);
    }

    /** The same of those of the mails that are eligible; one that changed since that was asked is left. */
    static Expunged expunge(
            ImapConnection connection,
            FolderPath folder,
            @Nullable Long uidValidity,
            List<Long> uids,
            Eligible eligible,
            Unanswered unanswered)
            throws IOException {
        requireServed(connection);
        boolean gmail = connection.has(GmailLabels.EXTENSION);
        List<ImapCommand> commands = new ArrayList<>(List.of(eligible.question(connection, uids)));
        if (gmail) {
            commands.add(ImapFolders.rolesCommand(connection));
        }
        if (!eligible.tellsFlags()) {
            commands.add(Presence.flagsCommand(uids));
        }
        List<ImapAnswer> answers =
                ImapSelection.select(connection, folder, uidValidity, commands.toArray(ImapCommand[]::new));
        FolderPath trash = gmail ? ImapFolders.roles(connection, answers.get(2)).get(FolderRole.TRASH) : folder;
        if (trash == null || !FolderName.same(trash, folder)) {
            throw new MailException(new MailFailure.NotAllowed(
                    "this mail server deletes for good from its trash only (elsewhere a mail loses a label), so nothing was"
                            + " deleted. imap_organize_emails with trash moves mails there"));
        }
        List<Long> found = eligible.read(answers.get(1), uids);
        if (found.isEmpty()) {
            return new Expunged(found, List.of());
        }
        List<Long> marked = Presence.deleted(eligible.tellsFlags() ? answers.get(1) : answers.getLast(), uids);
        unanswered.begin(Unanswered.Kind.CHANGE, found);
        Removal removal = remove(connection, found, marked, found, false, eligible.condition(), unanswered);
        unanswered.end();
        ImapAnswer refusal = removal.refusal();
        if (refusal != null && removal.left().equals(found)) {
            throw refusal.status().toFailure(WORDS);
        }
        return new Expunged(found, removal.left());
    }

    /**
     * Whether single mails can be removed at all.
     *
     * @throws MailException {@link MailFailure.NotAllowed} if not
     */
    public static void requireServed(ImapConnection connection) {
        if (!ImapMove.has(connection, "UIDPLUS")) {
            throw new MailException(new MailFailure.NotAllowed(
                    "this mail server cannot delete single mails (no UIDPLUS): what others marked as deleted would go"
                            + " with them. Nothing was deleted"));
        }
    }

    /**
     * How far a removal came.
     *
     * @param left which of the mails that were looked for are there
     * @param refusal null where the server did not refuse anything
     */
    record Removal(List<Long> left, @Nullable ImapAnswer refusal) {}

    /**
     * Removes mails of the folder that is open for changes, in two round trips, and one to look what is there then. Those that are
     * left are not marked as deleted by it: else the next program that expunges takes them, and nobody would know why.
     *
     * @param marked which of them were marked as deleted before, and stay so
     * @param looked which mails are looked for afterwards
     * @param believing whether that look is left out where the server told that as many mails went: for mails of which there
     *     are copies, so that none is lost if it was mistaken
     * @param unanswered is told what is marked, for who loses the answer, see {@link #unmark(ImapConnection, Unanswered.Marks)}
     */
    static Removal remove(
            ImapConnection connection,
            List<Long> uids,
            List<Long> marked,
            List<Long> looked,
            boolean believing,
            Unanswered unanswered)
            throws IOException {
        return remove(connection, uids, marked, looked, believing, "", unanswered);
    }

    private static Removal remove(
            ImapConnection connection,
            List<Long> uids,
            List<Long> marked,
            List<Long> looked,
            boolean believing,
            String condition,
            Unanswered unanswered)
            throws IOException {
        String set = NumberSet.write(uids);
        Set<Long> meant = new HashSet<>(uids);
        Set<Long> own = new HashSet<>(uids);
        marked.forEach(own::remove);
        OpenFolder open = connection.open();
        if (open == null) {
            throw new ProtocolViolation("no folder is open");
        }
        unanswered.mark(new Unanswered.Marks(open.folder(), open.uidValidity(), List.copyOf(own)));
        ImapAnswer answer =
                connection.ask(WORDS, ImapCommand.of("UID STORE", set + condition + " +FLAGS.SILENT (\\Deleted)"));
        boolean changed = answer.status().code().equals("MODIFIED");
        boolean marks = answer.isOk() && !changed;
        if (marks) {
            answer = connection.ask(WORDS, ImapCommand.of("UID EXPUNGE", set));
        }
        boolean told = marks && answer.isOk() && answer.all("EXPUNGE").size() >= uids.size();
        List<Long> left = believing && told
                ? looked.stream().filter(uid -> !meant.contains(uid)).toList()
                : Presence.of(connection, looked);
        // a mail that somebody changed meanwhile was not marked
        List<Long> stuck =
                changed ? List.of() : left.stream().filter(own::contains).toList();
        if (!marks && !stuck.isEmpty()) {
            stuck = Presence.deleted(connection, stuck); // of marks that were refused, some may be set
        }
        unmark(connection, stuck);
        unanswered.mark(null);
        return new Removal(left, answer.isOk() || changed ? null : answer);
    }

    /**
     * Takes the mark of deletion off those of the mails that have it, in two round trips: for who lost the answer to marking or to
     * removing them.
     *
     * @throws MailException where they may still be marked
     */
    public static void unmark(ImapConnection connection, Unanswered.Marks marks) throws IOException {
        if (marks.mails().isEmpty()) {
            return;
        }
        List<Long> uids = marks.mails().stream().sorted().toList();
        Long uidValidity = marks.uidValidity() == 0 ? null : Long.valueOf(marks.uidValidity());
        List<ImapAnswer> answers =
                ImapSelection.select(connection, marks.folder(), uidValidity, Presence.flagsCommand(uids));
        unmark(connection, Presence.deleted(answers.get(1), uids));
    }

    private static void unmark(ImapConnection connection, List<Long> uids) throws IOException {
        if (!uids.isEmpty()) {
            connection
                    .ask(WORDS, ImapCommand.of("UID STORE", NumberSet.write(uids) + " -FLAGS.SILENT (\\Deleted)"))
                    .requireOk(WORDS); // what stays marked is not as it was
        }
    }
}
