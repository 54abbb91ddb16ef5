// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderRole;
import dev.mailboxmcp.mail.FolderState;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Tells how folders are without opening them, by STATUS (RFC 9051 6.3.11), many in one flight. */
public final class ImapFolderStatus {
    /** STATUS commands of one flight: few enough that neither side waits for the other with its buffers full. */
    private static final int STATUS_FLIGHT = 100;

    private static final String STATUS_ITEMS = " (";
    private static final String STATE_WORDS = "looking at a folder";

    private ImapFolderStatus() {}

    /**
     * What the folders that can be opened are like now.
     *
     * @param states of those whose state the server told, INBOX first
     * @param untold those of which it did not
     * @param refusals what it said of some of these, which are there as far as anybody knows
     */
    record Survey(Map<FolderPath, FolderState> states, List<FolderPath> untold, Map<FolderPath, StatusText> refusals) {}

    /**
     * All folders but those of some roles, in one round trip where the server offers LIST-STATUS, else in two.
     */
    static Survey survey(ImapConnection connection, Set<FolderRole> leftOut, int max) throws IOException {
        List<String> options = stateOptions(connection);
        ImapAnswer asked =
                besideInbox(connection, List.of(ImapFolders.listing(options))).getFirst();
        List<ListedFolder> listed = ListedFolder.all(ImapFolders.orPlain(connection, asked, options));
        Map<FolderPath, FolderRole> roles =
                ListedFolder.roles(listed, ImapFolders.namespaces(connection, listed)::isShared);
        List<FolderPath> wanted = listed.stream()
                .filter(ListedFolder::selectable)
                .sorted(ListedFolder.ORDER)
                .map(ListedFolder::path)
                .filter(path -> !leftOut.contains(roles.getOrDefault(path, FolderRole.INBOX)))
                .toList();
        List<FolderPath> first = wanted.subList(0, Math.min(max, wanted.size()));
        Map<FolderPath, FolderState> told = states(asked);
        Survey survey = told.isEmpty() ? survey(connection, first) : chosen(first, told, Map.of());
        List<FolderPath> untold = new ArrayList<>(survey.untold());
        untold.addAll(wanted.subList(first.size(), wanted.size()));
        return new Survey(survey.states(), untold, survey.refusals());
    }

    /** These folders, in one round trip; one more where the server refuses one of them and does not say that it is gone. */
    static Survey survey(ImapConnection connection, List<FolderPath> folders) throws IOException {
        if (folders.isEmpty()) {
            return new Survey(Map.of(), List.of(), Map.of());
        }
        List<ImapCommand> commands = folders.stream()
                .map(folder -> new ImapCommand("STATUS").mailbox(folder).raw("(" + stateItems(connection) + ")"))
                .toList();
        List<ImapAnswer> answers = besideInbox(connection, commands);
        Map<FolderPath, StatusText> refusals = new HashMap<>();
        List<FolderPath> doubtful = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            FolderPath folder = folders.get(i);
            StatusText status = answers.get(i).status();
            if (!answers.get(i).isOk() && !status.code().equals("NONEXISTENT")) {
                refusals.put(folder, status);
                if (!FolderName.isInbox(folder) && !status.isAboutTheServer()) {
                    doubtful.add(folder);
                }
            }
        }
        refusals.keySet().removeAll(ImapFolders.missing(connection, doubtful));
        return chosen(folders, states(answers.getFirst()), refusals);
    }

    /** The answers, of which the first one holds the responses to all. */
    private static List<ImapAnswer> besideInbox(ImapConnection connection, List<ImapCommand> commands)
            throws IOException {
        InboxFlight.Way way = flight -> connection.ask(STATE_WORDS, ResponseLimits.USUAL, flight);
        return InboxFlight.ask(connection, way, commands);
    }

    private static Survey chosen(
            List<FolderPath> folders, Map<FolderPath, FolderState> told, Map<FolderPath, StatusText> refusals) {
        Map<FolderPath, FolderState> states = new LinkedHashMap<>();
        List<FolderPath> untold = new ArrayList<>();
        for (FolderPath folder : folders) {
            FolderState state = told.get(FolderName.isInbox(folder) ? FolderPath.INBOX : folder);
            if (state == null) {
                untold.add(folder);
            } else {
                states.put(folder, state);
            }
        }
        return new Survey(states, untold, refusals);
    }

    /** Asks for the UIDs of a folder, beside other commands; {@link #states} reads the answer. */
    static ImapCommand stateCommand(FolderPath folder) {
        return new ImapCommand("STATUS").mailbox(folder).raw("(UIDVALIDITY UIDNEXT)");
    }

    private static String stateItems(ImapConnection connection) {
        return "UIDVALIDITY UIDNEXT MESSAGES UNSEEN" + (connection.has("CONDSTORE") ? " HIGHESTMODSEQ" : "");
    }

    static Map<FolderPath, FolderState> states(ImapAnswer answer) throws IOException {
        Map<FolderPath, FolderState> states = new HashMap<>();
        for (ImapResponse response : answer.all("STATUS")) {
            ResponseReader in = response.reader();
            FolderPath path = FolderName.decode(in.mailbox(STATUS_ITEMS));
            if (path != null) {
                states.put(FolderName.isInbox(path) ? FolderPath.INBOX : path, state(statusItems(in)));
            }
        }
        return states;
    }

    /**
     * The folders as they are now, without those of which the server does not tell. One round trip: LIST-STATUS where the server
     * offers it, else a STATUS for each of them.
     *
     * @throws MailException if the server is in trouble just now, so that what it does not tell may be there
     */
    public static Map<FolderPath, FolderState> states(ImapConnection connection, List<FolderPath> folders)
            throws IOException {
        if (!connection.has("LIST-STATUS")) {
            Survey survey = survey(connection, folders);
            survey.refusals().values().forEach(refusal -> refusal.requireServed(STATE_WORDS));
            return survey.states();
        }
        ImapAnswer answer = besideInbox(connection, List.of(ImapFolders.listing(stateOptions(connection))))
                .getFirst();
        answer.requireServed(STATE_WORDS);
        return chosen(folders, states(answer), Map.of()).states();
    }

    /** The options of LIST that ask for the states of all folders too, where the server offers that. */
    private static List<String> stateOptions(ImapConnection connection) {
        List<String> options = ImapFolders.options(connection, false);
        if (connection.has("LIST-STATUS")) {
            options.add("STATUS (" + stateItems(connection) + ")");
        }
        return options;
    }

    private static FolderState state(Map<String, Long> items) {
        return new FolderState(
                items.getOrDefault("UIDVALIDITY", 0L),
                items.getOrDefault("UIDNEXT", 0L),
                items.getOrDefault("MESSAGES", 0L),
                items.getOrDefault("UNSEEN", 0L),
                items.getOrDefault("HIGHESTMODSEQ", 0L));
    }

    /**
     * The folder as it is now, without opening it. One round trip.
     *
     * @throws MailException with {@link MailFailure.FolderNotFound} if the server does not tell
     */
    public static FolderState state(ImapConnection connection, FolderPath folder) throws IOException {
        ImapAnswer answer = askState(connection, folder);
        if (answer.tagged().isNO() && !answer.status().isAboutTheServer() && FolderName.learn(connection, folder)) {
            answer = askState(connection, folder);
        }
        answer.requireServed(STATE_WORDS);
        if (!answer.isOk()) {
            throw new MailException(new MailFailure.FolderNotFound(folder));
        }
        for (ImapResponse response : answer.all("STATUS")) {
            ResponseReader in = response.reader();
            in.mailbox(STATUS_ITEMS); // one was asked for
            return state(statusItems(in));
        }
        throw new ProtocolViolation("STATUS without an answer");
    }

    private static ImapAnswer askState(ImapConnection connection, FolderPath folder) throws IOException {
        ImapCommand status = new ImapCommand("STATUS").mailbox(folder).raw("(" + stateItems(connection) + ")");
        // of the folder that is open, Dovecot tells what the session saw last, until it is opened again
        boolean open = ImapSelection.known(connection, folder) != null;
        ImapCommand first = open ? ImapCommand.examine(folder) : new ImapCommand("NOOP");
        return connection
                .ask(STATE_WORDS, ResponseLimits.USUAL, List.of(first, status))
                .get(1);
    }

    /** How many mails there are, and how many of them are unread; -1 where that is not known. */
    record Counts(long messages, long unread) {
        static final Counts NONE = new Counts(0, 0);
        static final Counts UNKNOWN = new Counts(-1, -1);
    }

    /** How many mails STATUS tells of; -1 where it does not. */
    static long messages(ImapAnswer answer) throws IOException {
        return counts(answer).values().stream()
                .mapToLong(Counts::messages)
                .max()
                .orElse(-1);
    }

    static Map<FolderPath, Counts> askCounts(ImapConnection connection, List<ListedFolder> listed) throws IOException {
        List<ImapCommand> commands = listed.stream()
                .filter(ListedFolder::selectable)
                .map(folder -> new ImapCommand("STATUS").mailbox(folder.path()).raw("(MESSAGES UNSEEN)"))
                .toList();
        Map<FolderPath, Counts> counts = new HashMap<>();
        for (int from = 0; from < commands.size(); from += STATUS_FLIGHT) {
            List<ImapCommand> flight = commands.subList(from, Math.min(from + STATUS_FLIGHT, commands.size()));
            for (ImapAnswer answer : connection.ask("counting mails", ResponseLimits.USUAL, flight)) {
                counts.putAll(counts(answer)); // a folder that refuses to be counted is listed without counts
            }
        }
        return counts;
    }

    static Map<FolderPath, Counts> counts(ImapAnswer answer) throws IOException {
        Map<FolderPath, Counts> counts = new HashMap<>();
        for (ImapResponse response : answer.all("STATUS")) {
            ResponseReader in = response.reader();
            FolderPath path = FolderName.decode(in.mailbox(STATUS_ITEMS));
            Map<String, Long> items = statusItems(in);
            if (path != null) {
                counts.put(path, new Counts(items.getOrDefault("MESSAGES", -1L), items.getOrDefault("UNSEEN", -1L)));
            }
        }
        return counts;
    }

    /** Numbers by their names (RFC 9051 7.3.4). */
    private static Map<String, Long> statusItems(ResponseReader in) throws IOException {
        Map<String, Long> items = new HashMap<>();
        in.expect('(');
        while (!in.take(')')) {
            String item = in.atom().toUpperCase(Locale.ROOT);
            items.put(item, in.number());
        }
        return items;
    }
}
