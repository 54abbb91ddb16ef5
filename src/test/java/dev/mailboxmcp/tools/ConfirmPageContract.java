// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.call.CallMemory;
import dev.mailboxmcp.call.CallTrail;
import dev.mailboxmcp.call.FileTransfers;
import dev.mailboxmcp.call.InputRequest;
import dev.mailboxmcp.call.InputRequired;
import dev.mailboxmcp.call.MailConfirmations.Asked;
import dev.mailboxmcp.call.MailConfirmations.FormOutcome;
import dev.mailboxmcp.call.MailConfirmations.Reason;
import dev.mailboxmcp.call.Signals;
import dev.mailboxmcp.mail.Attachment;
import dev.mailboxmcp.mail.ReviewedDraft.Named;
import dev.mailboxmcp.mailserver.MailServer;
import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.mailserver.RawImap;
import dev.mailboxmcp.smtp.ScriptedSmtpPeer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where users confirm on a page, nothing goes out but what they saw there, once, and only who has the password sees it. */
abstract class ConfirmPageContract {
    private static final JsonObject OPENS_PAGES = json("{\"elicitation\":{\"url\":{}}}");

    final MailServer server;
    private final MailUser alice;
    private ScriptedSmtpPeer peer;

    ConfirmPageContract(MailServer server) {
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

    @Test
    void aMailWaitsAsADraftUntilItsUserWhoSawItSendsIt() throws Exception {
        try (ToolStack stack = stack(Map.of())) {
            JsonObject waiting = stack.succeed(alice, "smtp_send_email", """
                    {"to":["Bob <bob@example.org>"],"cc":["carol@EXAMPLE.org"],"bcc":["d\u00f6ra@example.org"],
                     "reply_to":"desk@example.org","subject":"Plan <b>","text":"One\\nTwo",
                     "attachments":[{"name":"a.txt","text":"file"}]}
                    """);
            assertThat(waiting.getString("status")).isEqualTo("unconfirmed");
            assertThat(waiting.getString("saved_to")).isEqualTo(server.path("Drafts"));
            assertThat(waiting.getString("confirm_url")).startsWith("https://mcp.example.org/confirm/mbc1.");
            assertThat(server.messages(alice, "Drafts")).hasSize(1);
            assertThat(peer.commands()).isEmpty();

            FormOutcome.Review review = review(stack, link(waiting));
            assertThat(review.changed()).isFalse();
            assertThat(review.mail().from().address()).isEqualTo(alice.address());
            assertThat(review.mail().to()).containsExactly(new Named("bob@example.org", null, "Bob", false));
            assertThat(review.mail().cc()).extracting(Named::address).containsExactly("carol@example.org");
            assertThat(review.mail().bcc())
                    .containsExactly(new Named("d\u00f6ra@example.org", "d\\u{f6}ra@example.org", "", false));
            assertThat(review.mail().replyTo()).extracting(Named::address).containsExactly("desk@example.org");
            assertThat(review.mail().subject()).isEqualTo("Plan <b>");
            assertThat(review.mail().text().strip()).isEqualTo("One\nTwo");
            assertThat(review.mail().files()).extracting(Attachment::name).containsExactly("a.txt");
            assertThat(peer.commands()).isEmpty();
        }
    }

    @Test
    void aMailThatWaitsIsToldToTheOperatorAsADraftThatWasSaved() {
        try (ToolStack stack = stack(Map.of())) {
            CallContext context = CallContext.of(new Caller(ToolStack.credentials(alice), "127.0.0.1"));
            stack.round(context, "smtp_send_email", mail("bob@example.org"));

            assertThat(context.trail().changed())
                    .isEqualTo(
                            new CallTrail.ChangedMails("SAVE_DRAFT", "DONE", 1, 0, 0, 0, server.path("Drafts"), null));
            assertThat(context.trail().sent()).isNull();
        }
    }

    @Test
    void whatWasShownGoesOutOnceHoweverOftenItIsConfirmed() throws Exception {
        try (ToolStack stack = stack(Map.of())) {
            JsonObject waiting = stack.succeed(alice, "smtp_send_email", mail("bob@example.org"));
            String link = link(waiting);
            FormOutcome.Review review = review(stack, link);

            FormOutcome.Sent sent = (FormOutcome.Sent) send(stack, link, review.form());
            assertThat(sent.earlier()).isFalse();
            assertThat(sent.recipients()).containsExactly("bob@example.org");
            assertThat(sent.messageId()).isEqualTo(waiting.getString("message_id"));
            String wire = new String(peer.content(), StandardCharsets.UTF_8);
            assertThat(wire).contains(review.mail().text().strip()).doesNotContain("X-Mailbox-Draft");
            assertThat(server.messages(alice, "Drafts")).isEmpty();
            assertThat(server.messages(alice, "Sent")).hasSize(1);

            assertThat(((FormOutcome.Sent) send(stack, link, review.form())).earlier())
                    .isTrue();
            assertThat(((FormOutcome.Sent) visit(stack, link, alice.password())).earlier())
                    .isTrue();
            JsonObject known = stack.succeed(
                    alice,
                    "smtp_send_draft",
                    "{\"uid\":%d,\"uidvalidity\":%d}"
                            .formatted(
                                    waiting.getInt("uid"),
                                    waiting.getJsonNumber("uidvalidity").longValue()));
            assertThat(known.getString("status")).isEqualTo("sent");
            assertThat(peer.mails()).isEqualTo(1);
        }
    }

    @Test
    void aFileThatWasBroughtGoesWithTheDraftWhenItWasSent() throws Exception {
        try (ToolStack stack = stack(Map.of())) {
            String up = stack.succeed(alice, "imap_request_upload", "{\"name\":\"a.txt\",\"size_bytes\":3}")
                    .getString("url");
            FileTransfers.Stored stored = ((FileTransfers.Upload)
                            Objects.requireNonNull(stack.files().find(last(up), "127.0.0.1")))
                    .store(new ByteArrayInputStream("abc".getBytes(StandardCharsets.US_ASCII)));
            String link = link(stack.succeed(
                    alice, "smtp_send_email", """
                    {"to":["bob@example.org"],"subject":"s","text":"t","attachments":[
                     {"folder":"%s","uid":%d,"part":"%s"}]}""".formatted(stored.folder(), stored.uid(), stored.part())));
            assertThat(server.messages(alice, "Drafts")).hasSize(2);

            send(stack, link, review(stack, link).form());

            assertThat(server.messages(alice, "Drafts")).isEmpty();
        }
    }

    @Test
    void twoTabsAtOnceSendOneMail() throws Exception {
        try (ToolStack stack = stack(Map.of());
                ExecutorService tabs = Executors.newFixedThreadPool(4)) {
            String link = link(stack.succeed(alice, "smtp_send_email", mail("bob@example.org")));
            List<String> forms = List.of(
                    review(stack, link).form(),
                    review(stack, link).form(),
                    review(stack, link).form());
            List<Future<FormOutcome>> answers = forms.stream()
                    .map(form -> tabs.submit(() -> send(stack, link, form)))
                    .toList();
            for (Future<FormOutcome> answer : answers) {
                assertThat(answer.get()).isInstanceOf(FormOutcome.Sent.class);
            }
        }
        assertThat(peer.mails()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrong", "", "a\u0000b", "bob"})
    void whoHasNoPasswordOfThatUserSeesNothingAndSendsNothing(String password) throws Exception {
        try (ToolStack stack = stack(Map.of())) {
            String link = link(stack.succeed(alice, "smtp_send_email", mail("bob@example.org")));
            String typed = password.equals("bob") ? server.bob().password() : password;

            assertThat(refused(visit(stack, link, typed))).isEqualTo(Reason.LOGIN_REFUSED);
            assertThat(refused(stack.confirmations()
                            .review(link, "", new Secret(alice.password()), "127.0.0.1", CallMemory.endless())))
                    .isEqualTo(Reason.FORM_TOO_OLD);
            assertThat(refused(send(stack, link, form(stack, link)))).isEqualTo(Reason.FORM_TOO_OLD);
            assertThat(stack.confirmations().find(link + "A")).isNull();
        }
        assertThat(peer.commands()).isEmpty();
    }

    @Test
    void guessesCountAsAnywhereElse() throws Exception {
        try (ToolStack stack = ToolStack.guarded(
                server, Map.of("SEND_MODE", "page", "LOGIN_FAILURES_PER_USER", "2", "LOGIN_FAILURE_MEMORY", "600"))) {
            String link = link(stack.succeed(alice, "smtp_send_email", mail("bob@example.org")));

            assertThat(refused(visit(stack, link, "wrong1"))).isEqualTo(Reason.LOGIN_REFUSED);
            assertThat(refused(visit(stack, link, "wrong2"))).isEqualTo(Reason.LOGIN_REFUSED);
            assertThat(refused(visit(stack, link, "wrong3"))).isEqualTo(Reason.LOGIN_STOPPED);
        }
    }

    @Test
    void aDraftThatAProgramSavedAnewIsShownAnewAndOnlyThatIsSent() throws Exception {
        String id = "<" + UUID.randomUUID() + "@example.org>";
        long uid = append(id, "bob@example.org", "old text");
        try (ToolStack stack = stack(Map.of())) {
            String link = link(stack.succeed(alice, "smtp_send_draft", "{\"uid\":" + uid + "}"));
            FormOutcome.Review first = review(stack, link);
            assertThat(first.changed()).isFalse();
            remove(uid);
            append(id, "carol@example.org", "new text");

            FormOutcome.Review again = (FormOutcome.Review) send(stack, link, first.form());
            assertThat(again.changed()).isTrue();
            assertThat(again.mail().to()).extracting(Named::address).containsExactly("carol@example.org");
            assertThat(again.mail().text()).contains("new text");
            assertThat(review(stack, link).changed()).isTrue();
            assertThat(peer.mails()).isZero();

            FormOutcome.Sent sent = (FormOutcome.Sent) send(stack, link, again.form());
            assertThat(sent.recipients()).containsExactly("carol@example.org");
        }
        assertThat(new String(peer.content(), StandardCharsets.UTF_8)).contains("new text");
        assertThat(peer.mails()).isEqualTo(1);
    }

    @Test
    void aDraftThatTheAgentReplacedIsShownAnewByTheLinkOfTheOldOne() throws Exception {
        try (ToolStack stack = stack(Map.of())) {
            JsonObject old = stack.succeed(alice, "smtp_send_email", mail("bob@example.org"));
            FormOutcome.Review review = review(stack, link(old));
            int first = replace(stack, old.getInt("uid"), "second text");
            int second = replace(stack, first, "third text");

            assertThat(refused(send(stack, link(old) + "x", review.form()))).isEqualTo(Reason.NO_LINK);
            FormOutcome.Review again = (FormOutcome.Review) send(stack, link(old), review.form());
            assertThat(again.changed()).isTrue();
            assertThat(again.mail().text()).contains("third text");
            assertThat(send(stack, link(old), again.form())).isInstanceOf(FormOutcome.Sent.class);
            assertThat(second).isNotEqualTo(first);
        }
        assertThat(peer.mails()).isEqualTo(1);
        assertThat(new String(peer.content(), StandardCharsets.UTF_8))
                .contains("third text")
                .doesNotContain("X-Mailbox");
    }

    /** @return the UID of the new draft */
    private int replace(ToolStack stack, int uid, String text) {
        long validity = stack.succeed(alice, "imap_list_emails", "{\"folder\":\"" + server.path("Drafts") + "\"}")
                .getJsonNumber("uidvalidity")
                .longValue();
        return stack.succeed(alice, "imap_save_draft", """
                        {"to":["bob@example.org"],"subject":"s","text":"%s","replaces":{"uid":%d,"uidvalidity":%d}}
                        """.formatted(text, uid, validity))
                .getInt("uid");
    }

    @Test
    void aDraftThatIsGoneIsSentByNobody() throws Exception {
        try (ToolStack stack = stack(Map.of())) {
            JsonObject waiting = stack.succeed(alice, "smtp_send_email", mail("bob@example.org"));
            String link = link(waiting);
            FormOutcome.Review review = review(stack, link);
            remove(waiting.getInt("uid"));

            assertThat(refused(send(stack, link, review.form()))).isEqualTo(Reason.GONE);
            assertThat(refused(visit(stack, link, alice.password()))).isEqualTo(Reason.GONE);
        }
        assertThat(peer.commands()).isEmpty();
    }

    /** Which code it is says the audit log. */
    @Test
    void whatIsNotSentFailsWithTheCodeOfTheTool() throws Exception {
        peer.answer("RCPT", "550 5.1.1 no such user");
        try (ToolStack stack = stack(Map.of())) {
            String link = link(stack.succeed(alice, "smtp_send_email", mail("bob@example.org")));

            FormOutcome.Refused refused =
                    (FormOutcome.Refused) send(stack, link, review(stack, link).form());

            assertThat(refused.reason()).isEqualTo(Reason.NOT_SENT);
            assertThat(refused.code()).isEqualTo("SEND_REJECTED");
            assertThat(refused.user()).isEqualTo(alice.address());
            assertThat(((FormOutcome.Refused) visit(stack, link, "wrong")).code())
                    .isEqualTo("LOGIN_FAILED");
        }
    }

    @Test
    void anUnconfirmedDraftThatIsFiledInSentWasNotSent() throws Exception {
        String mail = mail("bob@example.org");
        try (ToolStack stack = stack(Map.of())) {
            JsonObject waiting = stack.succeed(alice, "smtp_send_email", mail);
            FormOutcome.Review review = review(stack, link(waiting));
            stack.succeed(
                    alice,
                    "imap_organize_emails",
                    "{\"action\":\"move\",\"folder\":\"%s\",\"uids\":[%d],\"target\":\"%s\"}"
                            .formatted(server.path("Drafts"), waiting.getInt("uid"), server.path("Sent")));

            assertThat(refused(send(stack, link(waiting), review.form()))).isEqualTo(Reason.NOT_SENT);
            assertThat(refused(visit(stack, link(waiting), alice.password()))).isEqualTo(Reason.NOT_SENT);
            assertThat(error(stack, mail)).startsWith("CONFLICT: ").contains("lies in Sent");
        }
        assertThat(peer.commands()).isEmpty();
        assertThat(server.messages(alice, "Sent")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp_reply_email", "smtp_forward_email", "smtp_answer_invitation", "smtp_send_draft"})
    void everyToolThatSendsWaitsForThePage(String tool) throws Exception {
        server.append(alice, "INBOX", invitation());
        try (ToolStack stack = stack(Map.of())) {
            int uid = stack.succeed(alice, "imap_list_emails", "{}")
                    .getJsonArray("emails")
                    .getJsonObject(0)
                    .getInt("uid");
            JsonObject waiting = stack.succeed(
                    alice,
                    tool,
                    switch (tool) {
                        case "smtp_reply_email" -> "{\"uid\":" + uid + ",\"text\":\"yes\"}";
                        case "smtp_forward_email" -> "{\"uid\":" + uid + ",\"to\":[\"bob@example.org\"]}";
                        case "smtp_answer_invitation" -> "{\"uid\":" + uid + ",\"answer\":\"accept\"}";
                        default ->
                            "{\"uid\":"
                                    + stack.succeed(
                                                    alice,
                                                    "imap_save_draft",
                                                    "{\"text\":\"t\",\"answers\":{\"uid\":" + uid
                                                            + ",\"how\":\"reply\"}}")
                                            .getInt("uid")
                                    + "}";
                    });
            assertThat(waiting.getString("status")).isEqualTo("unconfirmed");
            assertThat(peer.commands()).isEmpty();
            String link = link(waiting);

            FormOutcome.Sent sent =
                    (FormOutcome.Sent) send(stack, link, review(stack, link).form());
            assertThat(sent.recipients()).containsExactly("bob@example.org");
            assertThat(peer.mails()).isEqualTo(1);
            assertThat(new String(peer.content(), StandardCharsets.UTF_8).contains("method=REPLY"))
                    .isEqualTo(tool.equals("smtp_answer_invitation"));
            String flags = stack.succeed(alice, "imap_list_emails", "{}").toString();
            assertThat(flags).contains(tool.equals("smtp_forward_email") ? "emails" : "answered");
        }
    }

    @Test
    void theSameMailAskedForAgainIsTheSameDraft() throws Exception {
        String mail = mail("bob@example.org");
        try (ToolStack stack = stack(Map.of())) {
            JsonObject first = stack.succeed(alice, "smtp_send_email", mail);
            JsonObject again = stack.succeed(alice, "smtp_send_email", mail);
            assertThat(again.getInt("uid")).isEqualTo(first.getInt("uid"));
            assertThat(again.getString("digest")).isEqualTo(first.getString("digest"));
            assertThat(server.messages(alice, "Drafts")).hasSize(1);
            String link = link(again);
            send(stack, link, review(stack, link).form());

            JsonObject after = stack.succeed(alice, "smtp_send_email", mail);
            assertThat(after.getString("status")).isEqualTo("sent");
            assertThat(after.getString("advice")).contains("An earlier call");
        }
        assertThat(peer.mails()).isEqualTo(1);
    }

    @Test
    void thePolicyHoldsBeforeADraftIsWritten() throws Exception {
        try (ToolStack stack = stack(Map.of("SEND_ALLOWED_DOMAINS", "example.org", "SEND_PER_MINUTE", "2"))) {
            assertThat(error(stack, mail("eve@evil.example"))).startsWith("NOT_ALLOWED: not sent");
            stack.succeed(alice, "smtp_send_email", mail("bob@example.org"));
            stack.succeed(alice, "smtp_send_email", mail("bob@example.org"));
            assertThat(error(stack, mail("bob@example.org"))).startsWith("THROTTLED: not sent");
        }
        assertThat(server.messages(alice, "Drafts")).hasSize(2);
        assertThat(peer.commands()).isEmpty();
    }

    /** What the operator changed since the link was made, and the user saw the mail. */
    @ParameterizedTest
    @CsvSource({
        "SEND_ALLOWED_DOMAINS, example.net",
        "SEND_MODE, allow",
        "SEND_MODE, off",
        "READ_ONLY, true",
        "SEND_MAX_RECIPIENTS, 1",
        "ALLOWED_USERS, somebody@example.org"
    })
    void thePolicyHoldsAgainWhenTheMailIsSent(String variable, String value) throws Exception {
        String link;
        String form;
        try (ToolStack stack = stack(Map.of())) {
            link = link(stack.succeed(
                    alice,
                    "smtp_send_email",
                    "{\"to\":[\"bob@example.org\",\"carol@example.org\"],\"subject\":\"s\",\"text\":\"t\"}"));
            form = review(stack, link).form();
        }
        try (ToolStack stack = stack(Map.of(variable, value))) {
            assertThat(refused(send(stack, link, form))).isEqualTo(Reason.NOT_SENT);
            assertThat(refused(visit(stack, link, alice.password()))).isEqualTo(Reason.NOT_SENT);
        }
        assertThat(peer.commands()).isEmpty();
    }

    @Test
    void whereUsersSignInAtTheirCompanyNoPasswordIsTakenAnyMore() throws Exception {
        String link;
        String form;
        try (ToolStack stack = stack(Map.of())) {
            link = link(stack.succeed(alice, "smtp_send_email", mail("bob@example.org")));
            form = form(stack, link);
        }
        try (ToolStack stack = stack(Map.of(
                "AUTH", "oauth",
                "OAUTH_URL", "https://mcp.example.org/oauth/mcp",
                "OAUTH_ISSUER", "https://login.example.org",
                "OAUTH_CLIENT_ID", "mailbox",
                "OAUTH_CLIENT_SECRET", "secret"))) {
            assertThat(Objects.requireNonNull(stack.confirmations().find(link)).byPassword())
                    .isFalse();
            assertThat(refused(stack.confirmations()
                            .review(link, form, new Secret(alice.password()), "127.0.0.1", CallMemory.endless())))
                    .isEqualTo(Reason.LOGIN_REFUSED);
        }
        assertThat(peer.commands()).isEmpty();
    }

    @Test
    void aTokenForSomeDomainsLetsNoChangedDraftGoElsewhere() throws Exception {
        String id = "<" + UUID.randomUUID() + "@example.org>";
        long uid = append(id, "bob@example.org", "text");
        try (ToolStack stack = stack(Map.of())) {
            String token = stack.succeed(
                            alice,
                            "imap_encrypt_credentials",
                            Json.createObjectBuilder()
                                    .add("user", alice.address())
                                    .add("password", alice.password())
                                    .add(
                                            "recipient_domains",
                                            Json.createArrayBuilder().add("example.org"))
                                    .build()
                                    .toString())
                    .getString("credentials");
            String link = link(
                    stack.succeed(alice, "smtp_send_draft", "{\"uid\":" + uid + ",\"credentials\":\"" + token + "\"}"));
            remove(uid);
            append(id, "eve@evil.example", "text");

            FormOutcome.Refused refused = (FormOutcome.Refused) visit(stack, link, alice.password());
            assertThat(refused.reason()).isEqualTo(Reason.NOT_SENT);
            assertThat(refused.code()).isEqualTo("NOT_ALLOWED");
            assertThat(refused.refusedDomains()).containsExactly("evil.example");
        }
    }

    @Test
    void addressesThatTheUserNeverWroteToAreMarked() throws Exception {
        server.append(alice, "Sent", Mails.plain(alice.address(), "bob@example.org", "s", "t"));
        try (ToolStack stack = stack(Map.of("SEND_CONFIRM_NEW", "true"))) {
            String link = link(stack.succeed(
                    alice,
                    "smtp_send_email",
                    "{\"to\":[\"bob@example.org\",\"new@example.org\"],\"subject\":\"s\",\"text\":\"t\"}"));

            assertThat(review(stack, link).mail().to()).extracting(Named::isNew).containsExactly(false, true);
        }
    }

    @Test
    void anotherVersionThanTheOneOfTheDigestIsNotAskedFor() throws Exception {
        long uid = append("<a@example.org>", "bob@example.org", "text");
        try (ToolStack stack = stack(Map.of())) {
            assertThat(ToolStack.errorText(stack.call(
                            ToolStack.credentials(alice),
                            "smtp_send_draft",
                            "{\"uid\":" + uid + ",\"digest\":\"00000000000000000000000000000000\"}")))
                    .startsWith("CONFLICT");
        }
    }

    @Test
    void aClientThatOpensPagesIsAskedToAndLearnsWhatBecameOfTheMail() throws Exception {
        String mail = mail("bob@example.org");
        try (ToolStack stack = stack(Map.of())) {
            InputRequired asked = catchThrowableOfType(InputRequired.class, () -> round(stack, mail, Map.of(), null));
            InputRequest question = Objects.requireNonNull(asked.requests().get("page"));
            assertThat(question.mode()).isEqualTo("url");
            assertThat(question.params().getString("message")).contains("A mail to 1 address waits for you");
            String link = last(question.params().getString("url"));

            JsonObject waiting = round(stack, mail, Map.of("page", json("{\"action\":\"accept\"}")), asked.state());
            assertThat(waiting.getJsonObject("structuredContent").getString("status"))
                    .isEqualTo("unconfirmed");
            assertThat(server.messages(alice, "Drafts")).hasSize(1);
            JsonObject declined = round(stack, mail, Map.of("page", json("{\"action\":\"decline\"}")), asked.state());
            assertThat(ToolStack.errorText(declined)).startsWith("NOT_ALLOWED: not sent: the user did not confirm");

            JsonObject nobodyThere = round(stack, mail, Map.of("page", json("{\"action\":\"cancel\"}")), asked.state());
            assertThat(nobodyThere.getJsonObject("structuredContent").getString("confirm_url"))
                    .contains("/confirm/");

            send(stack, link, review(stack, link).form());
            JsonObject sent = round(stack, mail, Map.of("page", json("{\"action\":\"accept\"}")), asked.state());
            assertThat(sent.getJsonObject("structuredContent").getString("status"))
                    .isEqualTo("sent");
        }
        assertThat(peer.mails()).isEqualTo(1);
    }

    private ToolStack stack(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(Map.of(
                "SEND_MODE", "page", "SMTP_HOST", "127.0.0.1", "SMTP_PORT", "" + peer.port(), "SMTP_TLS", "false"));
        all.putAll(variables);
        return ToolStack.on(server, all);
    }

    private JsonObject round(
            ToolStack stack, String mail, Map<String, JsonObject> answers, @Nullable JsonObject state) {
        return stack.round(
                new CallContext(
                        new Caller(ToolStack.credentials(alice), "127.0.0.1"),
                        OPENS_PAGES,
                        Signals.SILENT,
                        new CallTrail(),
                        CallMemory.endless(),
                        answers,
                        state),
                "smtp_send_email",
                mail);
    }

    private String error(ToolStack stack, String mail) {
        return ToolStack.errorText(stack.call(ToolStack.credentials(alice), "smtp_send_email", mail));
    }

    private static String link(JsonObject waiting) {
        return last(waiting.getString("confirm_url"));
    }

    private static String last(String url) {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private static String form(ToolStack stack, String link) {
        Asked asked = stack.confirmations().find(link);
        return asked == null ? "" : asked.form();
    }

    private static FormOutcome visit(ToolStack stack, String link, String password) {
        return stack.confirmations()
                .review(link, form(stack, link), new Secret(password), "127.0.0.1", CallMemory.endless());
    }

    private FormOutcome.Review review(ToolStack stack, String link) {
        return (FormOutcome.Review) visit(stack, link, alice.password());
    }

    private static FormOutcome send(ToolStack stack, String link, String form) {
        return stack.confirmations().send(link, form, "127.0.0.1", CallMemory.endless());
    }

    private static Reason refused(FormOutcome answer) {
        return ((FormOutcome.Refused) answer).reason();
    }

    /** The same mail within minutes would be taken for the same call made again. */
    private static String mail(String to) {
        return Json.createObjectBuilder()
                .add("to", Json.createArrayBuilder().add(to))
                .add("subject", "s")
                .add("text", UUID.randomUUID().toString())
                .build()
                .toString();
    }

    /** @return its UID */
    private long append(String id, String to, String text) throws IOException {
        String mail = "From: " + alice.address() + "\r\nTo: " + to + "\r\nMessage-ID: " + id
                + "\r\nSubject: s\r\nDate: Fri, 27 Nov 2026 10:00:00 +0000\r\n\r\n" + text + "\r\n";
        server.append(alice, "Drafts", mail.getBytes(StandardCharsets.UTF_8), "\\Draft", "\\Seen");
        try (RawImap imap = server.connect(alice)) {
            imap.command("SELECT \"" + server.path("Drafts") + "\"");
            String found = imap.command("UID SEARCH ALL").getFirst();
            return Long.parseLong(found.substring(found.lastIndexOf(' ') + 1).strip());
        }
    }

    private void remove(long uid) throws IOException {
        try (RawImap imap = server.connect(alice)) {
            imap.command("SELECT \"" + server.path("Drafts") + "\"");
            imap.command("UID STORE " + uid + " +FLAGS (\\Deleted)");
            imap.command("EXPUNGE");
        }
    }

    private byte[] invitation() {
        return """
                From: Bob <bob@example.org>
                To: %1$s
                Subject: Plan
                Message-ID: <invitation@example.org>
                MIME-Version: 1.0
                Content-Type: multipart/alternative; boundary=b

                --b
                Content-Type: text/plain

                Please come.
                --b
                Content-Type: text/calendar; method=REQUEST; charset=UTF-8

                BEGIN:VCALENDAR
                VERSION:2.0
                PRODID:-//x//x//EN
                METHOD:REQUEST
                BEGIN:VEVENT
                UID:1@example.org
                DTSTAMP:20261127T100000Z
                DTSTART:20261201T100000Z
                DTEND:20261201T110000Z
                SUMMARY:Plan
                ORGANIZER:mailto:bob@example.org
                ATTENDEE:mailto:%1$s
                END:VEVENT
                END:VCALENDAR

                --b--
                """.formatted(alice.address()).replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    private static JsonObject json(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }
}
