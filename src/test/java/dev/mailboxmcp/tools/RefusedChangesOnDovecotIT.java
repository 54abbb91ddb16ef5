// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.DovecotServer;
import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.mailserver.RawImap;
import dev.mailboxmcp.mailserver.RefusingProxy;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each command of each call that changes something is refused once, in the words of servers: an error means that nothing was
 * changed, what is said to be done is done, and no mail is lost, doubled or sent in silence.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedChangesOnDovecotIT {
    private static final Pattern ROW =
            Pattern.compile("FLAGS \\(([^)]*)\\) ENVELOPE \\((?:\"[^\"]*\"|NIL) (\"[^\"]*\"|NIL) ");
    private static final List<String> FOLDERS = List.of("Archive", "Drafts", "Old", "Sent", "Shelf", "Trash");

    private final DovecotServer server = DovecotServer.shared();
    private final MailUser alice = server.alice();
    private final RefusingProxy proxy = new RefusingProxy(server.plainImapPort());
    private final ToolStack stack = ToolStack.on(
            server,
            Map.ofEntries(
                    Map.entry("IMAP_PORT", "" + proxy.port()),
                    Map.entry("IMAP_TLS", "false"),
                    Map.entry("DELETE_MODE", "allow"),
                    Map.entry("WRITES_PER_MINUTE", "0"),
                    Map.entry("SEND_PER_MINUTE", "1000")));
    private RawImap eyes;
    private int tokens;

    /** A change of what {@link #fillMailbox} left. */
    enum Change {
        FLAG("imap_organize_emails", "{\"uids\":[%1$s],\"action\":\"flag\"}"),
        LABEL("imap_organize_emails", "{\"uids\":[%1$s],\"action\":\"label\",\"target\":\"urgent\"}"),
        MOVE("imap_organize_emails", "{\"uids\":[%1$s],\"action\":\"move\",\"target\":\"Shelf\"}"),
        COPY("imap_organize_emails", "{\"uids\":[%1$s],\"action\":\"copy\",\"target\":\"Shelf\"}"),
        ARCHIVE("imap_organize_emails", "{\"query\":\"subject:two\",\"action\":\"archive\"}"),
        TRASH("imap_organize_emails", "{\"uids\":[%1$s],\"action\":\"trash\"}"),
        DELETE("imap_delete_emails", "{\"uids\":[%1$s]}"),
        CREATE_FOLDER("imap_manage_folders", "{\"action\":\"create\",\"folder\":\"Fresh\"}"),
        RENAME_FOLDER("imap_manage_folders", "{\"action\":\"rename\",\"folder\":\"Old\",\"new_path\":\"Older\"}"),
        DELETE_FOLDER("imap_manage_folders", "{\"action\":\"delete\",\"folder\":\"Old\"}"),
        SAVE_DRAFT("imap_save_draft", "{\"to\":[\"bob@example.test\"],\"subject\":\"%2$s\",\"text\":\"t\"}"),
        SEND("smtp_send_email", "{\"to\":[\"bob@example.test\"],\"subject\":\"%2$s\",\"text\":\"t\"}"),
        REPLY("smtp_reply_email", "{\"uid\":%3$s,\"text\":\"%2$s\"}"),
        FORWARD("smtp_forward_email", "{\"uid\":%3$s,\"to\":[\"bob@example.test\"],\"text\":\"%2$s\"}"),
        UNDO("imap_undo", "{\"undo\":\"%4$s\"}"),
        REPLACE_DRAFT(
                "imap_save_draft",
                "{\"to\":[\"bob@example.test\"],\"subject\":\"%2$s\",\"text\":\"t\",\"replaces\":{%5$s}}"),
        SEND_DRAFT("smtp_send_draft", "{%5$s,%6$s}");

        private final String tool;
        private final String arguments;

        Change(String tool, String arguments) {
            this.tool = tool;
            this.arguments = arguments;
        }
    }

    @BeforeAll
    void look() throws IOException {
        server.reset(alice);
        eyes = server.connect(alice);
    }

    @AfterAll
    void close() throws IOException {
        eyes.close();
        stack.close();
        proxy.close();
    }

    @ParameterizedTest
    @EnumSource
    void anErrorMeansThatNothingWasChanged(Change change) throws IOException {
        sweep(change, List.of("NO [UNAVAILABLE] later"));
    }

    @Tag("nightly")
    @ParameterizedTest
    @EnumSource
    void anErrorInOtherWordsMeansThatNothingWasChanged(Change change) throws IOException {
        sweep(change, List.of("NO it cannot be done", "BAD what", "NO [LIMIT] too much", "NO [OVERQUOTA] full"));
    }

    private void sweep(Change change, List<String> refusals) throws IOException {
        String right = undisturbed(change);
        Map<String, String> outcomes = new HashMap<>();
        for (String status : refusals) {
            String refused = "";
            for (int command = 0; refused != null; command++) {
                String token = token();
                String arguments = prepare(change, token);
                String before = mailbox(token);
                proxy.refuse(command, 1, status);
                JsonObject result = call(change.tool, arguments);
                refused = proxy.refused();
                String after = mailbox(token);
                String outcome = outcome(result);
                outcomes.put(token, outcome);
                if (outcome.equals("error") || !saysMore(result)) {
                    assertThat(after)
                            .as("%s, where %s was answered by %s: %s", change, refused, status, result)
                            .isEqualTo(outcome.equals("error") ? before : right);
                }
            }
        }
        assertThat(outcomes)
                .as("calls, of which the last in each word meets no refusal")
                .hasSizeGreaterThan(refusals.size());
        Map<String, Integer> came = SoakingUser.tokens(server, server.bob(), "INBOX");
        outcomes.forEach((token, outcome) -> assertThat(came.getOrDefault(token, 0))
                .as("%s, of which was said: %s", change, outcome)
                .isBetween(outcome.equals("sent") ? 1 : 0, outcome.matches("sent|unknown") ? 1 : 0));
    }

    private static String outcome(JsonObject result) {
        return result.getBoolean("isError")
                ? "error"
                : result.getJsonObject("structuredContent").getString("status", "done");
    }

    /** Whether it says that not all is as it was to be. */
    private static boolean saysMore(JsonObject result) {
        JsonObject said = result.getJsonObject("structuredContent");
        return said.containsKey("not_saved_reason")
                || said.containsKey("advice")
                || said.containsKey("warnings")
                || said.getString("status", "").matches("preview|partial|unknown");
    }

    private String undisturbed(Change change) throws IOException {
        String token = token();
        JsonObject result = call(change.tool, prepare(change, token));
        assertThat(result.getBoolean("isError")).as("%s", result).isFalse();
        return mailbox(token);
    }

    private String token() {
        return "token-%08d-0000-0000-0000-000000000000.".formatted(++tokens);
    }

    /** Fills the mailbox and gives the arguments of the call, whatever went before. */
    private String prepare(Change change, String token) throws IOException {
        fillMailbox();
        String undo = change == Change.UNDO
                ? content(
                                "imap_organize_emails",
                                "{\"uids\":[" + uids() + "],\"action\":\"move\",\"target\":\"Shelf\"}")
                        .getString("undo")
                : "";
        String draft = "";
        String digest = "";
        if (change == Change.REPLACE_DRAFT || change == Change.SEND_DRAFT) {
            JsonObject saved = content(
                    "imap_save_draft",
                    "{\"to\":[\"bob@example.test\"],\"subject\":\"draft\",\"text\":\"" + token + "\"}");
            draft = "\"uid\":" + saved.getJsonNumber("uid") + ",\"uidvalidity\":" + saved.getJsonNumber("uidvalidity");
            digest = "\"digest\":\"" + saved.getString("digest") + "\"";
        }
        return change.arguments.formatted(uids(), token, uids().replaceAll(",.*", ""), undo, draft, digest);
    }

    /**
     * Empties the folders and does not delete them: one that another session has open is broken for good where Dovecot 2.3 is asked to
     * delete it and to make it again ("Mailbox was deleted under us"), and the connections of the stack have some open.
     */
    private void fillMailbox() throws IOException {
        for (String made : List.of("Fresh", "Older")) {
            eyes.isDone("DELETE " + made);
        }
        for (String folder : FOLDERS) {
            eyes.create(folder);
            eyes.empty(folder);
        }
        eyes.empty("INBOX");
        eyes.command("CLOSE");
        for (String subject : List.of("one", "two", "three")) {
            eyes.append("INBOX", "()", Mails.plain("Bob <bob@example.test>", alice.address(), subject, "Words."));
        }
        eyes.append("Shelf", "(\\Seen)", Mails.plain("Bob <bob@example.test>", alice.address(), "shelved", "Words."));
    }

    /** The uids of the first two mails of INBOX. */
    private String uids() throws IOException {
        eyes.command("EXAMINE INBOX");
        String uids = eyes.command("UID SEARCH OR SUBJECT one SUBJECT two").stream()
                .filter(line -> line.startsWith("* SEARCH"))
                .map(line -> line.substring("* SEARCH".length()).strip().replace(' ', ','))
                .collect(Collectors.joining());
        eyes.command("CLOSE");
        return uids;
    }

    /** Every mail by its folder, subject and flags. */
    private String mailbox(String token) throws IOException {
        Map<String, List<String>> folders = new TreeMap<>();
        List<String> listed = eyes.command("LIST \"\" \"*\"").stream()
                .filter(line -> line.startsWith("* LIST"))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1).replace("\"", ""))
                .toList();
        for (String folder : listed) {
            List<String> mails = new ArrayList<>();
            eyes.command("EXAMINE \"" + folder + "\"");
            for (String line : eyes.command("UID FETCH 1:* (FLAGS ENVELOPE)")) {
                Matcher row = ROW.matcher(line);
                if (row.find()) {
                    String flags = Arrays.stream(row.group(1).split(" "))
                            .filter(flag -> !flag.matches("\\\\Recent|\\$Forwarded")) // which not every server can set
                            .sorted()
                            .collect(Collectors.joining(" "));
                    mails.add(row.group(2) + flags);
                }
            }
            mails.sort(null);
            folders.put(folder, mails);
        }
        eyes.command("CLOSE"); // a folder that somebody has open is not deleted in peace
        return folders.toString().replace(token, "TOKEN");
    }

    private JsonObject content(String tool, String arguments) {
        JsonObject result = call(tool, arguments);
        assertThat(result.getBoolean("isError")).as("%s", result).isFalse();
        return result.getJsonObject("structuredContent");
    }

    private JsonObject call(String tool, String arguments) {
        return stack.call(ToolStack.credentials(alice), tool, arguments);
    }
}
