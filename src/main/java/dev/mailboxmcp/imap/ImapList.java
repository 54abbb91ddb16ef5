// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MailPage;
import dev.mailboxmcp.mail.MessageSummary;
import dev.mailboxmcp.mail.Query;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Lists the mails of a folder, newest first, at a cost that does not grow with the folder: by sequence numbers counted
 * from its end, never by a search over all. Unread mails alone are a search, see {@link ImapSearch}.
 *
 * <p>One round trip on a folder that is open already, two otherwise; a further one where mails vanished meanwhile. A page
 * begins below the last UID of the page before, so that no mail is shown twice and none left out while mail arrives or is
 * deleted in between.
 */
public final class ImapList {
    private static final String WORDS = "listing mails";
    private static final String QUESTION = "list";
    private static final String UNREAD_QUESTION = "list unread";
    private static final int MAX_FLIGHTS = 10;

    private ImapList() {}

    /**
     * One page.
     *
     * @param limit 1..100
     * @param cursor of the page before; null for the first
     * @throws MailException if the folder cannot be opened, or the cursor is not one of this folder
     */
    public static MailPage page(
            ImapConnection connection,
            FolderPath folder,
            int limit,
            @Nullable String cursor,
            boolean unreadOnly,
            Snippets snippets)
            throws IOException {
        if (unreadOnly) {
            MailPage matches =
                    ImapSearch.page(connection, folder, Query.UNREAD, UNREAD_QUESTION, limit, cursor, snippets);
            long exists = ImapSelection.require(connection, folder, null).exists();
            return new MailPage(
                    folder,
                    matches.uidValidity(),
                    exists,
                    matches.total(),
                    true,
                    matches.emails(),
                    matches.incomplete(),
                    matches.nextCursor());
        }
        PageCursor from = cursor == null ? null : PageCursor.read(cursor, folder, QUESTION);
        return new Paging(connection, folder, limit, from, snippets).page();
    }

    /** The work on one page. */
    private static final class Paging {
        private final ImapConnection connection;
        private final FolderPath folder;
        private final int limit;
        private final @Nullable PageCursor from;
        private final Snippets snippets;
        private final TreeMap<Long, FetchedMessage> rows = new TreeMap<>(); // by UID
        private final Set<Long> incomplete = new TreeSet<>();

        private long unread;
        /** Whether the rows that are known were not asked for. */
        private boolean remembers;
        /** The lowest sequence number that was asked for. */
        private long reached;

        Paging(ImapConnection connection, FolderPath folder, int limit, @Nullable PageCursor from, Snippets snippets) {
            this.snippets = snippets;
            this.connection = connection;
            this.folder = folder;
            this.limit = limit;
            this.from = from;
        }

        MailPage page() throws IOException {
            OpenFolder known = ImapSelection.open(connection, folder)
                    ? open()
                    : ImapSelection.require(connection, folder, null); // it may be another one by now
            boolean complete = fetchFirst(known);
            for (int flights = 1; !complete && reached > 1 && flights < MAX_FLIGHTS; flights++) {
                complete = fetch(reached - missing(), String.valueOf(reached - 1));
            }
            return answer();
        }

        /** Everything in one flight, by what the folder was like when it was last heard of. */
        private boolean fetchFirst(OpenFolder known) throws IOException {
            long end = from == null ? known.exists() + 1 : Math.min(from.sequence(), known.exists() + 1);
            reached = Math.max(1, end - limit);
            String last = from == null ? "*" : String.valueOf(Math.max(1, end - 1));
            ImapCommand unseen = UnreadCount.command(folder);
            if (known.exists() == 0) {
                unread = UnreadCount.read(ask(unseen).get(0));
                reached = open().exists() + 1; // empty when it was last heard of, perhaps not any more
                return false;
            }
            long newest = from == null ? connection.rows().newest(folder, Math.min(limit, known.exists())) : 0;
            remembers = newest > 0;
            List<ImapAnswer> answers = remembers
                    ? ask(unseen, knownRowsOf(reached, last), rowsSince(newest))
                    : ask(unseen, rowsOf(reached, last));
            unread = UnreadCount.read(answers.get(0));
            if (!answers.get(1).isOk() && open().exists() < reached) {
                reached = open().exists() + 1; // so many were deleted that the numbers were too high
                return false;
            }
            long endNow = from == null ? end : Math.min(from.sequence(), open().exists() + 1);
            if (endNow > end) { // this connection had not heard of all the mails that the page before was counted from
                reached = endNow;
                return false;
            }
            keep(answers.get(1), reached, last);
            reached = Math.min(reached, open().exists() + 1);
            return missing() == 0;
        }

        private boolean fetch(long first, String last) throws IOException {
            reached = Math.max(1, first);
            keep(ask(rowsOf(reached, last)).get(0), reached, last);
            reached = Math.min(reached, open().exists() + 1);
            return missing() == 0;
        }

        private List<ImapAnswer> ask(ImapCommand... commands) throws IOException {
            return ImapSelection.askNow(connection, folder, WORDS, ResponseLimits.ROWS, commands);
        }

        /** Most of these rows are known: what may have changed of them, and what tells that they are the same mails. */
        private ImapCommand knownRowsOf(long first, String last) {
            return ImapCommand.of("FETCH", first + ":" + last + " " + RowMemory.items(connection));
        }

        /** The rows of mail that came since; that of the newest mail where none did (RFC 9051 6.4.9). */
        private ImapCommand rowsSince(long uid) {
            return ImapCommand.of("UID FETCH", uid + 1 + ":* " + Summaries.items(connection));
        }

        private ImapCommand rowsOf(long first, String last) {
            return ImapCommand.of("FETCH", first + ":" + last + " " + Summaries.items(connection));
        }

        /** Takes the rows of an answer; where not every mail that was asked for is described, by further questions. */
        private void keep(ImapAnswer answer, long first, String last) throws IOException {
            if (!answer.isOk() && answer.status().isThrottled()) {
                answer.requireOk(WORDS);
            }
            long end = Math.min(last.equals("*") ? NumberSet.MAX : Long.parseLong(last), open().exists());
            long lowest = Math.min(first, end); // "9:*" is the last mail where there are fewer
            List<FetchedMessage> described = FetchReader.described(answer).stream()
                    .filter(message -> message.sequence >= lowest) // one below is news of another mail
                    .toList();
            if (remembers) {
                recall(described);
            }
            described.forEach(this::keep);
            if (answer.isOk()
                    ? described.size() < end - lowest + 1 || described.stream().anyMatch(FetchedMessage::lacksItems)
                    : !answer.status().isAboutTheMail()) {
                keepTheOthers(answer, lowest, last);
            }
            while (rows.size() > limit) {
                incomplete.remove(rows.pollFirstEntry().getKey()); // more arrived than were asked for: the newest stay
            }
        }

        /** Completes the rows from what is known; those that turn out not to be known are fetched. */
        private void recall(List<FetchedMessage> described) throws IOException {
            OpenFolder open = open();
            described.forEach(message -> connection.rows().complete(open, message));
            List<FetchedMessage> unknown =
                    described.stream().filter(FetchedMessage::lacksItems).toList();
            if (!unknown.isEmpty()) {
                Rows others = Rows.fetch(
                        connection, unknown.stream().map(message -> message.uid).toList());
                for (FetchedMessage message : unknown) {
                    FetchedMessage fetched = others.messages().get(message.uid);
                    if (fetched != null) {
                        message.add(fetched);
                    }
                }
                incomplete.addAll(others.incomplete());
            }
        }

        private void keep(FetchedMessage message) {
            if (from == null || message.uid < from.lastUid()) {
                rows.computeIfAbsent(message.uid, FetchedMessage::ofUid).add(message);
            }
        }

        /** Asks which mails these numbers mean, then for those of them of which the server did not tell all that a row shows. */
        private void keepTheOthers(ImapAnswer refusal, long first, String last) throws IOException {
            ImapAnswer answer = ask(ImapCommand.of("FETCH", first + ":" + last + " (UID INTERNALDATE)"))
                    .get(0);
            if (!answer.isOk()) {
                refusal.requireOk(WORDS);
            }
            if (FetchReader.isAnonymous(answer)) {
                throw new MailException(new MailFailure.ServerUnavailable(
                        "IMAP", "the mail server does not say which mails it describes (UID)"));
            }
            List<FetchedMessage> named = FetchReader.described(answer);
            if (named.isEmpty() && rows.isEmpty() && open().exists() >= first) { // or a full folder would look empty
                throw new MailException(new MailFailure.ServerUnavailable(
                        "IMAP", "the mail server does not describe the mails that it says are there"));
            }
            List<Long> uids = named.stream()
                    .filter(message -> message.sequence >= first && (from == null || message.uid < from.lastUid()))
                    .map(message -> message.uid)
                    .filter(uid -> !rows.containsKey(uid) || rows.get(uid).lacksItems())
                    .toList();
            if (!uids.isEmpty()) {
                Rows others = refusal.isOk() ? Rows.fetch(connection, uids) : Rows.fetchInGroups(connection, uids);
                others.messages().values().forEach(this::keep);
                incomplete.addAll(others.incomplete());
            }
        }

        private int missing() {
            return limit - rows.size();
        }

        private OpenFolder open() throws IOException {
            return ImapSelection.require(connection, folder, from == null ? null : from.uidValidity());
        }

        private MailPage answer() throws IOException {
            OpenFolder now = open();
            connection.rows().keep(now, rows.values());
            rows.values().stream().filter(row -> !row.isWhole()).forEach(row -> incomplete.add(row.uid));
            List<MessageSummary> emails = Summaries.newestFirst(rows.values(), snippets.of(connection, rows.values()));
            PageCursor next = next(now);
            return new MailPage(
                    folder,
                    now.uidValidity(),
                    now.exists(),
                    unread,
                    true,
                    emails,
                    List.copyOf(incomplete),
                    next.sequence() > 1 ? next.write(folder, QUESTION) : null);
        }

        private PageCursor next(OpenFolder now) {
            Map.Entry<Long, FetchedMessage> oldest = rows.firstEntry();
            if (oldest != null) {
                return new PageCursor(now.uidValidity(), oldest.getKey(), oldest.getValue().sequence);
            }
            return new PageCursor(now.uidValidity(), from == null ? NumberSet.MAX : from.lastUid(), reached);
        }
    }
}
