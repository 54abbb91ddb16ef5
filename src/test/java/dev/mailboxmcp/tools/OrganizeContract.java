// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.mailserver.MailServer;
import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.mailserver.RawImap;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What putting mails in order promises, on any mail server. */
abstract class OrganizeContract {
    private static final AtomicInteger FOLDERS = new AtomicInteger();

    final MailServer server;
    private final MailUser alice;
    private ToolStack stack;

    /** Another one for each test: Cyrus refuses to delete two folders of one name within a second. */
    private final String elsewhere = "Elsewhere " + FOLDERS.incrementAndGet();

    OrganizeContract(MailServer server) {
        this.server = server;
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

    @ParameterizedTest
    @CsvSource({"read,unread,false", "unread,unread,true", "flag,flagged,true", "unflag,flagged,false"})
    void flagsAreSetAndUndone(String action, String flag, boolean set) throws Exception {
        String[] before = action.equals("unread")
                ? new String[] {"\\Seen"}
                : action.equals("unflag") ? new String[] {"\\Flagged"} : new String[0];
        List<Long> uids = append("INBOX", 3, before);

        JsonObject result = organize("INBOX", uids.subList(0, 2), action, null);

        assertThat(result.getString("status")).isEqualTo("done");
        assertThat(result.getInt("done")).isEqualTo(2);
        assertThat(flagsOf("INBOX", uids.get(0)).contains(flag)).isEqualTo(set);
        assertThat(flagsOf("INBOX", uids.get(2)).contains(flag)).isNotEqualTo(set);

        assertThat(undo(result).getInt("done")).isEqualTo(2);
        assertThat(flagsOf("INBOX", uids.get(0)).contains(flag)).isNotEqualTo(set);
    }

    /** An interrupt closes the socket that a virtual thread reads from. */
    @Test
    void whoLeavesDoesNotTearAChangeApart() throws Exception {
        List<Long> uids = append("INBOX", 1);
        FutureTask<JsonObject> call = new FutureTask<>(() -> {
            Thread.currentThread().interrupt();
            return organize("INBOX", uids, "flag", null);
        });
        Thread.ofVirtual().start(call);

        assertThat(call.get().getString("status")).isEqualTo("done");
        assertThat(rawFlags("INBOX")).contains("\\Flagged");
    }

    @Test
    void undoingLeavesAloneWhatWasSoBefore() throws Exception {
        List<Long> uids = append("INBOX", 1);
        uids.addAll(append("INBOX", 1, "\\Flagged"));

        JsonObject result = organize("INBOX", uids, "flag", null);
        undo(result);

        assertThat(result.getInt("done")).isEqualTo(2);
        assertThat(flagsOf("INBOX", uids.get(0))).doesNotContain("flagged");
        assertThat(flagsOf("INBOX", uids.get(1))).contains("flagged");
    }

    @Test
    void aMailThatIsNotThereIsMissingAndNeverCountedAsDone() throws Exception {
        List<Long> uids = append("INBOX", 1);
        uids.add(uids.get(0) + 1000);

        JsonObject flagged = organize("INBOX", uids, "flag", null);
        create(elsewhere);
        JsonObject moved = organize("INBOX", uids, "move", server.path(elsewhere));

        for (JsonObject result : List.of(flagged, moved)) {
            assertThat(result.getInt("done")).isEqualTo(1);
            assertThat(result.getInt("missing")).isEqualTo(1);
        }
        assertThat(server.messages(alice, elsewhere)).hasSize(1);
    }

    @Test
    void whereNoneOfTheMailsIsThereTheAdviceSaysSo() throws Exception {
        long none = append("INBOX", 1).get(0) + 1000;

        for (String action : List.of("flag", "archive")) {
            JsonObject result = organize("INBOX", List.of(none), action, null);

            assertThat(result.getInt("done")).isZero();
            assertThat(result.getInt("missing")).isEqualTo(1);
            assertThat(result.getString("advice")).contains("List it again");
        }
        assertThat(server.messages(alice, "INBOX")).hasSize(1);
    }

    @Test
    void nothingOfTheMailIsLostOnTheWayThereAndBack() throws Exception {
        create(elsewhere);
        List<Long> uids = append("INBOX", 5, "\\Seen", "\\Flagged");
        List<byte[]> before = server.messages(alice, "INBOX");

        JsonObject moved = organize("INBOX", uids.subList(1, 4), "move", server.path(elsewhere));

        assertThat(moved.getString("status")).isEqualTo("done");
        assertThat(moved.getInt("done")).isEqualTo(3);
        assertThat(moved.getString("target")).isEqualTo(server.path(elsewhere));
        assertThat(server.messages(alice, "INBOX")).hasSize(2);
        assertThat(server.messages(alice, elsewhere)).hasSize(3);
        assertThat(moved.getString("undo")).hasSizeLessThanOrEqualTo(130).matches("[A-Za-z0-9_-]+");

        JsonObject undone = undo(moved);

        assertThat(undone.getInt("done")).isEqualTo(3);
        assertThat(undone.getInt("missing")).isZero();
        assertThat(undone.getString("target")).isEqualTo("INBOX");
        assertThat(server.messages(alice, "INBOX")).containsExactlyInAnyOrderElementsOf(before);
        assertThat(server.messages(alice, elsewhere)).isEmpty();
        for (long uid : uids(server.messages(alice, "INBOX").size(), "INBOX")) {
            assertThat(flagsOf("INBOX", uid)).contains("flagged").doesNotContain("unread");
        }
    }

    @Test
    void undoingTwiceDoesNothingMore() throws Exception {
        create(elsewhere);
        JsonObject moved = organize("INBOX", append("INBOX", 2), "move", server.path(elsewhere));
        undo(moved);

        JsonObject again = undo(moved);

        assertThat(again.getInt("done")).isZero();
        assertThat(again.getInt("missing")).isEqualTo(2);
        assertThat(again.getString("advice")).contains("it was taken back before");
        assertThat(server.messages(alice, "INBOX")).hasSize(2);
    }

    @Test
    void aCallMadeAgainHasTheSameResultAndMovesNothingMore() throws Exception {
        create(elsewhere);
        List<Long> uids = append("INBOX", 2);
        JsonObject first = organize("INBOX", uids, "move", server.path(elsewhere));

        assertThat(organize("INBOX", uids, "move", server.path(elsewhere))).isEqualTo(first);
    }

    @Test
    void aMoveRemovesNoMailThatSomebodyElseMarkedAsDeleted() throws Exception {
        create(elsewhere);
        append("INBOX", 1, "\\Deleted");
        List<Long> uids = append("INBOX", 1);

        organize("INBOX", uids, "move", server.path(elsewhere));
        organize("INBOX", uids(1, "INBOX"), "flag", null);
        stack.close(); // and the connection leaves the folder
        stack = ToolStack.on(server);

        assertThat(server.messages(alice, "INBOX")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"archive,Archive", "trash,Trash", "junk,Junk"})
    void aFolderOfARoleIsFoundOrMade(String action, String folder) throws Exception {
        List<Long> uids = append("INBOX", 2);

        JsonObject result = organize("INBOX", uids, action, null);

        assertThat(result.getString("status")).isEqualTo("done");
        assertThat(result.getString("target")).isEqualTo(server.path(folder));
        assertThat(server.messages(alice, folder)).hasSize(2);
        assertThat(server.messages(alice, "INBOX")).isEmpty();
        if (action.equals("junk")) {
            JsonObject back = organize(server.path(folder), uids(2, folder), "not_junk", null);
            assertThat(back.getString("target")).isEqualTo("INBOX");
        } else {
            undo(result);
        }
        assertThat(server.messages(alice, "INBOX")).hasSize(2);
    }

    @Test
    void undoingJunkTakesTheJudgementBackToo() throws Exception {
        List<Long> uids = append("INBOX", 1);

        JsonObject junk = organize("INBOX", uids, "junk", null);
        undo(junk);

        assertThat(server.messages(alice, "INBOX")).hasSize(1);
        assertThat(rawFlags("INBOX")).doesNotContain("$Junk").doesNotContain("$NotJunk");
    }

    @Test
    void aCopyLeavesTheMailWhereItIs() throws Exception {
        create(elsewhere);
        List<Long> uids = append("INBOX", 1);

        JsonObject result = organize("INBOX", uids, "copy", server.path(elsewhere));

        assertThat(result.getInt("done")).isEqualTo(1);
        assertThat(server.messages(alice, "INBOX")).hasSize(1);
        assertThat(server.messages(alice, elsewhere)).hasSize(1);
    }

    @Test
    void aLabelIsAKeywordThatCanBeTakenAway() throws Exception {
        List<Long> uids = append("INBOX", 1);

        JsonObject labelled = organize("INBOX", uids, "label", "Invoices-2026");
        assertThat(rawFlags("INBOX")).containsIgnoringCase("Invoices-2026");
        assertThat(labels("imap_list_emails", "{}")).singleElement().asString().isEqualToIgnoringCase("Invoices-2026");
        assertThat(labels("imap_search_emails", "{\"query\":\"label:invoices-2026\"}"))
                .hasSize(1);
        organize("INBOX", uids, "unlabel", "Invoices-2026");

        assertThat(labelled.getInt("done")).isEqualTo(1);
        assertThat(rawFlags("INBOX")).doesNotContainIgnoringCase("Invoices-2026");
        assertThat(labels("imap_list_emails", "{}")).isEmpty();
    }

    @Test
    void whatProgramsTellEachOtherIsNoLabel() throws Exception {
        append("INBOX", 1);
        try (RawImap imap = server.connect(alice)) {
            imap.command("SELECT INBOX");
            imap.command("STORE 1 +FLAGS (NonJunk $Phishing \\Flagged)");
        }

        assertThat(labels("imap_list_emails", "{}")).isEmpty();
    }

    /** Those of the only mail that is found. */
    private List<String> labels(String tool, String arguments) {
        JsonObject mail =
                stack.succeed(alice, tool, arguments).getJsonArray("emails").getJsonObject(0);
        return !mail.containsKey("labels")
                ? List.of()
                : mail.getJsonArray("labels").getValuesAs(JsonString.class).stream()
                        .map(JsonString::getString)
                        .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "move  |               | INVALID_ARGUMENT: target is missing",
                "label | \\Deleted     | INVALID_ARGUMENT: target must be a label",
                "label | $MDNSent      | INVALID_ARGUMENT: target must be a label",
                "label | $Submitted    | INVALID_ARGUMENT: target must be a label",
                "unlabel | $submitPending | INVALID_ARGUMENT: target must be a label",
                "label | two words     | INVALID_ARGUMENT: target must be a label",
                "move  | INBOX         | INVALID_ARGUMENT: target must be another folder",
                "trash | Archive       | INVALID_ARGUMENT: target is for move, copy, label and unlabel: trash needs none",
                "read  | urgent        | INVALID_ARGUMENT: target is for move, copy, label and unlabel: read needs none",
                "move  | No such place | FOLDER_NOT_FOUND",
            })
    void whatCannotBeDoneIsSaidAndNothingChanges(String action, String target, String error) throws Exception {
        List<Long> uids = append("INBOX", 1);

        assertThat(fail("INBOX", uids, action, target)).startsWith(error);
        assertThat(server.messages(alice, "INBOX")).hasSize(1);
        assertThat(rawFlags("INBOX")).doesNotContain("Deleted");
    }

    /** Each server has its own names that cannot be, and its own words for them; none will do at another time. */
    @Test
    void aTargetThatCanBeNoFolderIsNotToBeTriedAgain() throws Exception {
        List<Long> uids = append("INBOX", 1);
        for (String target :
                List.of("a//b", "/a", "a/", "a..b", ".a", "a.", "a/./b", "../a", "~a/b", "a%", "*", "&AAE-")) {
            for (String action : List.of("move", "copy")) {
                assertThat(fail("INBOX", uids, action, target))
                        .as("%s to %s", action, target)
                        .containsPattern("^(INVALID_ARGUMENT: target|FOLDER_NOT_FOUND)");
            }
        }
        assertThat(server.messages(alice, "INBOX")).hasSize(1);
    }

    @Test
    void aFolderThatWasRecreatedIsNotTouched() throws Exception {
        List<Long> uids = append("INBOX", 1);

        JsonObject result = stack.call(
                ToolStack.credentials(alice),
                "imap_organize_emails",
                "{\"uids\":%s,\"uidvalidity\":1,\"action\":\"trash\"}".formatted(uids));

        assertThat(ToolStack.errorText(result)).startsWith("STALE_UID");
        assertThat(server.messages(alice, "INBOX")).hasSize(1);
    }

    @Test
    void anUndoIsOfNobodyElse() throws Exception {
        create(elsewhere);
        JsonObject moved = organize("INBOX", append("INBOX", 1), "move", server.path(elsewhere));

        JsonObject stolen = stack.call(
                ToolStack.credentials(server.bob()), "imap_undo", "{\"undo\":\"" + moved.getString("undo") + "\"}");

        assertThat(ToolStack.errorText(stolen)).startsWith("INVALID_ARGUMENT: undo is of another user");
    }

    @Test
    void anUndoAndACursorAreOfTheUserHoweverTheLoginIsSpelled() throws Exception {
        create(elsewhere);
        JsonObject moved = organize("INBOX", append("INBOX", 1), "move", server.path(elsewhere));
        Credentials shouted = new Credentials(alice.address().toUpperCase(Locale.ROOT), new Secret(alice.password()));

        JsonObject undone = stack.call(shouted, "imap_undo", "{\"undo\":\"" + moved.getString("undo") + "\"}");
        String cursor = stack.succeed(alice, "imap_list_changes", "{}").getString("cursor");
        JsonObject changes = stack.call(shouted, "imap_list_changes", "{\"cursor\":\"" + cursor + "\"}");

        for (JsonObject result : List.of(undone, changes)) { // which a server may take for another user
            assertThat(result.toString()).doesNotContain("of another user", "another mailbox");
        }
    }

    @Test
    void aChangeStaysSmallAndCanBeTakenBackWhereThePathIsLong() throws Exception {
        String folder = "elsewhere" + "-\u00e9t\u00e9".repeat(20);
        create(folder);
        List<Long> uids = append("INBOX", 40);
        List<Long> scattered =
                IntStream.range(0, 20).mapToObj(i -> uids.get(2 * i)).toList();

        JsonObject moved = organize("INBOX", scattered, "move", server.path(folder));

        assertThat(moved.getInt("done")).isEqualTo(20);
        assertThat(moved.toString().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(600);
    }

    private void create(String folder) throws IOException {
        try (RawImap imap = server.connect(alice)) {
            imap.create(folder);
        }
    }

    private List<Long> append(String folder, int mails, String... flags) throws IOException {
        int before = server.messages(alice, folder).size();
        for (int i = 0; i < mails; i++) {
            server.append(
                    alice,
                    folder,
                    Mails.plain("bob@mails.example", "alice@mails.example", "mail " + (before + i), "text"),
                    flags);
        }
        List<Long> uids = uids(before + mails, folder);
        return new ArrayList<>(uids.subList(before, before + mails));
    }

    /** The UIDs in ascending order. */
    private List<Long> uids(int mails, String folder) {
        JsonObject page = stack.succeed(
                alice,
                "imap_list_emails",
                "{\"folder\":\"%s\",\"limit\":100}".formatted(folder.equals("INBOX") ? folder : server.path(folder)));
        List<Long> uids = page.getJsonArray("emails").getValuesAs(JsonObject.class).stream()
                .map(email -> email.getJsonNumber("uid").longValue())
                .sorted()
                .toList();
        assertThat(uids).hasSize(mails);
        return uids;
    }

    private List<String> flagsOf(String folder, long uid) {
        JsonObject mail =
                stack.succeed(alice, "imap_read_email", "{\"folder\":\"%s\",\"uid\":%d}".formatted(folder, uid));
        return mail.getJsonArray("flags").getValuesAs(JsonString.class).stream()
                .map(JsonString::getString)
                .toList();
    }

    private String rawFlags(String folder) throws IOException {
        try (RawImap imap = server.connect(alice)) {
            imap.command("EXAMINE " + folder);
            return String.join("\n", imap.command("FETCH 1:* (FLAGS)"));
        }
    }

    private JsonObject organize(String folder, List<Long> uids, String action, @Nullable String target) {
        return stack.succeed(alice, "imap_organize_emails", arguments(folder, uids, action, target));
    }

    private String fail(String folder, List<Long> uids, String action, @Nullable String target) {
        return ToolStack.errorText(stack.call(
                ToolStack.credentials(alice), "imap_organize_emails", arguments(folder, uids, action, target)));
    }

    private static String arguments(String folder, List<Long> uids, String action, @Nullable String target) {
        return "{\"folder\":\"%s\",\"uids\":%s,\"action\":\"%s\"%s}"
                .formatted(
                        folder,
                        uids,
                        action,
                        target == null ? "" : ",\"target\":\"" + target.replace("\\", "\\\\") + "\"");
    }

    private JsonObject undo(JsonObject result) {
        return stack.succeed(alice, "imap_undo", "{\"undo\":\"" + result.getString("undo") + "\"}");
    }
}
