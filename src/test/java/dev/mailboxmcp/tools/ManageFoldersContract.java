// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.MailServer;
import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.mailserver.RawImap;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What making, renaming and deleting folders promises, on any mail server. */
abstract class ManageFoldersContract {
    private static final AtomicInteger FOLDERS = new AtomicInteger();

    final MailServer server;
    private final MailUser alice;
    private ToolStack stack;

    /** Others for each test: Cyrus refuses to delete two folders of one name within a second. */
    private final String name = "Made " + FOLDERS.incrementAndGet();

    private final String path;
    private final String otherPath;

    ManageFoldersContract(MailServer server) {
        this.server = server;
        alice = server.alice();
        stack = ToolStack.on(server);
        path = server.path(name);
        otherPath = server.path("Übersicht " + name);
    }

    @BeforeEach
    void emptyMailbox() throws Exception {
        server.reset(alice);
    }

    @AfterEach
    void close() throws Exception {
        stack.close();
        server.reset(alice);
    }

    @Test
    void aFolderIsMadeSubscribedAndTakesMail() throws Exception {
        JsonObject result = succeed("create", otherPath, null);

        assertThat(result).hasToString("{\"folder\":\"" + otherPath + "\",\"action\":\"create\"}");
        assertThat(paths()).contains(otherPath);
        assertThat(subscribed("bersicht " + name)).hasSize(1);
        server.append(alice, "Übersicht " + name, mail());
        assertThat(list(otherPath).getInt("total")).isEqualTo(1);
    }

    @Test
    void aPathThatIsTakenIsAConflict() {
        succeed("create", path, null);
        succeed("create", otherPath, null);

        assertThat(fail("create", path, null)).startsWith("CONFLICT: there is a folder of that path already");
        assertThat(fail("create", "inbox", null)).startsWith("CONFLICT");
        assertThat(fail("rename", path, otherPath)).startsWith("CONFLICT");
        assertThat(fail("rename", path, path)).startsWith("CONFLICT");
        assertThat(paths()).contains(path, otherPath);
    }

    @Test
    void aRenamedFolderTakesItsMailItsFoldersAndItsSubscriptionsAlong() throws Exception {
        succeed("create", path, null);
        succeed("create", path + delimiter() + "Below", null);
        server.append(alice, name, mail());
        assertThat(list(path).getInt("total")).isEqualTo(1); // a connection has it open now

        JsonObject result = succeed("rename", path, otherPath);

        assertThat(result.getString("folder")).isEqualTo(otherPath);
        assertThat(paths())
                .contains(otherPath, otherPath + delimiter() + "Below")
                .doesNotContain(path);
        assertThat(list(otherPath).getInt("total")).isEqualTo(1);
        assertThat(subscribed("bersicht " + name)).hasSize(2);
        assertThat(subscribed("\"" + path)).isEmpty();
        assertThat(fail("rename", path, otherPath + " 2")).startsWith("FOLDER_NOT_FOUND");
        assertThat(text("imap_list_emails", folder(path))).startsWith("FOLDER_NOT_FOUND");
    }

    @Test
    void anEmptyFolderIsDeletedAndItsSubscriptionToo() throws Exception {
        succeed("create", path, null);
        assertThat(list(path).getInt("total")).isZero(); // a connection has it open now

        assertThat(succeed("delete", path, null).getString("folder")).isEqualTo(path);

        assertThat(paths()).doesNotContain(path);
        assertThat(subscribed(name)).isEmpty();
        assertThat(fail("delete", path, null)).startsWith("FOLDER_NOT_FOUND");
        assertThat(text("imap_list_emails", folder(path))).startsWith("FOLDER_NOT_FOUND");
    }

    @Test
    void aFolderThatHoldsAnythingStays() throws Exception {
        succeed("create", path, null);
        succeed("create", path + delimiter() + "Below", null);
        assertThat(fail("delete", path, null)).startsWith("NOT_ALLOWED").contains("folders in it: 1");

        succeed("delete", path + delimiter() + "Below", null);
        server.append(alice, name, mail(), "\\Seen");
        assertThat(fail("delete", path, null)).startsWith("NOT_ALLOWED").contains("emails in it: 1");
        assertThat(server.messages(alice, name)).hasSize(1);
    }

    @Test
    void inboxAndFoldersWithARoleStay() throws Exception {
        server.append(alice, "Sent", mail());

        for (String kept : List.of("INBOX", "inbox", server.path("Sent"))) {
            assertThat(fail("delete", kept, null)).startsWith("NOT_ALLOWED: nothing was changed");
            assertThat(fail("rename", kept, path)).startsWith("NOT_ALLOWED: nothing was changed");
        }
        assertThat(server.messages(alice, "Sent")).hasSize(1);
        assertThat(paths()).doesNotContain(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%1$sa%2$s%2$sb",
                "%1$sa%2$s",
                "%2$sa",
                "%1$sa*b",
                "%1$sa%%b",
                "%1$sa\\\\u{7}b",
                "%1$sa\\\\u{d800}b"
            })
    void aPathThatCannotBeIsRefusedBeforeTheServerSeesIt(String pattern) {
        String wrong = pattern.formatted(server.path(""), delimiter()).replace("\\\\", "\\");
        succeed("create", path, null);
        List<String> before = paths();

        assertThat(fail("create", wrong, null)).startsWith("INVALID_ARGUMENT: folder must have");
        assertThat(fail("rename", path, wrong)).startsWith("INVALID_ARGUMENT: new_path must have");
        assertThat(paths()).isEqualTo(before);
    }

    @Test
    void aFolderIsNotMovedIntoItself() {
        succeed("create", path, null);

        assertThat(fail("rename", path, path + delimiter() + "x")).startsWith("INVALID_ARGUMENT: new_path");
    }

    @Test
    void aNameThatIsShownEscapedIsTakenBack() {
        String escaped = path + "\\u{202e}gpj";
        succeed("create", escaped, null);
        assertThat(paths()).contains(escaped);

        succeed("rename", escaped, path);
        assertThat(paths()).contains(path).doesNotContain(escaped);
    }

    @Test
    void whatBelongsToRenameIsForNothingElse() {
        assertThat(fail("create", path, otherPath)).startsWith("INVALID_ARGUMENT: new_path is for rename alone");
        assertThat(fail("rename", path, null)).startsWith("INVALID_ARGUMENT: new_path is missing");
    }

    private static byte[] mail() {
        return "Subject: s\r\n\r\ntext\r\n".getBytes(StandardCharsets.US_ASCII);
    }

    private String delimiter() {
        return stack.succeed(alice, "imap_list_folders", "{}").getString("delimiter");
    }

    private List<String> paths() {
        return stack
                .succeed(alice, "imap_list_folders", "{}")
                .getJsonArray("folders")
                .getValuesAs(JsonObject.class)
                .stream()
                .map(folder -> folder.getString("path"))
                .toList();
    }

    private List<String> subscribed(String part) throws Exception {
        try (RawImap imap = server.connect(alice)) {
            return imap.command("LSUB \"\" \"*\"").stream()
                    .filter(line -> line.startsWith("* LSUB") && line.contains(part))
                    .toList();
        }
    }

    private static String folder(String path) {
        return Json.createObjectBuilder().add("folder", path).build().toString();
    }

    private JsonObject list(String path) {
        return stack.succeed(alice, "imap_list_emails", folder(path));
    }

    private JsonObject succeed(String action, String folder, @Nullable String newPath) {
        return stack.succeed(alice, "imap_manage_folders", arguments(action, folder, newPath));
    }

    private String fail(String action, String folder, @Nullable String newPath) {
        return text("imap_manage_folders", arguments(action, folder, newPath));
    }

    private String text(String tool, String arguments) {
        return ToolStack.errorText(stack.call(ToolStack.credentials(alice), tool, arguments));
    }

    private static String arguments(String action, String folder, @Nullable String newPath) {
        JsonObjectBuilder arguments =
                Json.createObjectBuilder().add("action", action).add("folder", folder);
        if (newPath != null) {
            arguments.add("new_path", newPath);
        }
        return arguments.build().toString();
    }
}
