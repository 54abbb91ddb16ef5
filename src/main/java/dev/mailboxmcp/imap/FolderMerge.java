// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FoundPage;
import dev.mailboxmcp.mail.MessageSummary;
import dev.mailboxmcp.mail.NotSearched;
import dev.mailboxmcp.text.JsonText;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes one page of what was found in several folders: the newest of all, by the time at which they arrived. */
final class FolderMerge {
    private static final String WORDS = "listing mails";

    /** The number of mails that are described at once, in all folders together. */
    private static final int DESCRIBED = 200;

    /** The number of mails that are described for each row of the page, of which most are described in vain. */
    private static final int DESCRIBED_A_ROW = 5;

    /** What a row takes at least, besides the name of its folder, its flags, and what few rows have. */
    private static final int ROW_BYTES = 242;

    private static final int DATE_IS_BYTES = 20;
    private static final int LABELS_BYTES = 18;
    private static final int AROUND_FLAG_BYTES = 3;

    private final ImapConnection connection;
    private final List<FolderHits> folders;
    private final @Nullable QueryCheck check;
    private final int limit;
    private final int room;
    private final Snippets snippets;
    private final Map<FolderHits, Set<Long>> holding = new HashMap<>();

    /**
     * @param check which of the hits match; null where all do
     * @param room what the rows may take of an answer, in bytes; one row there is in any case
     */
    FolderMerge(
            ImapConnection connection,
            List<FolderHits> folders,
            @Nullable QueryCheck check,
            int limit,
            int room,
            Snippets snippets) {
        this.room = room;
        this.snippets = snippets;
        this.connection = connection;
        this.folders = folders;
        this.check = check;
        this.limit = limit;
    }

    /** The rows of the page. The folders know then how far it goes. */
    List<FoundPage.Row> rows() throws IOException {
        describeTheNewest();
        List<Hit> hits = new ArrayList<>();
        Set<FolderHits> outOfSight = new HashSet<>();
        int left = room;
        while (hits.size() < limit) {
            FolderHits newest = null;
            Instant arrival = Instant.MIN;
            for (FolderHits folder : folders) {
                Instant next = folder.nextArrival();
                if (next == null && folder.hasMore()) {
                    outOfSight.add(folder);
                } else if (next != null && (newest == null || next.isAfter(arrival))) {
                    newest = folder;
                    arrival = next;
                }
            }
            if (newest == null || !outOfSight.isEmpty()) {
                break; // what is not in sight may be newer: the next page goes on there
            }
            long uid = newest.next();
            Set<Long> held = holding.get(newest);
            if (newest.message(uid) != null && (held == null || held.contains(uid))) {
                left -= leastBytes(newest, uid);
                if (left < 0 && !hits.isEmpty()) {
                    break; // of folders with long names, which no row can do without
                }
                hits.add(new Hit(newest, uid));
            }
            newest.pass(uid);
        }
        describe(hits);
        Map<FolderHits, Map<Long, String>> words = snippets(hits);
        return hits.stream()
                .filter(hit -> !isMissing(hit.folder(), hit.uid()))
                .map(hit -> row(hit, words))
                .toList();
    }

    private static int leastBytes(FolderHits folder, long uid) {
        int bytes = ROW_BYTES + JsonText.bytes(folder.folder().value());
        FetchedMessage message = folder.message(uid);
        if (message == null || !message.isComplete()) {
            return bytes;
        }
        MessageSummary row = Summaries.row(message);
        return bytes
                + row.flags().stream()
                        .mapToInt(flag -> flag.name().length() + AROUND_FLAG_BYTES)
                        .sum()
                + (row.dateIsArrival() ? DATE_IS_BYTES : 0)
                + (row.labels().isEmpty() ? 0 : LABELS_BYTES);
    }

    private record Hit(FolderHits folder, long uid) {}

    /** What could not be told of the mails. */
    List<NotSearched> undescribed() {
        List<NotSearched> notSearched = new ArrayList<>();
        for (FolderHits folder : folders) {
            if (folder.isLost()) {
                notSearched.add(new NotSearched(folder.folder().value(), "was removed or made anew during the search"));
            } else if (!folder.undescribed().isEmpty()) {
                notSearched.add(new NotSearched(
                        folder.folder().value(),
                        "the mail server does not describe the mails "
                                + NumberSet.write(List.copyOf(folder.undescribed()))));
            }
        }
        return notSearched;
    }

    private static FoundPage.Row row(Hit hit, Map<FolderHits, Map<Long, String>> words) {
        FolderHits folder = hit.folder();
        String snippet = words.getOrDefault(folder, Map.of()).get(hit.uid());
        return new FoundPage.Row(
                folder.folder(), folder.uidValidity(), Summaries.of(folder.described(hit.uid()), snippet));
    }

    /** The first words of all of them, in one round trip. */
    private Map<FolderHits, Map<Long, String>> snippets(List<Hit> hits) throws IOException {
        Map<FolderHits, List<FetchedMessage>> byFolder = new LinkedHashMap<>();
        for (Hit hit : hits) {
            if (!isMissing(hit.folder(), hit.uid())) {
                byFolder.computeIfAbsent(hit.folder(), key -> new ArrayList<>())
                        .add(hit.folder().described(hit.uid()));
            }
        }
        List<ImapCommand> flight = new ArrayList<>();
        Map<FolderHits, Integer> ends = new LinkedHashMap<>();
        byFolder.forEach((folder, messages) -> {
            List<ImapCommand> commands = snippets.commands(messages);
            if (!commands.isEmpty()) {
                flight.add(ImapCommand.examine(folder.folder()));
                flight.addAll(commands);
                ends.put(folder, flight.size());
            }
        });
        Map<FolderHits, Map<Long, String>> words = new HashMap<>();
        if (!flight.isEmpty()) {
            List<ImapAnswer> answers = connection.ask(WORDS, ResponseLimits.ROWS, flight);
            ends.forEach((folder, end) ->
                    words.put(folder, snippets.read(answers.get(end - 1), byFolder.getOrDefault(folder, List.of()))));
        }
        return words;
    }

    /** All that may be on the page by its date, and of as many as can be, the whole row. */
    private void describeTheNewest() throws IOException {
        int wanted = check == null ? limit : DESCRIBED;
        List<FolderHits> byNeed = new ArrayList<>(folders);
        byNeed.sort(Comparator.comparingInt(folder -> folder.newest(wanted).size()));
        int left = check == null ? Math.min(DESCRIBED, DESCRIBED_A_ROW * limit) : DESCRIBED;
        Map<FolderHits, Integer> wholes = new HashMap<>();
        for (int i = 0; i < byNeed.size(); i++) {
            int need = byNeed.get(i).newest(wanted).size();
            int whole = Math.min(need, left / (byNeed.size() - i));
            left -= whole;
            wholes.put(byNeed.get(i), whole);
        }
        List<Question> questions = new ArrayList<>();
        for (FolderHits folder : folders) {
            int whole = wholes.getOrDefault(folder, 0);
            List<Long> newest = folder.newest(check == null ? limit : whole);
            folder.ask(newest);
            if (!newest.isEmpty()) {
                questions.add(new Question(folder, newest.subList(0, whole), newest.subList(whole, newest.size())));
            }
        }
        ask(questions);
        if (check != null) {
            for (FolderHits folder : folders) {
                holding.put(folder, held(folder, check));
            }
        }
    }

    private Set<Long> held(FolderHits folder, QueryCheck of) throws IOException {
        List<FetchedMessage> described = new ArrayList<>();
        for (long uid : folder.asked()) {
            FetchedMessage message = folder.message(uid);
            if (message != null && message.isComplete()) {
                described.add(message);
            } else if (message != null) {
                folder.noteUndescribed(uid);
            }
        }
        return of.holding(connection, folder.folder(), described);
    }

    /** Those of the page of which only the date is known. */
    private void describe(List<Hit> hits) throws IOException {
        List<Question> questions = new ArrayList<>();
        for (FolderHits folder : folders) {
            List<Long> missing = hits.stream()
                    .filter(hit -> hit.folder() == folder)
                    .map(Hit::uid)
                    .filter(uid -> isMissing(folder, uid))
                    .toList();
            if (!missing.isEmpty()) {
                questions.add(new Question(folder, missing, List.of()));
            }
        }
        if (!questions.isEmpty()) {
            ask(questions);
        }
        for (Hit hit : hits) {
            if (isMissing(hit.folder(), hit.uid())) {
                hit.folder().noteUndescribed(hit.uid());
            }
        }
    }

    private static boolean isMissing(FolderHits folder, long uid) {
        FetchedMessage message = folder.message(uid);
        return message != null && !message.isComplete();
    }

    /**
     * What is asked of a folder.
     *
     * @param whole mails whose rows are asked for
     * @param dates mails of which the time is asked for
     */
    private record Question(FolderHits folder, List<Long> whole, List<Long> dates) {}

    private void ask(List<Question> questions) throws IOException {
        List<ImapCommand> flight = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        List<Integer> starts = new ArrayList<>();
        for (Question question : questions) {
            starts.add(flight.size());
            flight.add(ImapCommand.examine(question.folder().folder()));
            if (!question.whole().isEmpty()) {
                flight.add(ImapCommand.of(
                        "UID FETCH", NumberSet.write(question.whole()) + " " + Summaries.items(connection)));
            }
            for (String dates : NumberSet.lines(question.dates())) {
                flight.add(ImapCommand.of("UID FETCH", dates + " (UID INTERNALDATE)"));
            }
            ends.add(flight.size());
        }
        List<ImapAnswer> answers = connection.ask(WORDS, ResponseLimits.ROWS, flight);
        for (int i = 0; i < questions.size(); i++) {
            Question question = questions.get(i);
            OpenFolder open = answers.get(starts.get(i)).opened();
            if (open == null || open.uidValidity() != question.folder().uidValidity()) {
                question.folder().noteLost();
                continue;
            }
            ImapAnswer last = answers.get(ends.get(i) - 1); // which holds the responses to all of the folder
            FetchReader.described(last).stream()
                    .filter(message -> question.whole().contains(message.uid)
                            || question.dates().contains(message.uid))
                    .forEach(question.folder()::add);
            if (question.whole().stream().anyMatch(uid -> lacks(question.folder(), uid))) { // some refuse them together
                describeAlone(question);
            }
        }
    }

    private static boolean lacks(FolderHits folder, long uid) {
        FetchedMessage message = folder.message(uid);
        return message == null || message.lacksItems();
    }

    private void describeAlone(Question question) throws IOException {
        boolean unused = ImapSelection.open(connection, question.folder().folder());
        List<Long> left = question.whole().stream()
                .filter(uid -> lacks(question.folder(), uid))
                .toList();
        Rows rows = Rows.fetch(connection, left);
        rows.messages().values().forEach(question.folder()::add);
        rows.incomplete().forEach(question.folder()::noteUndescribed);
    }
}
