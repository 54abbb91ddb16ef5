// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Login;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MailFailure.LoginFailed.Wanted;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logins by an access token (RFC 7628, and XOAUTH2 of Google and Microsoft). */
class TokenLoginTest {
    private static final Credentials ANNA = credentials("ya29.first", null);

    @Test
    void theStandardMechanismIsTakenWhereBothAreOffered() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.say("* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2 AUTH=OAUTHBEARER SASL-IR] ready");
                    client.expect("AUTHENTICATE OAUTHBEARER ");
                    client.ok("[CAPABILITY IMAP4rev1] welcome");
                    client.stall();
                });
                ImapConnector connector = new ImapConnector(server.settings())) {
            connector.login(credentials("ya29.first", null), soon()).abort();

            assertThat(message(server.received().get(0)))
                    .isEqualTo("n,a=anna@example.com,\u0001auth=Bearer ya29.first\u0001\u0001");
        }
    }

    @Test
    void theOlderMechanismIsAskedForItsMessageWhereTheServerTakesNoneAtOnce() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.say("* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2] ready");
                    client.expect("AUTHENTICATE XOAUTH2");
                    String tag = client.tag();
                    client.say("+ ");
                    client.reply();
                    client.say("* CAPABILITY IMAP4rev1 ESEARCH", tag + " OK welcome");
                    client.answer("LIST");
                    client.stall();
                });
                ImapConnector connector = new ImapConnector(server.settings())) {
            ImapConnection connection = connector.login(ANNA, soon());

            assertThat(connection.has("ESEARCH")).isTrue();
            assertThat(decoded(server.received().get(1)))
                    .isEqualTo("user=anna@example.com\u0001auth=Bearer ya29.first\u0001\u0001");
            connection.abort();
        }
    }

    @Test
    void aRefusalIsReadToItsEnd() {
        assertRefusal("OAUTHBEARER", "AQ==");
        assertRefusal("XOAUTH2", "");
    }

    private static void assertRefusal(String mechanism, String acknowledgement) {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.say("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=" + mechanism + "] ready");
                    client.expect("AUTHENTICATE " + mechanism + " ");
                    String tag = client.tag();
                    client.say("+ eyJzdGF0dXMiOiI0MDEifQ==");
                    client.reply();
                    client.say(tag + " NO [AUTHENTICATIONFAILED] Authentication failed.");
                    client.stall();
                });
                ImapConnector connector = new ImapConnector(server.settings())) {
            assertThatThrownBy(() -> connector.login(ANNA, soon()))
                    .isInstanceOfSatisfying(
                            MailException.class,
                            e -> assertThat(e.failure()).isEqualTo(new MailFailure.LoginFailed(Wanted.NEW_TOKEN)));

            assertThat(server.received()).hasSize(2).last().isEqualTo(acknowledgement);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // Google's two, Dovecot's two, those of RFC 7628, and a server that says nothing in its challenge
        "eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiYmVhcmVyIG1hYyIsInNjb3BlIjoiaHR0cHM6Ly9tYWlsLmdvb2dsZS5jb20vIn0=, NEW_TOKEN",
        "eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIiwic2NvcGUiOiJodHRwczovL21haWwuZ29vZ2xlLmNvbS8ifQ==, NEW_TOKEN",
        "eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiYmVhcmVyIiwic2NvcGUiOiJtYWlsIn0=, NEW_TOKEN",
        "eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIn0=, NEW_TOKEN",
        "eyJzdGF0dXMiOiJpbnN1ZmZpY2llbnRfc2NvcGUiLCJzY29wZSI6Im1haWwifQ==, TOKEN_SCOPE",
        "'', NEW_TOKEN",
        "not base64!, NEW_TOKEN"
    })
    void whatTheServerSaysOfATokenCounts(String challenge, Wanted wanted) {
        assertThat(refused(
                        credentials("ya29.first", null), challenge, "NO [AUTHENTICATIONFAILED] Authentication failed."))
                .isEqualTo(new MailFailure.LoginFailed(wanted));
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"exp\":1700000000,\"upn\":\"anna@example.com\"}', TOKEN_OVER",
        "'{\"exp\":99999999999,\"upn\":\"Bob@example.com\",\"scp\":\"IMAP.AccessAsUser.All\"}', TOKEN_MAILBOX",
        "'{\"exp\":99999999999,\"upn\":\"anna@example.com\",\"scp\":\"User.Read\"}', TOKEN_SCOPE",
        "'{\"aud\":\"https://graph.microsoft.com\",\"scp\":\"Mail.Read\"}', TOKEN_SCOPE",
        "'{\"exp\":99999999999,\"email\":\"anna@example.com\",\"scope\":\"openid mail\"}', NEW_TOKEN",
        "'{}', NEW_TOKEN"
    })
    void whereTheServerSaysNothingTheTokenMaySayItItself(String claims, Wanted wanted) {
        assertThat(refused(credentials(jwt(claims), null), "", "NO AUTHENTICATE failed."))
                .isEqualTo(new MailFailure.LoginFailed(wanted));
    }

    @Test
    void aServerWhereImapIsSwitchedOffSaysSo() {
        assertThat(refused(ANNA, "", "NO [ALERT] Your account is not enabled for IMAP use. (Failure)"))
                .isEqualTo(new MailFailure.LoginFailed(Wanted.IMAP_ACCESS));
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"upn\":\"bob@example.com\"}', TOKEN_MAILBOX",
        "'{\"upn\":\"ANNA@example.com\"}', IMAP_ACCESS",
        "'{}', TOKEN_MAILBOX"
    })
    void aTokenThatIsAcceptedAndOpensNoMailboxIsRefused(String claims, Wanted wanted) {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.say(
                            "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2 ID] The Microsoft Exchange IMAP4 service");
                    client.expect("AUTHENTICATE XOAUTH2 ");
                    client.ok("AUTHENTICATE completed.");
                    for (int i = 0; i < 3; i++) {
                        String command = client.command();
                        client.say(client.tag()
                                + (command.startsWith("CAPABILITY") || command.startsWith("ID ")
                                        ? " OK completed."
                                        : " BAD User is authenticated but not connected."));
                    }
                    client.stall();
                });
                ImapConnector connector = new ImapConnector(server.settings())) {
            assertThatThrownBy(() -> connector.login(credentials(jwt(claims), null), soon()))
                    .isInstanceOfSatisfying(
                            MailException.class,
                            e -> assertThat(e.failure()).isEqualTo(new MailFailure.LoginFailed(wanted)));
        }
    }

    @Test
    void theTokenOfADelegateIsShownForTheMailboxOfAnother() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.say("* OK [CAPABILITY IMAP4rev1 AUTH=OAUTHBEARER SASL-IR] ready");
                    client.expect("AUTHENTICATE OAUTHBEARER ");
                    client.ok("[CAPABILITY IMAP4rev1] welcome");
                    client.stall();
                });
                ImapConnector connector = new ImapConnector(server.settings())) {
            connector
                    .login(credentials("ya29.first", null).by("bob@example.com"), soon())
                    .abort();

            assertThat(message(server.received().get(0))).startsWith("n,a=anna@example.com,");
        }
    }

    @Test
    void thePasswordOfADelegateNamesWhomItIsFor() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready");
                    client.expect("AUTHENTICATE PLAIN ");
                    client.ok("[CAPABILITY IMAP4rev1] welcome");
                    client.stall();
                });
                ImapConnector connector = new ImapConnector(server.settings())) {
            connector
                    .login(new Credentials("anna@example.com", new Secret("m4ster")).by("master"), soon())
                    .abort();

            assertThat(message(server.received().get(0))).isEqualTo("anna@example.com\0master\0m4ster");
        }
    }

    @Test
    void thePasswordOfADelegateNeverGoesOutAsThatOfTheMailbox() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.say("* OK [CAPABILITY IMAP4rev1 AUTH=LOGIN] ready");
                    client.stall();
                });
                ImapConnector connector = new ImapConnector(server.settings())) {
            assertThatThrownBy(() -> connector.login(
                            new Credentials("anna@example.com", new Secret("m4ster")).by("master"), soon()))
                    .isInstanceOfSatisfying(
                            MailException.class,
                            e -> assertThat(e.failure()).isInstanceOf(MailFailure.NotAllowed.class));
            assertThat(server.received()).isEmpty();
        }
    }

    private static MailFailure refused(Credentials credentials, String challenge, String refusal) {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.say("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] ready");
                    client.expect("AUTHENTICATE XOAUTH2 ");
                    String tag = client.tag();
                    client.say("+ " + challenge);
                    client.reply();
                    client.say(tag + " " + refusal);
                    client.stall();
                });
                ImapConnector connector = new ImapConnector(server.settings())) {
            return catchThrowableOfType(MailException.class, () -> connector.login(credentials, soon()))
                    .failure();
        }
    }

    private static String jwt(String claims) {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return encoder.encodeToString("{\"alg\":\"RS256\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + encoder.encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".c2lnbmF0dXJl";
    }

    @Test
    void aServerThatKeepsAskingBreaksTheProtocol() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.say("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] ready");
                    client.expect("AUTHENTICATE XOAUTH2 ");
                    client.say("+ eyJzdGF0dXMiOiI0MDEifQ==");
                    client.reply();
                    client.say("+ eyJzdGF0dXMiOiI0MDEifQ==");
                    client.stall();
                });
                ImapConnector connector = new ImapConnector(server.settings())) {
            assertThatThrownBy(() -> connector.login(ANNA, soon()))
                    .isInstanceOfSatisfying(
                            MailException.class,
                            e -> assertThat(e.failure()).isInstanceOf(MailFailure.ServerUnavailable.class));
        }
    }

    @Test
    void aTokenNeverGoesOutAsAPassword() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready");
                    client.stall();
                });
                ImapConnector connector = new ImapConnector(server.settings())) {
            assertThatThrownBy(() -> connector.login(ANNA, soon()))
                    .isInstanceOfSatisfying(
                            MailException.class,
                            e -> assertThat(e.failure()).isInstanceOf(MailFailure.NotAllowed.class));

            assertThat(server.received()).isEmpty();
        }
    }

    @Test
    void theNextTokenOfAnAuthorizationFindsItsConnectionOpen() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.say("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] ready");
                    client.expect("AUTHENTICATE XOAUTH2 ");
                    client.ok("[CAPABILITY IMAP4rev1] welcome");
                    client.answer("LIST");
                    client.answer("CHECK");
                    client.answer("CHECK");
                    client.stall();
                });
                ImapPool pool = server.pool()) {
            pool.read(credentials("ya29.first", "grant 1"), TokenLoginTest::check);
            pool.read(credentials("ya29.second", "grant 1"), TokenLoginTest::check);

            assertThat(pool.state().opened()).isEqualTo(1);
        }
    }

    private static boolean check(ImapConnection connection) throws java.io.IOException {
        return connection.ask("checking", new ImapCommand("CHECK")).isOk();
    }

    private static String message(String command) {
        return decoded(command.substring(command.lastIndexOf(' ') + 1));
    }

    private static String decoded(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    private static Credentials credentials(String token, @org.jspecify.annotations.Nullable String authorization) {
        return new Credentials("anna@example.com", new Login.AccessToken(new Secret(token), authorization));
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(10));
    }
}
