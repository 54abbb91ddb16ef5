// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.imap.SearchForm.Reach;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.Query;
import dev.mailboxmcp.text.ServerWords;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the mail server finds. Where it offers more than the plain SEARCH, that is asked for; a refusal or an empty answer
 * is not believed before the plain form said the same. Where it knows no UTF-8, the ASCII parts of the words are looked for.
 *
 * @param uids all, or the newest of them and one more than a page shows
 * @param total how many match, or may match
 * @param check which of them match: each has to be compared here; null where all do
 */
record Matches(
        NumberSet uids, long total, long unread, @Nullable QueryCheck check) {
    private static final String WORDS = "searching";
    private static final int MAX_UNCERTAIN = 20_000;
    /** How many mails that hold the parts of an address are looked at for one that is oddly written: a page of rows. */
    static final int MAX_ODD = 100;

    /**
     * All matches of a folder, or the newest of them.
     *
     * @param newest how many are enough; 0 for all
     * @throws MailException if the folder cannot be opened, or the server cannot do such a search
     */
    static Matches find(ImapConnection connection, FolderPath folder, Query query, int newest) throws IOException {
        requireFindable(connection, query);
        boolean file = SearchForm.hasFile(query);
        boolean moment = SearchForm.hasMoment(query);
        boolean partial = newest > 0 && connection.has("PARTIAL") && !moment && !file;
        ImapCommand first =
                partial ? SearchKeys.newest(newest + 1, query) : SearchKeys.all(connection, query, Reach.WIDE);
        ImapCommand unseen = UnreadCount.command(folder);
        List<ImapAnswer> answers =
                ImapSelection.askNow(connection, folder, WORDS, ResponseLimits.SEARCH, unseen, first);
        long unread = UnreadCount.read(answers.get(0));
        ImapAnswer answer = answers.get(1);
        if ((partial || connection.has("ESEARCH")) && !isPlausible(answer)) {
            answer = ask(connection, SearchKeys.plain(query, Reach.WIDE));
        }
        if (isRefusalOfCharset(answer) && SearchForm.foreignArgument(query) != null) {
            return ofAsciiParts(connection, query, unread);
        }
        requireDone(answer, query);
        SearchAnswer found = SearchAnswer.read(answer);
        if (found.numbers().size() == 0 && SearchForm.namesAddress(query)) {
            ImapAnswer odd = ask(connection, SearchKeys.plain(query, Reach.PARTS));
            NumberSet written = odd.isOk() ? SearchAnswer.read(odd).numbers() : new NumberSet();
            if (written.size() <= MAX_ODD) {
                return new Matches(written, written.size(), unread, new QueryCheck(query, Reach.PARTS));
            }
        }
        if (file) {
            return new Matches(found.numbers(), found.count(), unread, new QueryCheck(query, Reach.WIDE));
        }
        if (!moment) {
            return new Matches(found.numbers(), found.count(), unread, null);
        }
        ImapAnswer narrow = ask(connection, SearchKeys.all(connection, query, Reach.NARROW));
        requireDone(narrow, query);
        NumberSet exact = exact(
                connection,
                folder,
                query,
                found.numbers(),
                SearchAnswer.read(narrow).numbers());
        return new Matches(exact, exact.size(), unread, null);
    }

    /** Whether an answer to an extended search is more than a refusal or nothing, which some servers give to each of them. */
    private static boolean isPlausible(ImapAnswer answer) throws IOException {
        return answer.isOk()
                ? SearchAnswer.read(answer).numbers().size() > 0
                : answer.status().isAboutTheServer() || answer.status().code().equals("BADCHARSET");
    }

    private static Matches ofAsciiParts(ImapConnection connection, Query query, long unread) throws IOException {
        requireComparable(query);
        ImapAnswer answer = ask(connection, SearchKeys.plain(query, Reach.ASCII));
        answer.requireOk(WORDS);
        SearchAnswer found = SearchAnswer.read(answer);
        return new Matches(found.numbers(), found.count(), unread, new QueryCheck(query, Reach.ASCII));
    }

    /**
     * Where the server knows no UTF-8: refuses what cannot be compared here either.
     *
     * @throws MailException {@link MailFailure.InvalidArgument}
     */
    static void requireComparable(Query query) {
        String argument = QueryCheck.notComparable(query);
        if (argument != null) { // what is in the mails cannot be compared here
            throw new MailException(new MailFailure.InvalidArgument(
                    argument,
                    "must be of ASCII letters only: this mail server refuses to search in UTF-8 (BADCHARSET). A word of the"
                            + " subject or a name can be given as subject, from or to"));
        }
    }

    /**
     * Refuses to look for people whom the server would not find, and of whom it would say that nobody wrote.
     *
     * @throws MailException {@link MailFailure.InvalidArgument}
     */
    static void requireFindable(ImapConnection connection, Query query) {
        String argument = connection.comparesWholeAddresses() ? SearchForm.foreignPerson(query) : null;
        if (argument != null) { // headers are compared as they are on the wire, where such names are encoded
            throw new MailException(new MailFailure.InvalidArgument(
                    argument,
                    "must be of ASCII letters only: GreenMail does not find other names in from, to, cc and bcc. Look for the"
                            + " name alone, without from: or to:"));
        }
    }

    private static ImapAnswer ask(ImapConnection connection, ImapCommand command) throws IOException {
        return connection.ask(WORDS, ResponseLimits.SEARCH, List.of(command)).get(0);
    }

    static boolean isRefusalOfCharset(ImapAnswer answer) {
        StatusText status = answer.status();
        // QUIRK: Exchange and others have no code for it
        return !answer.isOk()
                && (status.code().equals("BADCHARSET") || answer.tagged().isBAD() && !status.isAboutTheServer());
    }

    /** QUIRK: QQ says BAD to every search for text. */
    private static void requireDone(ImapAnswer answer, Query query) {
        StatusText status = answer.status();
        String argument = SearchForm.textArgument(query);
        if (answer.tagged().isBAD() && !status.isAboutTheServer() && argument != null) {
            throw new MailException(new MailFailure.InvalidArgument(
                    argument,
                    "must be left out: this mail server refuses to search by it" + ServerWords.said(status.text())));
        }
        answer.requireOk(WORDS);
    }

    /** The certain ones, and of the others those that were received in time. */
    private static NumberSet exact(
            ImapConnection connection, FolderPath folder, Query query, NumberSet wide, NumberSet certain)
            throws IOException {
        List<Long> uncertain = wide.without(certain, MAX_UNCERTAIN + 1);
        if (uncertain.isEmpty()) {
            return certain;
        }
        if (uncertain.size() > MAX_UNCERTAIN) {
            throw new MailException(new MailFailure.InvalidArgument(
                    "since and before",
                    "need a day (YYYY-MM-DD): more than " + MAX_UNCERTAIN + " mails lie around that instant"));
        }
        List<ImapCommand> commands = NumberSet.lines(uncertain).stream()
                .map(set -> ImapCommand.of("UID FETCH", set + " (UID INTERNALDATE)"))
                .toList();
        List<ImapAnswer> answers = connection.ask(WORDS, ResponseLimits.SEARCH, commands);
        for (ImapAnswer answer : answers) {
            if (!answer.status().isAboutTheMail()) { // some may be gone meanwhile
                answer.requireOk(WORDS);
            }
        }
        Set<Long> asked = new HashSet<>(uncertain);
        QueryCheck check = new QueryCheck(query, Reach.WIDE);
        List<FetchedMessage> described =
                FetchReader.described(answers.get(0)).stream() // which holds the responses to all
                        .filter(message -> message.received != null && asked.contains(message.uid))
                        .toList();
        certain.addAll(List.copyOf(check.holding(connection, folder, described)));
        return certain;
    }
}
