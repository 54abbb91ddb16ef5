// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.Folder;
import dev.mailboxmcp.mail.FolderList;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderRole;
import dev.mailboxmcp.mail.FolderState;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Lists folders with their counts: one round trip where the server offers LIST-STATUS (RFC 5819), else two; one more where
 * others share folders and the server tells the rights in them one by one.
 */
public final class ImapFolders {
    /** STATUS commands of one flight: few enough that neither side waits for the other with its buffers full. */
    private static final int STATUS_FLIGHT = 100;

    private static final int MAX_FOLDERS = 5000;
    private static final String WORDS = "listing folders";
    /** What may follow the name of a folder, which some servers do not quote though it has blanks. */
    private static final String EXTENDED = " (\"";

    private static final String STATUS_ITEMS = " (";
    private static final String STATE_WORDS = "looking at a folder";
    private static final String EVERYTHING = "\"\" \"*\"";

    private ImapFolders() {}

    /** INBOX first, then by path. */
    public static FolderList list(ImapConnection connection) throws IOException {
        List<String> options = options(connection, true);
        List<ImapCommand> flight = new ArrayList<>(FolderDetails.commands(connection));
        InboxFlight.Way way = flight.isEmpty()
                ? commands -> connection.ask(WORDS, ResponseLimits.USUAL, commands)
                : commands -> connection.tryBy(FolderDetails.EXTENSION, WORDS, commands);
        flight.addFirst(listing(options));
        // of a folder that is open servers tell what the session saw last, in a later flight too
        boolean counting = connection.has("LIST-STATUS") || ImapSelection.known(connection, FolderPath.INBOX) != null;
        List<ImapAnswer> answers = counting ? InboxFlight.ask(connection, way, flight) : way.ask(flight);
        ImapAnswer asked = answers.getFirst();
        FolderDetails details = FolderDetails.read(connection, asked);
        connection.worked();
        ImapAnswer answer = orPlain(connection, asked, options);
        List<Listed> listed = listed(answer);
        if (listed.isEmpty()) { // every mailbox has INBOX (RFC 9051 5.1)
            throw new MailException(new MailFailure.ServerUnavailable("IMAP", "it names no folder, not even INBOX"));
        }
        Map<FolderPath, Counts> told = counts(answer);
        Map<FolderPath, Counts> counts = told.isEmpty() ? askCounts(connection, listed) : told;
        return folderList(
                listed,
                counts,
                details.withRights(connection, listed.stream().map(Listed::path).toList()));
    }

    /** What the server offers of use and counts beside the names (RFC 5258, 5819, 6154, 8440). */
    private static List<String> options(ImapConnection connection, boolean counted) {
        List<String> options = new ArrayList<>();
        if (connection.has("SPECIAL-USE") && (connection.has("LIST-EXTENDED") || connection.has("LIST-STATUS"))) {
            options.add("SPECIAL-USE");
        }
        if (counted && connection.has("LIST-STATUS")) {
            options.add("STATUS (MESSAGES UNSEEN)");
        }
        if (counted && connection.has("LIST-MYRIGHTS") && !connection.avoids(FolderDetails.EXTENSION)) {
            options.add("MYRIGHTS");
        }
        return options;
    }

    /** LIST for all folders. */
    private static ImapCommand listing(List<String> options) {
        String returned = options.isEmpty() ? "" : " RETURN (" + String.join(" ", options) + ")";
        return ImapCommand.of("LIST", EVERYTHING + returned);
    }

    /** The answer, or that to the plain command where the server announced options that it does not serve. */
    private static ImapAnswer orPlain(ImapConnection connection, ImapAnswer asked, List<String> options)
            throws IOException {
        boolean refused = !asked.isOk() && !asked.status().isAboutTheServer();
        ImapAnswer answer = !options.isEmpty() && (refused || asked.all("LIST").isEmpty())
                ? connection.ask(WORDS, listing(List.of()))
                : asked;
        answer.requireOk(WORDS);
        return answer;
    }

    /** Every folder without its counts, INBOX first. One round trip. */
    static List<Folder> names(ImapConnection connection) throws IOException {
        ImapAnswer answer =
                orPlain(connection, connection.ask(WORDS, rolesCommand(connection)), options(connection, false));
        return folderList(listed(answer), Map.of(), FolderDetails.NONE).folders();
    }

    /**
     * What the folders that can be opened are like now.
     *
     * @param states of those whose state the server told, INBOX first
     * @param untold those of which it did not
     */
    record Survey(Map<FolderPath, FolderState> states, List<FolderPath> untold) {}

    /**
     * All folders but those of some roles, in one round trip where the server offers LIST-STATUS, else in two.
     */
    static Survey survey(ImapConnection connection, Set<FolderRole> leftOut, int max) throws IOException {
        List<String> options = options(connection, false);
        if (connection.has("LIST-STATUS")) {
            options.add("STATUS (" + stateItems(connection) + ")");
        }
        ImapAnswer asked = besideInbox(connection, List.of(listing(options)));
        List<Listed> listed = listed(orPlain(connection, asked, options));
        Map<FolderPath, FolderRole> roles = roles(listed);
        List<FolderPath> wanted = listed.stream()
                .filter(Listed::selectable)
                .sorted(ORDER)
                .map(Listed::path)
                .filter(path -> !leftOut.contains(roles.getOrDefault(path, FolderRole.INBOX)))
                .toList();
        List<FolderPath> first = wanted.subList(0, Math.min(max, wanted.size()));
        Map<FolderPath, FolderState> told = states(asked);
        Survey survey = told.isEmpty() ? survey(connection, first) : chosen(first, told);
        List<FolderPath> untold = new ArrayList<>(survey.untold());
        untold.addAll(wanted.subList(first.size(), wanted.size()));
        return new Survey(survey.states(), untold);
    }

    /** These folders, in one round trip. */
    static Survey survey(ImapConnection connection, List<FolderPath> folders) throws IOException {
        if (folders.isEmpty()) {
            return new Survey(Map.of(), List.of());
        }
        List<ImapCommand> commands = folders.stream()
                .map(folder -> new ImapCommand("STATUS").mailbox(folder).raw("(" + stateItems(connection) + ")"))
                .toList();
        return chosen(folders, states(besideInbox(connection, commands)));
    }

    /** The first answer, which holds the responses to all. */
    private static ImapAnswer besideInbox(ImapConnection connection, List<ImapCommand> commands) throws IOException {
        InboxFlight.Way way = flight -> connection.ask(STATE_WORDS, ResponseLimits.USUAL, flight);
        return InboxFlight.ask(connection, way, commands).getFirst();
    }

    private static Survey chosen(List<FolderPath> folders, Map<FolderPath, FolderState> told) {
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
        return new Survey(states, untold);
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

    private static FolderState state(Map<String, Long> items) {
        return new FolderState(
                items.getOrDefault("UIDVALIDITY", 0L),
                items.getOrDefault("UIDNEXT", 0L),
                items.getOrDefault("MESSAGES", 0L),
                items.getOrDefault("UNSEEN", 0L),
                items.getOrDefault("HIGHESTMODSEQ", 0L));
    }

    /** The first folder of each role that can be opened. One round trip. */
    public static Map<FolderRole, FolderPath> roles(ImapConnection connection) throws IOException {
        return roles(connection, connection.ask(WORDS, rolesCommand(connection)));
    }

    /** Asks for what {@link #roles(ImapConnection, ImapAnswer)} reads, beside other commands. */
    static ImapCommand rolesCommand(ImapConnection connection) {
        return rolesCommand(connection, false);
    }

    /** @param counting whether it asks for the UIDs of all folders too, as LIST-STATUS (RFC 5819) can */
    static ImapCommand rolesCommand(ImapConnection connection, boolean counting) {
        List<String> options = options(connection, false);
        if (counting) {
            options.add("STATUS (UIDVALIDITY UIDNEXT)");
        }
        return listing(options);
    }

    static Map<FolderRole, FolderPath> roles(ImapConnection connection, ImapAnswer asked) throws IOException {
        ImapAnswer answer = orPlain(connection, asked, options(connection, false));
        Map<FolderRole, FolderPath> roles = new EnumMap<>(FolderRole.class);
        for (Folder folder :
                folderList(listed(answer), Map.of(), FolderDetails.NONE).folders()) {
            FolderRole role = folder.role();
            if (role != null && folder.selectable()) {
                roles.putIfAbsent(role, folder.path());
            }
        }
        return roles;
    }

    /**
     * Makes a folder of that role for a mailbox that has none, and subscribes it. The server is told the role where it takes
     * roles (RFC 6154 3); elsewhere the name says it.
     *
     * @throws MailException {@link MailFailure.NotAllowed} for a role whose folder is not ours to make, or where the server
     *     does not let us
     */
    static FolderPath create(ImapConnection connection, FolderRole role) throws IOException {
        String name = switch (role) {
            case ARCHIVE -> "Archive";
            case TRASH -> "Trash";
            case JUNK -> "Junk";
            case DRAFTS -> "Drafts";
            case INBOX, SENT, ALL, FLAGGED ->
                throw new MailException(new MailFailure.NotAllowed("the mailbox has no folder of that role"));
        };
        String words = "making a folder";
        FolderPath folder = FolderPath.named(personalPrefix(connection) + name);
        ImapCommand create = new ImapCommand("CREATE").mailbox(folder);
        ImapAnswer answer = connection.ask(
                words, connection.has("CREATE-SPECIAL-USE") ? create.raw("(USE (\\" + name + "))") : create);
        if (!answer.isOk()) {
            if (answer.status().isAboutTheServer() || answer.status().isFull()) {
                throw answer.status().toFailure(words);
            }
            throw new MailException(new MailFailure.NotAllowed(
                    "the mailbox has no folder " + folder.value() + ", and the mail server does not let us make one"));
        }
        connection.ask(words, new ImapCommand("SUBSCRIBE").mailbox(folder)); // it works without, too
        return folder;
    }

    /** Whether there is such a folder. One round trip. */
    static boolean exists(ImapConnection connection, FolderPath folder) throws IOException {
        ImapAnswer answer =
                connection.ask(WORDS, new ImapCommand("LIST").raw("\"\"").mailbox(folder));
        return listed(answer).stream().anyMatch(listed -> FolderName.same(listed.path(), folder));
    }

    /** What the names of the user's own folders begin with; mostly empty. */
    static String personalPrefix(ImapConnection connection) throws IOException {
        return Namespaces.areOffered(connection)
                ? Namespaces.read(connection.ask("asking for namespaces", Namespaces.command()))
                        .personalPrefix()
                : "";
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
        if (!answer.isOk() && !answer.status().isAboutTheServer()) {
            throw new MailException(new MailFailure.FolderNotFound(folder));
        }
        answer.requireOk(STATE_WORDS);
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

    /** @param attributes in lower case */
    private record Listed(FolderPath path, String delimiter, Set<String> attributes) {
        boolean selectable() {
            return !attributes.contains("\\noselect") && !attributes.contains("\\nonexistent");
        }

        /** How many folders it lies in. */
        int depth() {
            String name = path.name();
            int depth = 0;
            for (int at = delimiter.isEmpty() ? -1 : name.indexOf(delimiter);
                    at >= 0;
                    at = name.indexOf(delimiter, at + delimiter.length())) {
                depth++;
            }
            return depth;
        }
    }

    private record Counts(long messages, long unread) {
        static final Counts NONE = new Counts(0, 0);
        static final Counts UNKNOWN = new Counts(-1, -1);
    }

    private static FolderList folderList(List<Listed> listed, Map<FolderPath, Counts> counts, FolderDetails details) {
        Map<FolderPath, FolderRole> roles = roles(listed);
        List<Folder> folders = new ArrayList<>(listed.size());
        for (Listed folder : listed.stream().sorted(ORDER).toList()) {
            Counts count = folder.selectable() ? counts.getOrDefault(folder.path(), Counts.UNKNOWN) : Counts.NONE;
            folders.add(new Folder(
                    folder.path(),
                    roles.get(folder.path()),
                    count.messages(),
                    count.unread(),
                    folder.selectable(),
                    details.namespaces().isShared(folder.path()),
                    details.rights().get(folder.path())));
        }
        String delimiter = listed.stream() // QUIRK: Daum says of INBOX alone that it has none
                .map(Listed::delimiter)
                .filter(one -> !one.isEmpty())
                .findFirst()
                .orElse("");
        return new FolderList(delimiter, folders, details.quota());
    }

    /**
     * The roles that the server tells, else those by name: of folders with the same one, that which lies in the fewest
     * others.
     */
    private static Map<FolderPath, FolderRole> roles(List<Listed> listed) {
        Map<FolderPath, FolderRole> roles = new HashMap<>();
        for (Listed folder : listed) {
            FolderRole role = FolderRoles.byAttribute(folder.path(), folder.attributes());
            if (role != null) {
                roles.put(folder.path(), role);
            }
        }
        Set<FolderRole> given = EnumSet.noneOf(FolderRole.class);
        given.addAll(roles.values());
        listed.stream()
                .filter(folder -> folder.selectable() && !roles.containsKey(folder.path()))
                .sorted(Comparator.comparingInt(Listed::depth).thenComparing(ORDER))
                .forEach(folder -> {
                    FolderRole named = FolderRoles.byName(folder.path(), folder.delimiter());
                    if (named != null && given.add(named)) {
                        roles.put(folder.path(), named);
                    }
                });
        return roles;
    }

    private static final Comparator<Listed> ORDER = Comparator.comparing(
                    (Listed folder) -> !FolderName.isInbox(folder.path()))
            .thenComparing(folder -> folder.path().value(), String.CASE_INSENSITIVE_ORDER)
            .thenComparing(folder -> folder.path().value());

    private static List<Listed> listed(ImapAnswer answer) throws IOException {
        Map<FolderPath, Listed> folders = new LinkedHashMap<>();
        for (ImapResponse response : answer.all("LIST")) {
            ResponseReader in = response.reader();
            Set<String> attributes = attributes(in);
            String delimiter = in.text();
            FolderPath path = FolderName.decode(in.mailbox(EXTENDED));
            if (path != null && folders.size() < MAX_FOLDERS) {
                folders.putIfAbsent(path, new Listed(path, delimiter, attributes));
            }
        }
        return List.copyOf(folders.values());
    }

    /** How many mails STATUS tells of; -1 where it does not. */
    static long messages(ImapAnswer answer) throws IOException {
        return counts(answer).values().stream()
                .mapToLong(Counts::messages)
                .max()
                .orElse(-1);
    }

    /**
     * The names of an answer to LIST or LSUB, as the server spells them.
     *
     * @param key which of the two
     */
    static List<byte[]> names(ImapAnswer answer, String key) throws IOException {
        List<byte[]> names = new ArrayList<>();
        for (ImapResponse response : answer.all(key)) {
            ResponseReader in = response.reader();
            in.skipValue(); // attributes
            in.skipValue(); // delimiter
            names.add(in.mailbox(EXTENDED));
        }
        return names;
    }

    private static Set<String> attributes(ResponseReader in) throws IOException {
        Set<String> attributes = new HashSet<>();
        in.expect('(');
        while (!in.take(')')) {
            String attribute = in.atom();
            if (attribute.isEmpty()) {
                throw new ProtocolViolation("a LIST response that cannot be read");
            }
            attributes.add(attribute.toLowerCase(Locale.ROOT));
        }
        return attributes;
    }

    private static Map<FolderPath, Counts> askCounts(ImapConnection connection, List<Listed> listed)
            throws IOException {
        List<ImapCommand> commands = listed.stream()
                .filter(Listed::selectable)
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

    private static Map<FolderPath, Counts> counts(ImapAnswer answer) throws IOException {
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
