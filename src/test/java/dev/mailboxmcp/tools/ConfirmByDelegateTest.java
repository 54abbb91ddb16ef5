// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Login;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.call.CallMemory;
import dev.mailboxmcp.call.MailConfirmations.Asked;
import dev.mailboxmcp.call.MailConfirmations.FormOutcome;
import dev.mailboxmcp.call.MailConfirmations.Reason;
import dev.mailboxmcp.imap.ScriptedImapServer;
import dev.mailboxmcp.imap.ScriptedImapServer.Peer;
import dev.mailboxmcp.smtp.ScriptedSmtpPeer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where a login of the operator opens the mailboxes, the word of the identity provider alone says who confirms a mail, and the
 * operator's password says nothing.
 */
class ConfirmByDelegateTest {
    private static final String KIM = "kim.s@example.test";
    private static final String MASTER = "master";
    private static final String PASSWORD = "canary-master";

    private final ScriptedSmtpPeer submission = new ScriptedSmtpPeer();
    private final ScriptedImapServer imap = new ScriptedImapServer(ConfirmByDelegateTest::serve);
    private final ToolStack stack =
            stack(Map.of("AUTH", "delegate", "DELEGATE_USER", MASTER, "DELEGATE_PASSWORD", PASSWORD));
    private String link = "";

    private ToolStack stack(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(variables);
        all.putAll(Map.of(
                "OAUTH_URL", "https://mcp.example.org/oauth/mcp",
                "OAUTH_ISSUER", "https://login.example.org",
                "OAUTH_CLIENT_ID", "mailbox",
                "OAUTH_CLIENT_SECRET", "secret",
                "SEND_MODE", "page",
                "IMAP_PORT", "" + imap.port(),
                "SMTP_PORT", "" + submission.port()));
        return ToolStack.unreachable(all);
    }

    @BeforeEach
    void ask() {
        link = ask(stack, signedIn());
    }

    /** What an access token opens the mailbox with. */
    private static Credentials signedIn() {
        return new Credentials(KIM, new Login.Password(new Secret(PASSWORD), true)).by(MASTER);
    }

    private static String ask(ToolStack stack, Credentials signedIn) {
        JsonObject waiting = stack.call(signedIn, "smtp_send_draft", "{\"uid\":5}");
        assertThat(waiting.getBoolean("isError")).as("%s", waiting).isFalse();
        String url = waiting.getJsonObject("structuredContent").getString("confirm_url");
        return url.substring(url.lastIndexOf('/') + 1);
    }

    @AfterEach
    void close() throws IOException {
        stack.close();
        imap.close();
        submission.close();
    }

    @Test
    void theUserIsAskedForAndNoPassword() {
        Asked asked = Objects.requireNonNull(stack.confirmations().find(link));

        assertThat(asked.loginName()).isEqualTo(KIM);
        assertThat(asked.byPassword()).isFalse();
    }

    @Test
    void whomTheProviderVouchesForSeesTheMailAndSendsItFromTheOwnMailbox() {
        FormOutcome.Review review = (FormOutcome.Review) visit("KIM.S@example.test");
        assertThat(review.mail().from().address()).isEqualTo(KIM);
        assertThat(submission.commands()).isEmpty();

        FormOutcome.Sent sent =
                (FormOutcome.Sent) stack.confirmations().send(link, review.form(), "127.0.0.1", CallMemory.endless());
        assertThat(sent.user()).isEqualTo(KIM);
        assertThat(sent.recipients()).containsExactly("bob@example.test");
        assertThat(submission.mails()).isEqualTo(1);
        assertThat(imap.received())
                .filteredOn(command -> command.startsWith("AUTHENTICATE"))
                .containsOnly("AUTHENTICATE PLAIN "
                        + Base64.getEncoder()
                                .encodeToString(
                                        (KIM + "\0" + MASTER + "\0" + PASSWORD).getBytes(StandardCharsets.UTF_8)));
    }

    /** Unicode folds U+017F into s, U+0131 into I, and U+212A into k. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mallory@example.test",
                MASTER,
                "",
                "kim.s@example.test.evil.example",
                "kim.\u017F@example.test",
                "k\u0131m.s@example.test",
                "\u212Aim.s@example.test"
            })
    void nobodyElseDoes(String vouchedFor) {
        assertThat(refused(visit(vouchedFor))).isEqualTo(Reason.SOMEBODY_ELSE);
        assertThat(submission.commands()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {PASSWORD, "wrong"})
    void noPasswordIsTakenNotEvenTheOperators(String password) {
        String form = Objects.requireNonNull(stack.confirmations().find(link)).form();
        int logins = imap.connections.get();

        assertThat(refused(stack.confirmations()
                        .review(link, form, new Secret(password), "127.0.0.1", CallMemory.endless())))
                .isEqualTo(Reason.LOGIN_REFUSED);
        assertThat(imap.connections).hasValue(logins);
        assertThat(submission.commands()).isEmpty();
    }

    /** The headers could bring them, and nobody counts there how often. */
    @Test
    void nobodyFindsOutTheOperatorsPasswordByTryingIt() {
        int connections = imap.connections.get();
        List<String> refusals = new ArrayList<>();
        for (String password : List.of(PASSWORD, "wrong")) {
            JsonObject refused =
                    stack.call(new Credentials(KIM, new Secret(password)).by(MASTER), "imap_list_folders", "{}");
            refusals.add(refused.getJsonArray("content").getJsonObject(0).getString("text"));
        }

        assertThat(refusals.getFirst()).startsWith("NOT_ALLOWED").contains("sign in at their company");
        assertThat(refusals.getLast()).isEqualTo(refusals.getFirst());
        assertThat(imap.connections).hasValue(connections);
    }

    @Test
    void whoeverMayUseTheServerNeedsNoLeaveForTheOperatorsLogin() {
        try (ToolStack some = stack(Map.of(
                "AUTH", "delegate", "DELEGATE_USER", MASTER, "DELEGATE_PASSWORD", PASSWORD, "ALLOWED_USERS", KIM))) {
            assertThat(ask(some, signedIn())).isNotEmpty();
        }
    }

    @Test
    void anAccessTokenThatIsTooLongForTheFormIsSaidToBe() {
        Login longest = new Login.AccessToken(new Secret("a".repeat(Login.AccessToken.MAX_LENGTH)), null);
        try (ToolStack byToken = stack(Map.of("AUTH", "oauth"))) {
            String asked = ask(byToken, new Credentials(KIM, longest));

            FormOutcome.Refused refused = (FormOutcome.Refused)
                    byToken.confirmations().reviewSignedIn(asked, KIM, longest, "127.0.0.1", CallMemory.endless());

            assertThat(refused.reason()).isEqualTo(Reason.NOT_SENT);
            assertThat(refused.detail()).contains("the access token of the identity provider is too long");
        }
    }

    private FormOutcome visit(String vouchedFor) {
        return stack.confirmations().reviewSignedIn(link, vouchedFor, null, "127.0.0.1", CallMemory.endless());
    }

    private static Reason refused(FormOutcome answer) {
        return ((FormOutcome.Refused) answer).reason();
    }

    /** A mailbox with one draft, and nothing else. */
    private static void serve(Peer client) throws IOException {
        String capabilities =
                "IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR ESEARCH LITERAL+ SPECIAL-USE LIST-EXTENDED UIDPLUS MOVE";
        client.say("* OK [CAPABILITY " + capabilities + "] ready");
        String draft = """
                From: kim.s@example.test\r
                To: bob@example.test\r
                Subject: s\r
                Message-ID: <5@example.test>\r
                \r
                text\r
                """;
        String flags = "\\Draft";
        for (; ; ) {
            String command = client.command();
            if (command.startsWith("AUTHENTICATE")) {
                client.ok("[CAPABILITY " + capabilities + "] welcome");
                continue;
            }
            if (command.startsWith("LIST")) {
                client.say("* LIST (\\Sent) \"/\" Sent", "* LIST (\\Drafts) \"/\" Drafts");
            } else if (command.startsWith("SELECT") || command.startsWith("EXAMINE")) {
                client.say("* 3 EXISTS", "* OK [UIDVALIDITY 7] ok", "* OK [PERMANENTFLAGS (\\Deleted \\*)] ok");
            } else if (command.startsWith("UID STORE 5 +FLAGS.SILENT ($SubmitPending)")) {
                flags += " $SubmitPending";
            } else if (command.startsWith("UID FETCH 5 (UID FLAGS)")) {
                client.say("* 2 FETCH (UID 5 FLAGS (" + flags + "))");
            } else if (command.startsWith("UID FETCH 5")) {
                client.say("* 2 FETCH (UID 5 FLAGS (" + flags + ") RFC822.SIZE " + draft.length()
                        + " BODYSTRUCTURE (\"text\" \"plain\" NIL NIL NIL \"7bit\" 6 1) BODY[]<0> {" + draft.length()
                        + "}\r\n" + draft + ")");
            } else if (command.startsWith("UID SEARCH")) {
                client.say("* SEARCH");
            }
            client.ok(command.startsWith("SELECT") ? "[READ-WRITE] done" : "done");
        }
    }
}
