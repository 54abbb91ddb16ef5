// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.access.MailFailures;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.net.TlsTrust;
import dev.mailboxmcp.smtp.ScriptedSmtpPeer;
import dev.mailboxmcp.smtp.SmtpSender;
import dev.mailboxmcp.smtp.SmtpSettings;
import dev.mailboxmcp.smtp.SmtpSettings.Encryption;
import dev.mailboxmcp.smtp.TestCertificate;
import dev.mailboxmcp.tool.ToolFailure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Submission servers that lie, stall and attack: each ends in the right code, in time, with nothing said that was private. */
class HostileSubmissionServersTest {
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Credentials ANNA = new Credentials("anna@example.com", new Secret("canary-x7"));
    private static final EmailAddress FROM = EmailAddress.parse("from", "anna@example.com");
    private static final List<EmailAddress> TO =
            List.of(EmailAddress.parse("to", "bob@example.org"), EmailAddress.parse("to", "carol@example.org"));
    private static final byte[] MESSAGE = "Subject: x\r\n\r\nx\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String OFFERS_TLS = "250-peer.example\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN";

    /** Which certificate the server shows, and whether it knows TLS at all. */
    enum Tls {
        NONE,
        GOOD,
        OTHER_HOST,
        UNKNOWN_AUTHORITY
    }

    @TempDir
    static @Nullable Path folder;

    private static TestCertificate good;
    private static TestCertificate otherHost;

    @BeforeAll
    static void makeCertificates() throws Exception {
        Path made = Objects.requireNonNull(folder);
        good = TestCertificate.forHost(made, "localhost");
        otherHost = TestCertificate.forHost(made, "elsewhere.example");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // what it does | client wants | server's TLS | stage | reply | code
                "offers no STARTTLS | STARTTLS | GOOD | EHLO | 250-peer.example\\250 AUTH PLAIN | MAIL_SERVER_UNAVAILABLE",
                "refuses STARTTLS | STARTTLS | GOOD | STARTTLS | 454 4.7.0 not now | MAIL_SERVER_UNAVAILABLE",
                "slips answers in before TLS | STARTTLS | GOOD | STARTTLS | 220 go on\\250 AUTH PLAIN\\235 ok\\250 ok"
                        + " | MAIL_SERVER_UNAVAILABLE",
                "has TLS for another host | STARTTLS | OTHER_HOST | | | MAIL_SERVER_UNAVAILABLE",
                "has TLS of an unknown authority | STARTTLS | UNKNOWN_AUTHORITY | | | MAIL_SERVER_UNAVAILABLE",
                "speaks in the clear where TLS should be | STARTTLS | NONE | | | MAIL_SERVER_UNAVAILABLE",
                "greets in the clear on the port of TLS | IMPLICIT | NONE | | | MAIL_SERVER_UNAVAILABLE",
                "never answers STARTTLS | STARTTLS | GOOD | STARTTLS | <silence> | TIMEOUT",
                "refuses everybody | NONE | NONE | <greeting> | 554 5.3.2 no service | MAIL_SERVER_UNAVAILABLE",
                "never greets | NONE | NONE | <greeting> | <silence> | TIMEOUT",
                "greets byte by byte | NONE | NONE | <greeting> | <drip> | TIMEOUT",
                "greets without end | NONE | NONE | <greeting> | <endless line> | MAIL_SERVER_UNAVAILABLE",
                "lists capabilities without end | NONE | NONE | EHLO | <endless reply> | MAIL_SERVER_UNAVAILABLE",
                "offers no login | NONE | NONE | EHLO | 250 peer.example | MAIL_SERVER_UNAVAILABLE",
                "refuses the password | NONE | NONE | AUTH | 535 5.7.8 wrong | LOGIN_FAILED",
                "cannot check the password | NONE | NONE | AUTH | 454 4.7.0 later | MAIL_SERVER_UNAVAILABLE",
                "asks again and again | NONE | NONE | AUTH | 334 | MAIL_SERVER_UNAVAILABLE",
                "has codes of four digits | NONE | NONE | MAIL | 2500 ok | MAIL_SERVER_UNAVAILABLE",
                "has two codes in one reply | NONE | NONE | RCPT | 250-ok\\550 no | MAIL_SERVER_UNAVAILABLE",
                "leaves after the sender | NONE | NONE | RCPT | <drop> | MAIL_SERVER_UNAVAILABLE",
                "shuts down | NONE | NONE | MAIL | 421 4.3.2 bye | SEND_REJECTED",
                "takes no mail of this size | NONE | NONE | EHLO | 250-peer.example\\250-SIZE 10\\250 AUTH PLAIN | TOO_LARGE",
                "refuses in colour | NONE | NONE | DATA | 554 5.7.1 \u001b[31mno\u0007 | SEND_REJECTED",
                "agrees to the content at once | NONE | NONE | DATA | 250 ok | MAIL_SERVER_UNAVAILABLE",
                "stalls before the content | NONE | NONE | DATA | <silence> | TIMEOUT",
                "leaves at the end of the content | NONE | NONE | <dot> | <drop> | UNKNOWN",
                "mumbles at the end of the content | NONE | NONE | <dot> | 2500 ok | UNKNOWN",
                "never comes to its verdict | NONE | NONE | <dot> | <drip> | UNKNOWN",
            })
    void eachEndsInTheRightCode(
            String does, Encryption wanted, Tls tls, @Nullable String stage, @Nullable String reply, String code)
            throws Exception {
        boolean slow = code.equals("TIMEOUT") || "<drip>".equals(reply);
        try (ScriptedSmtpPeer peer = peer(tls);
                SmtpSender sender = sender(peer.port(), wanted, slow ? SHORT : LONG)) {
            peer.answer("EHLO", OFFERS_TLS);
            if (stage != null && reply != null) {
                peer.answer(stage, reply.replace("\\", "\r\n"));
            }
            long start = System.nanoTime();

            String ended = end(sender);

            assertThat(ended).as(does).startsWith(code);
            assertThat(ended).as(does).doesNotContain("\u001b", "\u0007", "canary-x7");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(slow ? SHORT.plusSeconds(20) : LONG);
            if (wanted != Encryption.NONE) {
                assertThat(peer.commands()).as(does).noneMatch(command -> command.startsWith("AUTH"));
            }
        }
    }

    private static ScriptedSmtpPeer peer(Tls tls) {
        return switch (tls) {
            case NONE -> new ScriptedSmtpPeer();
            case GOOD, UNKNOWN_AUTHORITY -> new ScriptedSmtpPeer(good.server(), false);
            case OTHER_HOST -> new ScriptedSmtpPeer(otherHost.server(), false);
        };
    }

    /** Trusts the certificate of the other host, and so never the unknown one. */
    private static SmtpSender sender(int port, Encryption encryption, Duration budget) throws Exception {
        SSLSocketFactory sockets = TlsTrust.trusting(otherHost.pem()).getSocketFactory();
        return new SmtpSender(
                new SmtpSettings(
                        "localhost",
                        port,
                        encryption,
                        "[127.0.0.1]",
                        sockets,
                        budget,
                        budget,
                        budget,
                        Duration.ZERO,
                        LONG,
                        ""),
                InstantSource.system());
    }

    /** The code the caller gets, and its text. */
    private static String end(SmtpSender sender) {
        try {
            return switch (sender.submit(ANNA, FROM, TO, MESSAGE, new CompletableFuture<Boolean>())) {
                case ACCEPTED -> "SENT";
                case UNKNOWN -> "UNKNOWN";
            };
        } catch (MailException e) {
            ToolFailure failure = Objects.requireNonNull(new MailFailures().translate(e));
            return failure.code() + ": " + failure.getMessage();
        }
    }
}
