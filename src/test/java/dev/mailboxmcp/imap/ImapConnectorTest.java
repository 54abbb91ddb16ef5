// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.imap.ScriptedImapServer.Script;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.Test;

class ImapConnectorTest {
    private static final Credentials ANNA = GreenMailAccount.ANNA;

    @Test
    void aServerThatIsNotThereIsUnavailable() {
        int port = unusedPort();
        try (ImapConnector connector = new ImapConnector(GreenMailAccount.settings(port))) {
            assertThatThrownBy(connector::probe)
                    .extracting(failure -> ((MailException) failure).failure())
                    .isInstanceOf(MailFailure.ServerUnavailable.class);
        }
    }

    @Test
    void probingGoesNoFurtherThanTheGreeting() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.say("* OK ready");
                    client.stall();
                });
                ImapConnector connector = new ImapConnector(server.settings())) {
            connector.probe();

            assertThat(server.received()).allMatch(command -> command.equals("LOGOUT"));
        }
    }

    @Test
    void aLoginThatIsNotOursIsRefused() {
        assertLogin(client -> client.say("* PREAUTH welcome, root"))
                .isInstanceOfSatisfying(
                        MailFailure.ServerUnavailable.class,
                        failure -> assertThat(failure.detail()).contains("PREAUTH"));
    }

    @Test
    void aGreetingThatSaysByeIsUnavailable() {
        assertLogin(client -> client.say("* BYE [UNAVAILABLE] back in an hour"))
                .isInstanceOfSatisfying(
                        MailFailure.ServerUnavailable.class,
                        failure -> assertThat(failure.detail()).contains("back in an hour"));
    }

    @Test
    void somethingElseThanImapIsUnavailable() {
        assertLogin(client -> client.say("220 mail.example.test ESMTP"))
                .isInstanceOf(MailFailure.ServerUnavailable.class);
    }

    @Test
    void aServerThatNeverGreetsIsUnavailableInTime() {
        assertLogin(ScriptedImapServer.Peer::stall)
                .isInstanceOfSatisfying(
                        MailFailure.ServerUnavailable.class,
                        failure -> assertThat(failure.detail()).contains("greeting"));
    }

    @Test
    void aGreetingThatDripsIsCutOff() {
        long start = System.nanoTime();
        assertLogin(client -> {
                    for (; ; ) {
                        client.raw("x");
                        client.pause(Duration.ofMillis(20));
                    }
                })
                .isInstanceOf(MailFailure.ServerUnavailable.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void theMailServerIsToldTheClientsAddressBeforeTheLoginWhereThatIsConfigured() {
        assertThat(told("ID AUTH=PLAIN", true, "2001:db8::7"))
                .containsExactly(
                        "ID (\"name\" \"mailbox-mcp\" \"x-originating-ip\" \"2001:db8::7\")", "LOGIN anna horse");
    }

    @Test
    void elsewhereTheAddressOfTheClientStaysHere() {
        assertThat(told("ID AUTH=PLAIN", false, "192.0.2.7")).containsExactly("LOGIN anna horse");
        assertThat(told("AUTH=PLAIN", true, "192.0.2.7")).containsExactly("LOGIN anna horse");
        assertThat(told("ID AUTH=PLAIN", true, "192.0.2.7\") (\"x")).containsExactly("LOGIN anna horse");
    }

    /** What the mail server heard; it refuses whatever is no login. */
    private static List<String> told(String capabilities, boolean tells, String clientAddress) {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.say("* OK [CAPABILITY IMAP4rev1 " + capabilities + "] ready");
                    if (client.command().startsWith("ID")) {
                        client.no("not interested");
                        client.expect("LOGIN");
                    }
                    client.ok("[CAPABILITY IMAP4rev1] welcome");
                    client.stall();
                });
                ImapConnector connector = new ImapConnector(new ImapSettings(
                        "127.0.0.1",
                        server.port(),
                        TlsMode.NONE,
                        null,
                        1,
                        1,
                        0,
                        tells,
                        ImapSettings.Timeouts.USUAL,
                        ""))) {
            connector
                    .login(ANNA.from(clientAddress), Deadline.after(Duration.ofSeconds(10)))
                    .abort();
            return server.received().stream()
                    .map(line -> line.replace(
                            "\"" + ANNA.user() + "\" \"" + ANNA.login().secret().reveal() + "\"", "anna horse"))
                    .toList();
        }
    }

    @Test
    void refusedCredentialsAreALoginFailure() {
        for (String text : new String[] {
            "[AUTHENTICATIONFAILED] no",
            "no such user",
            "[EXPIRED] too old",
            "[ALERT] no",
            "[CONTACTADMIN] locked",
            "[NOPERM] disabled"
        }) {
            assertLogin(refusing(text)).isEqualTo(new MailFailure.LoginFailed());
        }
    }

    @Test
    void aServerInTroubleIsNoLoginFailure() {
        assertLogin(refusing("[UNAVAILABLE] database is down")).isInstanceOf(MailFailure.ServerUnavailable.class);
        assertLogin(refusing("[INUSE] try later")).isInstanceOf(MailFailure.ServerUnavailable.class);
        assertLogin(refusing("[LIMIT] too many sessions")).isInstanceOf(MailFailure.Throttled.class);
        assertLogin(refusing("[ALERT] Too many simultaneous connections. (Failure)"))
                .isInstanceOf(MailFailure.Throttled.class);
        assertLogin(client -> {
                    client.say("* OK [CAPABILITY IMAP4rev1] ready");
                    client.expect("LOGIN");
                    client.say("* BYE shutting down");
                })
                .isInstanceOf(MailFailure.ServerUnavailable.class);
        assertLogin(client -> {
                    client.say("* OK [CAPABILITY IMAP4rev1] ready");
                    client.expect("LOGIN");
                })
                .isInstanceOf(MailFailure.ServerUnavailable.class);
    }

    @Test
    void tellsHowLongAThrottledCallerShallWait() {
        assertLogin(client -> {
                    client.say("* OK [CAPABILITY IMAP4rev1] ready");
                    client.expect("LOGIN");
                    client.say(client.tag() + " BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds");
                })
                .isInstanceOfSatisfying(
                        MailFailure.Throttled.class,
                        failure -> assertThat(failure.retryAfter()).isEqualTo(Duration.ofMillis(92415)));
    }

    @Test
    void quotesWhatCouldEndACommand() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("");
                    client.stall();
                });
                ImapConnector connector = new ImapConnector(server.settings())) {
            Credentials odd = new Credentials("an\"na", new Secret("a\\b {5} \"c\""));

            connector.login(odd, soon()).abort();

            assertThat(server.received()).first().isEqualTo("LOGIN \"an\\\"na\" \"a\\\\b {5} \\\"c\\\"\"");
        }
    }

    @Test
    void sendsForeignLettersByAuthenticatePlain() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready");
                    client.expect("AUTHENTICATE PLAIN ");
                    client.ok("[CAPABILITY IMAP4rev1] welcome");
                    client.stall();
                });
                ImapConnector connector = new ImapConnector(server.settings())) {
            connector
                    .login(new Credentials("ännä", new Secret("пароль")), soon())
                    .abort();

            String sent = server.received().get(0).substring("AUTHENTICATE PLAIN ".length());
            assertThat(new String(Base64.getDecoder().decode(sent), java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo("\0ännä\0пароль");
        }
    }

    @Test
    void sendsForeignLettersAsALiteralWhereThereIsOnlyLogin() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("");
                    client.stall();
                });
                ImapConnector connector = new ImapConnector(server.settings())) {
            connector
                    .login(new Credentials("anna", new Secret("größe")), soon())
                    .abort();

            assertThat(server.received()).first().isEqualTo("LOGIN \"anna\" {7}\r\ngröße");
        }
    }

    @Test
    void waitsForTheServerToAskWhereItTakesNoInitialResponse() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.say("* OK [CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=PLAIN] ready");
                    client.expect("AUTHENTICATE PLAIN");
                    String tag = client.tag();
                    client.say("+ ");
                    client.reply();
                    client.say(tag + " OK [CAPABILITY IMAP4rev1] welcome");
                    client.stall();
                });
                ImapConnector connector = new ImapConnector(server.settings())) {
            connector.login(ANNA, soon()).abort();

            assertThat(server.received()).hasSize(2);
        }
    }

    @Test
    void aServerThatOffersNothingButAuthLoginIsLoggedInTo() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.say("* OK [CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=LOGIN] ready");
                    client.expect("AUTHENTICATE LOGIN");
                    String tag = client.tag();
                    client.say("+ VXNlcm5hbWU6");
                    client.reply();
                    client.say("+ UGFzc3dvcmQ6");
                    client.reply();
                    client.say(tag + " OK [CAPABILITY IMAP4rev1] welcome");
                    client.stall();
                });
                ImapConnector connector = new ImapConnector(server.settings())) {
            Credentials user = new Credentials("anna", new Secret("größe"));

            connector.login(user, soon()).abort();

            assertThat(server.received()).containsExactly("AUTHENTICATE LOGIN", "YW5uYQ==", "Z3LDtsOfZQ==");
        }
    }

    @Test
    void asksForCapabilitiesThatAreNotTold() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.say("* OK ready");
                    client.answer("CAPABILITY", "* CAPABILITY IMAP4rev1");
                    client.answer("LOGIN");
                    client.answer("CAPABILITY", "* CAPABILITY IMAP4rev1 ESEARCH");
                    client.stall();
                });
                ImapConnector connector = new ImapConnector(server.settings())) {
            ImapConnection connection = connector.login(ANNA, soon());

            assertThat(connection.has("ESEARCH")).isTrue();
            connection.abort();
        }
    }

    @Test
    void noCredentialsGoOutWhereStartTlsIsMissing() {
        assertStartTls(client -> {
                    client.say("* OK [CAPABILITY IMAP4rev1] ready");
                    client.expect("STARTTLS");
                    client.say(client.tag() + " BAD what");
                    client.stall();
                })
                .extracting(MailFailure.ServerUnavailable::detail)
                .asString()
                .contains("STARTTLS");
    }

    @Test
    void aServerThatAsksForLessInsteadOfStartingTlsIsToldAsElsewhere() {
        for (String answer :
                List.of("$TAG NO [LIMIT] obey me", "$TAG NO [THROTTLED] obey me", "* BYE [LIMIT] obey me")) {
            startTlsFailure(answeringStartTls(answer))
                    .isInstanceOfSatisfying(
                            MailFailure.Throttled.class,
                            failure -> assertThat(failure.detail()).doesNotContain("obey me"));
        }
    }

    @Test
    void aServerInTroubleBeforeTlsIsUnavailable() {
        for (String answer : List.of("$TAG NO [UNAVAILABLE] obey me", "* BYE [UNAVAILABLE] obey me", "* BYE obey me")) {
            assertStartTls(answeringStartTls(answer))
                    .extracting(MailFailure.ServerUnavailable::detail)
                    .asString()
                    .startsWith("the mail server refused")
                    .doesNotContain("obey me");
        }
    }

    /** Whoever sits in between may write them: they are neither believed nor passed on. */
    @Test
    void wordsBeforeTlsCountForNothing() {
        assertStartTls(client -> {
                    client.say("* BYE Too many connections. Suggested Backoff Time: 92415 milliseconds");
                    client.stall();
                })
                .extracting(MailFailure.ServerUnavailable::detail)
                .isEqualTo("the mail server refused asking for TLS");
        assertStartTls(answeringStartTls("$TAG NO Too many connections"))
                .extracting(MailFailure.ServerUnavailable::detail)
                .asString()
                .isEqualTo("it refused STARTTLS, which is required: IMAP_PORT, IMAP_TLS");
    }

    @Test
    void dataInjectedBehindStartTlsIsRefused() {
        assertStartTls(client -> {
                    client.say("* OK ready");
                    client.expect("STARTTLS");
                    client.raw(client.tag() + " OK go\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n");
                    client.stall();
                })
                .extracting(MailFailure.ServerUnavailable::detail)
                .asString()
                .contains("unencrypted data");
    }

    @Test
    void preauthBeforeTlsIsRefused() {
        assertStartTls(client -> {
                    client.say("* PREAUTH welcome");
                    client.stall();
                })
                .extracting(MailFailure.ServerUnavailable::detail)
                .asString()
                .contains("PREAUTH");
    }

    @Test
    void aServerThatSpeaksNoTlsIsUnavailable() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.say("* OK ready");
                    client.stall();
                });
                ImapConnector connector = new ImapConnector(settings(server.port(), TlsMode.IMPLICIT))) {
            assertThatThrownBy(() -> connector.login(ANNA, soon()))
                    .extracting(failure -> ((MailException) failure).failure())
                    .isInstanceOf(MailFailure.ServerUnavailable.class);
            assertThat(server.received()).isEmpty();
        }
    }

    private static Script refusing(String text) {
        return client -> {
            client.say("* OK [CAPABILITY IMAP4rev1] ready");
            client.expect("LOGIN");
            client.no(text);
            client.stall();
        };
    }

    private static ObjectAssert<MailFailure> assertLogin(Script script) {
        try (ScriptedImapServer server = new ScriptedImapServer(script);
                ImapConnector connector = new ImapConnector(settings(server.port(), TlsMode.NONE))) {
            return assertThatThrownBy(() -> connector.login(ANNA, soon()))
                    .extracting(failure -> ((MailException) failure).failure(), type(MailFailure.class));
        }
    }

    /** @param answer in which {@code $TAG} is the tag of STARTTLS */
    private static Script answeringStartTls(String answer) {
        return client -> {
            client.say("* OK ready");
            client.expect("STARTTLS");
            client.say(answer.replace("$TAG", client.tag()));
            client.stall();
        };
    }

    private static ObjectAssert<MailFailure.ServerUnavailable> assertStartTls(Script script) {
        return startTlsFailure(script).asInstanceOf(type(MailFailure.ServerUnavailable.class));
    }

    private static ObjectAssert<MailFailure> startTlsFailure(Script script) {
        try (ScriptedImapServer server = new ScriptedImapServer(script);
                ImapConnector connector = new ImapConnector(settings(server.port(), TlsMode.STARTTLS))) {
            ObjectAssert<MailFailure> failure = assertThatThrownBy(() -> connector.login(ANNA, soon()))
                    .extracting(thrown -> ((MailException) thrown).failure(), type(MailFailure.class));
            assertThat(server.received()).noneMatch(command -> command.contains("LOGIN"));
            return failure;
        }
    }

    private static ImapSettings settings(int port, TlsMode tls) {
        Duration time = Duration.ofMillis(500);
        return new ImapSettings(
                "127.0.0.1",
                port,
                tls,
                null,
                10,
                4,
                new ImapSettings.Timeouts(
                        time,
                        time,
                        time,
                        time,
                        Duration.ofSeconds(10),
                        time,
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(60)));
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(10));
    }

    private static int unusedPort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
