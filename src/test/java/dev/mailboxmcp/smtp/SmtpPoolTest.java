// SPDX-License-Identifier: MIT
package dev.mailboxmcp.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.net.TlsTrust;
import dev.mailboxmcp.smtp.SmtpSettings.Encryption;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocketFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that wait for the next mail: who gets them, for how long, and what is never done with them. */
class SmtpPoolTest {
    private static final Duration BUDGET = Duration.ofSeconds(20);
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration MAX_AGE = Duration.ofMinutes(5);
    private static final Credentials ANNA = new Credentials("anna@example.com", new Secret("right"));
    private static final EmailAddress FROM = EmailAddress.parse("from", "anna@example.com");
    private static final List<EmailAddress> TO = List.of(EmailAddress.parse("to", "bob@example.org"));
    private static final byte[] MESSAGE = "Subject: x\r\n\r\nx\r\n".getBytes(StandardCharsets.US_ASCII);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-25T10:00:00Z"));
    private final ScriptedSmtpPeer peer = new ScriptedSmtpPeer();
    private final SmtpSender sender =
            sender("127.0.0.1", peer.port(), Encryption.NONE, (SSLSocketFactory) SSLSocketFactory.getDefault());

    @AfterEach
    void stop() throws IOException {
        sender.close();
        peer.close();
    }

    @Test
    void theNextMailOfTheSameLoginGoesTheSameWay() {
        submit(ANNA);
        submit(ANNA);

        assertThat(peer.begun()).isEqualTo(1);
        assertThat(peer.mails()).isEqualTo(2);
        assertThat(peer.commands())
                .filteredOn(command -> command.startsWith("AUTH"))
                .hasSize(1);
        assertThat(peer.commands())
                .endsWith("MAIL FROM:<anna@example.com> SIZE=" + MESSAGE.length, "RCPT TO:<bob@example.org>", "DATA");
    }

    @ParameterizedTest
    @CsvSource({"anna@example.com, wrong", "Anna@example.com, right", "bob@example.com, right"})
    void nobodyElseGetsTheConnection(String user, String password) {
        submit(ANNA);
        submit(new Credentials(user, new Secret(password)));

        assertThat(peer.begun()).isEqualTo(2);
        assertThat(peer.commands())
                .filteredOn(command -> command.startsWith("AUTH"))
                .hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"STARTTLS", "IMPLICIT"})
    void theSameHoldsUnderTls(Encryption encryption, @TempDir Path folder) throws Exception {
        TestCertificate certificate = TestCertificate.forHost(folder, "localhost");
        try (ScriptedSmtpPeer secured = new ScriptedSmtpPeer(certificate.server(), encryption == Encryption.IMPLICIT);
                SmtpSender own = sender(
                        "localhost",
                        secured.port(),
                        encryption,
                        TlsTrust.trusting(certificate.pem()).getSocketFactory())) {
            secured.answer("EHLO", "250-peer.example\r\n250-STARTTLS\r\n250 AUTH PLAIN");

            own.submit(ANNA, FROM, TO, MESSAGE, SmtpSenderTest.staying());
            own.submit(ANNA, FROM, TO, MESSAGE, SmtpSenderTest.staying());

            assertThat(secured.begun()).isEqualTo(1);
            assertThat(secured.mails()).isEqualTo(2);
        }
    }

    @Test
    void whatWaitedTooLongIsNotUsed() {
        submit(ANNA);
        now.updateAndGet(time -> time.plus(IDLE));
        submit(ANNA);

        assertThat(peer.begun()).isEqualTo(2);
    }

    @Test
    void noConnectionGrowsOlderThanAChangedPasswordMay() {
        submit(ANNA);
        for (int i = 0; i < 20; i++) {
            now.updateAndGet(time -> time.plus(Duration.ofSeconds(20)));
            submit(ANNA);
        }

        assertThat(peer.begun()).isEqualTo(2); // 400 s, at most 300 each
        assertThat(peer.mails()).isEqualTo(21);
    }

    @Test
    void idleConnectionsEndWithQuit() {
        SmtpSettings brief = settings(Duration.ofMillis(50));
        try (SmtpSender own = new SmtpSender(brief, InstantSource.system())) {
            own.submit(ANNA, FROM, TO, MESSAGE, SmtpSenderTest.staying());

            Awaitility.await().until(() -> peer.commands().getLast().equals("QUIT") && peer.ended() == 1);
        }
    }

    @Test
    void closingEndsThemWithQuitToo() {
        submit(ANNA);
        sender.close();

        Awaitility.await().until(() -> peer.commands().getLast().equals("QUIT") && peer.ended() == 1);
        submit(ANNA); // still works, but keeps nothing
        Awaitility.await().until(() -> peer.ended() == 2);
    }

    @Test
    void aDeadConnectionIsReplacedOnce() {
        peer.answer("QUIT", ScriptedSmtpPeer.DROP);
        submit(ANNA);
        peer.hangUp();

        assertThat(submit(ANNA)).isEqualTo(Submission.ACCEPTED);
        assertThat(peer.begun()).isEqualTo(2);
        assertThat(peer.mails()).isEqualTo(2);
    }

    @Test
    void aServerThatLeavesIsReplacedOnceAndNotTwice() {
        submit(ANNA);
        peer.answer("MAIL", "421 4.3.2 shutting down");

        assertThat(failureOf(ANNA)).isInstanceOf(MailFailure.SendRejected.class);
        assertThat(peer.begun()).isEqualTo(2);
        assertThat(peer.mails()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {ScriptedSmtpPeer.DROP, "2500 x", "hello"})
    void aConnectionThatGivesNoAnswerToTheSenderIsReplaced(String reply) {
        submit(ANNA);
        peer.answerOnce("MAIL", reply);

        assertThat(submit(ANNA)).isEqualTo(Submission.ACCEPTED);
        assertThat(peer.begun()).isEqualTo(2);
        assertThat(peer.mails()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"RCPT, <drop>", "DATA, <drop>", "<content>, <drop>", "<dot>, <drop>"})
    void behindTheSenderNothingIsTriedAgain(String stage, String reply) {
        submit(ANNA);
        peer.answer(stage, reply);

        try {
            assertThat(submit(ANNA)).isEqualTo(Submission.UNKNOWN);
        } catch (MailException e) {
            assertThat(e.failure()).isInstanceOf(MailFailure.ServerUnavailable.class);
        }
        assertThat(peer.begun()).isEqualTo(1);
        assertThat(peer.commands())
                .filteredOn(command -> command.startsWith("MAIL"))
                .hasSize(2);
    }

    /** Read later, it would be taken for the answer to another command, and all that follow with it. */
    @ParameterizedTest
    @ValueSource(
            strings = {"250 2.0.0 queued\r\n250 2.0.0 again", "250 2.0.0 queued\r\n421 4.4.2 timeout", "250 ok\r\n\r\n"
            })
    void whatIsSaidOutOfTurnEndsTheConnection(String reply) {
        peer.answer("<dot>", reply);
        submit(ANNA);
        peer.answer("<dot>", "250 2.0.0 queued");

        submit(ANNA);

        assertThat(peer.begun()).isEqualTo(2);
        assertThat(peer.mails()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "MAIL, 553 5.7.1 not yours",
        "RCPT, 550 5.1.1 no such user",
        "RCPT, 450 4.2.0 later",
        "DATA, 451 4.3.0 later",
        "<dot>, 550 5.7.1 spam",
        "<dot>, 421 4.3.2 shutting down",
        "<dot>, <drop>",
        "<dot>, 2500 ok",
    })
    void onlyAnAcceptedMailLeavesAConnectionBehind(String stage, String reply) {
        peer.answer(stage, reply);
        assertThatThrownBy(() -> {
                    if (submit(ANNA) == Submission.UNKNOWN) {
                        throw new MailException(new MailFailure.NotAllowed("unknown"));
                    }
                })
                .isInstanceOf(MailException.class);
        Awaitility.await().until(() -> peer.ended() == 1);
        peer.answer("MAIL", "250 ok")
                .answer("RCPT", "250 ok")
                .answer("DATA", "354 go")
                .answer("<dot>", "250 ok");

        assertThat(submit(ANNA)).isEqualTo(Submission.ACCEPTED);
        assertThat(peer.begun()).isEqualTo(2);
    }

    @Test
    void whatGoesWrongBehindAnAcceptedMailDoesNotMakeItUnsent() {
        InstantSource stopped = () -> {
            if (peer.mails() > 0) {
                throw new IllegalStateException("the clock stands still");
            }
            return now.get();
        };
        try (SmtpSender own = new SmtpSender(settings(IDLE), stopped)) {
            assertThat(own.submit(ANNA, FROM, TO, MESSAGE, SmtpSenderTest.staying()))
                    .isEqualTo(Submission.ACCEPTED);
        }
        Awaitility.await().until(() -> peer.ended() == 1);
    }

    private Submission submit(Credentials credentials) {
        return sender.submit(credentials, FROM, TO, MESSAGE, SmtpSenderTest.staying());
    }

    private MailFailure failureOf(Credentials credentials) {
        return catchThrowableOfType(MailException.class, () -> submit(credentials))
                .failure();
    }

    private SmtpSender sender(String host, int port, Encryption encryption, SSLSocketFactory sockets) {
        return new SmtpSender(
                new SmtpSettings(
                        host, port, encryption, "[127.0.0.1]", sockets, BUDGET, BUDGET, BUDGET, IDLE, MAX_AGE, ""),
                now::get);
    }

    private SmtpSettings settings(Duration idle) {
        return new SmtpSettings(
                "127.0.0.1",
                peer.port(),
                Encryption.NONE,
                "[127.0.0.1]",
                (SSLSocketFactory) SSLSocketFactory.getDefault(),
                BUDGET,
                BUDGET,
                BUDGET,
                idle,
                MAX_AGE,
                "");
    }
}
