// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.NotSearched;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The headers of mails in several folders, in two round trips: a search in each, then the newest that it found.
 *
 * @param rows newest of each folder first
 * @param notSearched folders that were not looked into, or not wholly
 */
record HeaderSurvey(List<ThreadRow> rows, List<NotSearched> notSearched) {
    private static final String ITEMS = "(UID FLAGS INTERNALDATE " + HeaderRequest.PEOPLE.item() + ")";

    /** What is looked for in a folder, and how many of it are looked at. */
    record Wanted(FolderPath folder, ImapCommand search, int max) {}

    static HeaderSurvey of(ImapConnection connection, String words, List<Wanted> wanted) throws IOException {
        List<NotSearched> notSearched = new ArrayList<>();
        Map<FolderPath, List<Long>> found = new LinkedHashMap<>();
        List<FolderFlight.Reply> searched = FolderFlight.ask(
                connection,
                words,
                ResponseLimits.SEARCH,
                wanted.stream()
                        .map(one -> new FolderFlight.Question(one.folder, List.of(one.search)))
                        .toList());
        for (int i = 0; i < searched.size(); i++) {
            FolderFlight.Reply reply = searched.get(i);
            String folder = reply.folder().value();
            if (reply.opened() == null) {
                notSearched.add(new NotSearched(folder, reply.refusal()));
            } else if (!reply.answers().getFirst().isOk()) {
                notSearched.add(new NotSearched(folder, "the mail server does not search in it"));
            } else {
                NumberSet all = SearchAnswer.read(reply.answers().getFirst()).numbers();
                int max = wanted.get(i).max;
                if (all.size() > max) {
                    notSearched.add(new NotSearched(
                            folder, "of " + all.size() + " mails the newest " + max + " were looked at"));
                }
                List<Long> uids = all.highestBelow(NumberSet.MAX + 1, max);
                if (!uids.isEmpty()) {
                    found.put(reply.folder(), uids);
                }
            }
        }
        return new HeaderSurvey(fetch(connection, words, found), notSearched);
    }

    private static List<ThreadRow> fetch(ImapConnection connection, String words, Map<FolderPath, List<Long>> uids)
            throws IOException {
        List<FolderFlight.Question> questions = new ArrayList<>();
        uids.forEach((folder, all) -> questions.add(new FolderFlight.Question(
                folder,
                NumberSet.lines(all).stream()
                        .map(set -> ImapCommand.of("UID FETCH", set + " " + ITEMS))
                        .toList())));
        List<ThreadRow> rows = new ArrayList<>();
        for (FolderFlight.Reply reply : FolderFlight.ask(connection, words, ResponseLimits.ROWS, questions)) {
            OpenFolder opened = reply.opened();
            if (opened != null) {
                FetchReader.described(reply.answers().getFirst()).stream() // which holds the responses to all
                        .map(message ->
                                new ThreadRow(reply.folder(), opened.uidValidity(), message, HeaderRequest.PEOPLE))
                        .forEach(rows::add);
            }
        }
        return rows;
    }
}
