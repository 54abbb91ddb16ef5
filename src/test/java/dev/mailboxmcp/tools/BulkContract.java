// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.call.CallMemory;
import dev.mailboxmcp.call.CallTrail;
import dev.mailboxmcp.call.InputRequired;
import dev.mailboxmcp.call.Signals;
import dev.mailboxmcp.mailserver.MailServer;
import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.mailserver.RawImap;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What changing the mails that a query finds promises, and deleting for good, on any mail server. */
abstract class BulkContract {
    private static final String NEWS = "{\"query\":\"Newsletter\",\"action\":\"%s\"%s}";

    final MailServer server;
    private final MailUser alice;
    private final ToolStack stack;

    BulkContract(MailServer server) {
        this.server = server;
        alice = server.alice();
        stack = ToolStack.on(server, Map.of("BULK_CONFIRM_ABOVE", "2", "BULK_MAX", "20", "DELETE_MODE", "allow"));
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
    void fewMailsAreChangedAtOnceAndCanBePutBack() throws Exception {
        append(2, "Newsletter");
        append(1, "Letter");

        JsonObject result = organize("archive", "");

        assertThat(result.getString("status")).isEqualTo("done");
        assertThat(result.getInt("done")).isEqualTo(2);
        assertThat(server.messages(alice, "INBOX")).hasSize(1);
        stack.succeed(alice, "imap_undo", "{\"undo\":\"" + result.getString("undo") + "\"}");
        assertThat(server.messages(alice, "INBOX")).hasSize(3);
    }

    @Test
    void manyMailsAreShownFirstAndNothingIsChanged() throws Exception {
        append(12, "Newsletter");

        JsonObject preview = organize("archive", "");

        assertThat(preview.getString("status")).isEqualTo("preview");
        assertThat(preview.getInt("matched")).isEqualTo(12);
        assertThat(preview.getInt("done")).isZero();
        assertThat(preview.getJsonArray("sample")).hasSize(10);
        assertThat(preview.getJsonArray("sample").getJsonObject(0).getString("subject"))
                .isEqualTo("Newsletter 11");
        assertThat(preview.getString("confirm")).hasSizeLessThan(100).matches("[A-Za-z0-9_-]+");
        assertThat(server.messages(alice, "INBOX")).hasSize(12);
    }

    @Test
    void aConfirmedChangeIsMadeToTheMailsOfThePreviewAndToNoneThatCameLater() throws Exception {
        append(5, "Newsletter");
        JsonObject preview = organize("archive", "");
        append(3, "Newsletter");

        JsonObject result = organize("archive", confirming(preview));

        assertThat(result.getString("status")).isEqualTo("done");
        assertThat(result.getInt("done")).isEqualTo(5);
        assertThat(server.messages(alice, "INBOX")).hasSize(3);
        assertThat(organize("archive", confirming(preview)))
                .as("the same call again")
                .isEqualTo(result);
    }

    @Test
    void aChangeThatWasUndoneIsNotSaidToBeDoneWhenItIsAskedForAgain() throws Exception {
        append(3, "Newsletter");
        String confirm = confirming(organize("archive", ""));
        String undo = organize("archive", confirm).getString("undo");
        stack.succeed(alice, "imap_undo", "{\"undo\":\"" + undo + "\"}");

        assertThat(fail("imap_organize_emails", NEWS.formatted("archive", confirm)))
                .startsWith("CONFLICT: none of the mails of the preview is left");
        assertThat(server.messages(alice, "INBOX")).hasSize(3);
    }

    @Test
    void mailsThatAreNotThoseOfThePreviewAreLeftAloneAndANewPreviewComes() throws Exception {
        append(5, "Newsletter");
        JsonObject preview = organize("archive", "");
        try (RawImap imap = server.connect(alice)) {
            imap.command("SELECT INBOX");
            imap.command("STORE 2 +FLAGS (\\Deleted)");
            imap.command("EXPUNGE");
        }

        String conflict = fail("imap_organize_emails", NEWS.formatted("archive", confirming(preview)));

        assertThat(conflict).startsWith("CONFLICT").contains("there are 4");
        assertThat(conflict.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(300);
        assertThat(server.messages(alice, "INBOX")).hasSize(4);
        String confirm = conflict.substring(conflict.lastIndexOf(' ') + 1);
        assertThat(organize("archive", ",\"confirm\":\"" + confirm + "\"").getInt("done"))
                .isEqualTo(4);
    }

    @Test
    void aConfirmationIsGoodForNothingElse() throws Exception {
        append(5, "Newsletter");
        String confirm = confirming(organize("archive", ""));

        assertThat(fail("imap_organize_emails", NEWS.formatted("trash", confirm)))
                .startsWith("INVALID_ARGUMENT: confirm is of another");
        assertThat(fail("imap_delete_emails", "{\"query\":\"Newsletter\"" + confirm + "}"))
                .startsWith("INVALID_ARGUMENT: confirm is of another");
        assertThat(fail("imap_organize_emails", "{\"query\":\"x\",\"action\":\"archive\"" + confirm + "}"))
                .startsWith("INVALID_ARGUMENT: confirm is of another");
        assertThat(fail("imap_organize_emails", NEWS.formatted("archive", confirm.replace("c1", "c1A"))))
                .startsWith("INVALID_ARGUMENT: confirm was copied wrongly");
        assertThat(server.messages(alice, "INBOX")).hasSize(5);
    }

    @Test
    void aConfirmationIsOfNobodyElseAndOfNoOtherFolder() throws Exception {
        append(5, "Newsletter");
        String confirm = confirming(organize("archive", ""));

        JsonObject stolen = stack.call(
                ToolStack.credentials(server.bob()), "imap_organize_emails", NEWS.formatted("archive", confirm));

        assertThat(ToolStack.errorText(stolen)).startsWith("INVALID_ARGUMENT: confirm is of another user");
        assertThat(fail("imap_organize_emails", NEWS.formatted("archive", confirm + ",\"folder\":\"Sent\"")))
                .startsWith("INVALID_ARGUMENT: confirm is of another user, folder");
    }

    @Test
    void aConfirmationThatWasUsedIsGoodForNothingElseEither() throws Exception {
        append(5, "Newsletter");
        String confirm = confirming(organize("archive", ""));
        assertThat(organize("archive", confirm).getInt("done")).isEqualTo(5);

        assertThat(fail("imap_organize_emails", NEWS.formatted("junk", confirm)))
                .startsWith("INVALID_ARGUMENT: confirm is of another");
        assertThat(fail("imap_organize_emails", "{\"query\":\"x\",\"action\":\"archive\"" + confirm + "}"))
                .startsWith("INVALID_ARGUMENT: confirm is of another");
        assertThat(fail("imap_delete_emails", "{\"query\":\"Newsletter\",\"folder\":\"Archive\"" + confirm + "}"))
                .startsWith("INVALID_ARGUMENT: confirm is of another");
    }

    @Test
    void aMailThatIsFlaggedAfterThePreviewToKeepItIsNotDeleted() throws Exception {
        append(3, "Newsletter");
        stack.succeed(alice, "imap_list_emails", "{}");
        String query = "{\"query\":\"Newsletter -is:flagged\"%s}";
        JsonObject preview = stack.succeed(alice, "imap_delete_emails", query.formatted(""));
        try (RawImap imap = server.connect(alice)) {
            imap.command("SELECT INBOX");
            imap.command("STORE 1 +FLAGS (\\Flagged)");
        }

        assertThat(fail("imap_delete_emails", query.formatted(confirming(preview))))
                .startsWith("CONFLICT")
                .contains("there are 2")
                .endsWith(". Call without confirm for a new preview"); // what nobody was shown is not confirmed
        assertThat(server.messages(alice, "INBOX")).hasSize(3);
    }

    @Test
    void moreThanMayBeChangedAtOnceIsRefused() throws Exception {
        append(21, "Newsletter");

        assertThat(fail("imap_organize_emails", NEWS.formatted("read", "")))
                .startsWith("INVALID_ARGUMENT: query finds more than the 20 mails");
    }

    @Test
    void eitherUidsOrAQueryAreGiven() {
        assertThat(fail("imap_organize_emails", "{\"action\":\"read\"}"))
                .startsWith("INVALID_ARGUMENT: uids or query is missing");
        assertThat(fail("imap_organize_emails", "{\"action\":\"read\",\"uids\":[1],\"query\":\"x\"}"))
                .startsWith("INVALID_ARGUMENT: give the mails");
        assertThat(fail("imap_organize_emails", "{\"action\":\"read\",\"uids\":[1],\"confirm\":\"x\"}"))
                .startsWith("INVALID_ARGUMENT: confirm belongs to a query");
    }

    @Test
    void aQueryThatFindsNothingChangesNothing() {
        JsonObject result = organize("archive", "");

        assertThat(result.getString("status")).isEqualTo("done");
        assertThat(result.getInt("done")).isZero();
        assertThat(result.getString("advice")).isEqualTo("No mail of this folder matches the query.");
    }

    @Test
    void mailsOfSeveralFoldersAreNotChangedAtOnce() {
        assertThat(fail("imap_organize_emails", NEWS.formatted("read", ",\"folder\":\"*\"")))
                .startsWith("INVALID_ARGUMENT: folder must be one folder");
        assertThat(fail("imap_organize_emails", "{\"query\":\"x in:Work\",\"action\":\"read\"}"))
                .startsWith("INVALID_ARGUMENT: query must name no folder by in: here");
    }

    @Test
    void whatIsDeletedForGoodWasShownBeforeAndNothingElseGoes() throws Exception {
        append(1, "Others", "\\Deleted");
        append(3, "Newsletter");

        JsonObject preview = stack.succeed(alice, "imap_delete_emails", "{\"query\":\"Newsletter\"}");
        assertThat(preview.getString("status")).isEqualTo("preview");
        assertThat(preview.getInt("matched")).isEqualTo(3);
        assertThat(server.messages(alice, "INBOX")).hasSize(4);
        append(1, "Newsletter");

        String confirmed = "{\"query\":\"Newsletter\"" + confirming(preview) + "}";
        JsonObject result = stack.succeed(alice, "imap_delete_emails", confirmed);

        assertThat(result.getString("status")).isEqualTo("done");
        assertThat(result.getInt("done")).isEqualTo(3);
        assertThat(result.containsKey("undo")).isFalse();
        assertThat(server.messages(alice, "INBOX"))
                .as("what others marked, and what came later")
                .hasSize(2);
        assertThat(stack.succeed(alice, "imap_delete_emails", confirmed)).isEqualTo(result);
    }

    @Test
    void aSingleMailIsShownTooBeforeItIsDeleted() throws Exception {
        append(1, "Newsletter");
        long uid = stack.succeed(alice, "imap_list_emails", "{}")
                .getJsonArray("emails")
                .getJsonObject(0)
                .getJsonNumber("uid")
                .longValue();

        JsonObject preview = stack.succeed(alice, "imap_delete_emails", "{\"uids\":[" + uid + "]}");
        assertThat(preview.getString("status")).isEqualTo("preview");
        assertThat(server.messages(alice, "INBOX")).hasSize(1);

        assertThat(fail("imap_delete_emails", "{\"uids\":[" + (uid + 1) + "]" + confirming(preview) + "}"))
                .startsWith("INVALID_ARGUMENT: confirm is of another");
        JsonObject result =
                stack.succeed(alice, "imap_delete_emails", "{\"uids\":[" + uid + "]" + confirming(preview) + "}");
        assertThat(result.getInt("done")).isEqualTo(1);
        assertThat(server.messages(alice, "INBOX")).isEmpty();
        JsonObject gone = stack.succeed(alice, "imap_delete_emails", "{\"uids\":[" + uid + "]}");
        assertThat(gone.getInt("missing")).isEqualTo(1);
    }

    @Test
    void whatBecameOfTheMailsIsLeftForTheOperator() throws Exception {
        append(2, "Newsletter");
        CallContext archived = context(Map.of(), null);
        JsonObject result = stack.round(archived, "imap_organize_emails", NEWS.formatted("archive", ""))
                .getJsonObject("structuredContent");
        CallContext undone = context(Map.of(), null);
        stack.round(undone, "imap_undo", "{\"undo\":\"" + result.getString("undo") + "\"}");
        CallContext shown = context(Map.of(), null);
        stack.round(shown, "imap_delete_emails", "{\"query\":\"Newsletter\"}");

        assertThat(archived.trail().changed())
                .isEqualTo(new CallTrail.ChangedMails("ARCHIVE", "DONE", 2, 0, 0, 0, "INBOX", "Newsletter"));
        assertThat(undone.trail().changed())
                .isEqualTo(new CallTrail.ChangedMails("UNDO", "DONE", 2, 0, 0, 0, null, null));
        assertThat(shown.trail().changed())
                .isEqualTo(new CallTrail.ChangedMails("DELETE", "PREVIEW", 0, 0, 0, 2, "INBOX", "Newsletter"));
    }

    @Test
    void theUserIsAskedForEachDeletionWhereTheOperatorWantsIt() throws Exception {
        append(3, "Newsletter");
        try (ToolStack asking = ToolStack.on(server, Map.of("DELETE_MODE", "confirm"))) {
            String confirm = confirming(asking.succeed(alice, "imap_delete_emails", "{\"query\":\"Newsletter\"}"));
            String confirmed = "{\"query\":\"Newsletter\"" + confirm + "}";

            assertThat(ToolStack.errorText(asking.call(ToolStack.credentials(alice), "imap_delete_emails", confirmed)))
                    .as("a client that cannot ask")
                    .startsWith("NOT_ALLOWED");
            InputRequired question = Assertions.catchThrowableOfType(
                    InputRequired.class, () -> asking.round(context(Map.of(), null), "imap_delete_emails", confirmed));
            String asked =
                    question.requests().values().iterator().next().params().getString("message");
            assertThat(asked).startsWith("Delete these 3 mails for good?").contains("> 20", "Newsletter 2");
            assertThat(server.messages(alice, "INBOX")).hasSize(3);

            String key = question.requests().keySet().iterator().next();
            JsonObject declined = asking.round(
                    context(Map.of(key, answer("decline")), question.state()), "imap_delete_emails", confirmed);
            assertThat(ToolStack.errorText(declined)).startsWith("NOT_ALLOWED: nothing was done");
            assertThat(server.messages(alice, "INBOX")).hasSize(3);

            JsonObject done = asking.round(
                    context(Map.of(key, answer("accept")), question.state()), "imap_delete_emails", confirmed);
            assertThat(done.getJsonObject("structuredContent").getInt("done")).isEqualTo(3);
            assertThat(server.messages(alice, "INBOX")).isEmpty();
        }
    }

    @Test
    void aYesToOneDeletionIsNoneToAnother() throws Exception {
        append(2, "Newsletter");
        append(1, "Letter to keep");
        try (ToolStack asking = ToolStack.on(server, Map.of("DELETE_MODE", "confirm"))) {
            String delete = "{\"query\":\"%s\"%s}";
            String news = confirming(asking.succeed(alice, "imap_delete_emails", delete.formatted("Newsletter", "")));
            String keep = confirming(asking.succeed(alice, "imap_delete_emails", delete.formatted("keep", "")));
            InputRequired question = Assertions.catchThrowableOfType(
                    InputRequired.class,
                    () -> asking.round(
                            context(Map.of(), null), "imap_delete_emails", delete.formatted("Newsletter", news)));
            String key = question.requests().keySet().iterator().next();

            InputRequired again = Assertions.catchThrowableOfType(
                    InputRequired.class,
                    () -> asking.round(
                            context(Map.of(key, answer("accept")), question.state()),
                            "imap_delete_emails",
                            delete.formatted("keep", keep)));

            assertThat(Objects.requireNonNull(again.requests().get(key))
                            .params()
                            .getString("message"))
                    .startsWith("Delete this mail for good?");
            assertThat(server.messages(alice, "INBOX")).hasSize(3);
        }
    }

    private CallContext context(Map<String, JsonObject> answers, @Nullable JsonObject state) {
        JsonObject capabilities = Json.createObjectBuilder()
                .add("elicitation", JsonObject.EMPTY_JSON_OBJECT)
                .build();
        return new CallContext(
                new Caller(ToolStack.credentials(alice), "127.0.0.1"),
                capabilities,
                Signals.SILENT,
                new CallTrail(),
                CallMemory.endless(),
                answers,
                state);
    }

    private static JsonObject answer(String action) {
        return Json.createObjectBuilder()
                .add("action", action)
                .add("content", JsonObject.EMPTY_JSON_OBJECT)
                .build();
    }

    private static String confirming(JsonObject preview) {
        return ",\"confirm\":\"" + Objects.requireNonNull(preview.getString("confirm")) + "\"";
    }

    private JsonObject organize(String action, String more) {
        return stack.succeed(alice, "imap_organize_emails", NEWS.formatted(action, more));
    }

    private String fail(String tool, String arguments) {
        return ToolStack.errorText(stack.call(ToolStack.credentials(alice), tool, arguments));
    }

    private void append(int mails, String subject, String... flags) throws IOException {
        List<byte[]> before = server.messages(alice, "INBOX");
        for (int i = 0; i < mails; i++) {
            server.append(
                    alice,
                    "INBOX",
                    Mails.plain(
                            "bob@mails.example", "alice@mails.example", subject + " " + (before.size() + i), "text"),
                    flags);
        }
    }
}
