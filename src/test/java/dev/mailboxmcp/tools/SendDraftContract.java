// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.MailServer;
import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.mailserver.RawImap;
import dev.mailboxmcp.mime.ProgramDrafts;
import dev.mailboxmcp.smtp.ScriptedSmtpPeer;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A draft of whatever program goes out as it lies there, to those whom it names, and once. */
abstract class SendDraftContract {
    private static final String PENDING = "$SubmitPending";

    final MailServer server;
    private final MailUser alice;
    private ScriptedSmtpPeer peer;

    SendDraftContract(MailServer server) {
        this.server = server;
        this.alice = server.alice();
    }

    @BeforeEach
    void emptyMailbox() throws Exception {
        server.reset(alice);
        try (RawImap imap = server.connect(alice)) {
            imap.create("Drafts");
            imap.create("Sent");
            imap.create("Trash");
        }
        peer = new ScriptedSmtpPeer();
    }

    @AfterEach
    void close() throws Exception {
        peer.close();
    }

    @ParameterizedTest
    @MethodSource("dev.mailboxmcp.mime.ProgramDrafts#names")
    void aDraftOfAnotherProgramGoesToThoseItNamesWithWhatRecipientsHaveAUseFor(String program) throws Exception {
        String draft = draft(program);
        long uid = append(draft);
        try (ToolStack stack = stack(Map.of())) {
            JsonObject sent = send(stack, "\"uid\":" + uid);

            assertThat(sent.getString("status")).isEqualTo("sent");
            assertThat(strings(sent, "recipients"))
                    .containsExactly("bob@example.org", "carol@example.org", "dora@example.org");
            assertThat(sent.getString("saved_to")).isEqualTo(server.path("Sent"));
            assertThat(sent).doesNotContainKey("advice");
            String id = field(draft, "message-id");
            if (id != null) {
                assertThat(sent.getString("message_id")).isEqualTo(id);
            }
            assertThat(sent.getString("in_reply_to", null)).isEqualTo(field(draft, "in-reply-to"));
        }
        assertThat(peer.commands())
                .containsSubsequence(
                        "RCPT TO:<bob@example.org>", "RCPT TO:<carol@example.org>", "RCPT TO:<dora@example.org>");
        String wire = new String(peer.content(), StandardCharsets.UTF_8);
        String header = wire.substring(0, wire.indexOf("\r\n\r\n") + 2);
        assertThat(header.lines().map(line -> line.replaceAll(":.*", "").toLowerCase(Locale.ROOT)))
                .allMatch(name -> name.startsWith(" ")
                        || name.startsWith("\t")
                        || List.of(
                                        "from",
                                        "to",
                                        "cc",
                                        "date",
                                        "message-id",
                                        "subject",
                                        "mime-version",
                                        "in-reply-to",
                                        "references",
                                        "user-agent",
                                        "x-mailer",
                                        "thread-index",
                                        "thread-topic")
                                .contains(name)
                        || name.startsWith("content-"));
        assertThat(header).contains("Message-ID: <").doesNotContain("27 Nov 2026");
        assertThat(wire).doesNotContain("dora@", "hidden@example.org");
        String body = draft.substring(draft.indexOf("\r\n\r\n") + 4).replace("Bcc: hidden@example.org\r\n", "");
        assertThat(wire.substring(header.length() + 2)).isEqualTo(body);
        assertThat(server.messages(alice, "Drafts")).isEmpty();
        assertThat(server.messages(alice, "Trash")).isEmpty();
        String copy = only("Sent");
        assertThat(copy)
                .contains("Bcc: ", "dora@example.org", "X-Mailbox-Draft: ")
                .endsWith(body);
    }

    @Test
    void whatWasSavedIsWhatIsSentAndItsAnswerIsMarked() throws Exception {
        server.append(
                alice,
                "INBOX",
                Mails.raw("From: Bob <bob@example.org>\nSubject: s\nMessage-ID: <orig@mails.example>\n\nSee you?\n"));
        try (ToolStack stack = stack(Map.of())) {
            int original = row(stack, "INBOX").getInt("uid");
            JsonObject saved = stack.succeed(
                    alice,
                    "imap_save_draft",
                    "{\"text\":\"Yes.\",\"bcc\":[\"dora@example.org\"],\"answers\":{\"uid\":%d,\"how\":\"reply\"},\"attachments\":[{\"name\":\"a.txt\",\"text\":\"a\"}]}"
                            .formatted(original));
            JsonObject sent = send(stack, which(saved) + ",\"digest\":\"" + saved.getString("digest") + "\"");

            assertThat(sent.getString("message_id")).isEqualTo(saved.getString("message_id"));
            assertThat(strings(sent, "attachments")).containsExactly("a.txt");
            assertThat(strings(row(stack, "INBOX"), "flags")).contains("answered");
        }
        String wire = new String(peer.content(), StandardCharsets.UTF_8);
        assertThat(wire)
                .contains("In-Reply-To: <orig@mails.example>", "Yes.", "> See you?", "a.txt")
                .doesNotContain("dora@", "X-Mailbox");
        assertThat(server.messages(alice, "Drafts")).isEmpty();
        assertThat(only("Sent")).contains("Bcc: dora@example.org");
    }

    @Test
    void whatADraftPassesOnIsMarkedAsForwarded() throws Exception {
        server.append(
                alice,
                "INBOX",
                Mails.raw("From: bob@example.org\nSubject: s\nMessage-ID: <orig@mails.example>\n\nt\n"));
        try (ToolStack stack = stack(Map.of())) {
            JsonObject saved = stack.succeed(
                    alice,
                    "imap_save_draft",
                    "{\"to\":[\"carol@example.org\"],\"text\":\"FYI\",\"answers\":{\"uid\":%d,\"how\":\"forward\"}}"
                            .formatted(row(stack, "INBOX").getInt("uid")));
            send(stack, which(saved));

            assertThat(strings(row(stack, "INBOX"), "flags"))
                    .contains("forwarded")
                    .doesNotContain("answered");
        }
        assertThat(new String(peer.content(), StandardCharsets.UTF_8)).doesNotContain("X-Forwarded-Message-Id");
    }

    @Test
    void aForwardThatThunderbirdSavedAnewIsMarkedAsForwarded() throws Exception {
        server.append(
                alice,
                "INBOX",
                Mails.raw("From: bob@example.org\nSubject: s\nMessage-ID: <orig-1@example.org>\n\nt\n"));
        long uid = append(draft("thunderbird-forward"));
        try (ToolStack stack = stack(Map.of())) {
            send(stack, "\"uid\":" + uid);

            assertThat(strings(row(stack, "INBOX"), "flags"))
                    .contains("forwarded")
                    .doesNotContain("answered");
        }
    }

    @Test
    void aCallMadeAgainSendsNothingAgain() throws Exception {
        long uid = append(draft("thunderbird"));
        try (ToolStack stack = stack(Map.of());
                ToolStack other = stack(Map.of())) {
            JsonObject first = send(stack, "\"uid\":" + uid);
            JsonObject again = send(stack, "\"uid\":" + uid);
            JsonObject elsewhere = send(other, "\"uid\":" + uid);

            for (JsonObject later : List.of(again, elsewhere)) {
                assertThat(later.getString("status")).isEqualTo("sent");
                assertThat(later.getString("message_id")).isEqualTo(first.getString("message_id"));
                assertThat(later.getString("advice")).contains("not sent again").doesNotContain("idempotency_key");
            }
        }
        assertThat(peer.mails()).isEqualTo(1);
    }

    @Test
    void anotherVersionThanTheDigestsIsNotSent() throws Exception {
        try (ToolStack stack = stack(Map.of())) {
            JsonObject first = stack.succeed(
                    alice, "imap_save_draft", "{\"to\":[\"bob@example.org\"],\"subject\":\"s\",\"text\":\"one\"}");
            JsonObject second = stack.succeed(
                    alice,
                    "imap_save_draft",
                    "{\"to\":[\"bob@example.org\"],\"subject\":\"s\",\"text\":\"two\",\"replaces\":{%s}}"
                            .formatted(which(first)));

            assertThat(error(stack, which(second) + ",\"digest\":\"" + first.getString("digest") + "\""))
                    .startsWith("CONFLICT: ");
            assertThat(error(stack, which(first))).startsWith("MESSAGE_NOT_FOUND: ");
        }
        assertThat(peer.commands()).isEmpty();
        assertThat(server.messages(alice, "Drafts")).hasSize(1);
    }

    @Test
    void aRefusedDraftStaysAndCanBeSentLater() throws Exception {
        long uid = append(draft("mutt"));
        peer.answerOnce("RCPT", "550 5.1.1 no such user");
        try (ToolStack stack = stack(Map.of())) {
            assertThat(error(stack, "\"uid\":" + uid)).startsWith("SEND_REJECTED: ");
            assertThat(flags()).doesNotContain(PENDING);

            assertThat(send(stack, "\"uid\":" + uid).getString("status")).isEqualTo("sent");
        }
        assertThat(peer.mails()).isEqualTo(1);
        assertThat(server.messages(alice, "Drafts")).isEmpty();
    }

    @Test
    void aDraftWhoseFateIsUnknownStaysMarkedAndIsNotSentAgain() throws Exception {
        long uid = append(draft("mutt"));
        peer.answerOnce("<dot>", ScriptedSmtpPeer.DROP);
        try (ToolStack stack = stack(Map.of());
                ToolStack restarted = stack(Map.of())) {
            JsonObject first = send(stack, "\"uid\":" + uid);
            assertThat(first.getString("status")).isEqualTo("unknown");
            assertThat(first.getString("saved_to")).isEqualTo(server.path("Drafts"));
            assertThat(first.getString("advice")).contains("may have been sent", "$SubmitPending", "save it anew");
            assertThat(flags()).contains(PENDING);

            for (ToolStack later : List.of(stack, restarted)) {
                JsonObject again = send(later, "\"uid\":" + uid);
                assertThat(again.getString("status")).isEqualTo("unknown");
                assertThat(again.getString("message_id")).isEqualTo(first.getString("message_id"));
            }
            assertThat(peer.mails()).isEqualTo(1);
            assertThat(server.messages(alice, "Drafts")).hasSize(1);

            // a provider that keeps copies itself shows it in Sent
            server.append(alice, "Sent", draft("mutt").getBytes(StandardCharsets.UTF_8), "\\Seen");
            JsonObject known = send(restarted, "\"uid\":" + uid);
            assertThat(known.getString("status")).isEqualTo("sent");
        }
        assertThat(peer.mails()).isEqualTo(1);
        assertThat(server.messages(alice, "Drafts")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Subject: another",
                "To: eve@example.org",
                "Cc: eve@example.org",
                "To: bob@example.org", // fewer
                "Bcc:",
            })
    void anotherMailOfItsMessageIdInSentIsNoProofThatADraftWasSent(String other) throws Exception {
        String draft = """
                To: bob@example.org, carol@example.org\r
                Bcc: dora@example.org\r
                Subject: s\r
                Message-ID: <a@b.example>\r
                \r
                t\r
                """;
        String name = other.substring(0, other.indexOf(':'));
        String without = draft.replaceFirst(name + ": .*\r\n", "");
        server.append(alice, "Sent", (other + "\r\n" + without).getBytes(StandardCharsets.UTF_8), "\\Seen");
        long uid = append(draft);
        try (ToolStack stack = stack(Map.of())) {
            assertThat(error(stack, "\"uid\":" + uid)).startsWith("CONFLICT: ").contains("recipients");
            assertThat(flags()).doesNotContain(PENDING);
            try (RawImap imap = server.connect(alice)) {
                imap.command("SELECT \"" + server.path("Drafts") + "\"");
                imap.command("UID STORE " + uid + " +FLAGS (" + PENDING + ")");
            }

            assertThat(send(stack, "\"uid\":" + uid).getString("status")).isEqualTo("unknown");
        }
        assertThat(peer.commands()).isEmpty();
        assertThat(server.messages(alice, "Drafts")).hasSize(1);
    }

    @Test
    void theSameMailInSentTellsThatADraftWasSent() throws Exception {
        String draft =
                "To: bob@example.org\r\nBcc: dora@EXAMPLE.org\r\nSubject: s\r\nMessage-ID: <a@b.example>\r\n\r\nt\r\n";
        server.append(alice, "Sent", draft.replace("EXAMPLE", "example").getBytes(StandardCharsets.UTF_8), "\\Seen");
        long uid = append(draft);
        try (ToolStack stack = stack(Map.of())) {
            assertThat(send(stack, "\"uid\":" + uid).getString("status")).isEqualTo("sent");
        }
        assertThat(peer.commands()).isEmpty();
    }

    /** Nobody can tell a draft that was put there from one whose program left the mark on what it sent. */
    @ParameterizedTest
    @ValueSource(strings = {"copy", "move"})
    void aDraftThatLiesInSentIsNoProofThatItWasSent(String action) throws Exception {
        try (ToolStack stack = stack(Map.of())) {
            JsonObject saved = stack.succeed(
                    alice, "imap_save_draft", "{\"to\":[\"bob@example.org\"],\"subject\":\"s\",\"text\":\"t\"}");
            organize(stack, action, "Drafts", saved.getInt("uid"), "Sent");
            int inSent = row(stack, server.path("Sent")).getInt("uid");

            assertThat(error(stack, "\"folder\":\"%s\",\"uid\":%d".formatted(server.path("Sent"), inSent)))
                    .startsWith("CONFLICT: ")
                    .contains("lies in Sent");
            if (action.equals("copy")) {
                assertThat(error(stack, which(saved))).startsWith("CONFLICT: ").contains("marked as a draft");
                organize(stack, "trash", "Sent", inSent, null);
            } else {
                assertThat(error(stack, which(saved))).startsWith("MESSAGE_NOT_FOUND: ");
                organize(stack, "move", "Sent", inSent, "Drafts");
            }
            assertThat(peer.commands()).isEmpty();
            int uid = row(stack, server.path("Drafts")).getInt("uid");

            assertThat(send(stack, "\"uid\":" + uid).getString("status")).isEqualTo("sent");
        }
        assertThat(peer.mails()).isEqualTo(1);
        assertThat(server.messages(alice, "Sent")).hasSize(1);
    }

    @Test
    void aDraftWhoseFateIsUnknownIsNoProofOfItselfAndStaysInSent() throws Exception {
        long uid = append(draft("mutt"));
        peer.answerOnce("<dot>", ScriptedSmtpPeer.DROP);
        try (ToolStack stack = stack(Map.of());
                ToolStack restarted = stack(Map.of())) {
            assertThat(send(stack, "\"uid\":" + uid).getString("status")).isEqualTo("unknown");
            organize(stack, "copy", "Drafts", (int) uid, "Sent");
            int inSent = row(stack, server.path("Sent")).getInt("uid");

            for (ToolStack later : List.of(stack, restarted)) {
                assertThat(send(later, "\"folder\":\"%s\",\"uid\":%d".formatted(server.path("Sent"), inSent))
                                .getString("status"))
                        .isEqualTo("unknown");
                assertThat(send(later, "\"uid\":" + uid).getString("status")).isEqualTo("unknown");
            }
        }
        assertThat(peer.mails()).isEqualTo(1);
        assertThat(server.messages(alice, "Sent")).hasSize(1);
        assertThat(server.messages(alice, "Drafts")).hasSize(1);
    }

    /** Its fate has to be known where there is a key: a copy that somebody filed in Sent stops it as the one in Drafts does. */
    @Test
    void aMailWhoseFateIsUnknownStaysUnknownWhereItsCopyIsFiledInSent() throws Exception {
        String mail =
                "{\"to\":[\"bob@example.org\"],\"subject\":\"s\",\"text\":\"t\",\"idempotency_key\":\"k-0123456789\"}";
        peer.answerOnce("<dot>", ScriptedSmtpPeer.DROP);
        try (ToolStack stack = stack(Map.of());
                ToolStack restarted = stack(Map.of())) {
            JsonObject first = stack.succeed(alice, "smtp_send_email", mail);
            assertThat(first.getString("status")).isEqualTo("unknown");
            organize(stack, "move", "Drafts", row(stack, server.path("Drafts")).getInt("uid"), "Sent");

            JsonObject again = restarted.succeed(alice, "smtp_send_email", mail);
            assertThat(again.getString("status")).isEqualTo("unknown");
            assertThat(again.getString("saved_to")).isEqualTo(server.path("Sent"));
        }
        assertThat(peer.mails()).isEqualTo(1);
    }

    @Test
    void aDraftIsTheOnlyCopyWhereNoneCanBeKept() throws Exception {
        server.reset(alice);
        try (RawImap imap = server.connect(alice)) {
            imap.create("Drafts");
        }
        long uid = append(draft("mutt"));
        boolean noSent = server.messages(alice, "Sent").isEmpty();
        try (ToolStack stack = stack(Map.of("SENT_COPY", "server"))) {
            JsonObject sent = send(stack, "\"uid\":" + uid);

            assertThat(sent.getString("status")).isEqualTo("sent");
            assertThat(sent.getString("not_saved_reason")).contains("provider");
        }
        assertThat(noSent).isTrue();
        assertThat(server.messages(alice, "Drafts")).isEmpty(); // the provider keeps the copy
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "To: bob@example.org, nobody| INVALID_ARGUMENT| nobody",
                "To: undisclosed-recipients:;| INVALID_ARGUMENT| nobody whom it is to",
                "Subject: s| INVALID_ARGUMENT| nobody whom it is to",
                "To: bob@example.org{n}From: a@example.org, b@example.org| INVALID_ARGUMENT| one author",
                "To: bob@example.org{n}From: eve@example.org| NOT_ALLOWED| themselves",
                "To: bob@example.org{n}X-Mutt-PGP: SE| NOT_ALLOWED| encrypted",
                "To: bob@example.org{n}X-Claws-Encrypt:1| NOT_ALLOWED| encrypted",
                "To: bob@example.org{n}X-KMail-SignatureActionEnabled: true| NOT_ALLOWED| signed",
                "To: bob@example.org{n}Content-Type: multipart/encrypted; boundary=b| NOT_ALLOWED| encrypted",
                "To: bob@example.org{n}X-Mailbox-Upload: 1| INVALID_ARGUMENT| upload",
                "To: bob@example.org{n}Cc: x@other.test| NOT_ALLOWED| SEND_ALLOWED_DOMAINS",
                "To: bob@example.org{n}Bcc: x@other.test| NOT_ALLOWED| SEND_ALLOWED_DOMAINS",
                "To: bob@example.org{n}Reply-To: x@other.test| NOT_ALLOWED| SEND_ALLOWED_DOMAINS",
                "To: \"bob@example.org\" <x@other.test>| NOT_ALLOWED| SEND_ALLOWED_DOMAINS",
                "To: a@example.org, b@example.org, c@example.org, d@example.org| NOT_ALLOWED| SEND_MAX_RECIPIENTS",
            })
    void whatMayNotGoOutStaysUntouched(String header, String code, String words) throws Exception {
        long uid = append(header.replace("{n}", "\r\n") + "\r\nMessage-ID: <a@b.example>\r\n\r\nt\r\n");
        try (ToolStack stack = stack(Map.of("SEND_ALLOWED_DOMAINS", "example.org", "SEND_MAX_RECIPIENTS", "3"))) {
            assertThat(error(stack, "\"uid\":" + uid)).startsWith(code + ": ").contains(words);
        }
        assertThat(peer.commands()).isEmpty();
        assertThat(server.messages(alice, "Drafts")).hasSize(1);
        assertThat(flags()).doesNotContain(PENDING);
    }

    @Test
    void onlyDraftsAreSent() throws Exception {
        server.append(alice, "INBOX", draft("mutt").getBytes(StandardCharsets.UTF_8));
        try (ToolStack stack = stack(Map.of())) {
            int uid = row(stack, "INBOX").getInt("uid");
            assertThat(error(stack, "\"folder\":\"INBOX\",\"uid\":" + uid)).startsWith("INVALID_ARGUMENT: ");
            assertThat(error(stack, "\"uid\":4000000")).startsWith("MESSAGE_NOT_FOUND: ");
            assertThat(error(stack, "\"uid\":1,\"uidvalidity\":1")).startsWith("STALE_UID: ");
            assertThat(error(stack, "\"folder\":\"nowhere\",\"uid\":1")).startsWith("FOLDER_NOT_FOUND: ");
        }
        assertThat(peer.commands()).isEmpty();
    }

    ToolStack stack(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(Map.of(
                "SMTP_HOST", "127.0.0.1",
                "SMTP_PORT", "" + peer.port(),
                "SMTP_TLS", "false",
                "SEND_FROM_ALIASES", "alice@example.org"));
        all.putAll(variables);
        return ToolStack.on(server, all);
    }

    private JsonObject send(ToolStack stack, String arguments) {
        return stack.succeed(alice, "smtp_send_draft", "{" + arguments + "}");
    }

    private String error(ToolStack stack, String arguments) {
        return ToolStack.errorText(stack.call(ToolStack.credentials(alice), "smtp_send_draft", "{" + arguments + "}"));
    }

    private void organize(ToolStack stack, String action, String folder, int uid, @Nullable String target) {
        JsonObject done = stack.succeed(
                alice,
                "imap_organize_emails",
                "{\"action\":\"%s\",\"folder\":\"%s\",\"uids\":[%d]%s}"
                        .formatted(
                                action,
                                server.path(folder),
                                uid,
                                target == null ? "" : ",\"target\":\"" + server.path(target) + "\""));
        assertThat(done.getString("status")).as("%s", done).isEqualTo("done");
    }

    private static String which(JsonObject saved) {
        return "\"uid\":%d,\"uidvalidity\":%d"
                .formatted(
                        saved.getInt("uid"), saved.getJsonNumber("uidvalidity").longValue());
    }

    /** @return its UID */
    private long append(String draft) throws IOException {
        server.append(alice, "Drafts", draft.getBytes(StandardCharsets.UTF_8), "\\Draft", "\\Seen");
        try (RawImap imap = server.connect(alice)) {
            imap.command("SELECT \"" + server.path("Drafts") + "\"");
            String found = imap.command("UID SEARCH ALL").getFirst();
            return Long.parseLong(found.substring(found.lastIndexOf(' ') + 1).strip());
        }
    }

    private String flags() throws IOException {
        try (RawImap imap = server.connect(alice)) {
            imap.command("EXAMINE \"" + server.path("Drafts") + "\"");
            return String.join("\n", imap.command("FETCH 1:* (FLAGS)"));
        }
    }

    private JsonObject row(ToolStack stack, String folder) {
        return stack.succeed(alice, "imap_list_emails", "{\"folder\":\"%s\"}".formatted(folder))
                .getJsonArray("emails")
                .getJsonObject(0);
    }

    private String only(String folder) throws Exception {
        List<byte[]> mails = server.messages(alice, folder);
        assertThat(mails).hasSize(1);
        return new String(mails.getFirst(), StandardCharsets.UTF_8);
    }

    static String draft(String program) throws IOException {
        return new String(ProgramDrafts.read(program), StandardCharsets.UTF_8).replace("\n", "\r\n");
    }

    private static @Nullable String field(String mail, String name) {
        return mail.lines()
                .takeWhile(line -> !line.isEmpty())
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse(null);
    }

    private static List<String> strings(JsonObject object, String name) {
        return object.getJsonArray(name).getValuesAs(JsonString::getString);
    }
}
