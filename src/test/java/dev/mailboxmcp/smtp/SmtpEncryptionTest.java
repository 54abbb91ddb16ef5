// SPDX-License-Identifier: MIT
package dev.mailboxmcp.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.net.TlsTrust;
import dev.mailboxmcp.smtp.SmtpSettings.Encryption;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpEncryptionTest {
    private static final Duration BUDGET = Duration.ofSeconds(20);
    private static final Credentials ANNA = new Credentials("anna@example.com", new Secret("password"));
    private static final EmailAddress FROM = EmailAddress.parse("from", "anna@example.com");
    private static final List<EmailAddress> TO = List.of(EmailAddress.parse("to", "bob@example.org"));
    private static final byte[] MESSAGE = "Subject: x\r\n\r\nx\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String EHLO = "250-peer.example\r\n250-STARTTLS\r\n250 AUTH PLAIN";

    @TempDir
    static @Nullable Path folder;

    private static TestCertificate localhost;
    private static TestCertificate elsewhere;

    @BeforeAll
    static void makeCertificates() throws Exception {
        Path made = java.util.Objects.requireNonNull(folder);
        localhost = TestCertificate.forHost(made, "localhost");
        elsewhere = TestCertificate.forHost(made, "elsewhere.example");
    }

    @Test
    void startTlsComesBeforeEverythingElse() throws Exception {
        try (ScriptedSmtpPeer peer = new ScriptedSmtpPeer(localhost.server(), false).answer("EHLO", EHLO)) {
            Submission submission = sender(peer, Encryption.STARTTLS, localhost)
                    .submit(ANNA, FROM, TO, MESSAGE, SmtpSenderTest.staying());

            assertThat(submission).isEqualTo(Submission.ACCEPTED);
            assertThat(peer.commands()).startsWith("EHLO [127.0.0.1]", "STARTTLS", "EHLO [127.0.0.1]");
            assertThat(peer.content()).isEqualTo(MESSAGE);
        }
    }

    @Test
    void implicitTlsComesBeforeTheGreeting() throws Exception {
        try (ScriptedSmtpPeer peer = new ScriptedSmtpPeer(localhost.server(), true)) {
            Submission submission = sender(peer, Encryption.IMPLICIT, localhost)
                    .submit(ANNA, FROM, TO, MESSAGE, SmtpSenderTest.staying());

            assertThat(submission).isEqualTo(Submission.ACCEPTED);
            assertThat(peer.content()).isEqualTo(MESSAGE);
        }
    }

    @Test
    void strippedStartTlsIsNoReasonToGoOn() throws Exception {
        try (ScriptedSmtpPeer peer = new ScriptedSmtpPeer(localhost.server(), false)) {
            assertThat(failure(peer, Encryption.STARTTLS, localhost).detail()).contains("STARTTLS");
            assertThat(peer.commands()).noneMatch(command -> command.startsWith("AUTH"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"454 4.7.0 not now", "501 5.5.4 no", "2200 go on", ScriptedSmtpPeer.DROP})
    void refusedStartTlsIsNoReasonToGoOn(String reply) throws Exception {
        try (ScriptedSmtpPeer peer = new ScriptedSmtpPeer(localhost.server(), false)
                .answer("EHLO", EHLO)
                .answer("STARTTLS", reply)) {
            failure(peer, Encryption.STARTTLS, localhost);

            assertThat(peer.commands()).containsExactly("EHLO [127.0.0.1]", "STARTTLS");
        }
    }

    @Test
    void answersSlippedInBeforeTlsAreNoReasonToGoOn() throws Exception {
        try (ScriptedSmtpPeer peer = new ScriptedSmtpPeer(localhost.server(), false)
                .answer("EHLO", EHLO)
                .answer("STARTTLS", "220 go on\r\n250-evil.example\r\n250 AUTH PLAIN\r\n235 ok\r\n250 ok")) {
            assertThat(failure(peer, Encryption.STARTTLS, localhost).detail()).contains("before TLS");

            assertThat(peer.commands()).containsExactly("EHLO [127.0.0.1]", "STARTTLS");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"STARTTLS", "IMPLICIT"})
    void aCertificateForAnotherHostIsRefused(Encryption encryption) throws Exception {
        try (ScriptedSmtpPeer peer =
                new ScriptedSmtpPeer(elsewhere.server(), encryption == Encryption.IMPLICIT).answer("EHLO", EHLO)) {
            assertThat(failure(peer, encryption, elsewhere).detail()).contains("certificate");
            assertThat(peer.commands()).noneMatch(command -> command.startsWith("AUTH"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"STARTTLS", "IMPLICIT"})
    void aCertificateOfAnUnknownAuthorityIsRefused(Encryption encryption) throws Exception {
        try (ScriptedSmtpPeer peer =
                new ScriptedSmtpPeer(localhost.server(), encryption == Encryption.IMPLICIT).answer("EHLO", EHLO)) {
            assertThat(failure(peer, encryption, elsewhere).detail()).contains("certificate");
            assertThat(peer.commands()).noneMatch(command -> command.startsWith("AUTH"));
        }
    }

    /** A name found by looking the address up backwards is anybody's claim. */
    @ParameterizedTest
    @EnumSource(names = {"STARTTLS", "IMPLICIT"})
    void theCertificateIsCheckedForTheConfiguredName(Encryption encryption) throws Exception {
        try (ScriptedSmtpPeer peer =
                new ScriptedSmtpPeer(localhost.server(), encryption == Encryption.IMPLICIT).answer("EHLO", EHLO)) {
            SmtpSender sender = sender("127.0.0.1", peer.port(), encryption, localhost);

            MailException failure = catchThrowableOfType(
                    MailException.class, () -> sender.submit(ANNA, FROM, TO, MESSAGE, SmtpSenderTest.staying()));

            assertThat(failure.failure()).isInstanceOf(MailFailure.ServerUnavailable.class);
        }
    }

    private static MailFailure.ServerUnavailable failure(
            ScriptedSmtpPeer peer, Encryption encryption, TestCertificate trusted) throws Exception {
        SmtpSender sender = sender(peer, encryption, trusted);
        MailException failure = catchThrowableOfType(
                MailException.class, () -> sender.submit(ANNA, FROM, TO, MESSAGE, SmtpSenderTest.staying()));
        return (MailFailure.ServerUnavailable) failure.failure();
    }

    private static SmtpSender sender(ScriptedSmtpPeer peer, Encryption encryption, TestCertificate trusted)
            throws Exception {
        return sender("localhost", peer.port(), encryption, trusted);
    }

    private static SmtpSender sender(String host, int port, Encryption encryption, TestCertificate trusted)
            throws Exception {
        SSLSocketFactory sockets = TlsTrust.trusting(trusted.pem()).getSocketFactory();
        return new SmtpSender(
                new SmtpSettings(
                        host,
                        port,
                        encryption,
                        "[127.0.0.1]",
                        sockets,
                        BUDGET,
                        BUDGET,
                        BUDGET,
                        Duration.ZERO,
                        Duration.ofMinutes(5),
                        ""),
                InstantSource.system());
    }
}
