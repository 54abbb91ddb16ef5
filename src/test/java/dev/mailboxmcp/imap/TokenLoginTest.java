// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Login;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MailFailure.LoginFailed.Wanted;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import org.junit.jupiter.api.Test;

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
                    client.answer("CHECK");
                    client.answer("CHECK");
                    client.stall();
                });
                ImapConnector connector = new ImapConnector(server.settings());
                ImapPool pool = new ImapPool(connector, InstantSource.system())) {
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
