// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.mailboxmcp.mime.MailHeader;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is taken for the report of a mail that was not delivered. */
class DeliveryReportTest {
    private static final String STANDARD = """
            From: postmaster@mx.example
            Subject: Undeliverable: Plan
            In-Reply-To: <plan@berg.example>
            References: <earlier@berg.example> <plan@berg.example>
            Content-Type: multipart/report; report-type=%s; boundary=b

            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.example

            Final-Recipient: rfc822; ann@stone.example
            Action: delivered
            Status: 2.0.0

            Original-Recipient: rfc822;Bob@stone.example
            Final-Recipient: rfc822;robert@inside.example
            Action: %s
            Status: 5.1.10

            --b
            Content-Type: message/rfc822

            Message-ID:
             <plan@berg.example>
            References: <earlier@berg.example>
            --b--
            """;

    @Test
    void ofSeveralRecipientsOnlyThoseAreNamedWhoWereNotReached() {
        DeliveryReport report = Objects.requireNonNull(read(STANDARD.formatted("delivery-status", "failed")));

        assertThat(report.ids()).startsWith("<plan@berg.example>");
        assertThat(report.recipients()).containsExactlyInAnyOrder("bob@stone.example", "robert@inside.example");
        assertThat(report.status()).isEqualTo("5.1.10");
    }

    @Test
    void aDelayAndAReceiptAreNoFailures() {
        assertThat(read(STANDARD.formatted("delivery-status", "delayed"))).isNull();
        assertThat(read(STANDARD.formatted("delivery-status", "relayed"))).isNull();
        assertThat(read(STANDARD.formatted("disposition-notification", "failed")))
                .isNull();
    }

    @Test
    void noticesInWordsAreRead() {
        DeliveryReport report = Objects.requireNonNull(read("""
                From: Mail Delivery System <Mailer-Daemon@mx.example>
                Subject: Mail delivery failed: returning message to sender
                X-Failed-Recipients: bob@stone.example, carol@stone.example
                Content-Type: text/plain
                Content-Transfer-Encoding: quoted-printable

                550 5.1.1 no such user

                > Message-ID: <a=3Db.very.long.=
                id@berg.example>
                """));

        assertThat(report.ids()).containsExactly("<a=b.very.long.id@berg.example>");
        assertThat(report.recipients()).hasSize(2);
        assertThat(report.status()).isEqualTo("5.1.1");
    }

    @Test
    void aLineOfTheMailThatCameBackSaysNothingOfItsDelivery() {
        DeliveryReport report = Objects.requireNonNull(read("""
                From: Mail Delivery System <Mailer-Daemon@mx.example>
                Subject: Mail delivery failed: returning message to sender
                X-Failed-Recipients: bob@stone.example

                550 5.1.1 no such user

                ------ This is a copy of the message ------
                Message-ID: <plan@berg.example>

                Action: please call Bob about the plan
                """));

        assertThat(report.ids()).containsExactly("<plan@berg.example>");
        assertThat(report.recipients()).containsExactly("bob@stone.example");
        assertThat(report.status()).isEqualTo("5.1.1");
    }

    @Test
    void aPersonWhoWritesOfDeliveryReportsNothing() {
        assertThat(read("""
                From: Bob <bob@stone.example>
                Subject: Undelivered mail, delivery failed?
                In-Reply-To: <plan@berg.example>

                Action: failed
                Message-ID: <plan@berg.example>
                """)).isNull();
    }

    @Test
    void whatIsMadeToTakeLongDoesNot() {
        for (String piece :
                new String[] {"\n\t", "Message-ID: ", "Final-Recipient: \t\t", "5.5.", "Action:\n\n", "<", "> > "}) {
            String mail = "From: mailer-daemon@mx.example\nSubject: delivery failed\n\n"
                    + piece.repeat(DeliveryReport.MAX_BYTES / piece.length());

            assertTimeout(Duration.ofSeconds(5), () -> read(mail));
        }
    }

    private static @Nullable DeliveryReport read(String mail) {
        byte[] raw = mail.replace("\n", "\r\n").getBytes(UTF_8);
        return DeliveryReport.read(MailHeader.of(raw, 1 << 20, null), raw);
    }
}
