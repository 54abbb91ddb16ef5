// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.MailServer;
import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.mailserver.RawImap;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What listing changes promises, on any mail server. */
abstract class ChangesContract {
    private static final Pattern UID = Pattern.compile("UID (\\d+)");
    private static final Pattern FLAGS = Pattern.compile("FLAGS \\(([^)]*)\\)");
    private static final List<String> FOLDERS = List.of("INBOX", "Work", "Play");

    private final MailServer server;
    private final boolean tellsFlags;
    private final MailUser alice;
    private final ToolStack stack;

    /** @param tellsFlags whether it counts changes (CONDSTORE) and names what is gone (QRESYNC) */
    ChangesContract(MailServer server, boolean tellsFlags) {
        this.server = server;
        this.tellsFlags = tellsFlags;
        alice = server.alice();
        stack = ToolStack.on(server);
    }

    @BeforeEach
    void emptyMailbox() throws Exception {
        server.reset(alice);
    }

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void withoutACursorTheCursorComesAlone() throws Exception {
        append("INBOX", 1);

        JsonObject first = changes("{}");

        assertThat(first.getJsonArray("folders")).isEmpty();
        assertThat(first).doesNotContainKey("since");
        assertThat(first.getBoolean("more")).isFalse();
        JsonObject second = since(first, "");
        assertThat(second.getJsonArray("folders")).isEmpty();
        assertThat(second).containsKey("since");
    }

    @Test
    void whatCameChangedAndWentIsTold() throws Exception {
        append("INBOX", 3);
        JsonObject first = changes("{}");
        try (RawImap imap = server.connect(alice)) {
            imap.command("SELECT INBOX");
            imap.command("STORE 1 +FLAGS (\\Flagged \\Seen)");
            imap.command("STORE 2 +FLAGS (\\Deleted)");
            imap.command("EXPUNGE");
        }
        append("INBOX", 1);

        JsonObject inbox = folder(since(first, ""), "INBOX");

        assertThat(inbox.getInt("total")).isEqualTo(3);
        assertThat(inbox.getJsonArray("new")).hasSize(1);
        assertThat(inbox.getInt("gone_count", inbox.getJsonArray("gone").size()))
                .isEqualTo(1);
        assertThat(inbox.getString("state")).isEqualTo(tellsFlags ? "changed" : "unknown_flags");
        if (tellsFlags) {
            assertThat(inbox.getJsonArray("gone")).hasSize(1);
            assertThat(inbox.getJsonArray("flags").toString())
                    .contains("flagged")
                    .doesNotContain("unread");
        }
    }

    @Test
    void moreNewMailsThanThereIsRoomForComeWithTheNextCursor() throws Exception {
        JsonObject answer = changes("{}");
        append("INBOX", 7);
        List<String> subjects = new ArrayList<>();
        int answers = 0;
        do {
            answer = since(answer, ",\"limit\":3");
            folder(answer, "INBOX").getJsonArray("new").getValuesAs(JsonObject.class).reversed().stream()
                    .map(mail -> mail.getString("subject"))
                    .forEach(subjects::add);
            answers++;
        } while (answer.getBoolean("more"));

        assertThat(subjects).containsExactly("mail 0", "mail 1", "mail 2", "mail 3", "mail 4", "mail 5", "mail 6");
        assertThat(answers).isEqualTo(3);
        assertThat(since(answer, "").getJsonArray("folders")).isEmpty();
    }

    @Test
    void aFolderThatIsNewOrGoneIsTold() throws Exception {
        append("Work", 1);
        JsonObject first = changes("{}");
        append("Play", 2);
        try (RawImap imap = server.connect(alice)) {
            imap.command("DELETE \"" + server.path("Work") + "\"");
        }

        JsonObject second = since(first, "");

        assertThat(folder(second, server.path("Work")).getString("state")).isEqualTo("gone");
        assertThat(folder(second, server.path("Play")).getString("state")).isEqualTo("new");
        assertThat(folder(second, server.path("Play")).getJsonArray("new")).hasSize(2);
        assertThat(since(second, "").getJsonArray("folders")).isEmpty();
    }

    @Test
    void theFoldersThatWereNamedAreThoseOfTheCursor() throws Exception {
        append("Work", 1);
        JsonObject first = changes("{\"folders\":[\"" + server.path("Work") + "\"]}");
        append("INBOX", 1);
        append("Work", 1);

        JsonArray folders = since(first, "").getJsonArray("folders");

        assertThat(folders).hasSize(1);
        assertThat(folders.getJsonObject(0).getString("folder")).isEqualTo(server.path("Work"));
    }

    @Test
    void aFolderThatIsNotAskedForIsNotSaidToBeGone() throws Exception {
        append("Work", 1);
        JsonObject first = changes("{}");
        append("INBOX", 1);

        JsonObject narrowed = since(first, ",\"folders\":[\"" + server.path("Work") + "\"]");

        assertThat(narrowed.getJsonArray("folders")).isEmpty();
        assertThat(folder(since(narrowed, ""), "INBOX").getJsonArray("new")).hasSize(1);
    }

    @Test
    void inboxIsOneFolderHoweverItIsSpelled() throws Exception {
        JsonObject first = changes("{\"folders\":[\"INBOX\",\"inbox\",\"INBOX\"]}");
        append("INBOX", 1);

        assertThat(since(first, "").getJsonArray("folders")).hasSize(1);
    }

    @Test
    void whatIsNoCursorOfThisMailboxIsRefused() throws Exception {
        String cursor = changes("{}").getString("cursor");
        for (String wrong :
                List.of("", "x", "c1", cursor.substring(1), cursor.substring(0, cursor.length() - 2), cursor + "AA")) {
            assertThat(ToolStack.errorText(stack.call(
                            ToolStack.credentials(alice), "imap_list_changes", "{\"cursor\":\"" + wrong + "\"}")))
                    .startsWith("INVALID_ARGUMENT: cursor");
        }
        assertThat(ToolStack.errorText(stack.call(
                        ToolStack.credentials(server.bob()), "imap_list_changes", "{\"cursor\":\"" + cursor + "\"}")))
                .startsWith("INVALID_ARGUMENT: cursor");
        assertThat(ToolStack.errorText(
                        stack.call(ToolStack.credentials(alice), "imap_list_changes", "{\"folders\":[\"No such\"]}")))
                .startsWith("FOLDER_NOT_FOUND");
    }

    @Test
    void theSumOfAllAnswersIsWhatAnotherSessionDid() throws Exception {
        Random random = new Random(8);
        for (String folder : FOLDERS) {
            append(folder, 4);
        }
        JsonObject answer = changes("{}");
        Map<String, Map<Long, Set<String>>> model = new TreeMap<>();
        for (String folder : FOLDERS) {
            model.put(folder, truth(folder));
        }
        for (int round = 0; round < 12; round++) {
            for (int step = 0; step < 4; step++) {
                changeSomething(FOLDERS.get(random.nextInt(FOLDERS.size())), random);
            }
            do {
                answer = since(answer, ",\"limit\":" + (1 + random.nextInt(4)));
                for (JsonObject folder : answer.getJsonArray("folders").getValuesAs(JsonObject.class)) {
                    apply(folder, model);
                }
            } while (answer.getBoolean("more"));
            for (String folder : FOLDERS) {
                Map<Long, Set<String>> truth = truth(folder);
                if (tellsFlags) {
                    assertThat(mails(model, folder))
                            .as("%s, round %d", folder, round)
                            .isEqualTo(truth);
                } else {
                    assertThat(mails(model, folder).keySet())
                            .as("%s, round %d", folder, round)
                            .containsAll(truth.keySet());
                    assertThat(lost.getOrDefault(folder, 0L) + truth.size())
                            .as("%s, round %d", folder, round)
                            .isEqualTo(mails(model, folder).size());
                }
            }
        }
    }

    /** How many mails are gone of which the server does not tell the UIDs. */
    private final Map<String, Long> lost = new TreeMap<>();

    private void apply(JsonObject change, Map<String, Map<Long, Set<String>>> model) {
        String name = FOLDERS.stream()
                .filter(folder -> path(folder).equals(change.getString("folder")))
                .findFirst()
                .orElseThrow();
        Map<Long, Set<String>> mails = mails(model, name);
        for (JsonNumber uid : change.getJsonArray("gone").getValuesAs(JsonNumber.class)) {
            mails.remove(uid.longValue());
        }
        if (change.containsKey("gone_count")) {
            lost.merge(name, change.getJsonNumber("gone_count").longValue(), Long::sum);
        }
        for (String member : List.of("new", "flags")) {
            for (JsonObject mail : change.getJsonArray(member).getValuesAs(JsonObject.class)) {
                mails.put(mail.getJsonNumber("uid").longValue(), words(mail.getJsonArray("flags")));
            }
        }
    }

    private static Map<Long, Set<String>> mails(Map<String, Map<Long, Set<String>>> model, String folder) {
        return model.computeIfAbsent(folder, name -> new TreeMap<>());
    }

    private static Set<String> words(JsonArray flags) {
        Set<String> words = new TreeSet<>();
        flags.getValuesAs(JsonString.class).forEach(flag -> words.add(flag.getString()));
        return words;
    }

    private void changeSomething(String folder, Random random) throws IOException {
        int mails = server.messages(alice, folder).size();
        int one = mails == 0 ? 0 : 1 + random.nextInt(mails);
        switch (one == 0 ? 0 : random.nextInt(4)) {
            case 0 -> append(folder, 1 + random.nextInt(3));
            case 1 -> change(folder, "STORE " + one + " +FLAGS (\\Deleted)", "EXPUNGE");
            case 2 -> change(folder, "STORE " + one + " +FLAGS (\\Flagged)");
            default -> change(folder, "STORE " + one + (random.nextBoolean() ? " +" : " -") + "FLAGS (\\Seen)");
        }
    }

    private void change(String folder, String... commands) throws IOException {
        try (RawImap imap = server.connect(alice)) {
            imap.command("SELECT \"" + path(folder) + "\"");
            for (String command : commands) {
                imap.command(command);
            }
        }
    }

    private Map<Long, Set<String>> truth(String folder) throws IOException {
        Map<Long, Set<String>> truth = new TreeMap<>();
        try (RawImap imap = server.connect(alice)) {
            boolean empty = imap.command("EXAMINE \"" + path(folder) + "\"").stream()
                    .anyMatch(line -> line.equals("* 0 EXISTS"));
            for (String line : empty ? List.<String>of() : imap.command("FETCH 1:* (UID FLAGS)")) {
                Matcher uid = UID.matcher(line);
                Matcher flags = FLAGS.matcher(line);
                if (uid.find() && flags.find()) {
                    Set<String> words = new TreeSet<>();
                    if (!flags.group(1).contains("\\Seen")) {
                        words.add("unread");
                    }
                    if (flags.group(1).contains("\\Flagged")) {
                        words.add("flagged");
                    }
                    truth.put(Long.parseLong(uid.group(1)), words);
                }
            }
        }
        return truth;
    }

    private int appended;

    void append(String folder, int mails) throws IOException {
        for (int i = 0; i < mails; i++) {
            server.append(
                    alice,
                    folder,
                    ("From: bob@stone.example\r\nSubject: mail " + appended++ + "\r\n\r\ntext\r\n").getBytes(UTF_8));
        }
    }

    private String path(String folder) {
        return folder.equals("INBOX") ? folder : server.path(folder);
    }

    JsonObject changes(String arguments) {
        return stack.succeed(alice, "imap_list_changes", arguments);
    }

    JsonObject since(JsonObject earlier, String more) {
        return changes("{\"cursor\":\"" + earlier.getString("cursor") + "\"" + more + "}");
    }

    static JsonObject folder(JsonObject answer, String folder) {
        return answer.getJsonArray("folders").getValuesAs(JsonObject.class).stream()
                .filter(change -> change.getString("folder").equals(folder))
                .findFirst()
                .orElseThrow();
    }
}
