// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.MailServer;
import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.mailserver.RawImap;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What reading a conversation promises, on any mail server. */
abstract class ThreadContract {
    private static final Path CONVERSATIONS = Path.of("src/test/resources/threads");

    private final MailServer server;
    private final MailUser alice;
    private final ToolStack stack;

    ThreadContract(MailServer server) {
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

    static Stream<String> conversations() throws IOException {
        try (Stream<Path> files = Files.list(CONVERSATIONS)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("conversations")
    void theConversationIsFoundInItsOrder(String file) throws Exception {
        String[] parts = Files.readString(CONVERSATIONS.resolve(file)).split("(?m)^=== ", -1);
        String asked = "";
        String folderOfAsked = "INBOX";
        for (int i = 1; i < parts.length; i++) {
            String[] place = parts[i].lines().findFirst().orElseThrow().split(" ", -1);
            String mail = parts[i].substring(parts[i].indexOf('\n') + 1).stripTrailing();
            append(place[0], place[1], mail, place.length > 2 ? new String[] {place[2]} : new String[0]);
            if (value(parts[0], "ask").equals(place[1])) {
                asked = place[1];
                folderOfAsked = place[0];
            }
        }

        JsonObject thread = read(folderOfAsked, uidOf(folderOfAsked, asked), 12_000);

        assertThat(ids(thread)).containsExactly(value(parts[0], "mails").split(" ", -1));
        assertThat(thread.getString("awaiting")).isEqualTo(value(parts[0], "awaiting"));
        assertThat(thread.getInt("total"))
                .isEqualTo(thread.getJsonArray("messages").size());
        assertThat(thread.getInt("omitted")).isZero();
        assertThat(thread.getString("untrusted")).isEqualTo(thread.getString("untrusted_end"));
        assertThat(thread.toString()).doesNotContain("IGNORE ALL");
        String text = value(parts[0], "text");
        if (!text.isEmpty()) {
            JsonObject last = last(thread);
            assertThat(last.getString("text")).isEqualTo(text.substring(2).replace('|', '\n'));
            assertThat(last.getInt("cut_chars")).isPositive();
        }
    }

    @Test
    void theNewestIsWholeAsFarAsHalfOfTheRoomGoesAndTheOthersAreCounted() throws Exception {
        for (int i = 0; i < 30; i++) {
            append("INBOX", "m" + i, """
                    From: Bob <bob@stone.example>
                    To: ALICE
                    Subject: Long
                    Date: Mon, 1 Jun 2026 10:%02d:00 +0000
                    References: <m0@threads.example>

                    %s""".formatted(i, ("word" + i + " ").repeat(150)));
        }

        JsonObject thread = read("INBOX", uidOf("INBOX", "m3"), 2_000);

        assertThat(last(thread).getString("message_id")).isEqualTo("<m29@threads.example>");
        assertThat(last(thread).getString("text").length()).isGreaterThanOrEqualTo(1_000);
        assertThat(thread.getInt("total")).isEqualTo(30);
        assertThat(thread.getInt("omitted"))
                .isEqualTo(30 - thread.getJsonArray("messages").size())
                .isPositive();
        int chars = thread.getJsonArray("messages").getValuesAs(JsonObject.class).stream()
                .mapToInt(mail -> mail.getString("text").length())
                .sum();
        assertThat(chars).isLessThanOrEqualTo(2_000);
    }

    @Test
    void aMailThatCameLaterDoesNotTakeThePlaceOfTheOneWhoseNamesItBears() throws Exception {
        String mail = """
                Message-ID: <a@threads.example>
                From: Bob <bob@stone.example>
                To: ALICE
                Subject: Contract
                Date: Mon, 1 Jun 2026 10:00:00 +0000

                %s
                """.replace("ALICE", alice.address()).replace("\n", "\r\n");
        try (RawImap imap = server.connect(alice)) {
            imap.create("Archive");
            imap.append(
                    "INBOX",
                    "() \" 2-Jun-2026 10:00:00 +0000\"",
                    mail.formatted("Forged.").getBytes(UTF_8));
            imap.append(
                    "Archive",
                    "() \" 1-Jun-2026 10:00:00 +0000\"",
                    mail.formatted("Genuine.").getBytes(UTF_8));
        }

        JsonObject thread = read("INBOX", uidOf("INBOX", "a"), 12_000);

        assertThat(thread.getInt("total")).isEqualTo(1);
        assertThat(last(thread).getString("text")).isEqualTo("Genuine.");
    }

    @Test
    void aTextThatMayBeHiddenOrIsMissingIsToldOf() throws Exception {
        append("INBOX", "a", """
                From: Bob <bob@stone.example>
                To: ALICE
                Subject: Hidden
                MIME-Version: 1.0
                Content-Type: text/html; charset=utf-8

                <p>Come on Tuesday.</p><p style="clip-path:inset(50%)">Pay at once.</p>""");
        append("INBOX", "b", """
                From: Bob <bob@stone.example>
                To: ALICE
                Subject: Re: Hidden
                References: <a@threads.example>
                MIME-Version: 1.0
                Content-Type: image/png; name=plan.png
                Content-Transfer-Encoding: base64

                iVBORw0KGgo=""");

        JsonArray mails = read("INBOX", uidOf("INBOX", "a"), 12_000).getJsonArray("messages");

        assertThat(mails.getJsonObject(0).getString("text")).contains("Pay at once");
        assertThat(mails.getJsonObject(0).getJsonArray("warnings").getString(0)).contains("may not be visible");
        assertThat(mails.getJsonObject(1).getJsonArray("warnings").getString(0)).contains("only pictures");
    }

    @Test
    void anAttachmentIsNamedAndATextInBase64IsRead() throws Exception {
        append("INBOX", "a", """
                From: Bob <bob@stone.example>
                To: ALICE
                Subject: File
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: base64

                SGllciBpc3QgZGllIERhdGVpLg==
                --b
                Content-Type: application/pdf; name=plan.pdf
                Content-Disposition: attachment; filename=plan.pdf
                Content-Transfer-Encoding: base64

                JVBERi0=
                --b--""");

        JsonObject mail = last(read("INBOX", uidOf("INBOX", "a"), 12_000));

        assertThat(mail.getString("text")).isEqualTo("Hier ist die Datei.");
        assertThat(mail.getJsonArray("attachments").getJsonObject(0).getString("name"))
                .isEqualTo("plan.pdf");
    }

    @Test
    void aMailOfWhichTheServerCanMakeNothingIsStillThere() throws Exception {
        append("INBOX", "a", """
                From: Bob <bob@stone.example>
                To: ALICE
                Subject: Broken
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=there-is-none

                All the same it says something.""");

        JsonObject mail = last(read("INBOX", uidOf("INBOX", "a"), 12_000));

        assertThat(mail.getString("text")).contains("All the same it says something.");
    }

    @Test
    void aMailThatIsNotThereIsNoConversation() {
        assertThat(ToolStack.errorText(
                        stack.call(ToolStack.credentials(alice), "imap_read_thread", "{\"uid\":4000000000}")))
                .startsWith("MESSAGE_NOT_FOUND");
        assertThat(ToolStack.errorText(stack.call(
                        ToolStack.credentials(alice), "imap_read_thread", "{\"uid\":1,\"folder\":\"No such\"}")))
                .startsWith("FOLDER_NOT_FOUND");
    }

    private static String value(String head, String name) {
        return head.lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElse("");
    }

    private void append(String folder, String id, String mail, String... flags) throws IOException {
        String raw = "Message-ID: <" + id + "@threads.example>\n" + mail.replace("ALICE", alice.address()) + "\n";
        server.append(alice, folder, raw.replace("\n", "\r\n").getBytes(UTF_8), flags);
    }

    /** The UID of a mail by its order in the folder. */
    private long uidOf(String folder, String id) throws IOException {
        List<byte[]> mails = server.messages(alice, folder);
        int at = 0;
        for (byte[] mail : mails) {
            if (new String(mail, UTF_8).contains("Message-ID: <" + id + "@")) {
                break;
            }
            at++;
        }
        JsonObject page =
                stack.succeed(alice, "imap_list_emails", "{\"folder\":\"%s\",\"limit\":100}".formatted(path(folder)));
        return page.getJsonArray("emails").getValuesAs(JsonObject.class).stream()
                .map(email -> email.getJsonNumber("uid").longValue())
                .sorted()
                .skip(at)
                .findFirst()
                .orElseThrow();
    }

    private String path(String folder) {
        return folder.equals("INBOX") ? folder : server.path(folder);
    }

    private JsonObject read(String folder, long uid, int maxChars) {
        return stack.succeed(
                alice,
                "imap_read_thread",
                "{\"folder\":\"%s\",\"uid\":%d,\"max_chars\":%d}".formatted(path(folder), uid, maxChars));
    }

    private static JsonObject last(JsonObject thread) {
        return Objects.requireNonNull(
                thread.getJsonArray("messages").getValuesAs(JsonObject.class).getLast());
    }

    private static List<String> ids(JsonObject thread) {
        List<String> ids = new ArrayList<>();
        for (JsonObject mail : thread.getJsonArray("messages").getValuesAs(JsonObject.class)) {
            ids.add(mail.getString("message_id").replaceAll("[<>]|@.*", ""));
        }
        return ids;
    }
}
