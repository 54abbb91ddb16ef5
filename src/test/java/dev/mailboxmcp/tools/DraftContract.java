// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.call.CallTrail.ChangedMails;
import dev.mailboxmcp.mailserver.MailServer;
import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.mailserver.RawImap;
import dev.mailboxmcp.tools.AttachContract.File;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a draft is made of, and that none is lost for another. */
abstract class DraftContract {
    final MailServer server;
    private final MailUser alice;
    private final MailUser bob;

    DraftContract(MailServer server) {
        this.server = server;
        this.alice = server.alice();
        this.bob = server.bob();
    }

    @BeforeEach
    void emptyMailboxes() throws Exception {
        for (MailUser user : List.of(alice, bob)) {
            server.reset(user);
        }
        try (RawImap imap = server.connect(alice)) {
            imap.create("Drafts");
            imap.create("Trash");
        }
    }

    @Test
    void aNewDraftLiesInDraftsAsItWillBeSentWithItsBcc() throws Exception {
        try (ToolStack stack = ToolStack.on(server)) {
            JsonObject saved = save(stack, """
                    "to":["Bob <%s>"],"bcc":["carol@example.org"],"subject":"the pl\u00e4n","text":"see **it**","format":"markdown",
                    "attachments":[{"name":"a.txt","text":"a"}]""".formatted(bob.address()));

            assertThat(saved.getString("folder")).isEqualTo("Drafts");
            assertThat(strings(saved, "to")).containsExactly("\"Bob\" <" + bob.address() + ">");
            assertThat(strings(saved, "bcc")).containsExactly("carol@example.org");
            assertThat(saved.getString("from")).isEqualTo(alice.address());
            assertThat(strings(saved, "attachments")).containsExactly("a.txt");
            assertThat(saved.getString("digest")).matches("[0-9a-f]{32}");
            JsonObject row = row(stack, "Drafts");
            assertThat(row.getInt("uid")).isEqualTo(saved.getInt("uid"));
            assertThat(strings(row, "flags")).containsExactly("draft");
        }
        String draft = only("Drafts");
        assertThat(draft)
                .contains("Bcc: carol@example.org", "X-Mailbox-Draft: ", "Message-ID: ", "<strong>it</strong>");
        assertThat(server.messages(bob, "INBOX")).isEmpty();
    }

    @Test
    void aDraftMayLackWhatIsNotKnownYet() throws Exception {
        try (ToolStack stack = ToolStack.on(server, Map.of("SEND_MODE", "off"))) {
            JsonObject saved = save(stack, "\"text\":\"later\"");

            assertThat(strings(saved, "to")).isEmpty();
            assertThat(saved.getString("subject")).isEmpty();
        }
        assertThat(only("Drafts")).contains("later").doesNotContain("\nTo:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "reply| Re: the plan| <bob>|",
                "reply_all| Re: the plan| <bob>| x@evil.example",
                "forward| Fwd: the plan| |",
                "forward_attached| Fwd: the plan| |",
            })
    void anAnswerHasItsRecipientsItsSubjectItsThreadAndItsFiles(String how, String subject, String to, String cc)
            throws Exception {
        server.append(alice, "INBOX", mail());
        try (ToolStack stack = ToolStack.on(server)) {
            JsonObject saved = save(
                    stack,
                    "\"text\":\"Sure.\",\"answers\":{\"uid\":%d,\"how\":\"%s\"}"
                            .formatted(row(stack, "INBOX").getInt("uid"), how));

            assertThat(saved.getString("subject")).isEqualTo(subject);
            assertThat(strings(saved, "to"))
                    .isEqualTo(to == null ? List.of() : List.of(to.replace("<bob>", bob.address())));
            assertThat(strings(saved, "cc")).isEqualTo(cc == null ? List.of() : List.of(cc));
            assertThat(strings(saved, "attachments"))
                    .isEqualTo(
                            switch (how) {
                                case "forward" -> List.of("plan.txt");
                                case "forward_attached" -> List.of("the plan.eml");
                                default -> List.of();
                            });
        }
        String draft = only("Drafts");
        assertThat(draft).contains("References: <orig@mails.example>", "Sure.");
        assertThat(draft.contains("In-Reply-To: <orig@mails.example>")).isEqualTo(how.startsWith("reply"));
        assertThat(draft.contains("> Please see.")).isEqualTo(how.startsWith("reply"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // how | to, cc and bcc of the call | To | Cc | Bcc of the draft
                "reply| \"to\":[\"ann@c.example\"],\"cc\":[\"<bob>\"]| ann@c.example| <bob>|",
                "reply| \"to\":[\"ann@c.example\"],\"bcc\":[\"<bob>\"]| ann@c.example| | <bob>",
                "reply| \"to\":[\"ann@c.example\"],\"cc\":[\"ANN@c.example\"],\"bcc\":[\"ann@C.example\"]| ann@c.example| |",
                "reply_all| \"to\":[\"ann@c.example\"],\"cc\":[\"<bob>\"]| ann@c.example| x@evil.example,<bob>|",
                "reply_all| \"to\":[\"x@evil.example\"],\"bcc\":[\"<bob>\"]| x@evil.example| | <bob>",
                "reply| \"cc\":[\"<bob>\",\"ann@c.example\"]| <bob>| ann@c.example|",
            })
    void whomTheCallNamesGetsAnAnswerThatGoesToSomebodyElse(
            String how, String named, @Nullable String to, @Nullable String cc, @Nullable String bcc) throws Exception {
        server.append(alice, "INBOX", mail());
        try (ToolStack stack = ToolStack.on(server)) {
            JsonObject saved = save(
                    stack,
                    "\"text\":\"t\",%s,\"answers\":{\"uid\":%d,\"how\":\"%s\"}"
                            .formatted(
                                    named.replace("<bob>", bob.address()),
                                    row(stack, "INBOX").getInt("uid"),
                                    how));

            assertThat(strings(saved, "to")).isEqualTo(named(to));
            assertThat(strings(saved, "cc")).isEqualTo(named(cc));
            assertThat(strings(saved, "bcc")).isEqualTo(named(bcc));
        }
    }

    private List<String> named(@Nullable String addresses) {
        return addresses == null
                ? List.of()
                : List.of(addresses.replace("<bob>", bob.address()).split(",", -1));
    }

    @Test
    void aMailThatNamesNobodyIsAnsweredToWhomTheCallNames() throws Exception {
        server.append(alice, "INBOX", Mails.raw("From: nobody\nSubject: s\n\nt\n"));
        try (ToolStack stack = ToolStack.on(server)) {
            String answers = "\"text\":\"t\",\"answers\":{\"uid\":%d,\"how\":\"reply\"}"
                    .formatted(row(stack, "INBOX").getInt("uid"));
            assertThat(ToolStack.errorText(call(stack, answers))).startsWith("INVALID_ARGUMENT: ");

            JsonObject saved = save(stack, answers + ",\"to\":[\"ann@c.example\"]");
            assertThat(strings(saved, "to")).containsExactly("ann@c.example");
            assertThat(saved).doesNotContainKey("warnings");
        }
    }

    @Test
    void whoIsLeftOutOfAnAnswerIsNamed() throws Exception {
        server.append(
                alice,
                "INBOX",
                Mails.raw("From: ann@c.example\nTo: Bob <bob@>, %s\nSubject: s\n\nt\n".formatted(alice.address())));
        try (ToolStack stack = ToolStack.on(server)) {
            String answers = "\"text\":\"t\",\"answers\":{\"uid\":%d,\"how\":\"%s\"}";
            int uid = row(stack, "INBOX").getInt("uid");

            assertThat(strings(save(stack, answers.formatted(uid, "reply_all")), "warnings"))
                    .singleElement()
                    .asString()
                    .startsWith("left out")
                    .contains("bob");
            assertThat(save(stack, answers.formatted(uid, "reply"))).doesNotContainKey("warnings");
        }
    }

    @Test
    void aReplacedDraftThatLosesItsRecipientsSaysSo() throws Exception {
        try (ToolStack stack = ToolStack.on(server)) {
            JsonObject first = save(stack, "\"text\":\"one\",\"to\":[\"ann@c.example\"],\"subject\":\"s\"");
            JsonObject second = save(stack, "\"text\":\"two\"," + replaces(first));

            assertThat(strings(second, "warnings"))
                    .singleElement()
                    .asString()
                    .contains("no recipient", "replaces keeps only");
            assertThat(save(stack, "\"text\":\"three\"," + replaces(second))).doesNotContainKey("warnings");
        }
    }

    @Test
    void aReplacedDraftKeepsItsFilesAndIsGoneOnceTheNewOneIsThere() throws Exception {
        try (ToolStack stack = ToolStack.on(server)) {
            JsonObject first = save(stack, "\"text\":\"one\",\"attachments\":[{\"name\":\"a.txt\",\"text\":\"a\"}]");
            JsonObject second = save(stack, "\"text\":\"two\"," + replaces(first));

            assertThat(strings(second, "attachments")).containsExactly("a.txt");
            assertThat(second).doesNotContainKey("warnings");
            assertThat(second.getString("digest")).isNotEqualTo(first.getString("digest"));

            JsonObject third = save(stack, "\"text\":\"three\",\"attachments\":[]," + replaces(second));
            assertThat(strings(third, "attachments")).isEmpty();
            assertThat(ToolStack.errorText(call(stack, "\"text\":\"four\"," + replaces(first))))
                    .startsWith("MESSAGE_NOT_FOUND: ");
        }
        assertThat(only("Drafts")).contains("three");
        assertThat(server.messages(alice, "Trash")).isEmpty();
    }

    @Test
    void aDraftThatWentWithItsFolderIsNotFoundAndNoneIsSavedInstead() throws Exception {
        try (ToolStack stack = ToolStack.on(server)) {
            JsonObject first = save(stack, "\"text\":\"one\"");
            try (RawImap imap = server.connect(alice)) {
                imap.command("DELETE " + server.path("Drafts"));
                boolean madeAnew = imap.exists("Drafts"); // by the mail server itself

                assertThat(ToolStack.errorText(call(stack, "\"text\":\"two\"," + replaces(first))))
                        .startsWith(madeAnew ? "STALE_UID: " : "MESSAGE_NOT_FOUND: ");
                assertThat(imap.exists("Drafts")).isEqualTo(madeAnew);
            }
        }
        assertThat(server.messages(alice, "Drafts")).isEmpty();
    }

    @Test
    void aReplacedAnswerStaysInItsThread() throws Exception {
        server.append(alice, "INBOX", mail());
        try (ToolStack stack = ToolStack.on(server)) {
            JsonObject first = save(
                    stack,
                    "\"text\":\"one\",\"answers\":{\"uid\":%d,\"how\":\"reply\"}"
                            .formatted(row(stack, "INBOX").getInt("uid")));
            save(stack, "\"text\":\"two\"," + replaces(first));
        }
        assertThat(only("Drafts"))
                .contains("two", "In-Reply-To: <orig@mails.example>", "References: <orig@mails.example>");
    }

    @Test
    void aDraftOfOursThatAProgramSavedAnewGoesToTheTrash() throws Exception {
        String edited = SendDraftContract.draft("mutt-edited")
                .replace("X-Mailbox-Draft: 1", "X-Mailbox-Draft: Sun, 29 Nov 2026 06:29:12 +0000");
        server.append(alice, "Drafts", edited.getBytes(StandardCharsets.UTF_8), "\\Draft");
        try (ToolStack stack = ToolStack.on(server)) {
            JsonObject list = stack.succeed(alice, "imap_list_emails", "{\"folder\":\"Drafts\"}");
            save(
                    stack,
                    "\"text\":\"two\",\"replaces\":{\"uid\":%d,\"uidvalidity\":%d}"
                            .formatted(
                                    list.getJsonArray("emails").getJsonObject(0).getInt("uid"),
                                    list.getJsonNumber("uidvalidity").longValue()));
        }
        assertThat(only("Drafts")).contains("two");
        assertThat(only("Trash")).contains("Added in mutt");
    }

    @Test
    void aDraftThatAPersonWroteGoesToTheTrashAndKeepsItsFiles() throws Exception {
        server.append(alice, "Drafts", mail(), "\\Draft");
        try (ToolStack stack = ToolStack.on(server)) {
            JsonObject list = stack.succeed(alice, "imap_list_emails", "{\"folder\":\"Drafts\"}");
            JsonObject saved = save(
                    stack,
                    "\"text\":\"two\",\"replaces\":{\"uid\":%d,\"uidvalidity\":%d}"
                            .formatted(
                                    list.getJsonArray("emails").getJsonObject(0).getInt("uid"),
                                    list.getJsonNumber("uidvalidity").longValue()));

            assertThat(strings(saved, "attachments")).containsExactly("plan.txt");
        }
        assertThat(AttachContract.files(only("Drafts").getBytes(StandardCharsets.ISO_8859_1)))
                .containsExactly(new File("plan.txt", "text/plain; charset=us-ascii", "the plan\n"));
        assertThat(server.messages(alice, "Trash")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"text\":\"t\",\"replaces\":{\"uid\":4000000,\"uidvalidity\":<v>}| MESSAGE_NOT_FOUND",
                "\"text\":\"t\",\"replaces\":{\"uid\":1,\"uidvalidity\":1}| STALE_UID",
                "\"text\":\"t\",\"answers\":{\"uid\":4000000,\"how\":\"reply\"}| MESSAGE_NOT_FOUND",
                "\"text\":\"t\",\"answers\":{\"uid\":1,\"uidvalidity\":1,\"how\":\"reply\"}| STALE_UID",
                "\"text\":\"t\",\"to\":[\"nobody\"]| INVALID_ARGUMENT",
                "\"text\":\"t\",\"quote\":false| INVALID_ARGUMENT",
                "\"text\":\"t\",\"quote\":false,\"answers\":{\"uid\":1,\"how\":\"forward\"}| INVALID_ARGUMENT",
                "\"text\":\"t\",\"subject\":\"a\\nb\"| INVALID_ARGUMENT",
                "\"text\":\"t\",\"html\":\"x\",\"format\":\"markdown\"| INVALID_ARGUMENT",
                "\"text\":\"t\",\"attachments\":[{\"uid\":4000000}]| MESSAGE_NOT_FOUND",
            })
    void whatCannotBeDoneLeavesEverythingAsItWas(String arguments, String code) throws Exception {
        server.append(alice, "INBOX", mail());
        server.append(alice, "Drafts", mail(), "\\Draft");
        try (ToolStack stack = ToolStack.on(server)) {
            long validity = stack.succeed(alice, "imap_list_emails", "{\"folder\":\"Drafts\"}")
                    .getJsonNumber("uidvalidity")
                    .longValue();
            JsonObject result = call(stack, arguments.replace("<v>", "" + validity));

            assertThat(ToolStack.errorText(result)).startsWith(code + ": ");
        }
        assertThat(server.messages(alice, "Drafts")).hasSize(1);
    }

    @Test
    void aDraftLeavesForTheOperatorThatItWasSaved() {
        try (ToolStack stack = ToolStack.on(server)) {
            CallContext context = CallContext.of(new Caller(ToolStack.credentials(alice), "127.0.0.1"));
            stack.round(context, "imap_save_draft", "{\"text\":\"secret\"}");

            assertThat(context.trail().changed())
                    .isEqualTo(new ChangedMails("SAVE_DRAFT", "DONE", 1, 0, 0, 0, server.path("Drafts"), null));
            assertThat(context.trail().sent()).isNull();
        }
    }

    @Test
    void whereTheOperatorSwitchedDraftsOffNoneIsSaved() {
        try (ToolStack stack = ToolStack.on(server, Map.of("DRAFTS", "false"))) {
            assertThat(ToolStack.errorText(call(stack, "\"text\":\"t\""))).startsWith("NOT_ALLOWED: ");
        }
    }

    private JsonObject save(ToolStack stack, String arguments) {
        return stack.succeed(alice, "imap_save_draft", "{" + arguments + "}");
    }

    private JsonObject call(ToolStack stack, String arguments) {
        return stack.call(ToolStack.credentials(alice), "imap_save_draft", "{" + arguments + "}");
    }

    private static String replaces(JsonObject saved) {
        return "\"replaces\":{\"uid\":%d,\"uidvalidity\":%d}"
                .formatted(
                        saved.getInt("uid"), saved.getJsonNumber("uidvalidity").longValue());
    }

    private JsonObject row(ToolStack stack, String folder) {
        return stack.succeed(alice, "imap_list_emails", "{\"folder\":\"%s\"}".formatted(folder))
                .getJsonArray("emails")
                .getJsonObject(0);
    }

    private String only(String folder) throws Exception {
        List<byte[]> mails = server.messages(alice, folder);
        assertThat(mails).hasSize(1);
        return new String(mails.getFirst(), StandardCharsets.ISO_8859_1);
    }

    private byte[] mail() {
        return Mails.raw("""
                From: %s
                To: %s
                Cc: x@evil.example
                Date: Fri, 20 Nov 2026 14:03:59 +0100
                Subject: the plan
                Message-ID: <orig@mails.example>
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: text/plain

                Please see.
                --b
                Content-Type: text/plain; charset=us-ascii; name=plan.txt
                Content-Disposition: attachment
                Content-Transfer-Encoding: base64

                dGhlIHBsYW4K
                --b--
                """.formatted(bob.address(), alice.address()));
    }

    private static List<String> strings(JsonObject object, String name) {
        return object.getJsonArray(name).getValuesAs(JsonString::getString);
    }
}
