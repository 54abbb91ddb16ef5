// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderRole;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A folder as LIST names it (RFC 9051 7.3.1).
 *
 * @param attributes in lower case
 */
record ListedFolder(FolderPath path, String delimiter, Set<String> attributes) {
    private static final int MAX_FOLDERS = 5000;

    /** What may follow the name of a folder, which some servers do not quote though it has blanks. */
    private static final String EXTENDED = " (\"";

    /** INBOX first, then by path. */
    static final Comparator<ListedFolder> ORDER = Comparator.comparing(
                    (ListedFolder folder) -> !FolderName.isInbox(folder.path()))
            .thenComparing(folder -> folder.path().value(), String.CASE_INSENSITIVE_ORDER)
            .thenComparing(folder -> folder.path().value());

    /** The folders of an answer, in its order. */
    static List<ListedFolder> all(ImapAnswer answer) throws IOException {
        Map<FolderPath, ListedFolder> folders = new LinkedHashMap<>();
        for (ImapResponse response : answer.all("LIST")) {
            ResponseReader in = response.reader();
            Set<String> attributes = attributes(in);
            String delimiter = in.text();
            FolderPath path = FolderName.decode(in.mailbox(EXTENDED));
            if (path != null && folders.size() < MAX_FOLDERS) {
                folders.putIfAbsent(path, new ListedFolder(path, delimiter, attributes));
            }
        }
        return List.copyOf(folders.values());
    }

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

    /**
     * The roles that the server tells, else those by name: of folders with the same one, that which lies in the fewest
     * others. A name gives no role to what others share, nor to what lies in the trash, where programs move a folder that
     * is deleted.
     *
     * @param shared whether a folder belongs to others
     */
    static Map<FolderPath, FolderRole> roles(List<ListedFolder> listed, Predicate<FolderPath> shared) {
        Map<FolderPath, FolderRole> roles = new HashMap<>();
        Set<FolderRole> given = EnumSet.noneOf(FolderRole.class);
        for (ListedFolder folder : listed) {
            FolderRole role = FolderRoles.byAttribute(folder.path(), folder.attributes());
            if (role != null) {
                roles.put(folder.path(), role);
                given.addAll(shared.test(folder.path()) ? Set.of() : Set.of(role));
            }
        }
        listed.stream()
                .filter(folder ->
                        folder.selectable() && !roles.containsKey(folder.path()) && !shared.test(folder.path()))
                .sorted(Comparator.comparingInt(ListedFolder::depth).thenComparing(ORDER))
                .filter(folder -> !folder.liesInUnwanted(roles))
                .forEach(folder -> {
                    FolderRole named = FolderRoles.byName(folder.path(), folder.delimiter());
                    if (named != null && given.add(named)) {
                        roles.put(folder.path(), named);
                    }
                });
        return roles;
    }

    /** Whether a folder that it lies in is one whose mail goes by itself. */
    private boolean liesInUnwanted(Map<FolderPath, FolderRole> roles) {
        return roles.entrySet().stream()
                .filter(entry -> entry.getValue() == FolderRole.TRASH || entry.getValue() == FolderRole.JUNK)
                .anyMatch(entry -> liesIn(entry.getKey()));
    }

    /** Whether that is one of the folders that it lies in. */
    boolean liesIn(FolderPath folder) {
        return !delimiter.isEmpty() && path.name().startsWith(folder.name() + delimiter);
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
}
