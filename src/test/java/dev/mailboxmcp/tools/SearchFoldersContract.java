// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.MailServer;
import dev.mailboxmcp.mailserver.RawImap;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a search over all folders finds, on any mail server. The mailbox is made once, and nothing changes it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SearchFoldersContract {
    private static final int MAILS = 40;

    final MailServer server;
    private final ToolStack stack;

    SearchFoldersContract(MailServer server) {
        this.server = server;
        stack = ToolStack.on(server);
    }

    /** The mails arrive one a day, in turn in each of four folders; every one is found, but those in Trash. */
    @BeforeAll
    void fillMailbox() throws Exception {
        server.reset(server.alice());
        try (RawImap imap = server.connect(server.alice())) {
            List<String> folders = List.of("INBOX", "Work", "Work Old", "Trash");
            for (String folder : folders.subList(1, 4)) {
                imap.create(folder);
            }
            for (int i = 0; i < MAILS; i++) {
                String day = "%02d-%s-2026 12:00:00 +0000".formatted(1 + i % 28, i < 28 ? "Jan" : "Feb");
                byte[] mail = i % 8 == 5
                        ? Mails.withAttachment("mail " + i, "the word", "plan.pdf", new byte[] {1})
                        : Mails.plain("bob@mails.example", "alice@mails.example", "mail " + i, "the word");
                imap.append(folders.get(i % 4), "() \"" + day + "\"", mail);
            }
        }
    }

    @AfterAll
    void close() {
        stack.close();
    }

    @Test
    void allFoldersButTrashAreSearchedAndMergedByArrival() {
        JsonObject page = search("\"folder\":\"*\",\"query\":\"subject:mail\",\"limit\":10");

        assertThat(page.getInt("total")).isEqualTo(30);
        assertThat(page.getString("total_is")).isEqualTo("exact");
        assertThat(page.getInt("searched")).isGreaterThanOrEqualTo(3);
        assertThat(page).doesNotContainKeys("not_searched", "uidvalidity", "unread");
        assertThat(numbers(page)).containsExactly(38, 37, 36, 34, 33, 32, 30, 29, 28, 26);
        JsonObject row = page.getJsonArray("emails").getJsonObject(1);
        assertThat(row.getString("folder")).isEqualTo(server.path("Work"));
        JsonObject read = stack.succeed(
                server.alice(),
                "imap_read_email",
                "{\"folder\":\"%s\",\"uid\":%d,\"uidvalidity\":%d}"
                        .formatted(row.getString("folder"), row.getInt("uid"), row.getInt("uidvalidity")));
        assertThat(read.getString("subject")).isEqualTo("mail 37");
    }

    @Test
    void pagesHoldEveryMailOnce() {
        assertThat(allPages("\"folder\":\"*\",\"query\":\"subject:mail\",\"limit\":7"))
                .containsExactlyElementsOf(expected(i -> i % 4 != 3));
    }

    @Test
    void attachmentsAreFoundInAllFoldersToo() {
        assertThat(allPages("\"folder\":\"*\",\"query\":\"has:attachment\",\"limit\":2"))
                .containsExactlyElementsOf(expected(i -> i % 8 == 5));
        assertThat(search("\"folder\":\"*\",\"query\":\"has:attachment\"").getString("total_is"))
                .isEqualTo("exact");
    }

    /** Two hundred mails are looked at; what a small folder does not need of its share is for a large one. */
    @Test
    void asManyMailsOfALargeFolderAreLookedAtAsASmallOneLeaves() throws Exception {
        server.reset(server.bob());
        byte[] withoutFile = Mails.raw("""
                From: bob@mails.example
                Subject: mail 2
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: text/plain

                No file.
                --b--
                """);
        try (RawImap imap = server.connect(server.bob())) {
            imap.create("Large");
            imap.create("Small");
            imap.append("Large", "()", Mails.withAttachment("mail 1", "t", "plan.pdf", new byte[] {1}));
            for (int i = 0; i < 169; i++) {
                imap.append("Large", "()", withoutFile);
            }
            for (int i = 0; i < 30; i++) {
                imap.append("Small", "()", withoutFile);
            }
        }

        JsonObject page = stack.succeed(
                server.bob(),
                "imap_search_emails",
                "{\"query\":\"has:attachment in:%s in:%s\"}".formatted(server.path("Large"), server.path("Small")));

        assertThat(numbers(page)).containsExactly(1);
    }

    @Test
    void foldersAreNamedInTheQueryByPathOrRole() {
        String work = server.path("Work");
        assertThat(allPages("\"query\":\"subject:mail in:" + work + "\""))
                .containsExactlyElementsOf(expected(i -> i % 4 == 1));
        assertThat(allPages("\"query\":\"subject:mail in:\\\"" + server.path("Work Old") + "\\\"\""))
                .containsExactlyElementsOf(expected(i -> i % 4 == 2));
        assertThat(allPages("\"query\":\"subject:mail in:trash\""))
                .containsExactlyElementsOf(expected(i -> i % 4 == 3));
        assertThat(allPages("\"query\":\"subject:mail in:inbox in:" + work + "\""))
                .containsExactlyElementsOf(expected(i -> i % 4 < 2));
        assertThat(allPages("\"query\":\"subject:mail -in:" + work + "\",\"folder\":\"*\""))
                .containsExactlyElementsOf(expected(i -> i % 4 == 0 || i % 4 == 2));
        assertThat(allPages("\"query\":\"subject:mail in:anywhere\"")).hasSize(MAILS);
    }

    @Test
    void aFolderThatIsNotThereIsAnError() {
        JsonObject result =
                stack.call(ToolStack.credentials(server.alice()), "imap_search_emails", "{\"query\":\"a in:Nowhere\"}");

        assertThat(ToolStack.errorText(result)).startsWith("FOLDER_NOT_FOUND");
    }

    @Test
    void aCursorOfAnotherQuestionIsRefused() {
        String cursor = search("\"folder\":\"*\",\"query\":\"subject:mail\",\"limit\":5")
                .getString("next_cursor");

        JsonObject result = stack.call(
                ToolStack.credentials(server.alice()),
                "imap_search_emails",
                "{\"folder\":\"*\",\"query\":\"subject:other\",\"cursor\":\"" + cursor + "\"}");

        assertThat(ToolStack.errorText(result)).startsWith("INVALID_ARGUMENT: cursor");
    }

    private static List<Integer> expected(IntPredicate of) {
        List<Integer> expected = new ArrayList<>();
        for (int i = MAILS - 1; i >= 0; i--) {
            if (of.test(i)) {
                expected.add(i);
            }
        }
        return expected;
    }

    private JsonObject search(String arguments) {
        return stack.succeed(server.alice(), "imap_search_emails", "{" + arguments + "}");
    }

    private List<Integer> allPages(String arguments) {
        List<Integer> all = new ArrayList<>();
        JsonObject page = search(arguments);
        all.addAll(numbers(page));
        while (page.containsKey("next_cursor")) {
            page = search(arguments + ",\"cursor\":\"" + page.getString("next_cursor") + "\"");
            all.addAll(numbers(page));
        }
        return all;
    }

    private static List<Integer> numbers(JsonObject page) {
        return page.getJsonArray("emails").getValuesAs(JsonObject.class).stream()
                .map(row -> Integer.parseInt(row.getString("subject").substring("mail ".length())))
                .toList();
    }
}
