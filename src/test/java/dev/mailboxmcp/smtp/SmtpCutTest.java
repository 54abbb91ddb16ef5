// SPDX-License-Identifier: MIT
package dev.mailboxmcp.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mime.EmailAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Cuts the conversation behind every single byte, in both directions, and compares what is said with what is true. */
class SmtpCutTest {
    private static final Credentials ANNA = new Credentials("anna@example.com", new Secret("password"));
    private static final EmailAddress FROM = EmailAddress.parse("from", "anna@example.com");
    private static final List<EmailAddress> TO =
            List.of(EmailAddress.parse("to", "bob@example.org"), EmailAddress.parse("to", "carol@example.org"));
    private static final byte[] MESSAGE = "Subject: x\r\n\r\n.\r\nline\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int MORE_THAN_ALL = 2_000;

    private enum Said {
        SENT,
        NOT_SENT,
        UNKNOWN
    }

    @Test
    void whatTheServerSaysMayEndAnywhere() throws IOException {
        Map<Said, Integer> counts = new EnumMap<>(Said.class);
        int cut = 1;
        while (said(new ScriptedSmtpPeer().cutOutputAfter(cut), counts) != Said.SENT) {
            assertThat(++cut).isLessThan(MORE_THAN_ALL);
        }
        assertThat(counts.get(Said.NOT_SENT)).isGreaterThan(100);
        // from the end of "354 go on" to the end of the verdict: what is left of a line may mean anything
        assertThat(counts.get(Said.UNKNOWN)).isEqualTo("250 2.0.0 queued as 4711\r\n".length());
    }

    @Test
    void whatTheServerHearsMayEndAnywhere() throws IOException {
        Map<Said, Integer> counts = new EnumMap<>(Said.class);
        int cut = 0;
        while (said(new ScriptedSmtpPeer().cutInputAfter(cut), counts) != Said.SENT) {
            assertThat(++cut).isLessThan(MORE_THAN_ALL);
        }
        assertThat(counts.get(Said.NOT_SENT)).isGreaterThan(100);
        // the content and its end leave at once; where they are cut, nobody here can know
        assertThat(counts.get(Said.UNKNOWN)).isLessThanOrEqualTo(MESSAGE.length + ".\r\n".length() + 1);
    }

    private static Said said(ScriptedSmtpPeer peer, Map<Said, Integer> counts) throws IOException {
        try (peer) {
            Said said = outcome(peer);
            Awaitility.await()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> peer.ended() == 1);
            switch (said) {
                case SENT -> assertThat(peer.mails()).isEqualTo(1);
                case NOT_SENT -> assertThat(peer.mails()).isZero();
                case UNKNOWN -> assertThat(peer.mails()).isLessThanOrEqualTo(1);
            }
            counts.merge(said, 1, Integer::sum);
            return said;
        }
    }

    private static Said outcome(ScriptedSmtpPeer peer) {
        Duration budget = Duration.ofSeconds(20);
        SmtpSender sender = new SmtpSender(
                SmtpSenderTest.settings("127.0.0.1", peer.port(), SmtpSettings.Encryption.NONE, budget),
                InstantSource.system());
        try {
            return switch (sender.submit(ANNA, FROM, TO, MESSAGE, SmtpSenderTest.staying())) {
                case ACCEPTED -> Said.SENT;
                case UNKNOWN -> Said.UNKNOWN;
            };
        } catch (MailException e) {
            assertThat(e.failure()).isInstanceOf(MailFailure.ServerUnavailable.class);
            return Said.NOT_SENT;
        }
    }
}
