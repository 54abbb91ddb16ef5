// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Login;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.imap.ScriptedImapServer;
import dev.mailboxmcp.imap.ScriptedImapServer.Peer;
import dev.mailboxmcp.smtp.ScriptedSmtpPeer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * How Google and Microsoft refuse access tokens, as their documentation and reports of users have it, each played from the
 * greeting on, under their presets; and what the user is told then.
 */
class GoogleAndMicrosoftTest {
    private static final String ANNA = "anna@acme.example";
    private static final String SALES = "sales@acme.example";
    private static final String OPAQUE = "ya29.token";
    private static final String LIST = "{\"folder\":\"INBOX\"}";
    private static final String MAIL = "{\"to\":[\"bob@acme.example\"],\"subject\":\"hello\",\"text\":\"hello\"}";
    private static final String GMAIL = "* OK Gimap ready for requests from 192.0.2.1 k5";
    private static final String GMAIL_MAY =
            "IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST CHILDREN X-GM-EXT-1 SASL-IR"
                    + " AUTH=XOAUTH2 AUTH=PLAIN AUTH=PLAIN-CLIENTTOKEN AUTH=OAUTHBEARER";
    private static final String EXCHANGE = "* OK The Microsoft Exchange IMAP4 service is ready. [TABPADEA]";
    private static final String EXCHANGE_MAY =
            "IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS ID UNSELECT CHILDREN IDLE NAMESPACE LITERAL+";
    private static final String NOT_CONNECTED = "BAD User is authenticated but not connected.";

    private final ScriptedSmtpPeer submission = new ScriptedSmtpPeer();
    private final AtomicBoolean sessionOver = new AtomicBoolean();

    @AfterEach
    void close() throws IOException {
        submission.close();
    }

    // Google, IMAP

    @Test
    void googleSaysInAChallengeThatATokenIsRefused() {
        String status =
                base64("{\"status\":\"401\",\"schemes\":\"bearer mac\",\"scope\":\"https://mail.google.com/\"}");
        try (ScriptedImapServer google = new ScriptedImapServer(client -> {
                    greet(client, GMAIL, GMAIL_MAY);
                    client.expect("AUTHENTICATE OAUTHBEARER ");
                    client.say("+ " + status);
                    client.reply();
                    client.no("[AUTHENTICATIONFAILED] Invalid credentials (Failure)");
                    client.stall();
                });
                ToolStack stack = stack("gmail", google)) {
            assertThat(refusal(stack, token(OPAQUE)))
                    .isEqualTo(
                            "LOGIN_FAILED: the mail server refused this access token. It is over, or not for mail: the"
                                    + " user has to sign in again. Repeating the call does not help.");
            assertThat(google.received()).last().isEqualTo("AQ==");
        }
    }

    @Test
    void googleSaysThatImapIsSwitchedOff() {
        try (ScriptedImapServer google = refusing(
                        GMAIL,
                        GMAIL_MAY,
                        "NO [ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page and"
                                + " enable your account for IMAP access. (Failure)");
                ToolStack stack = stack("gmail", google)) {
            assertThat(refusal(stack, token(OPAQUE)))
                    .startsWith("LOGIN_FAILED")
                    .contains("its user or administrator can switch it on in the provider's settings");
        }
    }

    @Test
    void googleWantsAnAppPasswordInThePlaceOfThePassword() {
        try (ScriptedImapServer google = refusing(
                        GMAIL,
                        GMAIL_MAY,
                        "NO [ALERT] Application-specific password required:"
                                + " https://support.google.com/accounts/answer/185833 (Failure)");
                ToolStack stack = stack("gmail", google)) {
            assertThat(refusal(stack, password())).contains("It wants an app password, made at the provider.");
        }
    }

    @Test
    void googleWantsALoginInTheBrowserFirst() {
        try (ScriptedImapServer google = refusing(
                        GMAIL,
                        GMAIL_MAY,
                        "NO [WEBALERT https://accounts.google.com/signin/continue?sarp=1] Web login required.");
                ToolStack stack = stack("gmail", google)) {
            assertThat(refusal(stack, password())).contains("It wants the user to log in with a web browser first.");
        }
    }

    @Test
    void tooManyConnectionsAtGoogleAreNoFaultOfTheToken() {
        try (ScriptedImapServer google =
                        refusing(GMAIL, GMAIL_MAY, "NO [ALERT] Too many simultaneous connections. (Failure)");
                ToolStack stack = stack("gmail", google)) {
            assertThat(refusal(stack, token(OPAQUE))).startsWith("THROTTLED");
            assertThat(refusal(stack, token(OPAQUE))).startsWith("THROTTLED"); // and so the token is tried again
            assertThat(google.connections).hasValue(2);
        }
    }

    @Test
    void aSessionThatGoogleEndsBetweenTwoCallsIsBegunAnew() {
        try (ScriptedImapServer google = new ScriptedImapServer(
                        client -> {
                            greet(client, GMAIL, GMAIL_MAY);
                            client.expect("AUTHENTICATE OAUTHBEARER ");
                            client.ok("[CAPABILITY IMAP4rev1] anna authenticated (Success)");
                            serve(client, "* BYE Session expired, please login again.");
                        },
                        client -> {
                            greet(client, GMAIL, GMAIL_MAY);
                            client.expect("AUTHENTICATE OAUTHBEARER ");
                            client.no("[AUTHENTICATIONFAILED] Invalid credentials (Failure)");
                            client.stall();
                        });
                ToolStack stack = stack("gmail", google)) {
            assertThat(stack.call(token(OPAQUE), "imap_list_emails", LIST).getBoolean("isError"))
                    .isFalse();
            sessionOver.set(true);
            assertThat(refusal(stack, token(OPAQUE))).startsWith("LOGIN_FAILED").contains("sign in again");
        }
    }

    // Google, submission

    @Test
    void googleRefusesATokenForSubmissionInTheSameWay() {
        submission
                .answer("EHLO", "250-smtp.gmail.com\r\n250-SIZE 35882577\r\n250 AUTH LOGIN PLAIN XOAUTH2 OAUTHBEARER")
                .answer("AUTH", "334 " + base64("{\"status\":\"401\",\"schemes\":\"bearer mac\"}"))
                .answer(
                        "AQ==",
                        "535-5.7.8 Username and Password not accepted. For more information, go to\r\n535 5.7.8 "
                                + " https://support.google.com/mail/?p=BadCredentials - gsmtp");

        assertThat(sendingRefused("gmail", token(OPAQUE)))
                .startsWith("LOGIN_FAILED")
                .contains("sign in again");
    }

    // Microsoft, IMAP

    @Test
    void microsoftSaysNothingOfATokenThatIsOver() {
        assertThat(refusedByMicrosoft(
                        jwt("\"upn\":\"" + ANNA + "\",\"scp\":\"IMAP.AccessAsUser.All\",\"exp\":1700000000")))
                .startsWith("LOGIN_FAILED")
                .contains("Its time is over: the client has to get a new one.");
    }

    @Test
    void microsoftSaysNothingOfATokenForOtherThings() {
        assertThat(refusedByMicrosoft(jwt("\"aud\":\"https://graph.microsoft.com\",\"scp\":\"Mail.Read\"")))
                .startsWith("LOGIN_FAILED")
                .contains("It is not for mail: the client has to ask for the scope of IMAP and SMTP.");
    }

    @Test
    void microsoftSaysNothingOfATokenOfAnotherUser() {
        assertThat(refusedByMicrosoft(jwt("\"upn\":\"bob@acme.example\",\"scp\":\"IMAP.AccessAsUser.All\"")))
                .startsWith("LOGIN_FAILED")
                .contains("It is another user's than x-imap-user");
    }

    @Test
    void microsoftSaysNothingOfATokenThatCannotBeRead() {
        assertThat(refusedByMicrosoft("EwAoA8l6BAAU"))
                .startsWith("LOGIN_FAILED")
                .contains("sign in again");
    }

    @Test
    void microsoftOpensNoMailboxForTheTokenOfItsOwnUserWhereImapIsOff() {
        assertThat(notConnected(token(jwt("\"upn\":\"" + ANNA + "\""))))
                .startsWith("LOGIN_FAILED")
                .contains("IMAP may be switched off");
    }

    @Test
    void microsoftOpensNoMailboxWhereTheDelegateHasNoRightToIt() {
        Credentials delegate = new Credentials(
                        SALES, new Login.AccessToken(new Secret(jwt("\"upn\":\"" + ANNA + "\"")), null))
                .by(ANNA);

        assertThat(notConnected(delegate))
                .startsWith("LOGIN_FAILED")
                .contains("who has no right to this mailbox, or IMAP is off for it: ask its administrator");
    }

    @Test
    void aDelegateReadsASharedMailboxOfMicrosoftAndSendsFromIt() {
        offersOfMicrosoft();
        Credentials delegate = new Credentials(SALES, new Login.AccessToken(new Secret(OPAQUE), null)).by(ANNA);
        try (ScriptedImapServer microsoft = new ScriptedImapServer(client -> {
                    greet(client, EXCHANGE, EXCHANGE_MAY);
                    client.expect("AUTHENTICATE XOAUTH2 ");
                    client.ok("[CAPABILITY IMAP4rev1] AUTHENTICATE completed.");
                    serve(client, "");
                });
                ToolStack stack = stack("microsoft365", microsoft)) {
            assertThat(stack.call(delegate, "imap_list_emails", LIST).getBoolean("isError"))
                    .isFalse();
            assertThat(stack.call(delegate, "smtp_send_email", MAIL).getBoolean("isError"))
                    .isFalse();

            assertThat(microsoft.received())
                    .contains("AUTHENTICATE XOAUTH2 "
                            + base64("user=" + SALES + "\u0001auth=Bearer " + OPAQUE + "\u0001\u0001"))
                    .noneMatch(command -> command.startsWith("APPEND")); // Microsoft keeps the copy
        }
        assertThat(submission.commands())
                .contains("AUTH XOAUTH2 " + base64("user=" + ANNA + "\u0001auth=Bearer " + OPAQUE + "\u0001\u0001"))
                .anyMatch(command -> command.startsWith("MAIL FROM:<" + SALES + ">"));
        assertThat(new String(submission.content(), StandardCharsets.UTF_8))
                .contains("From: " + SALES)
                .doesNotContain(ANNA);
    }

    @Test
    void aTokenThatMicrosoftRefusedIsNotShownAgainAndTheNextOneIs() {
        try (ScriptedImapServer microsoft = refusing(EXCHANGE, EXCHANGE_MAY, "NO AUTHENTICATE failed.");
                ToolStack stack = stack("microsoft365", microsoft)) {
            for (int i = 0; i < 5; i++) {
                assertThat(refusal(stack, token(OPAQUE))).startsWith("LOGIN_FAILED");
            }
            assertThat(microsoft.connections).hasValue(1);

            assertThat(refusal(stack, token("ya29.next"))).startsWith("LOGIN_FAILED");
            assertThat(microsoft.connections).hasValue(2);
        }
    }

    @Test
    void aSessionThatMicrosoftEndsWithItsTokenIsBegunAnew() {
        String over = jwt("\"upn\":\"" + ANNA + "\",\"exp\":1700000000"); // as it is by the second call
        try (ScriptedImapServer microsoft = new ScriptedImapServer(
                        client -> {
                            greet(client, EXCHANGE, EXCHANGE_MAY);
                            client.expect("AUTHENTICATE XOAUTH2 ");
                            client.ok("[CAPABILITY IMAP4rev1] AUTHENTICATE completed.");
                            serve(client, "* BYE Session invalidated - AccessTokenExpired");
                        },
                        client -> {
                            greet(client, EXCHANGE, EXCHANGE_MAY);
                            client.expect("AUTHENTICATE XOAUTH2 ");
                            client.no("AUTHENTICATE failed.");
                            client.stall();
                        });
                ToolStack stack = stack("microsoft365", microsoft)) {
            assertThat(stack.call(token(over), "imap_list_emails", LIST).getBoolean("isError"))
                    .isFalse();
            sessionOver.set(true);
            assertThat(refusal(stack, token(over))).startsWith("LOGIN_FAILED").contains("Its time is over");
        }
    }

    @Test
    void aPasswordIsNotShownToMicrosoftAtAll() {
        try (ScriptedImapServer microsoft = refusing(EXCHANGE, EXCHANGE_MAY, "NO LOGIN failed.");
                ToolStack stack = stack("microsoft365", microsoft)) {
            assertThat(refusal(stack, password()))
                    .startsWith("NOT_ALLOWED")
                    .contains("this mail provider takes no passwords: send an access token of it as x-imap-token");
            assertThat(microsoft.connections).hasValue(0);
        }
    }

    // Microsoft, submission

    @Test
    void submissionThatIsOffForTheTenantIsToldFromATokenThatIsOver() {
        offersOfMicrosoft()
                .answer(
                        "AUTH",
                        "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant."
                                + " Visit https://aka.ms/smtp_auth_disabled for more information.");

        assertThat(sendingRefused("microsoft365", token(OPAQUE)))
                .startsWith("LOGIN_FAILED")
                .contains("its administrator can switch authenticated SMTP on");
    }

    @Test
    void submissionThatIsOffForTheMailboxIsToldFromATokenThatIsOver() {
        offersOfMicrosoft()
                .answer(
                        "AUTH",
                        "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.");

        assertThat(sendingRefused("microsoft365", token(OPAQUE)))
                .contains("its administrator can switch authenticated SMTP on");
    }

    @Test
    void microsoftSaysNothingOfATokenForSubmissionThatIsRefused() {
        offersOfMicrosoft()
                .answer("AUTH", "535 5.7.3 Authentication unsuccessful [AM0PR01CA0101.eurprd01.prod.exchangelabs.com]");

        assertThat(sendingRefused("microsoft365", token(jwt("\"exp\":1700000000"))))
                .startsWith("LOGIN_FAILED")
                .contains("Its time is over");
    }

    @Test
    void microsoftTakesNoMailOfADelegateWithoutTheRightToSend() {
        offersOfMicrosoft()
                .answer(
                        "<dot>",
                        "554 5.2.252 SendAsDenied; anna@acme.example not allowed to send as sales@acme.example;"
                                + " STOREDRV.Submission.Exception:SendAsDeniedException");

        assertThat(sendingRefused(
                        "microsoft365",
                        new Credentials(SALES, new Login.AccessToken(new Secret(OPAQUE), null)).by(ANNA)))
                .startsWith("SEND_REJECTED")
                .contains("SendAsDenied");
        assertThat(submission.commands())
                .contains("AUTH XOAUTH2 " + base64("user=" + ANNA + "\u0001auth=Bearer " + OPAQUE + "\u0001\u0001"))
                .anyMatch(command -> command.startsWith("MAIL FROM:<" + SALES + ">"));
    }

    private ScriptedSmtpPeer offersOfMicrosoft() {
        return submission.answer(
                "EHLO",
                "250-AM0PR01CA0101.outlook.office365.com Hello\r\n250-SIZE 157286400\r\n250 AUTH LOGIN XOAUTH2");
    }

    private String refusedByMicrosoft(String token) {
        try (ScriptedImapServer microsoft = refusing(EXCHANGE, EXCHANGE_MAY, "NO AUTHENTICATE failed.");
                ToolStack stack = stack("microsoft365", microsoft)) {
            return refusal(stack, token(token));
        }
    }

    /** Told by a server that takes the token, and then opens no mailbox. */
    private String notConnected(Credentials credentials) {
        try (ScriptedImapServer microsoft = new ScriptedImapServer(client -> {
                    greet(client, EXCHANGE, EXCHANGE_MAY);
                    client.expect("AUTHENTICATE XOAUTH2 ");
                    client.ok("AUTHENTICATE completed.");
                    while (true) {
                        String command = client.command();
                        boolean known = command.startsWith("CAPABILITY") || command.startsWith("ID ");
                        client.say(client.tag() + " " + (known ? "OK completed." : NOT_CONNECTED));
                    }
                });
                ToolStack stack = stack("microsoft365", microsoft)) {
            return refusal(stack, credentials);
        }
    }

    /** Whose mailbox is away meanwhile: it is asked after all, and nobody waits for it here. */
    private String sendingRefused(String preset, Credentials credentials) {
        try (ScriptedImapServer imap = new ScriptedImapServer(client -> client.say("* BYE not now"));
                ToolStack stack = stack(preset, imap)) {
            return ToolStack.errorText(stack.call(credentials, "smtp_send_email", MAIL));
        }
    }

    /** Refuses every login by one line, and no challenge before. */
    private static ScriptedImapServer refusing(String greeting, String capabilities, String refusal) {
        return new ScriptedImapServer(client -> {
            greet(client, greeting, capabilities);
            client.command();
            client.say(client.tag() + " " + refusal);
            client.stall();
        });
    }

    /** Both say what they can only when they are asked. */
    private static void greet(Peer client, String greeting, String capabilities) throws IOException {
        client.say(greeting);
        client.answer("CAPABILITY", "* CAPABILITY " + capabilities);
    }

    /** Has an empty mailbox, until the session is over. */
    private void serve(Peer client, String bye) throws IOException {
        while (true) {
            String command = client.command();
            if (sessionOver.get()) {
                client.say(bye);
                return;
            }
            if (command.startsWith("EXAMINE")) {
                client.say("* FLAGS (\\Seen)", "* 0 EXISTS", "* OK [UIDVALIDITY 1] UIDs valid");
            }
            client.ok("done");
        }
    }

    private static String refusal(ToolStack stack, Credentials credentials) {
        JsonObject answer = stack.call(credentials, "imap_list_emails", LIST);
        return ToolStack.errorText(answer);
    }

    private ToolStack stack(String preset, ScriptedImapServer imap) {
        return ToolStack.of(Map.ofEntries(
                Map.entry("PROFILES", "acme"),
                Map.entry("PROFILE_ACME_DOMAINS", "acme.example"),
                Map.entry("PROFILE_ACME_PRESET", preset),
                Map.entry("PROFILE_ACME_DELEGATES", "true"),
                Map.entry("PROFILE_ACME_IMAP_HOST", "127.0.0.1"),
                Map.entry("PROFILE_ACME_IMAP_PORT", "" + imap.port()),
                Map.entry("PROFILE_ACME_IMAP_TLS", "false"),
                Map.entry("PROFILE_ACME_SMTP_HOST", "127.0.0.1"),
                Map.entry("PROFILE_ACME_SMTP_PORT", "" + submission.port()),
                Map.entry("PROFILE_ACME_SMTP_TLS", "false")));
    }

    private static Credentials token(String token) {
        return new Credentials(ANNA, new Login.AccessToken(new Secret(token), null));
    }

    private static Credentials password() {
        return new Credentials(ANNA, new Secret("secret"));
    }

    private static String jwt(String claims) {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return encoder.encodeToString("{\"alg\":\"RS256\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + encoder.encodeToString(("{" + claims + "}").getBytes(StandardCharsets.UTF_8)) + ".c2lnbmF0dXJl";
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
