// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.smtp.ScriptedSmtpPeer;
import dev.mailboxmcp.smtp.TestCertificate;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an administrator has to mend is named, whatever protocol would have come after the handshake. */
class ImapTlsFaultTest {
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

    private static MailFailure failure(int port, TestCertificate trusted) {
        ImapSettings settings = new ImapSettings(
                "localhost",
                port,
                TlsMode.IMPLICIT,
                trusted.pem(),
                5,
                5,
                0,
                false,
                ImapSettings.Timeouts.USUAL,
                "PROFILE_CORP_");
        try (ImapConnector connector = new ImapConnector(settings)) {
            return catchThrowableOfType(MailException.class, connector::probe).failure();
        }
    }
}
