// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.smtp.ScriptedSmtpPeer;
import dev.mailboxmcp.smtp.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an administrator has to mend is named, whatever protocol would have come after the handshake. */
class ImapTlsFaultTest {
    private static final Duration SHORT = Duration.ofSeconds(2);

    /** It is asked for TLS after three seconds; a busy machine has six for that. */
    private static final Duration TIME_TO_ASK = Duration.ofSeconds(9);

    @TempDir
    static @Nullable Path folder;

    private static TestCertificate localhost;
    private static TestCertificate elsewhere;

    @BeforeAll
    static void makeCertificates() throws Exception {
        Path made = Objects.requireNonNull(folder);
        localhost = TestCertificate.forHost(made, "localhost");
        elsewhere = TestCertificate.forHost(made, "elsewhere.example");
    }

    @Test
    void aCertificateOfAnUnknownAuthorityNamesTheFileOfAuthorities() throws Exception {
        try (ScriptedSmtpPeer peer = new ScriptedSmtpPeer(localhost.server(), true)) {
            assertThat(failure(peer.port(), elsewhere))
                    .isEqualTo(new MailFailure.ServerUnavailable(
                            "IMAP",
                            "nobody who is trusted here signed its certificate: PROFILE_CORP_IMAP_CA_FILE",
                            true));
        }
    }

    @Test
    void aCertificateForAnotherNameNamesTheHost() throws Exception {
        try (ScriptedSmtpPeer peer = new ScriptedSmtpPeer(elsewhere.server(), true)) {
            assertThat(failure(peer.port(), elsewhere))
                    .isEqualTo(new MailFailure.ServerUnavailable(
                            "IMAP", "its certificate is for another name: PROFILE_CORP_IMAP_HOST", true));
        }
    }

    @Test
    void tlsAgainstAPlainPortNamesThePort() throws Exception {
        try (ScriptedSmtpPeer peer = new ScriptedSmtpPeer()) {
            assertThat(failure(peer.port(), localhost))
                    .isEqualTo(new MailFailure.ServerUnavailable(
                            "IMAP",
                            "it speaks no TLS at this port: PROFILE_CORP_IMAP_PORT, 993 for TLS, 143 for STARTTLS",
                            true));
        }
    }

    /** Whoever is trusted: nothing but that it is TLS is found out. */
    @ParameterizedTest
    @EnumSource(
            value = TlsMode.class,
            names = {"STARTTLS", "NONE"})
    void aPortThatBeginsWithTlsIsNamedSoonWhereItWasToGreet(TlsMode mode) throws Exception {
        try (ScriptedSmtpPeer peer = new ScriptedSmtpPeer(localhost.server(), true)) {
            assertThat(failure(settings(peer.port(), mode, elsewhere, TIME_TO_ASK)))
                    .isEqualTo(new MailFailure.ServerUnavailable(
                            "IMAP",
                            "it begins with TLS at this port: PROFILE_CORP_IMAP_PORT, 993 for TLS, 143 for STARTTLS, or"
                                    + " PROFILE_CORP_IMAP_TLS",
                            true));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsMode.class,
            names = {"STARTTLS", "NONE"})
    void aPortOfAnotherProtocolIsNamed(TlsMode mode) throws Exception {
        for (String greeting : List.of("220 peer.example ESMTP", "+OK POP3 ready", "HTTP/1.1 400 Bad Request")) {
            try (ScriptedSmtpPeer peer = new ScriptedSmtpPeer().answer("<greeting>", greeting)) {
                assertThat(failure(peer.port(), mode, localhost))
                        .isEqualTo(new MailFailure.ServerUnavailable(
                                "IMAP",
                                "it speaks another protocol at this port: PROFILE_CORP_IMAP_PORT, 993 for TLS, 143 for"
                                        + " STARTTLS",
                                true));
            }
        }
    }

    /** It would take offence at whoever speaks before it does. */
    @Test
    void aServerThatHasGreetedBeforeIsNotAskedForTlsWhereItIsSlow() throws Exception {
        try (ScriptedSmtpPeer peer = new ScriptedSmtpPeer().answerOnce("<greeting>", "* OK ready");
                ImapConnector connector = new ImapConnector(settings(peer.port(), TlsMode.NONE, localhost, SHORT))) {
            connector.probe();
            peer.answer("<greeting>", ScriptedSmtpPeer.SILENCE);

            assertThat(catchThrowableOfType(MailException.class, connector::probe)
                            .failure())
                    .isEqualTo(new MailFailure.ServerUnavailable(
                            "IMAP", "no answer within 2 s, waiting for the greeting"));
            assertThat(peer.begun()).isEqualTo(2);
        }
    }

    @Test
    void aCertificateForAnotherNameNamesTheHostBehindStartTlsToo() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> startTls(listener, elsewhere));

            assertThat(failure(listener.getLocalPort(), TlsMode.STARTTLS, elsewhere))
                    .isEqualTo(new MailFailure.ServerUnavailable(
                            "IMAP", "its certificate is for another name: PROFILE_CORP_IMAP_HOST", true));
        }
    }

    private static void startTls(ServerSocket listener, TestCertificate certificate) {
        try (Socket plain = listener.accept()) {
            plain.getOutputStream().write("* OK ready\r\n".getBytes(US_ASCII));
            byte[] asked = plain.getInputStream().readNBytes("S1 STARTTLS\r\n".length());
            plain.getOutputStream().write((new String(asked, 0, 2, US_ASCII) + " OK begin\r\n").getBytes(US_ASCII));
            SSLSocket secure =
                    (SSLSocket) certificate.server().getSocketFactory().createSocket(plain, "localhost", 0, true);
            secure.setUseClientMode(false);
            secure.startHandshake();
        } catch (IOException e) {
            // the client has left, as it should
        }
    }

    private static MailFailure failure(int port, TestCertificate trusted) {
        return failure(port, TlsMode.IMPLICIT, trusted);
    }

    private static ImapSettings settings(int port, TlsMode mode, TestCertificate trusted, Duration greeting) {
        ImapSettings.Timeouts usual = ImapSettings.Timeouts.USUAL;
        ImapSettings.Timeouts timeouts = new ImapSettings.Timeouts(
                usual.connect(),
                usual.tls(),
                greeting,
                usual.read(),
                usual.call(),
                usual.borrow(),
                usual.idle(),
                usual.maxAge());
        return new ImapSettings("localhost", port, mode, trusted.pem(), 5, 5, 0, false, timeouts, "PROFILE_CORP_");
    }

    private static MailFailure failure(int port, TlsMode mode, TestCertificate trusted) {
        return failure(settings(port, mode, trusted, SHORT));
    }

    private static MailFailure failure(ImapSettings settings) {
        try (ImapConnector connector = new ImapConnector(settings)) {
            return catchThrowableOfType(MailException.class, connector::probe).failure();
        }
    }
}
