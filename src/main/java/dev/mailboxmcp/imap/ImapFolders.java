// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.imap.ImapFolderStatus.Counts;
import dev.mailboxmcp.mail.Folder;
import dev.mailboxmcp.mail.FolderList;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderRole;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Lists folders with their counts: one round trip where the server offers LIST-STATUS (RFC 5819), else two; one more where
 * others share folders and the server tells the rights in them one by one.
 */
public final class ImapFolders {
    private static final String WORDS = "listing folders";
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
        List<ListedFolder> listed = ListedFolder.all(answer);
        if (listed.isEmpty()) { // every mailbox has INBOX (RFC 9051 5.1)
            throw new MailException(new MailFailure.ServerUnavailable("IMAP", "it names no folder, not even INBOX"));
        }
        Map<FolderPath, Counts> told = ImapFolderStatus.counts(answer);
        Map<FolderPath, Counts> counts = told.isEmpty() ? ImapFolderStatus.askCounts(connection, listed) : told;
        return folderList(
                listed,
                counts,
                details.withRights(
                        connection, listed.stream().map(ListedFolder::path).toList()));
    }

    /** What the server offers of use and counts beside the names (RFC 5258, 5819, 6154, 8440). */
    static List<String> options(ImapConnection connection, boolean counted) {
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
    static ImapCommand listing(List<String> options) {
        String returned = options.isEmpty() ? "" : " RETURN (" + String.join(" ", options) + ")";
        return ImapCommand.of("LIST", EVERYTHING + returned);
    }

    /** The answer, or that to the plain command where the server announced options that it does not serve. */
    static ImapAnswer orPlain(ImapConnection connection, ImapAnswer asked, List<String> options) throws IOException {
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
        return folders(connection, ListedFolder.all(answer));
    }

    /** The first folder of each role that can be opened. One round trip. */
    public static Map<FolderRole, FolderPath> roles(ImapConnection connection) throws IOException {
        return roles(connection, connection.ask(WORDS, rolesCommand(connection)));
    }

    /** Whether that is the folder of the role, however its path is spelled. One round trip. */
    public static boolean isOfRole(ImapConnection connection, FolderPath folder, FolderRole role) throws IOException {
        FolderPath found = roles(connection).get(role);
        return found != null && FolderName.sameInAnyCase(found, folder);
    }

    /** Whether a folder of that path may be taken for the one of the role, by its name. */
    public static boolean mayBecome(FolderPath folder, FolderRole role) {
        return Stream.of("/", ".").anyMatch(delimiter -> FolderRoles.byName(folder, delimiter) == role);
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
        List<ListedFolder> listed = ListedFolder.all(orPlain(connection, asked, options(connection, false)));
        Map<FolderRole, FolderPath> roles = new EnumMap<>(FolderRole.class);
        for (Folder folder : folders(connection, listed)) {
            FolderRole role = folder.role();
            if (role != null && folder.selectable() && !folder.shared()) {
                roles.putIfAbsent(role, folder.path());
            }
        }
        return roles;
    }

    private static List<Folder> folders(ImapConnection connection, List<ListedFolder> listed) throws IOException {
        FolderDetails details = new FolderDetails(namespaces(connection, listed), null, Map.of());
        return folderList(listed, Map.of(), details).folders();
    }

    /**
     * Which folders belong to others: nothing of the user's own may go there by its role. One round trip for each connection,
     * and none as long as each folder that has a role lies where those of the user do.
     */
    static Namespaces namespaces(ImapConnection connection, List<ListedFolder> listed) throws IOException {
        Map<FolderPath, FolderRole> roles = ListedFolder.roles(listed, path -> false);
        boolean belowInbox = listed.stream().anyMatch(folder -> folder.liesIn(FolderPath.INBOX));
        boolean doubtful = listed.stream()
                .filter(folder -> roles.containsKey(folder.path()) && !FolderName.isInbox(folder.path()))
                .anyMatch(folder -> !folder.liesIn(FolderPath.INBOX) && (belowInbox || folder.depth() > 0));
        boolean gmail =
                connection.has(GmailLabels.EXTENSION); // where nobody shares folders, and most of these are nested
        return doubtful && !gmail ? Namespaces.of(connection) : Namespaces.NONE;
    }

    /** Whether there is such a folder that can be opened. One round trip. */
    static boolean exists(ImapConnection connection, FolderPath folder) throws IOException {
        return lists(connection.ask(WORDS, listing(folder)), folder);
    }

    /** Those of them that the server does not list, or not as folders that can be opened. One round trip where there are some. */
    static List<FolderPath> missing(ImapConnection connection, List<FolderPath> folders) throws IOException {
        if (folders.isEmpty()) {
            return List.of();
        }
        List<FolderPath> missing = new ArrayList<>();
        List<ImapAnswer> answers = connection.ask(
                WORDS,
                ResponseLimits.USUAL,
                folders.stream().map(ImapFolders::listing).toList());
        for (int i = 0; i < folders.size(); i++) {
            answers.get(i).requireOk(WORDS);
            if (!lists(answers.get(i), folders.get(i))) {
                missing.add(folders.get(i));
            }
        }
        return missing;
    }

    private static ImapCommand listing(FolderPath folder) {
        return new ImapCommand("LIST").raw("\"\"").mailbox(folder);
    }

    private static boolean lists(ImapAnswer answer, FolderPath folder) throws IOException {
        return ListedFolder.all(answer).stream()
                .anyMatch(listed -> listed.selectable() && FolderName.same(listed.path(), folder));
    }

    /** What the names of the user's own folders begin with; mostly empty. */
    static String personalPrefix(ImapConnection connection) throws IOException {
        return Namespaces.of(connection).personalPrefix();
    }

    private static FolderList folderList(
            List<ListedFolder> listed, Map<FolderPath, Counts> counts, FolderDetails details) {
        Map<FolderPath, FolderRole> roles = ListedFolder.roles(listed, details.namespaces()::isShared);
        List<Folder> folders = new ArrayList<>(listed.size());
        for (ListedFolder folder : listed.stream().sorted(ListedFolder.ORDER).toList()) {
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
                .map(ListedFolder::delimiter)
                .filter(one -> !one.isEmpty())
                .findFirst()
                .orElse("");
        return new FolderList(delimiter, folders, details.quota());
    }
}
