// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.smtp.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom a connection with TLS from the first byte trusts. */
class ImapCertificateTest {
    private final TestCertificate certificate;
    private final ServerSocket server;

    ImapCertificateTest(@TempDir Path folder) throws Exception {
        certificate = TestCertificate.forHost(folder, "localhost");
        server = certificate
                .server()
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::greet);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void theRightNameSignedByATrustedAuthorityIsGreeted() {
        assertThatCode(() -> probe("localhost", certificate.pem())).doesNotThrowAnyException();
    }

    @Test
    void anUnknownAuthorityIsRefused() {
        assertRefused("localhost", null);
    }

    @Test
    void aCertificateOfAnotherNameIsRefused() {
        assertRefused("127.0.0.1", certificate.pem());
    }

    private void assertRefused(String host, @Nullable Path authority) {
        MailException failure = catchThrowableOfType(MailException.class, () -> probe(host, authority));

        assertThat(failure.failure()).isInstanceOf(MailFailure.ServerUnavailable.class);
    }

    private void probe(String host, @Nullable Path authority) {
        ImapSettings settings = new ImapSettings(
                host, server.getLocalPort(), TlsMode.IMPLICIT, authority, 1, 1, ImapSettings.Timeouts.USUAL);
        try (ImapConnector connector = new ImapConnector(settings)) {
            connector.probe();
        }
    }

    private void greet() {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                client.getOutputStream()
                        .write("* OK [CAPABILITY IMAP4rev1] ready\r\n".getBytes(StandardCharsets.US_ASCII));
                client.getInputStream().readAllBytes();
            } catch (IOException e) {
                // the client refused us, or the test is over
            }
        }
    }
}
