// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.DovecotServer;
import dev.mailboxmcp.mailserver.MailServer;
import dev.mailboxmcp.mailserver.RawImap;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Folders that others change while they are read, on connections that have them open: the answer is right, or an error
 * that says what happened; never another mail. On a real server only: GreenMail gives a folder that is made anew within a
 * second the UIDVALIDITY of the old one, and loses connections when one reads what another delivers to.
 */
class ChangingFoldersOnDovecotIT {
    private static final int AGENTS = 4;
    private static final int MAILS_A_SECOND = 50;
    private static final int MAILS_AT_FIRST = 120;

    private final MailServer server = DovecotServer.shared();
    private final ToolStack stack = ToolStack.on(server);

    @BeforeEach
    void emptyMailbox() throws Exception {
        server.reset(server.alice());
    }

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void aRecreatedFolderIsAnotherFolder() throws Exception {
        append("Box", "old one");
        append("Box", "old two");
        append("Box", "old three");
        JsonObject before = succeed("imap_list_emails", "{\"folder\":\"Box\",\"limit\":1}");
        long uid = before.getJsonArray("emails").getJsonObject(0).getInt("uid");
        long uidValidity = before.getJsonNumber("uidvalidity").longValue();

        commands("DELETE Box", "CREATE Box");
        for (int i = 1; i <= 5; i++) {
            append("Box", "new " + i);
        }

        assertThat(subjects(succeed("imap_list_emails", "{\"folder\":\"Box\",\"limit\":2}")))
                .containsExactly("new 5", "new 4");
        fail("imap_read_email", "{\"folder\":\"Box\",\"uid\":%d,\"uidvalidity\":%d}".formatted(uid, uidValidity));
        fail(
                "smtp_reply_email",
                "{\"folder\":\"Box\",\"uid\":%d,\"uidvalidity\":%d,\"text\":\"t\"}".formatted(uid, uidValidity));
        fail(
                "imap_list_emails",
                "{\"folder\":\"Box\",\"limit\":1,\"cursor\":\"%s\"}".formatted(before.getString("next_cursor")));
    }

    private void fail(String tool, String arguments) {
        assertThat(ToolStack.errorText(stack.call(ToolStack.credentials(server.alice()), tool, arguments)))
                .startsWith("STALE_UID: ");
    }

    @Test
    void aFolderThatWasRenamedIsFoundByItsNewNameOnly() throws Exception {
        append("Before", "one");
        succeed("imap_list_emails", "{\"folder\":\"Before\"}");

        commands("RENAME Before After");

        assertThat(error("imap_list_emails", "{\"folder\":\"Before\"}")).startsWith("FOLDER_NOT_FOUND: ");
        assertThat(error("imap_read_email", "{\"folder\":\"Before\",\"uid\":1}"))
                .startsWith("FOLDER_NOT_FOUND: ");
        assertThat(subjects(succeed("imap_list_emails", "{\"folder\":\"After\"}")))
                .containsExactly("one");
    }

    @Test
    void aFolderThatWasDeletedIsSaidToBeGone() throws Exception {
        append("Box", "one");
        succeed("imap_list_emails", "{\"folder\":\"Box\"}");

        commands("DELETE Box");

        assertThat(error("imap_list_emails", "{\"folder\":\"Box\"}")).startsWith("FOLDER_NOT_FOUND: ");
        assertThat(error("imap_search_emails", "{\"folder\":\"Box\",\"subject\":\"one\"}"))
                .startsWith("FOLDER_NOT_FOUND: ");
    }

    @Test
    void aMailThatVanishedSinceItWasListedIsSaidToBeGone() throws Exception {
        append("INBOX", "stays");
        append("INBOX", "goes");
        append("INBOX", "stays too");
        long uid = succeed("imap_list_emails", "{}")
                .getJsonArray("emails")
                .getJsonObject(1)
                .getInt("uid");

        commands("SELECT INBOX", "STORE 2 +FLAGS.SILENT (\\Deleted)", "EXPUNGE");

        assertThat(error("imap_read_email", "{\"uid\":" + uid + "}")).startsWith("MESSAGE_NOT_FOUND: ");
        assertThat(error("smtp_reply_email", "{\"uid\":" + uid + ",\"text\":\"t\"}"))
                .startsWith("MESSAGE_NOT_FOUND: ");
        assertThat(subjects(succeed("imap_list_emails", "{}"))).containsExactly("stays too", "stays");
        assertThat(subjects(succeed("imap_search_emails", "{\"subject\":\"goes\"}")))
                .isEmpty();
    }

    @Test
    void agentsPageThroughAFolderThatFiftyMailsASecondAreDeliveredTo() throws Exception {
        deliverAndPage(Duration.ofSeconds(8));
    }

    @Test
    @Tag("nightly")
    void agentsPageThroughItForMinutes() throws Exception {
        deliverAndPage(Duration.ofMinutes(3));
    }

    private void deliverAndPage(Duration time) throws Exception {
        try (RawImap imap = server.connect(server.alice())) {
            for (int i = 0; i < MAILS_AT_FIRST; i++) {
                imap.append("INBOX", "()", mail("first " + i));
            }
        }
        List<String> first = new ArrayList<>();
        for (int i = MAILS_AT_FIRST - 1; i >= 0; i--) {
            first.add("first " + i);
        }
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> delivery = threads.submit(() -> deliver(time, over));
            List<Future<Integer>> agents = new ArrayList<>();
            for (int i = 0; i < AGENTS; i++) {
                agents.add(threads.submit(() -> {
                    int pagings = 0;
                    while (!over.get()) {
                        pageThrough(first);
                        pagings++;
                    }
                    return pagings;
                }));
            }
            int delivered = delivery.get();
            for (Future<Integer> agent : agents) {
                assertThat(agent.get()).isPositive();
            }
            assertThat(succeed("imap_list_emails", "{\"limit\":1}").getInt("total"))
                    .isEqualTo(MAILS_AT_FIRST + delivered);
        }
    }

    /** Delivers as many as the server takes, up to the rate that is wanted. */
    private int deliver(Duration time, AtomicBoolean over) throws Exception {
        int delivered = 0;
        try (RawImap imap = server.connect(server.alice())) {
            long began = System.nanoTime();
            while (System.nanoTime() - began < time.toNanos()) {
                imap.append("INBOX", "()", mail("late " + delivered));
                delivered++;
                long due = began + delivered * 1_000_000_000L / MAILS_A_SECOND;
                LockSupport.parkNanos(due - System.nanoTime());
            }
        } finally {
            over.set(true);
        }
        return delivered;
    }

    /** Every mail once, the newest first: those that were there before, and what had come when the paging began. */
    private void pageThrough(List<String> first) {
        List<String> seen = new ArrayList<>();
        List<Long> uids = new ArrayList<>();
        int total = -1;
        String cursor = null;
        do {
            JsonObject page = succeed(
                    "imap_list_emails",
                    "{\"limit\":25" + (cursor == null ? "" : ",\"cursor\":\"" + cursor + "\"") + "}");
            total = total < 0 ? page.getInt("total") : total;
            seen.addAll(subjects(page));
            page.getJsonArray("emails")
                    .getValuesAs(JsonObject.class)
                    .forEach(mail -> uids.add(mail.getJsonNumber("uid").longValue()));
            cursor = page.getString("next_cursor", null);
        } while (cursor != null);
        assertThat(uids).doesNotHaveDuplicates().isSortedAccordingTo((a, b) -> Long.compare(b, a));
        assertThat(seen).endsWith(first.toArray(String[]::new)).hasSizeLessThanOrEqualTo(total);
        for (int i = 0; i < seen.size() - first.size(); i++) {
            assertThat(seen.get(i)).isEqualTo("late " + (seen.size() - first.size() - 1 - i));
        }
    }

    private static byte[] mail(String subject) {
        return Mails.plain("Bob <bob@mails.example>", "alice@mails.example", subject, "text");
    }

    private void append(String folder, String subject) throws Exception {
        server.append(server.alice(), folder, mail(subject));
    }

    private void commands(String... commands) throws Exception {
        try (RawImap imap = server.connect(server.alice())) {
            for (String command : commands) {
                imap.command(command);
            }
        }
    }

    private JsonObject succeed(String tool, String arguments) {
        return stack.succeed(server.alice(), tool, arguments);
    }

    private String error(String tool, String arguments) {
        return ToolStack.errorText(stack.call(ToolStack.credentials(server.alice()), tool, arguments));
    }

    private static List<String> subjects(JsonObject page) {
        return ToolsContract.subjects(page);
    }
}
