// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MailPage;
import dev.mailboxmcp.mail.MessageSummary;
import dev.mailboxmcp.mail.SearchCriteria;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Searches on the server, in any script: two round trips a page, two more where a point in time (and not a day) has to be
 * compared exactly. Mail is never fetched to be searched here, and a search the server cannot do is a failure, never an
 * empty answer.
 */
public final class ImapSearch {
    private static final String WORDS = "searching";
    private static final int MAX_UNCERTAIN = 20_000;
    private static final int UIDS_OF_A_COMMAND = 1000; // servers refuse lines that are too long

    private ImapSearch() {}

    /**
     * One page, newest first.
     *
     * @param limit 1..100
     * @param cursor of the page before; null for the first
     * @throws MailException if the folder cannot be opened, the cursor is not one of this folder and criteria, or the
     *     server knows no UTF-8
     */
    public static MailPage page(
            ImapConnection connection, FolderPath folder, SearchCriteria criteria, int limit, @Nullable String cursor)
            throws IOException {
        String question = criteria.toString();
        PageCursor from = cursor == null ? null : PageCursor.read(cursor, folder, question);
        Found found = find(connection, folder, criteria, from == null ? limit : 0);
        OpenFolder open = ImapSelection.require(connection, folder, from == null ? null : from.uidValidity());
        List<Long> uids = found.uids.highestBelow(from == null ? NumberSet.MAX + 1 : from.lastUid(), limit);
        List<MessageSummary> emails = uids.isEmpty() ? List.of() : rows(connection, uids);
        boolean more = !uids.isEmpty()
                && !found.uids.highestBelow(uids.get(uids.size() - 1), 1).isEmpty();
        return new MailPage(
                folder,
                open.uidValidity(),
                found.total,
                found.unread,
                emails,
                more ? new PageCursor(open.uidValidity(), uids.get(uids.size() - 1), 0).write(folder, question) : null);
    }

    /** @param uids all, or the newest of them and one more than a page shows */
    private record Found(NumberSet uids, long total, long unread) {}

    /** @param newest how many are enough; 0 for all */
    private static Found find(ImapConnection connection, FolderPath folder, SearchCriteria criteria, int newest)
            throws IOException {
        ImapCommand unseen = UnreadCount.command(folder);
        ImapCommand wide = newest > 0 && connection.has("PARTIAL") && !SearchKeys.hasMoment(criteria)
                ? SearchKeys.newest(newest + 1, criteria)
                : SearchKeys.command(connection, criteria, SearchKeys.Edge.WIDE);
        List<ImapAnswer> answers = ImapSelection.ask(connection, folder, WORDS, ResponseLimits.SEARCH, unseen, wide);
        long unread = UnreadCount.read(answers.get(0));
        SearchAnswer found = answer(answers.get(1), criteria);
        if (!SearchKeys.hasMoment(criteria)) {
            return new Found(found.numbers(), found.count(), unread);
        }
        ImapCommand narrow = SearchKeys.command(connection, criteria, SearchKeys.Edge.NARROW);
        ImapAnswer certain =
                connection.ask(WORDS, ResponseLimits.SEARCH, List.of(narrow)).get(0);
        NumberSet exact = exact(
                connection, criteria, found.numbers(), answer(certain, criteria).numbers());
        return new Found(exact, exact.size(), unread);
    }

    private static SearchAnswer answer(ImapAnswer answer, SearchCriteria criteria) throws IOException {
        String foreign = SearchKeys.foreignArgument(criteria);
        StatusText status = answer.status();
        // QUIRK: Exchange has no code for it
        boolean charset = status.code().equals("BADCHARSET") || answer.tagged().isBAD() && !status.isAboutTheServer();
        if (!answer.isOk() && foreign != null && charset) {
            throw new MailException(new MailFailure.InvalidArgument(
                    foreign, "ASCII letters only: this mail server refuses to search in UTF-8 (BADCHARSET)"));
        }
        answer.requireOk(WORDS);
        return SearchAnswer.read(answer);
    }

    /** The certain ones, and of the others those that were received in time. */
    private static NumberSet exact(
            ImapConnection connection, SearchCriteria criteria, NumberSet wide, NumberSet certain) throws IOException {
        List<Long> uncertain = wide.without(certain, MAX_UNCERTAIN + 1);
        if (uncertain.isEmpty()) {
            return certain;
        }
        if (uncertain.size() > MAX_UNCERTAIN) {
            throw new MailException(new MailFailure.InvalidArgument(
                    criteria.since() instanceof SearchCriteria.Bound.Moment ? "since" : "before",
                    "a day (YYYY-MM-DD): more than " + MAX_UNCERTAIN + " mails lie around that instant"));
        }
        List<ImapCommand> commands = new ArrayList<>();
        for (int from = 0; from < uncertain.size(); from += UIDS_OF_A_COMMAND) {
            List<Long> uids = uncertain.subList(from, Math.min(from + UIDS_OF_A_COMMAND, uncertain.size()));
            commands.add(ImapCommand.of("UID FETCH", NumberSet.write(uids) + " (UID INTERNALDATE)"));
        }
        Set<Long> asked = new HashSet<>(uncertain);
        List<Long> inTime = new ArrayList<>();
        List<ImapAnswer> answers = connection.ask(WORDS, ResponseLimits.SEARCH, commands);
        for (ImapAnswer answer : answers) {
            if (!answer.status().isAboutTheMail()) { // some may be gone meanwhile
                answer.requireOk(WORDS);
            }
        }
        for (FetchedMessage message : FetchReader.readRows(answers.get(0))) { // which holds the responses to all
            if (message.received != null
                    && asked.contains(message.uid)
                    && SearchKeys.holds(criteria, message.received.toInstant())) {
                inTime.add(message.uid);
            }
        }
        certain.addAll(inTime);
        return certain;
    }

    private static List<MessageSummary> rows(ImapConnection connection, List<Long> uids) throws IOException {
        ImapCommand command = ImapCommand.of("UID FETCH", NumberSet.write(uids) + " " + Summaries.ITEMS);
        ImapAnswer answer = connection
                .ask("listing what was found", ResponseLimits.ROWS, List.of(command))
                .get(0);
        List<FetchedMessage> messages = FetchReader.readRows(answer).stream()
                .filter(message -> uids.contains(message.uid))
                .toList();
        if (messages.isEmpty()) {
            answer.requireOk("listing what was found"); // a NO beside rows: some of the mails are gone
        }
        return Summaries.newestFirst(messages);
    }
}
