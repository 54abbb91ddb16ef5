// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailserver;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class DovecotServerIT extends MailServerContract {
    @Override
    MailServer server() {
        return DovecotServer.shared();
    }

    @Test
    void foldersHaveTheirSpecialUses() throws IOException {
        try (RawImap imap = server().connect(server().alice())) {
            assertThat(imap.command("LIST \"\" \"*\""))
                    .anyMatch(line -> line.contains("\\Sent"))
                    .anyMatch(line -> line.contains("\\Drafts"));
        }
    }

    @Test
    void aMailThatIsStillOnItsWayDoesNotComeAfterAReset() throws Exception {
        submitToBob("before", 5_000_000);

        server().reset(server().bob());

        submitToBob("after", 10_000_000); // takes longer than the first
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> subjects(server().bob()).contains("after"));
        assertThat(subjects(server().bob())).containsExactly("after");
    }

    private void submitToBob(String subject, int size) throws MessagingException {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.starttls.required", "true");
        properties.setProperty("mail.smtp.ssl.trust", "*");
        properties.setProperty("mail.smtp.auth", "true");
        Session session = Session.getInstance(properties);
        MimeMessage message = new MimeMessage(session);
        message.setFrom(server().alice().address());
        message.setSubject(subject);
        message.setText("hello, Bob\n".repeat(size / 11));
        message.saveChanges();
        try (Transport transport = session.getTransport("smtp")) {
            transport.connect(
                    server().host(),
                    server().smtpPort(),
                    server().alice().address(),
                    server().alice().password());
            transport.sendMessage(
                    message, new Address[] {new InternetAddress(server().bob().address())});
        }
    }

    private List<String> subjects(MailUser user) throws Exception {
        List<String> subjects = new ArrayList<>();
        for (byte[] message : server().messages(user, "INBOX")) {
            subjects.add(new MimeMessage(null, new ByteArrayInputStream(message)).getSubject());
        }
        return subjects;
    }
}
