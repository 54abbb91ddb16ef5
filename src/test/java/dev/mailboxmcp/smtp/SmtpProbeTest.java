// SPDX-License-Identifier: MIT
package dev.mailboxmcp.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mime.AskedClassLoader;
import dev.mailboxmcp.net.HostLookup;
import dev.mailboxmcp.net.TlsTrust;
import dev.mailboxmcp.smtp.SmtpSettings.Encryption;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SmtpProbeTest {
    private static final Duration BUDGET = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofSeconds(4);
    private static final String EHLO = "250-peer.example\r\n250-STARTTLS\r\n250 AUTH PLAIN";

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
    void goesAsFarAsALoginCouldFollowAndLeaves() throws Exception {
        try (ScriptedSmtpPeer peer = new ScriptedSmtpPeer(localhost.server(), false).answer("EHLO", EHLO)) {
            SmtpProbe probe = probe(peer.port(), Encryption.STARTTLS, localhost, BUDGET);

            assertThatCode(probe::probe).doesNotThrowAnyException();
            assertThat(peer.commands())
                    .startsWith("EHLO [127.0.0.1]", "STARTTLS", "EHLO [127.0.0.1]")
                    .allMatch(command -> command.matches("EHLO .*|STARTTLS|QUIT"));
        }
    }

    /** It would give its carrier away with a lock of the class loader, see docs/adr/0054. */
    @Test
    void noVirtualThreadLooksIntoJars() throws Exception {
        SmtpProbe probe = probe(1, Encryption.STARTTLS, localhost, SHORT);

        assertThat(AskedClassLoader.askedBy(() -> assertThatCode(probe::probe).isInstanceOf(MailException.class)))
                .isNotEmpty()
                .noneMatch(Thread::isVirtual);
    }

    @Test
    void aCertificateOfAnUnknownAuthorityNamesTheFileOfAuthorities() throws Exception {
        try (ScriptedSmtpPeer peer = new ScriptedSmtpPeer(localhost.server(), true)) {
            assertThat(failure(peer.port(), Encryption.IMPLICIT, elsewhere, BUDGET))
                    .isEqualTo(new MailFailure.ServerUnavailable(
                            "SMTP",
                            "nobody who is trusted here signed its certificate: PROFILE_CORP_SMTP_CA_FILE",
                            true));
        }
    }

    @Test
    void aCertificateForAnotherNameNamesTheHost() throws Exception {
        try (ScriptedSmtpPeer peer = new ScriptedSmtpPeer(elsewhere.server(), false).answer("EHLO", EHLO)) {
            assertThat(failure(peer.port(), Encryption.STARTTLS, elsewhere, BUDGET))
                    .isEqualTo(new MailFailure.ServerUnavailable(
                            "SMTP", "its certificate is for another name: PROFILE_CORP_SMTP_HOST", true));
        }
    }

    @Test
    void aPortWithoutTlsIsToldFromOneWithIt() throws Exception {
        try (ScriptedSmtpPeer peer = new ScriptedSmtpPeer()) {
            assertThat(failure(peer.port(), Encryption.IMPLICIT, localhost, BUDGET))
                    .matches(MailFailure.ServerUnavailable::untilMended)
                    .extracting(MailFailure.ServerUnavailable::detail)
                    .asString()
                    .contains("speaks no TLS at this port", "PROFILE_CORP_SMTP_PORT");
        }
    }

    /** Whoever is trusted: nothing but that it is TLS is found out. */
    @ParameterizedTest
    @EnumSource(
            value = Encryption.class,
            names = {"STARTTLS", "NONE"})
    void aPortThatBeginsWithTlsIsNamedSoonWhereItWasToGreet(Encryption encryption) throws Exception {
        try (ScriptedSmtpPeer peer = new ScriptedSmtpPeer(localhost.server(), true)) {
            assertThat(failure(peer.port(), encryption, elsewhere, SHORT))
                    .isEqualTo(new MailFailure.ServerUnavailable(
                            "SMTP",
                            "it begins with TLS at this port: PROFILE_CORP_SMTP_PORT, 465 for TLS, others for STARTTLS, or"
                                    + " PROFILE_CORP_SMTP_TLS",
                            true));
        }
    }

    @Test
    void aPortOfAnotherProtocolIsNamed() throws Exception {
        for (String greeting : List.of("* OK IMAP4rev1 ready", "+OK POP3 ready", "HTTP/1.1 400 Bad Request")) {
            try (ScriptedSmtpPeer peer = new ScriptedSmtpPeer().answer("<greeting>", greeting)) {
                assertThat(failure(peer.port(), Encryption.STARTTLS, localhost, BUDGET))
                        .isEqualTo(new MailFailure.ServerUnavailable(
                                "SMTP",
                                "it speaks another protocol at this port: PROFILE_CORP_SMTP_PORT, 465 for TLS, others for"
                                        + " STARTTLS",
                                true));
            }
        }
    }

    @Test
    void aServerWithoutStartTlsIsNotReady() throws Exception {
        try (ScriptedSmtpPeer peer = new ScriptedSmtpPeer()) {
            assertThat(failure(peer.port(), Encryption.STARTTLS, localhost, BUDGET))
                    .matches(MailFailure.ServerUnavailable::untilMended)
                    .extracting(MailFailure.ServerUnavailable::detail)
                    .asString()
                    .contains("does not offer STARTTLS", "PROFILE_CORP_SMTP_PORT");
        }
    }

    @Test
    void aServerThatLetsNobodyLogInIsNotReady() throws Exception {
        try (ScriptedSmtpPeer peer = new ScriptedSmtpPeer().answer("EHLO", "250 peer.example")) {
            assertThat(failure(peer.port(), Encryption.NONE, localhost, BUDGET).detail())
                    .contains("offers no login", "PROFILE_CORP_SMTP_TLS");
        }
    }

    @Test
    void waitsNoLongerForANameThanForAPort() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        HostLookup hanging = new HostLookup(host -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new UnknownHostException(host);
        });
        SmtpProbe probe = new SmtpProbe(settings(25, Encryption.STARTTLS, localhost, SHORT), hanging);

        MailException failure = catchThrowableOfType(MailException.class, probe::probe);
        over.countDown();

        assertThat(failure.failure())
                .isInstanceOfSatisfying(
                        MailFailure.ServerUnavailable.class,
                        unavailable -> assertThat(unavailable.detail()).contains("within 4 s"));
    }

    private static MailFailure.ServerUnavailable failure(
            int port, Encryption encryption, TestCertificate trusted, Duration budget) throws Exception {
        SmtpProbe probe = probe(port, encryption, trusted, budget);
        return (MailFailure.ServerUnavailable)
                catchThrowableOfType(MailException.class, probe::probe).failure();
    }

    private static SmtpProbe probe(int port, Encryption encryption, TestCertificate trusted, Duration budget)
            throws Exception {
        return new SmtpProbe(settings(port, encryption, trusted, budget));
    }

    private static SmtpSettings settings(int port, Encryption encryption, TestCertificate trusted, Duration budget)
            throws Exception {
        return new SmtpSettings(
                "localhost",
                port,
                encryption,
                "[127.0.0.1]",
                TlsTrust.trusting(trusted.pem()).getSocketFactory(),
                budget,
                budget,
                BUDGET,
                Duration.ZERO,
                Duration.ofMinutes(5),
                "PROFILE_CORP_");
    }
}
