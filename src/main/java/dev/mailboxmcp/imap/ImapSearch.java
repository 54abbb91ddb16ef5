// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MailPage;
import dev.mailboxmcp.mail.Query;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Searches on the server, in any script: two round trips a page, two more where a point in time (and not a day) has to be
 * compared exactly. No text of a mail is ever fetched to be searched here, and a search the server cannot do is a failure,
 * never an empty answer. Where the server knows no UTF-8, subjects and addresses are compared here, {@link #COMPARED} mails
 * a page at the most; so are attachments, of which no search tells.
 */
public final class ImapSearch {
    private static final int BLOCK = 100;
    private static final int COMPARED = 300;
    private static final int LOOKED_INTO = 2000;

    private ImapSearch() {}

    /**
     * One page, newest first.
     *
     * @param question how the caller put the query, to which the cursor is bound
     * @param limit 1..100
     * @param cursor of the page before; null for the first
     * @throws MailException if the folder cannot be opened, the cursor is not one of this folder and question, or the
     *     server cannot do the search
     */
    public static MailPage page(
            ImapConnection connection,
            FolderPath folder,
            Query query,
            String question,
            int limit,
            @Nullable String cursor,
            Snippets snippets)
            throws IOException {
        PageCursor from = cursor == null ? null : PageCursor.read(cursor, folder, question);
        Matches found = Matches.find(connection, folder, query, from == null ? limit : 0);
        OpenFolder open = ImapSelection.require(connection, folder, from == null ? null : from.uidValidity());
        long bound = from == null ? NumberSet.MAX + 1 : from.lastUid();
        QueryCheck check = found.check();
        Page page = check == null
                ? Page.of(connection, found.uids().highestBelow(bound, limit))
                : Page.compared(connection, folder, found.uids(), check, bound, limit);
        boolean more = page.last > 0 && !found.uids().highestBelow(page.last, 1).isEmpty();
        boolean all = check == null || from == null && !more;
        return new MailPage(
                folder,
                open.uidValidity(),
                check == null || !all ? found.total() : page.messages.size(),
                found.unread(),
                all,
                Summaries.newestFirst(page.messages, snippets.of(connection, page.messages)),
                List.copyOf(page.incomplete),
                more ? new PageCursor(open.uidValidity(), page.last, 0).write(folder, question) : null);
    }

    /**
     * All mails of a folder that match, each of them certain; newest first. One round trip, more where they have to be looked
     * into. Leaves the folder open.
     *
     * @param below mails whose UID is not below it are left out
     * @throws MailException as {@link #page} does, and where too many mails would have to be looked into
     */
    static List<Long> certain(ImapConnection connection, FolderPath folder, Query query, long below)
            throws IOException {
        Matches found = Matches.find(connection, folder, query, 0);
        List<Long> uids = found.uids().highestBelow(below, Integer.MAX_VALUE);
        QueryCheck check = found.check();
        return check == null ? uids : certain(connection, folder, uids, check);
    }

    private static List<Long> certain(ImapConnection connection, FolderPath folder, List<Long> uids, QueryCheck check)
            throws IOException {
        if (uids.size() > LOOKED_INTO) {
            throw new MailException(new MailFailure.InvalidArgument(
                    "query",
                    "must be narrower: " + uids.size()
                            + " mails would have to be looked into to be certain, and the limit" + " is " + LOOKED_INTO
                            + ". Add from:, after: or before:"));
        }
        List<Long> certain = new ArrayList<>();
        for (int at = 0; at < uids.size(); at += BLOCK) {
            List<Long> block = uids.subList(at, Math.min(at + BLOCK, uids.size()));
            Rows rows = Rows.fetch(connection, block);
            if (block.stream().anyMatch(rows::isUnknown)) {
                throw new MailException(new MailFailure.ServerUnavailable(
                        "IMAP", "the mail server does not describe all mails that may match"));
            }
            rows.messages().values().stream()
                    .filter(check::isDoubtful)
                    .findFirst()
                    .ifPresent(ImapSearch::refuse);
            Set<Long> holding =
                    check.holding(connection, folder, rows.messages().values());
            block.stream().filter(holding::contains).forEach(certain::add);
        }
        return certain;
    }

    private static void refuse(FetchedMessage message) {
        throw new MailException(new MailFailure.InvalidArgument(
                "query",
                "needs less to exclude: the mail with uid " + message.uid
                        + " has more people or a longer subject than are compared. Nothing was changed; leave the exclusion out,"
                        + " or name mails by uids"));
    }

    /** @param last the lowest UID that was looked at; 0 where none was */
    private record Page(List<FetchedMessage> messages, Set<Long> incomplete, long last) {
        static Page of(ImapConnection connection, List<Long> uids) throws IOException {
            if (uids.isEmpty()) {
                return new Page(List.of(), Set.of(), 0);
            }
            Rows rows = Rows.fetch(connection, uids);
            return new Page(List.copyOf(rows.messages().values()), rows.incomplete(), uids.get(uids.size() - 1));
        }

        /** Those that match, of the newest that may. */
        static Page compared(
                ImapConnection connection,
                FolderPath folder,
                NumberSet candidates,
                QueryCheck check,
                long bound,
                int limit)
                throws IOException {
            List<FetchedMessage> messages = new ArrayList<>();
            Set<Long> incomplete = new TreeSet<>();
            long last = 0;
            for (int compared = 0; compared < COMPARED; compared += BLOCK) {
                List<Long> block = candidates.highestBelow(last == 0 ? bound : last, BLOCK);
                if (block.isEmpty()) {
                    break;
                }
                Rows rows = Rows.fetch(connection, block);
                Set<Long> holding =
                        check.holding(connection, folder, rows.messages().values());
                for (long uid : block) {
                    last = uid;
                    FetchedMessage message = rows.messages().get(uid);
                    boolean matches = message != null && message.isComplete() && holding.contains(uid);
                    if (matches) {
                        messages.add(message);
                    }
                    if (rows.isUnknown(uid)
                            || message != null && check.isDoubtful(message)
                            || matches && rows.incomplete().contains(uid)) {
                        incomplete.add(uid);
                    }
                    if (messages.size() == limit) {
                        return new Page(messages, incomplete, last);
                    }
                }
            }
            return new Page(messages, incomplete, last);
        }
    }
}
