// SPDX-License-Identifier: MIT
package dev.mailboxmcp.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Login;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.login.LoginGuard;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.net.HostLookup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.SSLSocketFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpSenderTest {
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final Duration LONG = Duration.ofSeconds(20);

    private static final Credentials ANNA = new Credentials("anna@example.com", new Secret("pässword"));
    private static final EmailAddress FROM = EmailAddress.parse("from", "Anna <anna@example.com>");
    private static final List<EmailAddress> TO = addresses("bob@example.org", "carol@example.org");
    private static final byte[] MESSAGE =
            "Subject: x\r\n\r\nline\r\n.\r\n..dots\r\n.end\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ScriptedSmtpPeer peer = new ScriptedSmtpPeer();

    @AfterEach
    void stopPeer() throws IOException {
        peer.close();
    }

    @Test
    void theDialogueIsExactlyThis() {
        Submission submission = submit(LONG);

        assertThat(submission).isEqualTo(Submission.ACCEPTED);
        Awaitility.await().until(() -> peer.commands().contains("QUIT"));
        String login =
                Base64.getEncoder().encodeToString("\0anna@example.com\0pässword".getBytes(StandardCharsets.UTF_8));
        assertThat(peer.commands())
                .containsExactly(
                        "EHLO [127.0.0.1]",
                        "AUTH PLAIN " + login,
                        "MAIL FROM:<anna@example.com> SIZE=" + MESSAGE.length,
                        "RCPT TO:<bob@example.org>",
                        "RCPT TO:<carol@example.org>",
                        "DATA",
                        "QUIT");
        assertThat(peer.content()).isEqualTo(MESSAGE);
    }

    @Test
    void anAccessTokenLogsInByTheStandardMechanismWhereBothAreOffered() {
        peer.answer("EHLO", "250-peer.example\r\n250 AUTH LOGIN PLAIN XOAUTH2 OAUTHBEARER");

        assertThat(submitByToken()).isEqualTo(Submission.ACCEPTED);

        assertThat(peer.commands())
                .contains(
                        "AUTH OAUTHBEARER " + base64("n,a=anna@example.com,\u0001auth=Bearer ya29.token\u0001\u0001"));
    }

    @ParameterizedTest
    @CsvSource({"OAUTHBEARER, AQ==", "XOAUTH2, ''"})
    void theRefusalOfATokenIsReadToItsEnd(String mechanism, String acknowledgement) {
        peer.answer("EHLO", "250-peer.example\r\n250 AUTH PLAIN " + mechanism)
                .answer("AUTH", "334 eyJzdGF0dXMiOiI0MDEifQ==")
                .answer(acknowledgement, "535 5.7.8 Username and Password not accepted");

        assertThat(failureByToken()).isEqualTo(new MailFailure.LoginFailed(MailFailure.LoginFailed.Wanted.NEW_TOKEN));

        assertThat(peer.commands())
                .filteredOn(line -> !line.equals("QUIT"))
                .hasSize(3)
                .last()
                .isEqualTo(acknowledgement);
    }

    @Test
    void submissionThatIsSwitchedOffIsToldFromATokenThatIsOver() {
        peer.answer("EHLO", "250-peer.example\r\n250 AUTH LOGIN XOAUTH2")
                .answer(
                        "AUTH",
                        "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.");

        assertThat(failureByToken()).isEqualTo(new MailFailure.LoginFailed(MailFailure.LoginFailed.Wanted.SMTP_ACCESS));
    }

    @Test
    void theTokenOfADelegateLogsTheDelegateInToSendForAnother() {
        peer.answer("EHLO", "250-peer.example\r\n250 AUTH LOGIN XOAUTH2");
        Credentials shared = new Credentials("anna@example.com", new Login.AccessToken(new Secret("ya29.token"), null))
                .by("bob@example.com");

        assertThat(sender(LONG).submit(shared, FROM, TO, MESSAGE, staying())).isEqualTo(Submission.ACCEPTED);

        assertThat(peer.commands())
                .contains("AUTH XOAUTH2 " + base64("user=bob@example.com\u0001auth=Bearer ya29.token\u0001\u0001"))
                .anyMatch(command -> command.startsWith("MAIL FROM:<anna@example.com>"));
    }

    @Test
    void thePasswordOfADelegateNamesWhomItIsFor() {
        peer.answer("EHLO", "250-peer.example\r\n250 AUTH LOGIN PLAIN");
        Credentials shared = new Credentials("anna@example.com", new Secret("m4ster")).by("master");

        assertThat(sender(LONG).submit(shared, FROM, TO, MESSAGE, staying())).isEqualTo(Submission.ACCEPTED);

        assertThat(peer.commands()).contains("AUTH PLAIN " + base64("anna@example.com\0master\0m4ster"));
    }

    @Test
    void thePasswordOfADelegateNeverGoesOutAsThatOfTheMailbox() {
        peer.answer("EHLO", "250-peer.example\r\n250 AUTH LOGIN");
        Credentials shared = new Credentials("anna@example.com", new Secret("m4ster")).by("master");

        assertThat(catchThrowableOfType(
                                MailException.class, () -> sender(LONG).submit(shared, FROM, TO, MESSAGE, staying()))
                        .failure())
                .isInstanceOf(MailFailure.ServerUnavailable.class);
        assertThat(peer.commands()).noneMatch(line -> line.startsWith("AUTH"));
    }

    @Test
    void aTokenNeverGoesOutAsAPassword() {
        assertThat(failureByToken()).isInstanceOf(MailFailure.ServerUnavailable.class);

        assertThat(peer.commands()).noneMatch(line -> line.startsWith("AUTH"));
    }

    private Submission submitByToken() {
        Credentials anna = new Credentials("anna@example.com", new Login.AccessToken(new Secret("ya29.token"), null));
        return sender(LONG).submit(anna, FROM, TO, MESSAGE, staying());
    }

    private MailFailure failureByToken() {
        return catchThrowableOfType(MailException.class, this::submitByToken).failure();
    }

    @Test
    void oneRefusedRecipientMeansNobodyGetsIt() {
        peer.answer("RCPT TO:<carol@example.org>", "550 5.1.1 no such\u0007 user");

        MailFailure failure = failureOf(LONG);

        assertThat(failure)
                .isEqualTo(new MailFailure.SendRejected(
                        "the server refused 1 of 2 recipients",
                        "",
                        false,
                        List.of(new MailFailure.RefusedRecipient(
                                "carol@example.org", 550, "5.1.1", false, "no such user"))));
        Awaitility.await().until(() -> peer.commands().contains("QUIT"));
        assertThat(peer.commands()).doesNotContain("DATA");
    }

    /** Servers say it of senders that their operators block; the standard has no such codes. */
    @Test
    void aRefusalOfARecipientWithACodeThatTheStandardDoesNotKnowIsOne() {
        peer.answer("RCPT TO:<carol@example.org>", "571 5.7.1 blocked");

        assertThat(failureOf(LONG))
                .isInstanceOfSatisfying(
                        MailFailure.SendRejected.class,
                        failure -> assertThat(failure.refused())
                                .containsExactly(new MailFailure.RefusedRecipient(
                                        "carol@example.org", 571, "5.7.1", false, "blocked")));
    }

    @Test
    void everyRefusedRecipientIsNamed() {
        peer.answer("RCPT TO:<bob@example.org>", "450 4.2.0 greylisted")
                .answer("RCPT TO:<carol@example.org>", "452 4.2.2 mailbox full");

        assertThat(failureOf(LONG)).isInstanceOfSatisfying(MailFailure.SendRejected.class, failure -> {
            assertThat(failure.temporary()).isTrue();
            assertThat(failure.refused())
                    .extracting(MailFailure.RefusedRecipient::address, MailFailure.RefusedRecipient::code)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("bob@example.org", 450),
                            org.assertj.core.groups.Tuple.tuple("carol@example.org", 452));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "MAIL, 451 4.3.0 try later, true",
        "MAIL, 553 5.7.1 not yours, false",
        "MAIL, 552 5.3.4 too big, false",
        "DATA, 451 4.3.0 try later, true",
        "DATA, 554 5.5.1 no valid recipients, false",
        "<dot>, 451 4.7.1 greylisted, true",
        "<dot>, 421 4.3.2 shutting down, true",
        "<dot>, 550 5.7.1 spam, false",
        "<dot>, 552 5.2.2 over quota, false",
        "MAIL, 571 5.7.1 relaying denied, false",
        "DATA, 471 4.7.1 greylisted, true",
        "<dot>, 571 5.7.1 spam, false",
        "<dot>, 599 5.7.1 spam, false",
        "<dot>, 481 4.7.1 later, true",
    })
    void aRefusalIsNotSentWithTheServersStatus(String stage, String reply, boolean temporary) {
        peer.answer(stage, reply);

        assertThat(failureOf(LONG)).isInstanceOfSatisfying(MailFailure.SendRejected.class, failure -> {
            assertThat(failure.serverReply())
                    .isEqualTo(reply.replaceFirst("^(\\S+ \\S+) (.*)$", "$1 and said \u201C$2\u201D"));
            assertThat(failure.temporary()).isEqualTo(temporary);
            assertThat(failure.refused()).isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"<greeting>", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "RCPT TO:<carol"})
    void aConnectionLostBeforeTheContentIsNotSent(String stage) {
        peer.answer(stage, ScriptedSmtpPeer.DROP);

        assertThat(failureOf(LONG)).isInstanceOf(MailFailure.ServerUnavailable.class);
        assertThat(peer.content()).isEmpty();
    }

    @Test
    void aConnectionLostInTheContentIsNotSent() {
        peer.answer("<content>", ScriptedSmtpPeer.DROP);
        peer.answer("EHLO", "250-peer.example\r\n250 AUTH PLAIN");
        byte[] large = new byte[16_000_000]; // more than the buffers between take
        Arrays.fill(large, (byte) 'x');
        large[large.length - 2] = '\r';
        large[large.length - 1] = '\n';

        MailException failure =
                catchThrowableOfType(MailException.class, () -> sender(LONG).submit(ANNA, FROM, TO, large, staying()));

        assertThat(failure.failure()).isInstanceOf(MailFailure.ServerUnavailable.class);
    }

    /** Angus Mail 2.0.5 calls this "not delivered", and a client that believes it sends the mail twice. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                ScriptedSmtpPeer.DROP,
                "2500 OK",
                "250-more",
                "hello",
                "",
                "354 go on",
                "99 x",
                "650 x",
                "260 x",
                "390 x"
            })
    void noValidAnswerBehindTheEndIsUnknown(String reply) {
        peer.answer("<dot>", reply);

        Submission submission = submit(Duration.ofSeconds(2));

        assertThat(submission).isEqualTo(Submission.UNKNOWN);
        assertThat(peer.content()).isEqualTo(MESSAGE);
    }

    /** It would be told as an internal error, which says that nothing was sent. */
    @Test
    void anErrorOfThisProcessBehindTheEndIsUnknown() {
        peer.answer("<dot>", ScriptedSmtpPeer.DROP);
        Handler failing = new Handler() {
            @Override
            public void publish(LogRecord record) {
                if (peer.mails() == 1) { // Jakarta Mail tells that the connection ended
                    throw new StackOverflowError("a test");
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(SmtpSender.class.getPackageName());
        logger.addHandler(failing);
        logger.setLevel(java.util.logging.Level.FINE);
        try {
            assertThat(submit(LONG)).isEqualTo(Submission.UNKNOWN);
        } finally {
            logger.setLevel(null);
            logger.removeHandler(failing);
        }
    }

    @Test
    void aMailThatWasAcceptedWasSentWhateverErrorBefallsItsConnection() {
        InstantSource clock = () -> {
            if (peer.mails() == 1) {
                throw new StackOverflowError("a test");
            }
            return Instant.now();
        };
        SmtpSender sender =
                new SmtpSender(settings("127.0.0.1", peer.port(), SmtpSettings.Encryption.NONE, LONG), clock);

        assertThat(sender.submit(ANNA, FROM, TO, MESSAGE, staying())).isEqualTo(Submission.ACCEPTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {ScriptedSmtpPeer.SILENCE, ScriptedSmtpPeer.DRIP, ScriptedSmtpPeer.ENDLESS_LINE})
    void aServerThatNeverGetsToItsVerdictIsUnknownInTime(String reply) {
        peer.answer("<dot>", reply);

        long start = System.nanoTime();
        assertThat(submit(Duration.ofSeconds(2))).isEqualTo(Submission.UNKNOWN);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @CsvSource({
        "<greeting>, <silence>",
        "<greeting>, <drip>",
        "EHLO, <silence>",
        "EHLO, <drip>",
        "AUTH, <silence>",
        "AUTH, <drip>",
        "MAIL, <silence>",
        "MAIL, <drip>",
        "RCPT, <silence>",
        "RCPT, <drip>",
        "DATA, <silence>",
        "DATA, <drip>",
    })
    void everyStageHasItsDeadline(String stage, String reply) {
        peer.answer(stage, reply);

        long start = System.nanoTime();
        assertThat(failureOf(SHORT)).isInstanceOf(MailFailure.TimedOut.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @CsvSource({
        "<greeting>, <endless line>",
        "EHLO, <endless line>",
        "EHLO, <endless reply>",
        "AUTH, <endless line>",
        "MAIL, <endless reply>",
        "RCPT, <endless line>",
        "DATA, <endless line>",
    })
    void aReplyWithoutEndEndsTheConversation(String stage, String reply) {
        peer.answer(stage, reply);

        assertThat(failureOf(LONG)).isInstanceOf(MailFailure.ServerUnavailable.class);
    }

    @ParameterizedTest
    @CsvSource({
        "<greeting>, 2200 hello",
        "<greeting>, hello",
        "EHLO, 2500 x",
        "AUTH, 2350 ok",
        "MAIL, 2500 ok",
        "RCPT, 2500 ok",
        "RCPT, 250ok",
        "DATA, 3540 go on",
        "DATA, 250 ok",
        "MAIL, 25",
        "MAIL, 260 ok",
        "DATA, 364 go on",
    })
    void whatIsNotAReplyIsNotTakenForOne(String stage, String reply) {
        peer.answer(stage, reply);

        assertThat(failureOf(LONG)).isInstanceOf(MailFailure.ServerUnavailable.class);
        assertThat(peer.content()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "535 5.7.8 bad credentials AHB3",
                "534 5.7.9 application-specific password required AHB3",
                "525 5.7.13 account disabled AHB3"
            })
    void refusedCredentialsAreOneAnswerWhateverTheReason(String reply) {
        peer.answer("AUTH", reply);

        MailException failure = catchThrowableOfType(MailException.class, () -> submit(LONG));

        assertThat(failure.failure()).isEqualTo(new MailFailure.LoginFailed());
        assertThat(failure).hasNoCause(); // it would repeat the server's words, which may repeat the password
    }

    @ParameterizedTest
    @ValueSource(strings = {"454 4.7.0 AHB3", "421 4.7.0 AHB3", "504 5.5.4 AHB3", "530 5.7.0 AHB3"})
    void aLoginThatIsNotProcessedIsNoWrongPassword(String reply) {
        peer.answer("AUTH", reply);

        assertThat(failureOf(LONG))
                .isInstanceOfSatisfying(
                        MailFailure.ServerUnavailable.class,
                        failure -> assertThat(failure.detail())
                                .contains(reply.substring(0, 9))
                                .doesNotContain("AHB3"));
        assertThat(peer.commands()).doesNotContain("STARTTLS");
    }

    /** Angus Mail 2.0.5 goes on without a login. */
    @ParameterizedTest
    @ValueSource(strings = {"250 peer.example", "250-peer.example\r\n250 AUTH CRAM-MD5"})
    void withoutALoginNothingIsSent(String ehlo) {
        peer.answer("EHLO", ehlo);

        assertThat(failureOf(LONG)).isInstanceOf(MailFailure.ServerUnavailable.class);
        assertThat(peer.commands()).noneMatch(command -> command.startsWith("MAIL") || command.startsWith("AUTH"));
    }

    @Test
    void refusedEhloIsNotAnsweredWithHelo() {
        peer.answer("EHLO", "502 5.5.1 no").answer("HELO", "250 peer.example");

        assertThat(failureOf(LONG)).isInstanceOf(MailFailure.ServerUnavailable.class);
        assertThat(peer.commands()).noneMatch(command -> command.startsWith("HELO"));
    }

    @Test
    void loginIsUsedWherePlainIsNotOffered() {
        peer.answer("EHLO", "250-peer.example\r\n250 AUTH LOGIN")
                .answer("AUTH LOGIN", "334 VXNlcm5hbWU6")
                .answer(base64("anna@example.com"), "334 UGFzc3dvcmQ6")
                .answer(base64("pässword"), "235 2.7.0 ok");

        assertThat(submit(LONG)).isEqualTo(Submission.ACCEPTED);
    }

    @Test
    void whatIsTooLargeIsNotOffered() {
        peer.answer("EHLO", "250-peer.example\r\n250-SIZE 10\r\n250 AUTH PLAIN");

        assertThat(failureOf(LONG))
                .isInstanceOfSatisfying(
                        MailFailure.TooLarge.class,
                        failure -> assertThat(failure.limitBytes()).isEqualTo(10));
        assertThat(peer.commands()).noneMatch(command -> command.startsWith("MAIL"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIZE", "SIZE 0", "SIZE lots", "SIZE 99999999999999999999"})
    void aSizeThatSaysNothingIsNoLimit(String size) {
        peer.answer("EHLO", "250-peer.example\r\n250-" + size + "\r\n250 AUTH PLAIN");

        assertThat(submit(LONG)).isEqualTo(Submission.ACCEPTED);
    }

    @Test
    void anAddressBeyondAsciiNeedsAServerThatTakesIt() {
        List<EmailAddress> recipients = addresses("\u0161lice@corp.example");

        MailException failure = catchThrowableOfType(
                MailException.class, () -> sender(LONG).submit(ANNA, FROM, recipients, MESSAGE, staying()));

        assertThat(failure.failure())
                .isInstanceOfSatisfying(
                        MailFailure.SendRejected.class,
                        rejected -> assertThat(rejected.detail()).contains("SMTPUTF8"));
        assertThat(peer.commands()).noneMatch(command -> command.startsWith("MAIL"));
    }

    @Test
    void anAddressBeyondAsciiGoesOutWhole() {
        peer.answer("EHLO", "250-peer.example\r\n250-SMTPUTF8\r\n250-8BITMIME\r\n250 AUTH PLAIN");
        byte[] message = "To: \u0161lice@corp.example\r\n\r\nx\r\n".getBytes(StandardCharsets.UTF_8);

        Submission submission =
                sender(LONG).submit(ANNA, FROM, addresses("\u0161lice@corp.example"), message, staying());

        assertThat(submission).isEqualTo(Submission.ACCEPTED);
        assertThat(peer.commands())
                .map(SmtpSenderTest::utf8)
                .contains("MAIL FROM:<anna@example.com> BODY=8BITMIME SMTPUTF8", "RCPT TO:<\u0161lice@corp.example>");
        assertThat(peer.content()).isEqualTo(message);
    }

    @Test
    void noServerAtAllIsSaidSo() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        SmtpSender sender =
                new SmtpSender(settings("127.0.0.1", port, SmtpSettings.Encryption.NONE, LONG), InstantSource.system());

        MailException failure =
                catchThrowableOfType(MailException.class, () -> sender.submit(ANNA, FROM, TO, MESSAGE, staying()));

        assertThat(failure.failure())
                .isInstanceOfSatisfying(
                        MailFailure.ServerUnavailable.class,
                        unavailable ->
                                assertThat(unavailable.detail()).contains("refused the connection", "SMTP_PORT"));
    }

    @Test
    void theNextAddressIsTakenWhereTheFirstDoesNotAnswer() throws IOException {
        HostLookup hosts = new HostLookup(host -> new InetAddress[] {
            InetAddress.getByAddress(new byte[] {127, 0, 0, 99}), InetAddress.getLoopbackAddress()
        });
        SmtpSettings settings = settings("mail.example.test", peer.port(), SmtpSettings.Encryption.NONE, LONG);
        try (SmtpSender sender = new SmtpSender(settings, LoginGuard.off(), hosts, InstantSource.system())) {
            assertThat(sender.submit(ANNA, FROM, TO, MESSAGE, staying())).isEqualTo(Submission.ACCEPTED);
        }

        assertThat(peer.content()).isEqualTo(MESSAGE);
    }

    @Test
    void anAddressThatIsNotFoundInTimeIsSaidSo() {
        CountDownLatch over = new CountDownLatch(1);
        HostLookup hosts = new HostLookup(host -> {
            awaitUninterruptibly(over);
            throw new UnknownHostException(host);
        });
        SmtpSettings settings =
                settings("mail.example.test", peer.port(), SmtpSettings.Encryption.NONE, Duration.ofMillis(200));
        try (SmtpSender sender = new SmtpSender(settings, LoginGuard.off(), hosts, InstantSource.system())) {
            MailException failure =
                    catchThrowableOfType(MailException.class, () -> sender.submit(ANNA, FROM, TO, MESSAGE, staying()));

            assertThat(failure.failure())
                    .isInstanceOfSatisfying(
                            MailFailure.ServerUnavailable.class,
                            unavailable -> assertThat(unavailable.detail()).contains("did not accept a connection"));
        } finally {
            over.countDown();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aCallerWhoLeavesBeforeTheContentSendsNothing() throws Exception {
        peer.answer("RCPT TO:<carol", ScriptedSmtpPeer.SILENCE);
        CompletableFuture<Boolean> left = new CompletableFuture<>();
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        Thread caller = Thread.ofVirtual()
                .start(() ->
                        outcome.complete(catchThrowable(() -> sender(LONG).submit(ANNA, FROM, TO, MESSAGE, left))));
        Awaitility.await().until(() -> peer.commands().contains("RCPT TO:<carol@example.org>"));

        left.complete(true);

        assertThat(outcome.get()).isInstanceOf(CancellationException.class);
        caller.join();
        assertThat(peer.commands()).doesNotContain("DATA");
    }

    @Test
    void aCallerWhoHasLeftSendsNothing() {
        CompletionStage<?> left = CompletableFuture.completedFuture(true);

        assertThatThrownBy(() -> sender(LONG).submit(ANNA, FROM, TO, MESSAGE, left))
                .isInstanceOf(CancellationException.class);
        assertThat(peer.commands()).doesNotContain("DATA");
    }

    @Test
    void aCallerWhoLeavesAfterThatDoesNotStopTheMail() throws Exception {
        peer.answer("<dot>", ScriptedSmtpPeer.SILENCE);
        CompletableFuture<Boolean> left = new CompletableFuture<>();
        CompletableFuture<Submission> outcome = new CompletableFuture<>();
        Thread caller = Thread.ofVirtual()
                .start(() -> outcome.complete(sender(Duration.ofSeconds(2)).submit(ANNA, FROM, TO, MESSAGE, left)));
        Awaitility.await().until(() -> peer.content().length == MESSAGE.length);

        left.complete(true);

        assertThat(outcome.get()).isEqualTo(Submission.UNKNOWN);
        caller.join();
    }

    private Submission submit(Duration budget) {
        return sender(budget).submit(ANNA, FROM, TO, MESSAGE, staying());
    }

    private MailFailure failureOf(Duration budget) {
        return catchThrowableOfType(MailException.class, () -> submit(budget)).failure();
    }

    private SmtpSender sender(Duration budget) {
        return new SmtpSender(
                settings("127.0.0.1", peer.port(), SmtpSettings.Encryption.NONE, budget), InstantSource.system());
    }

    static SmtpSettings settings(String host, int port, SmtpSettings.Encryption encryption, Duration budget) {
        return new SmtpSettings(
                host,
                port,
                encryption,
                "[127.0.0.1]",
                (SSLSocketFactory) SSLSocketFactory.getDefault(),
                budget,
                budget,
                budget,
                Duration.ZERO,
                Duration.ofMinutes(5),
                "");
    }

    /** A caller who waits for the end. */
    static CompletionStage<?> staying() {
        return new CompletableFuture<Boolean>();
    }

    private static List<EmailAddress> addresses(String... texts) {
        return Arrays.stream(texts).map(text -> EmailAddress.parse("to", text)).toList();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String utf8(String octets) {
        return new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
