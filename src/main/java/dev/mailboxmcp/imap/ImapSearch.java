// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailPage;
import dev.mailboxmcp.mail.MessageSummary;
import dev.mailboxmcp.mail.SearchCriteria;
import dev.mailboxmcp.text.InertMarkdown;
import java.io.IOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Searches on the server, in any script: two round trips a page, two more where a point in time (and not a day) has to be
 * compared exactly. No text of a mail is ever fetched to be searched here, and a search the server cannot do is a failure,
 * never an empty answer. Where the server knows no UTF-8, subjects and addresses are compared here, {@link #COMPARED} mails
 * a page at the most.
 */
public final class ImapSearch {
    private static final int BLOCK = 100;
    private static final int COMPARED = 300;

    private ImapSearch() {}

    /**
     * One page, newest first.
     *
     * @param limit 1..100
     * @param cursor of the page before; null for the first
     * @throws MailException if the folder cannot be opened, the cursor is not one of this folder and criteria, or the
     *     server cannot do the search
     */
    public static MailPage page(
            ImapConnection connection, FolderPath folder, SearchCriteria criteria, int limit, @Nullable String cursor)
            throws IOException {
        String question = criteria.toString();
        PageCursor from = cursor == null ? null : PageCursor.read(cursor, folder, question);
        Matches found = Matches.find(connection, folder, criteria, from == null ? limit : 0);
        OpenFolder open = ImapSelection.require(connection, folder, from == null ? null : from.uidValidity());
        long bound = from == null ? NumberSet.MAX + 1 : from.lastUid();
        Page page = found.certain()
                ? Page.of(connection, found.uids().highestBelow(bound, limit))
                : Page.compared(connection, found.uids(), criteria, bound, limit);
        boolean more = page.last > 0 && !found.uids().highestBelow(page.last, 1).isEmpty();
        boolean all = found.certain() || from == null && !more;
        return new MailPage(
                folder,
                open.uidValidity(),
                found.certain() || !all ? found.total() : page.messages.size(),
                found.unread(),
                all,
                Summaries.newestFirst(page.messages),
                List.copyOf(page.incomplete),
                more ? new PageCursor(open.uidValidity(), page.last, 0).write(folder, question) : null);
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
                ImapConnection connection, NumberSet candidates, SearchCriteria criteria, long bound, int limit)
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
                for (long uid : block) {
                    last = uid;
                    FetchedMessage message = rows.messages().get(uid);
                    if (rows.incomplete().contains(uid)) {
                        incomplete.add(uid);
                    } else if (message != null && holds(criteria, message)) {
                        messages.add(message);
                    }
                    if (messages.size() == limit) {
                        return new Page(messages, incomplete, last);
                    }
                }
            }
            return new Page(messages, incomplete, last);
        }
    }

    private static boolean holds(SearchCriteria criteria, FetchedMessage message) {
        MessageSummary row = Summaries.of(message);
        return (message.received == null || SearchKeys.holds(criteria, message.received.toInstant()))
                && isIn(criteria.subject(), List.of(row.subject()))
                && isMet(criteria.from(), List.of(row.from()))
                && isMet(criteria.to(), row.to());
    }

    private static boolean isMet(@Nullable String criterion, List<String> addresses) {
        AddressKeys keys = AddressKeys.of(criterion);
        return keys.isAscii() || keys.isIn(addresses);
    }

    /** The server has compared what is ASCII. */
    private static boolean isIn(@Nullable String words, List<String> texts) {
        return words == null
                || !SearchKeys.isForeign(words)
                || texts.stream()
                        .map(ImapSearch::comparable)
                        .anyMatch(text -> InertMarkdown.pieces(words).stream()
                                .allMatch(piece -> text.contains(comparable(piece))));
    }

    private static String comparable(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }
}
