// SPDX-License-Identifier: MIT
package dev.mailboxmcp.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.mail.Draft;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.mime.MessageId;
import dev.mailboxmcp.mime.MessageWriter;
import dev.mailboxmcp.mime.OutgoingMessage;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SmtpOnGreenMailTest {
    private static final EmailAddress ANNA = EmailAddress.parse("from", "Анна <anna@example.com>");

    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @BeforeEach
    void startServer() {
        server.setUser("anna@example.com", "anna@example.com", "right");
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop();
    }

    @Test
    void theMailArrivesAsItWasWritten() throws Exception {
        MessageId id = MessageId.random("example.com");
        OutgoingMessage message = OutgoingMessage.of(
                new Draft(
                        null,
                        List.of("Bob <bob@example.org>"),
                        List.of("carol@example.org"),
                        List.of("dora@example.org"),
                        null,
                        "Grüße 🎉",
                        "Hallo,\n.\nschöne Grüße",
                        "<p>Hallo</p>",
                        null,
                        List.of(),
                        null),
                ANNA,
                id,
                OffsetDateTime.parse("2026-11-20T14:03:00+01:00"));

        Submission submission = sender().submit(
                        credentials("right"),
                        ANNA,
                        message.recipients(),
                        new MessageWriter().onTheWire(message),
                        SmtpSenderTest.staying());

        assertThat(submission).isEqualTo(Submission.ACCEPTED);
        MimeMessage[] received = server.getReceivedMessages();
        assertThat(received).hasSize(3);
        for (MimeMessage copy : received) {
            assertThat(copy.getMessageID()).isEqualTo(id.value());
            assertThat(copy.getSubject()).isEqualTo("Grüße 🎉");
            assertThat(copy.getHeader("Bcc")).isNull();
            assertThat(copy.getAllRecipients())
                    .extracting(Object::toString)
                    .containsExactly("Bob <bob@example.org>", "carol@example.org");
        }
    }

    @Test
    void aWrongPasswordIsSaidSo() {
        assertThatThrownBy(() -> sender().submit(
                                credentials("wrong"),
                                ANNA,
                                List.of(ANNA),
                                "Subject: x\r\n\r\nx\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                                SmtpSenderTest.staying()))
                .isInstanceOfSatisfying(
                        MailException.class, e -> assertThat(e.failure()).isEqualTo(new MailFailure.LoginFailed()));
    }

    private SmtpSender sender() {
        return new SmtpSender(
                SmtpSenderTest.settings(
                        "127.0.0.1", server.getSmtp().getPort(), SmtpSettings.Encryption.NONE, Duration.ofSeconds(20)),
                InstantSource.system());
    }

    private static Credentials credentials(String password) {
        return new Credentials("anna@example.com", new Secret(password));
    }
}
