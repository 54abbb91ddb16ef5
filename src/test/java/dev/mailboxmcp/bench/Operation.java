// SPDX-License-Identifier: MIT
package dev.mailboxmcp.bench;

import dev.mailboxmcp.rpc.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One kind of work, by a tool and by raw IMAP in as few round trips as it allows.
 *
 * @param flights of the raw client, each the commands that go out together
 */
record Operation(String name, String tool, JsonObject arguments, List<List<String>> flights) {
    private static final String ROW = "(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)";
    /** Attributes and name of a folder, as the server spells it; one whose name is a literal is left out. */
    private static final Pattern LISTED = Pattern.compile(
            "(?m)^\\* LIST \\(([^)]*)\\) (?:\"[^\"]*\"|NIL) (\"(?:[^\"\\\\]|\\\\.)*\"|[^\\s{]\\S*)\\s*$");

    static final Pattern CURSOR = Pattern.compile("\"cursor\":\"([A-Za-z0-9_-]+)\"");
    private static final Pattern LAST_NUMBER = Pattern.compile("SEARCH[0-9 ]*?(\\d+)\\s");

    static Operation newest(String folder, long exists) {
        return new Operation(
                "20 newest of " + exists,
                "imap_list_emails",
                Json.createObjectBuilder()
                        .add("folder", folder)
                        .add("limit", 20)
                        .build(),
                List.of(List.of("FETCH " + Math.max(1, exists - 19) + ":* " + ROW)));
    }

    /** The operations on the folder that is open, with the mails and UIDs in it now. */
    static List<Operation> of(RawClient raw, ToolClient tools, BenchSettings settings) throws IOException {
        String folder = settings.folder();
        List<Operation> operations = new ArrayList<>();
        operations.add(newest(folder, raw.exists())); // first: from now on both have the folder open
        operations.add(new Operation(
                "folders with counts",
                "imap_list_folders",
                Json.createObjectBuilder().build(),
                List.of(List.of("LIST \"\" \"*\" RETURN (SPECIAL-USE STATUS (MESSAGES UNSEEN))"))));
        String subject = RawClient.quoted(settings.subject());
        operations.add(new Operation(
                "search by subject in " + raw.exists(),
                "imap_search_emails",
                Json.createObjectBuilder()
                        .add("folder", folder)
                        .add("subject", settings.subject())
                        .add("limit", 20)
                        .build(),
                List.of(List.of("UID SEARCH RETURN (SAVE ALL) SUBJECT " + subject, "FETCH $ " + ROW))));
        long ordinary = lastUid(raw, "LARGER 4000 SMALLER 9000");
        if (ordinary > 0) {
            operations.add(read(
                    "read 4 to 9 kB",
                    folder,
                    ordinary,
                    List.of(List.of("UID FETCH " + ordinary + " (FLAGS ENVELOPE BODYSTRUCTURE BODY.PEEK[])"))));
        }
        long large = lastUid(raw, "LARGER 15000000");
        if (large > 0) {
            String part = raw.run("UID FETCH " + large + " (BODY.PEEK[1.1])").matches("(?s).*BODY\\[1\\.1] \\{[1-9].*")
                    ? "1.1"
                    : "1";
            operations.add(read(
                    "read beside > 15 MB",
                    folder,
                    large,
                    List.of(
                            List.of("UID FETCH " + large + " (FLAGS ENVELOPE BODYSTRUCTURE BODY.PEEK[HEADER])"),
                            List.of("UID FETCH " + large + " (BODY.PEEK[" + part + "])"))));
        }
        operations.addAll(overFolders(raw, tools, settings));
        return operations;
    }

    /** What looks into every folder. The raw client opens its own folder again at the end, as the tools find it next time. */
    private static List<Operation> overFolders(RawClient raw, ToolClient tools, BenchSettings settings)
            throws IOException {
        String states =
                "LIST \"\" \"*\" RETURN (SPECIAL-USE STATUS (UIDVALIDITY UIDNEXT MESSAGES UNSEEN HIGHESTMODSEQ))";
        List<String> folders = new ArrayList<>();
        Matcher listed = LISTED.matcher(raw.run("LIST \"\" \"*\""));
        while (listed.find()) {
            if (!listed.group(1).matches("(?i).*\\\\(Noselect|NonExistent|Trash|Junk).*")) {
                folders.add(listed.group(2));
            }
        }
        List<String> searches = new ArrayList<>();
        for (String folder : folders) {
            searches.add("EXAMINE " + folder);
            searches.add("UID SEARCH SUBJECT " + RawClient.quoted(settings.subject()));
        }
        searches.add("EXAMINE " + RawClient.quoted(settings.folder()));
        Operation search = new Operation(
                "search by subject in " + folders.size() + " folders",
                "imap_search_emails",
                Json.createObjectBuilder()
                        .add("folder", "*")
                        .add("subject", settings.subject())
                        .add("limit", 20)
                        .build(),
                List.of(List.of("LIST \"\" \"*\""), searches));
        List<Operation> operations = new ArrayList<>(List.of(search));
        Matcher cursor = CURSOR.matcher(
                tools.call("imap_list_changes", Json.createObjectBuilder().build()));
        if (cursor.find()) {
            operations.add(new Operation(
                    "changes, where there are none",
                    "imap_list_changes",
                    Json.createObjectBuilder().add("cursor", cursor.group(1)).build(),
                    List.of(List.of(states))));
        }
        return operations;
    }

    private static Operation read(String name, String folder, long uid, List<List<String>> flights) {
        return new Operation(
                name,
                "imap_read_email",
                Json.createObjectBuilder().add("folder", folder).add("uid", uid).build(),
                flights);
    }

    /** 0 where nothing is found. */
    private static long lastUid(RawClient raw, String criteria) throws IOException {
        String answer = raw.run("UID SEARCH " + criteria);
        Matcher matcher = LAST_NUMBER.matcher(answer.replace("\r\n", " \r\n"));
        return matcher.find() ? lastNumber(matcher.group()) : 0;
    }

    private static long lastNumber(String searchLine) {
        String[] words = searchLine.strip().split(" ", -1);
        return Long.parseLong(words[words.length - 1]);
    }

    void run(RawClient raw) throws IOException {
        for (List<String> flight : flights) {
            raw.run(flight.toArray(String[]::new));
        }
    }

    void run(ToolClient tools) throws IOException {
        String response = tools.call(tool, arguments);
        if (ToolClient.failed(response)) {
            throw new IOException(tool + " failed: " + response);
        }
    }
}
