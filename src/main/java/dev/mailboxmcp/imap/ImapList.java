// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailPage;
import dev.mailboxmcp.mail.MessageSummary;
import dev.mailboxmcp.mail.SearchCriteria;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Lists the mails of a folder, newest first, at a cost that does not grow with the folder: by sequence numbers counted
 * from its end, never by a search over all.
 *
 * <p>One round trip on a folder that is open already, two otherwise; a further one where mails vanished meanwhile. A page
 * begins below the last UID of the page before, so that no mail is shown twice and none left out while mail arrives or is
 * deleted in between.
 */
public final class ImapList {
    private static final String WORDS = "listing mails";
    private static final String QUESTION = "list";
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
            ImapConnection connection, FolderPath folder, int limit, @Nullable String cursor, boolean unreadOnly)
            throws IOException {
        if (unreadOnly) {
            MailPage matches = ImapSearch.page(connection, folder, SearchCriteria.unreadOnly(), limit, cursor);
            long exists = ImapSelection.require(connection, folder, null).exists();
            return new MailPage(
                    folder, matches.uidValidity(), exists, matches.total(), matches.emails(), matches.nextCursor());
        }
        PageCursor from = cursor == null ? null : PageCursor.read(cursor, folder, QUESTION);
        return new Paging(connection, folder, limit, from).page();
    }

    /** The work on one page. */
    private static final class Paging {
        private final ImapConnection connection;
        private final FolderPath folder;
        private final int limit;
        private final @Nullable PageCursor from;
        private final TreeMap<Long, FetchedMessage> rows = new TreeMap<>(); // by UID

        private long unread;
        /** The lowest sequence number that was asked for. */
        private long reached;

        Paging(ImapConnection connection, FolderPath folder, int limit, @Nullable PageCursor from) {
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
            List<ImapAnswer> answers = ask(unseen, rowsOf(reached, last));
            unread = UnreadCount.read(answers.get(0));
            if (!answers.get(1).isOk()) {
                reached = open().exists() + 1; // so many were deleted that the numbers were too high
                return false;
            }
            long endNow = from == null ? end : Math.min(from.sequence(), open().exists() + 1);
            if (endNow > end) { // this connection had not heard of all the mails that the page before was counted from
                reached = endNow;
                return false;
            }
            keep(answers.get(1), reached);
            reached = Math.min(reached, open().exists() + 1);
            return missing() == 0;
        }

        private boolean fetch(long first, String last) throws IOException {
            reached = Math.max(1, first);
            ImapAnswer answer = ask(rowsOf(reached, last)).get(0);
            if (!answer.isOk() && rows.isEmpty()) {
                answer.requireOk(WORDS);
            }
            keep(answer, reached);
            reached = Math.min(reached, open().exists() + 1);
            return missing() == 0;
        }

        private List<ImapAnswer> ask(ImapCommand... commands) throws IOException {
            return ImapSelection.ask(connection, folder, WORDS, ResponseLimits.ROWS, commands);
        }

        private static ImapCommand rowsOf(long first, String last) {
            return ImapCommand.of("FETCH", first + ":" + last + " " + Summaries.ITEMS);
        }

        /** @param first the lowest number that was asked for; a mail below it is news of another one */
        private void keep(ImapAnswer answer, long first) throws IOException {
            long lowest = Math.min(first, open().exists()); // "9:*" is the last mail where there are fewer
            for (FetchedMessage message : FetchReader.readRows(answer)) {
                boolean asked = message.sequence >= lowest;
                if (asked && (from == null || message.uid < from.lastUid())) {
                    rows.put(message.uid, message);
                }
            }
            while (rows.size() > limit) {
                rows.pollFirstEntry(); // more arrived than were asked for: the newest stay
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
            List<MessageSummary> emails = Summaries.newestFirst(rows.values());
            PageCursor next = next(now);
            return new MailPage(
                    folder,
                    now.uidValidity(),
                    now.exists(),
                    unread,
                    emails,
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
