// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.imap.SearchForm.Reach;
import dev.mailboxmcp.mail.Folder;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FoundPage;
import dev.mailboxmcp.mail.FoundPage.TotalIs;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MessageSummary;
import dev.mailboxmcp.mail.NotSearched;
import dev.mailboxmcp.mail.Query;
import dev.mailboxmcp.mail.SearchScope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Searches several folders at once: three round trips a page, whatever their number (one lists the folders, one searches
 * them all, one describes the newest of each), and a fourth where one of them has more of the newest than was described.
 * Rows are merged by the time at which they arrived. A folder that cannot be searched is named, never left out in silence.
 */
public final class ImapSearchFolders {
    private static final String WORDS = "searching folders";
    private static final int MAX_FOLDERS = 100;

    /** What a flight may send, about, so that neither side waits for the other with its buffers full. */
    private static final int FLIGHT_BYTES = 48 * 1024;

    private static final int EXAMINE_BYTES = 100;
    private static final int OTHER_BYTES = 400;
    private static final int CURSOR_BYTES = 16;

    private ImapSearchFolders() {}

    /**
     * One page, newest first.
     *
     * @param question how the caller put the query and the scope, to which the cursor is bound
     * @param limit 1..100
     * @param cursor of the page before; null for the first
     * @throws MailException if no folder can be searched, the cursor is not one of this question, or the scope names a
     *     folder that is not there
     */
    public static FoundPage page(
            ImapConnection connection,
            SearchScope scope,
            Query query,
            String question,
            int limit,
            @Nullable String cursor,
            Snippets snippets)
            throws IOException {
        FoldersCursor from = cursor == null ? FoldersCursor.first() : FoldersCursor.read(cursor, question);
        Matches.requireFindable(connection, query);
        List<Folder> folders = FolderScope.of(scope, ImapFolders.names(connection));
        List<NotSearched> notSearched = new ArrayList<>();
        folders.stream()
                .skip(MAX_FOLDERS)
                .forEach(folder -> notSearched.add(new NotSearched(
                        folder.path().value(), "more than " + MAX_FOLDERS + " folders; search it alone")));
        List<FolderPath> paths =
                folders.stream().limit(MAX_FOLDERS).map(Folder::path).toList();
        Reach reach = Reach.WIDE;
        List<Searched> searched = search(connection, paths, query, Reach.WIDE);
        if (SearchForm.foreignArgument(query) != null && searched.stream().anyMatch(Searched::refusedCharset)) {
            Matches.requireComparable(query);
            reach = Reach.ASCII;
            searched = search(connection, paths, query, reach);
        } else if (SearchForm.namesAddress(query)
                && searched.stream()
                        .allMatch(one -> one.failure() == null && one.uids().size() == 0)) {
            List<Searched> odd = search(connection, paths, query, Reach.PARTS);
            long written = odd.stream().mapToLong(one -> one.uids().size()).sum();
            if (written <= Matches.MAX_ODD && odd.stream().allMatch(one -> one.failure() == null)) {
                reach = Reach.PARTS;
                searched = odd;
            }
        }
        QueryCheck check = !reach.equals(Reach.WIDE) || SearchForm.hasFile(query) || SearchForm.hasMoment(query)
                ? new QueryCheck(query, reach)
                : null;
        List<FolderHits> hits = new ArrayList<>();
        for (Searched one : searched) {
            FoldersCursor.Place place = from.places().get(FoldersCursor.key(one.folder()));
            if (one.failure() != null) {
                notSearched.add(new NotSearched(one.folder().value(), one.failure()));
            } else if (place != null && place.uidValidity() != one.uidValidity()) {
                notSearched.add(
                        new NotSearched(one.folder().value(), "was recreated since the first page; search anew"));
            } else {
                long bound = place == null ? NumberSet.MAX + 1 : place.lastUid();
                hits.add(new FolderHits(one.folder(), one.uidValidity(), one.uids(), bound));
            }
        }
        if (hits.isEmpty() && !searched.isEmpty()) {
            searched.get(0).fail(WORDS);
        }
        hits.sort(Comparator.comparingInt(hit -> paths.indexOf(hit.folder())));
        FolderMerge merge = new FolderMerge(connection, hits, check, limit, room(limit, from), snippets);
        List<FoundPage.Row> rows = merge.rows();
        notSearched.addAll(merge.undescribed());
        Map<Integer, FoldersCursor.Place> places = new HashMap<>(from.places());
        hits.forEach(hit -> hit.putPlace(places));
        boolean more = hits.stream().anyMatch(FolderHits::hasMore);
        boolean allSeen = check == null || cursor == null && !more;
        long total = allSeen && check != null || check != null && !notSearched.isEmpty()
                ? rows.size()
                : hits.stream().mapToLong(FolderHits::total).sum();
        return new FoundPage(
                rows,
                total,
                !notSearched.isEmpty() ? TotalIs.AT_LEAST : allSeen ? TotalIs.EXACT : TotalIs.AT_MOST,
                hits.size(),
                notSearched,
                more ? new FoldersCursor(places).write(question) : null);
    }

    /** What the rows may take of an answer, beside its other members. */
    private static int room(int limit, FoldersCursor from) {
        return Math.max(limit, MessageSummary.ROWS) * MessageSummary.BYTES
                - OTHER_BYTES
                - CURSOR_BYTES * from.places().size();
    }

    /** @param failure why the folder was not searched; null where it was */
    private record Searched(
            FolderPath folder,
            long uidValidity,
            NumberSet uids,
            @Nullable String failure,
            ImapAnswer answer) {
        boolean refusedCharset() {
            return failure != null && Matches.isRefusalOfCharset(answer);
        }

        void fail(String during) {
            answer.requireOk(during);
        }
    }

    /** Plain searches: what comes back empty is empty. */
    private static List<Searched> search(ImapConnection connection, List<FolderPath> folders, Query query, Reach reach)
            throws IOException {
        List<Searched> searched = new ArrayList<>();
        int bytes = EXAMINE_BYTES + SearchForm.of(query, reach).toString().length(); // longer than the command
        int atOnce = Math.max(1, FLIGHT_BYTES / bytes);
        for (int at = 0; at < folders.size(); at += atOnce) {
            List<FolderPath> some = folders.subList(at, Math.min(at + atOnce, folders.size()));
            List<ImapCommand> flight = new ArrayList<>();
            for (FolderPath folder : some) {
                flight.add(ImapCommand.examine(folder));
                flight.add(SearchKeys.plain(query, reach));
            }
            List<ImapAnswer> answers = connection.ask(WORDS, ResponseLimits.SEARCH, flight);
            for (int i = 0; i < some.size(); i++) {
                searched.add(searched(some.get(i), answers.get(2 * i), answers.get(2 * i + 1)));
            }
        }
        return searched;
    }

    private static Searched searched(FolderPath folder, ImapAnswer opening, ImapAnswer answer) throws IOException {
        OpenFolder open = opening.opened();
        if (open == null) {
            return new Searched(folder, 0, new NumberSet(), opening.status().described("it cannot be opened"), opening);
        }
        return answer.isOk()
                ? new Searched(
                        folder, open.uidValidity(), SearchAnswer.read(answer).numbers(), null, answer)
                : new Searched(folder, 0, new NumberSet(), answer.status().described("the search was refused"), answer);
    }
}
