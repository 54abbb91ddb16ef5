// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.imap.ImapConnector;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.imap.ImapSettings;
import dev.mailboxmcp.imap.TlsMode;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.net.TlsTrust;
import dev.mailboxmcp.smtp.SmtpSender;
import dev.mailboxmcp.smtp.SmtpSettings;
import dev.mailboxmcp.smtp.SmtpSettings.Encryption;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** No trick of a server, or of whoever sits in between, gets credentials out of us: 36 of them, for IMAP and SMTP. */
class HostileTlsTest {
    private static final Credentials ANNA = new Credentials("anna@example.com", new Secret("correct horse"));
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofSeconds(2);

    /** A ServerHello of TLS 1.1, with the one suite that all of that time had. */
    private static final byte[] TLS_1_1 =
            HexFormat.of().parseHex("160302002a020000260302" + "5a".repeat(32) + "00002f00");

    private static final String EHLO = "250-peer\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n";

    static Stream<Arguments> implicit() {
        return Stream.of(
                trick("a certificate of another host", it -> it.tls("other-host")),
                trick("an expired certificate", it -> it.tls("expired")),
                trick("a certificate of the future", it -> it.tls("not-yet")),
                trick("the name as common name only", it -> it.tls("name-only")),
                trick("a certificate for clients", it -> it.tls("client-only")),
                trick("an unknown authority", it -> it.tls("unknown")),
                trick("a self-signed certificate", it -> it.tls("selfsigned")),
                trick("a signature with MD5", it -> it.tls("md5")),
                trick("a certificate signed by another server's", it -> it.tls("leaf-signed")),
                trick("TLS 1.1", it -> it.raw(TLS_1_1)),
                trick("no TLS at all", it -> it.say("* OK [CAPABILITY IMAP4rev1] hi\r\n220 hi\r\n")),
                trick("a connection that closes", it -> {
                    throw new IOException("closed");
                }));
    }

    static Stream<Arguments> imapStartTls() {
        return Stream.of(
                trick("PREAUTH", it -> it.say("* PREAUTH [CAPABILITY IMAP4rev1] welcome\r\n")),
                trick("BYE", it -> it.say("* BYE [ALERT] log in at http://evil.example\r\n")),
                trick("STARTTLS refused", it -> {
                    it.say("* OK hi\r\n");
                    it.say(tag(it) + " NO not today\r\n");
                }),
                trick("STARTTLS unknown", it -> {
                    it.say("* OK hi\r\n");
                    it.say(tag(it) + " BAD what\r\n");
                }),
                trick("answers behind STARTTLS", it -> {
                    it.say("* OK hi\r\n");
                    it.say(tag(it) + " OK go\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n");
                    it.tls("good");
                }),
                trick("an answer before the question", it -> {
                    it.say("* OK hi\r\nS1 OK go\r\n* CAPABILITY IMAP4rev1\r\n");
                    it.tls("good");
                }),
                trick("clear text after STARTTLS", it -> {
                    it.say("* OK hi\r\n");
                    it.say(tag(it) + " OK go\r\n");
                    it.line();
                    it.say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi again\r\n");
                }),
                trick("another host's certificate after STARTTLS", it -> {
                    it.say("* OK hi\r\n");
                    it.say(tag(it) + " OK go\r\n");
                    it.tls("other-host");
                }),
                trick("an answer of another tag", it -> {
                    it.say("* OK hi\r\n");
                    it.line();
                    it.say("X9 OK go\r\n");
                }),
                trick("silence after STARTTLS", it -> {
                    it.say("* OK hi\r\n");
                    it.say(tag(it) + " OK go\r\n");
                    it.listen();
                }),
                trick("PREAUTH within TLS", it -> {
                    it.say("* OK hi\r\n");
                    it.say(tag(it) + " OK go\r\n");
                    it.tls("unknown");
                    it.say("* PREAUTH [CAPABILITY IMAP4rev1] welcome\r\n");
                }));
    }

    static Stream<Arguments> smtpStartTls() {
        return Stream.of(
                trick("no offer of STARTTLS", it -> {
                    it.say("220 hi\r\n");
                    it.line();
                    it.say("250-peer\r\n250 AUTH PLAIN LOGIN\r\n");
                }),
                trick("no EHLO", it -> {
                    it.say("220 hi\r\n");
                    it.line();
                    it.say("502 what\r\n");
                    it.line();
                    it.say("250 peer\r\n");
                }),
                trick("STARTTLS refused", it -> {
                    toStartTls(it);
                    it.say("454 not now\r\n");
                }),
                trick("answers behind STARTTLS", it -> {
                    toStartTls(it);
                    it.say("220 go\r\n250-evil\r\n250 AUTH PLAIN\r\n");
                    it.tls("good");
                }),
                trick("an answer of several lines that never ends", it -> {
                    toStartTls(it);
                    it.say("220-go\r\n");
                    it.listen();
                }),
                trick("clear text after STARTTLS", it -> {
                    toStartTls(it);
                    it.say("220 go\r\n");
                    it.line();
                    it.say(EHLO);
                }),
                trick("another host's certificate after STARTTLS", it -> {
                    toStartTls(it);
                    it.say("220 go\r\n");
                    it.tls("other-host");
                }),
                trick("TLS 1.1 after STARTTLS", it -> {
                    toStartTls(it);
                    it.say("220 go\r\n");
                    it.raw(TLS_1_1);
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("implicit")
    void imapFromTheFirstByte(String name, HostileServer.Script script) throws Exception {
        assertNothingIsToldByImap(script, TlsMode.IMPLICIT);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("imapStartTls")
    void imapByStartTls(String name, HostileServer.Script script) throws Exception {
        assertNothingIsToldByImap(script, TlsMode.STARTTLS);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("implicit")
    void smtpFromTheFirstByte(String name, HostileServer.Script script) throws Exception {
        assertNothingIsToldBySmtp(script, Encryption.IMPLICIT);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("smtpStartTls")
    void smtpByStartTls(String name, HostileServer.Script script) throws Exception {
        assertNothingIsToldBySmtp(script, Encryption.STARTTLS);
    }

    @Test
    void preauthWithinTlsIsRefused() throws Exception {
        assertNothingIsToldByImap(
                it -> {
                    it.tls("good");
                    it.say("* PREAUTH [CAPABILITY IMAP4rev1] welcome\r\n");
                },
                TlsMode.IMPLICIT);
    }

    /** All the others would pass if nothing were ever told. */
    @Test
    void theGoodServerIsToldThePassword() throws Exception {
        try (HostileServer server = new HostileServer(it -> {
            it.tls("good");
            it.say("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] hi\r\n");
            it.say(tag(it) + " OK [CAPABILITY IMAP4rev1] in\r\n");
        })) {
            try (ImapConnector connector = new ImapConnector(imap(server, TlsMode.IMPLICIT, LONG));
                    ImapPool pool = new ImapPool(connector, InstantSource.system())) {
                boolean in = pool.read(ANNA, connection -> true);
                assertThat(in).isTrue();
            }
            assertThat(server.heard()).containsPattern("LOGIN|AUTHENTICATE");
        }
    }

    private static void assertNothingIsToldByImap(HostileServer.Script script, TlsMode mode) throws Exception {
        try (HostileServer server = new HostileServer(script);
                ImapConnector connector = new ImapConnector(imap(server, mode, SHORT));
                ImapPool pool = new ImapPool(connector, InstantSource.system())) {
            assertRefused(server, () -> pool.read(ANNA, connection -> true));
        }
    }

    private static void assertNothingIsToldBySmtp(HostileServer.Script script, Encryption encryption) throws Exception {
        try (HostileServer server = new HostileServer(script)) {
            SmtpSender sender = new SmtpSender(
                    new SmtpSettings(
                            "localhost",
                            server.port(),
                            encryption,
                            "[127.0.0.1]",
                            TlsTrust.trusting(authorities()).getSocketFactory(),
                            LONG,
                            Duration.ofSeconds(4),
                            LONG,
                            Duration.ZERO,
                            LONG,
                            ""),
                    InstantSource.system());
            EmailAddress anna = EmailAddress.parse("from", "anna@example.com");
            byte[] message = "Subject: x\r\n\r\nx\r\n".getBytes(StandardCharsets.US_ASCII);

            assertRefused(server, () -> sender.submit(ANNA, anna, List.of(anna), message, new CompletableFuture<>()));
        }
    }

    private static void assertRefused(HostileServer server, ThrowingCallable call) {
        MailException refused = catchThrowableOfType(MailException.class, call);

        assertThat(refused).isNotNull();
        assertThat(refused.failure()).isInstanceOfAny(MailFailure.ServerUnavailable.class, MailFailure.TimedOut.class);
        assertThat(refused).message().doesNotContain("evil.example");
        assertThat(server.heard())
                .doesNotContainIgnoringCase("login", "authenticate", "auth ", "anna", "horse", "MAIL FROM");
    }

    private static ImapSettings imap(HostileServer server, TlsMode mode, Duration patience) throws Exception {
        return new ImapSettings(
                "localhost",
                server.port(),
                mode,
                authorities(),
                2,
                2,
                new ImapSettings.Timeouts(LONG, patience, patience, patience, LONG, LONG, LONG, LONG));
    }

    private static Path authorities() throws Exception {
        return Path.of(Objects.requireNonNull(HostileTlsTest.class.getResource("authorities.pem"))
                .toURI());
    }

    private static Arguments trick(String name, HostileServer.Script script) {
        return Arguments.of(name, script);
    }

    private static String tag(HostileServer.Peer client) throws IOException {
        String line = client.line();
        return line.substring(0, Math.max(0, line.indexOf(' ')));
    }

    private static void toStartTls(HostileServer.Peer client) throws IOException {
        client.say("220 hi\r\n");
        client.line();
        client.say(EHLO);
        client.line();
    }
}
