// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.NotSearched;
import dev.mailboxmcp.mime.MailHeader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The headers of mails in several folders, in two round trips: a search in each, then the newest that it found.
 *
 * @param rows newest of each folder first
 * @param notSearched folders that were not looked into, or not wholly
 * @param refusals what the server said where it refused to open one, to search in it, or to tell of what it found
 */
record HeaderSurvey(List<ThreadRow> rows, List<NotSearched> notSearched, List<StatusText> refusals) {
    /** The number of mails of which more than the beginning of the header is read. */
    private static final int MAX_LONG = 100;

    private static final String ITEMS = "UID FLAGS INTERNALDATE " + HeaderRequest.PEOPLE.item();

    /**
     * What is looked for in a folder, each of which is named once.
     *
     * @param max how many of the newest that are found are looked at
     * @param more what is asked for besides their headers; empty for nothing
     */
    record Wanted(FolderPath folder, ImapCommand search, int max, String more) {
        Wanted(FolderPath folder, ImapCommand search, int max) {
            this(folder, search, max, "");
        }

        private String items() {
            return "(" + ITEMS + (more.isEmpty() ? "" : " " + more) + ")";
        }
    }

    static HeaderSurvey of(ImapConnection connection, String words, List<Wanted> wanted) throws IOException {
        List<NotSearched> notSearched = new ArrayList<>();
        List<StatusText> refusals = new ArrayList<>();
        List<FolderFlight.Question> questions = new ArrayList<>();
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
                refusals.add(reply.opening());
            } else if (!reply.answers().getFirst().isOk()) {
                refusals.add(reply.answers().getFirst().status());
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
                    String items = wanted.get(i).items();
                    questions.add(new FolderFlight.Question(
                            reply.folder(),
                            NumberSet.lines(uids).stream()
                                    .map(set -> ImapCommand.of("UID FETCH", set + " " + items))
                                    .toList()));
                }
            }
        }
        return new HeaderSurvey(fetch(connection, words, questions, notSearched, refusals), notSearched, refusals);
    }

    /**
     * The same with headers that were cut, of many recipients or of a long conversation, read further: one round trip more, none
     * where none was cut.
     */
    HeaderSurvey readFurther(ImapConnection connection, String words) throws IOException {
        Map<FolderPath, List<Long>> cut = new LinkedHashMap<>();
        rows.stream()
                .filter(row -> row.header().extent() == MailHeader.Extent.CUT
                        && !row.message().sections.containsKey("")) // of which the beginning is there already
                .limit(MAX_LONG)
                .forEach(row -> cut.computeIfAbsent(row.folder(), folder -> new ArrayList<>())
                        .add(row.message().uid));
        String items = " (UID FLAGS INTERNALDATE " + HeaderRequest.MANY_PEOPLE.item() + ")";
        List<FolderFlight.Question> questions = new ArrayList<>();
        cut.forEach((folder, uids) -> questions.add(new FolderFlight.Question(
                folder, List.of(ImapCommand.of("UID FETCH", NumberSet.write(uids) + items)))));
        Map<String, ThreadRow> whole = new HashMap<>();
        for (FolderFlight.Reply reply : FolderFlight.ask(connection, words, ResponseLimits.ROWS, questions)) {
            OpenFolder opened = reply.opened();
            if (opened != null) {
                FetchReader.described(reply.answers().getFirst()).stream()
                        .map(message ->
                                new ThreadRow(reply.folder(), opened.uidValidity(), message, HeaderRequest.MANY_PEOPLE))
                        .filter(row -> row.header().extent() != MailHeader.Extent.UNTOLD)
                        .forEach(row -> whole.put(row.place(), row));
            }
        }
        return new HeaderSurvey(
                rows.stream().map(row -> whole.getOrDefault(row.place(), row)).toList(), notSearched, refusals);
    }

    private static List<ThreadRow> fetch(
            ImapConnection connection,
            String words,
            List<FolderFlight.Question> questions,
            List<NotSearched> notSearched,
            List<StatusText> refusals)
            throws IOException {
        List<ThreadRow> rows = new ArrayList<>();
        for (FolderFlight.Reply reply : FolderFlight.ask(connection, words, ResponseLimits.ROWS, questions)) {
            OpenFolder opened = reply.opened();
            if (opened == null) {
                notSearched.add(new NotSearched(reply.folder().value(), reply.refusal()));
                refusals.add(reply.opening());
                continue;
            }
            FetchReader.described(reply.answers().getFirst()).stream() // which holds the responses to all
                    .map(message -> new ThreadRow(reply.folder(), opened.uidValidity(), message, HeaderRequest.PEOPLE))
                    .forEach(rows::add);
            reply.answers().stream()
                    .filter(answer -> !answer.isOk())
                    .findFirst()
                    .ifPresent(answer -> {
                        notSearched.add(new NotSearched(
                                reply.folder().value(), "the mail server did not tell of all mails that it found"));
                        refusals.add(answer.status());
                    });
        }
        return rows;
    }
}
