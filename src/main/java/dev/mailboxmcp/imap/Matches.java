// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.imap.SearchKeys.Edge;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.SearchCriteria;
import dev.mailboxmcp.text.ServerWords;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the mail server finds. Where it offers more than the plain SEARCH, that is asked for; a refusal or an empty answer
 * is not believed before the plain form said the same. Where it knows no UTF-8, the ASCII parts of the words are looked for.
 *
 * @param uids all, or the newest of them and one more than a page shows
 * @param total how many match, or may match
 * @param certain whether all of them match; otherwise each has to be compared here
 */
record Matches(NumberSet uids, long total, long unread, boolean certain) {
    private static final String WORDS = "searching";
    private static final int MAX_UNCERTAIN = 20_000;

    /**
     * All matches of a folder, or the newest of them.
     *
     * @param newest how many are enough; 0 for all
     * @throws MailException if the folder cannot be opened, or the server cannot do such a search
     */
    static Matches find(ImapConnection connection, FolderPath folder, SearchCriteria criteria, int newest)
            throws IOException {
        boolean moment = SearchKeys.hasMoment(criteria);
        boolean partial = newest > 0 && connection.has("PARTIAL") && !moment;
        ImapCommand first =
                partial ? SearchKeys.newest(newest + 1, criteria) : SearchKeys.all(connection, criteria, Edge.WIDE);
        ImapCommand unseen = UnreadCount.command(folder);
        List<ImapAnswer> answers = ImapSelection.ask(connection, folder, WORDS, ResponseLimits.SEARCH, unseen, first);
        long unread = UnreadCount.read(answers.get(0));
        ImapAnswer answer = answers.get(1);
        if ((partial || connection.has("ESEARCH")) && !isPlausible(answer)) {
            answer = ask(connection, SearchKeys.plain(criteria, Edge.WIDE));
        }
        if (isRefusalOfCharset(answer) && SearchKeys.foreignArgument(criteria) != null) {
            return ofAsciiParts(connection, criteria, unread);
        }
        requireDone(answer, criteria);
        SearchAnswer found = SearchAnswer.read(answer);
        if (!moment) {
            return new Matches(found.numbers(), found.count(), unread, true);
        }
        ImapAnswer narrow = ask(connection, SearchKeys.all(connection, criteria, Edge.NARROW));
        requireDone(narrow, criteria);
        NumberSet exact = exact(
                connection, criteria, found.numbers(), SearchAnswer.read(narrow).numbers());
        return new Matches(exact, exact.size(), unread, true);
    }

    /** Whether an answer to an extended search is more than a refusal or nothing, which some servers give to each of them. */
    private static boolean isPlausible(ImapAnswer answer) throws IOException {
        return answer.isOk()
                ? SearchAnswer.read(answer).numbers().size() > 0
                : answer.status().isAboutTheServer() || answer.status().code().equals("BADCHARSET");
    }

    private static Matches ofAsciiParts(ImapConnection connection, SearchCriteria criteria, long unread)
            throws IOException {
        String text = criteria.text();
        if (text != null && SearchKeys.isForeign(text)) { // what is in the mails cannot be compared here
            throw new MailException(new MailFailure.InvalidArgument(
                    "query",
                    "ASCII letters only: this mail server refuses to search in UTF-8 (BADCHARSET). A word of the"
                            + " subject or a name can be given as subject, from or to"));
        }
        ImapAnswer answer = ask(connection, SearchKeys.ofAsciiParts(criteria));
        answer.requireOk(WORDS);
        SearchAnswer found = SearchAnswer.read(answer);
        return new Matches(found.numbers(), found.count(), unread, false);
    }

    private static ImapAnswer ask(ImapConnection connection, ImapCommand command) throws IOException {
        return connection.ask(WORDS, ResponseLimits.SEARCH, List.of(command)).get(0);
    }

    private static boolean isRefusalOfCharset(ImapAnswer answer) {
        StatusText status = answer.status();
        // QUIRK: Exchange and others have no code for it
        return !answer.isOk()
                && (status.code().equals("BADCHARSET") || answer.tagged().isBAD() && !status.isAboutTheServer());
    }

    /** QUIRK: QQ says BAD to every search for text. */
    private static void requireDone(ImapAnswer answer, SearchCriteria criteria) {
        StatusText status = answer.status();
        String argument = SearchKeys.textArgument(criteria);
        if (answer.tagged().isBAD() && !status.isAboutTheServer() && argument != null) {
            throw new MailException(new MailFailure.InvalidArgument(
                    argument,
                    "to be left out: this mail server refuses to search by it" + ServerWords.said(status.text())));
        }
        answer.requireOk(WORDS);
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
        List<Long> inTime = new ArrayList<>();
        for (FetchedMessage message : FetchReader.described(answers.get(0))) { // which holds the responses to all
            if (message.received != null
                    && asked.contains(message.uid)
                    && SearchKeys.holds(criteria, message.received.toInstant())) {
                inTime.add(message.uid);
            }
        }
        certain.addAll(inTime);
        return certain;
    }
}
