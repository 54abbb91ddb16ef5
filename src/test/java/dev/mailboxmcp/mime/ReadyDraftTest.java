// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A draft of whatever program becomes a mail whose header names those who get it, and nothing that was not to go out. */
class ReadyDraftTest {
    private static final OffsetDateTime NOW =
            Instant.parse("2026-11-29T03:00:00Z").atOffset(ZoneOffset.UTC);
    private static final EmailAddress ALICE = new EmailAddress("", "alice", "example.org");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "To: \"Eve, <eve>\" <bob@example.org>| bob@example.org",
                "To: Bob <BOB@Example.ORG>, bob@example.org| BOB@example.org",
                "To: bücher@xn--bcher-kva.example| bücher@xn--bcher-kva.example",
                "To: team: bob@example.org, carol@example.org;| bob@example.org carol@example.org",
                "To: bob@example.org{n}To: carol@example.org| bob@example.org carol@example.org",
                "To: bob@example.org (Bob), =?utf-8?Q?C=C3=A4rol?= <carol@example.org>| bob@example.org carol@example.org",
                "To: bob@example.org{n}Resent-To: eve@example.org{n}Resent-Bcc: eve@example.org| bob@example.org",
                "Bcc: bob@example.org{n}Bcc: carol@example.org| bob@example.org carol@example.org",
                "Cc: bob@example.org{n}Apparently-To: eve@example.org| bob@example.org",
            })
    void theEnvelopeIsWhatTheHeaderNames(String header, String recipients) throws Exception {
        ReadyDraft draft = ready(header.replace("{n}", "\r\n") + "\r\n\r\ntext\r\n");

        assertThat(draft.recipients().stream().map(EmailAddress::wire)).containsExactly(recipients.split(" ", -1));
        assertThat(wire(draft)).doesNotContain("eve@", "Bcc");
        Set<String> named = named(draft.sentCopy().bytes());
        assertThat(named)
                .isEqualTo(Set.copyOf(
                        Arrays.asList(recipients.toLowerCase(Locale.ROOT).split(" ", -1))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Subject: a\rBcc: eve@evil.example",
                "Subject: a\r\r\nBcc: eve@evil.example",
                "Subject: a\0b",
                "Subject: =?utf-8?Q?a=0D=0ABcc:_eve@evil.example?=",
                "Subject: \u00e4\u00f6",
                "Subject: \r\n \r\n x",
                "Subject:",
                "In-Reply-To: <a@b>\rBcc: eve@evil.example",
                "X-Mailer: a\u0000\u0085\u2028b",
                "Content-Type: text/plain; name=\"\u00e4.txt\"",
                "Content-Type: text/plain;\r\n \t \r\n charset=utf-8",
                "Thread-Topic: \r Bcc: eve@evil.example\r",
            })
    void noValueBecomesAnotherField(String field) throws Exception {
        ReadyDraft draft = ready("To: bob@example.org\r\n" + field + "\r\nX-Secret: x\r\n\r\ntext\r\n");
        String wire = wire(draft);
        String header = wire.substring(0, wire.indexOf("\r\n\r\n"));

        assertThat(header.split("\r\n", -1))
                .allMatch(line ->
                        line.matches("[ \t].*\\S.*|(?i)(Date|From|To|Message-ID|Subject|MIME-Version|In-Reply-To"
                                + "|X-Mailer|Content-Type|Thread-Topic):.*"));
        assertThat(header.replace("\r\n", "")).matches("[\\t -~]*");
        assertThat(wire).endsWith("\r\n\r\ntext\r\n");
        assertThat(new MimeMessage(
                                session(),
                                new ByteArrayInputStream(draft.onTheWire().bytes()))
                        .getHeader("Bcc"))
                .isNull();
    }

    @Test
    void noLineEndOfTheContentIsAnythingButOne() {
        ReadyDraft draft = ready("To: bob@example.org\n\na\n.\nb\r.\rc\r\n.\r\nMAIL FROM:<eve@evil.example>");

        assertThat(wire(draft)).endsWith("\r\n\r\na\r\n.\r\nb\r\n.\r\nc\r\n.\r\nMAIL FROM:<eve@evil.example>\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<kept@example.org>| <kept@example.org>",
                "kept@example.org| <kept@example.org>",
                "<a b@c>| ",
                "| ",
            })
    void theMessageIdStaysWhereItIsOne(String written, String kept) {
        ReadyDraft draft = ready(
                "To: bob@example.org\r\n" + (written == null ? "" : "Message-ID: " + written + "\r\n") + "\r\nt\r\n");

        assertThat(draft.messageId().value()).isEqualTo(kept == null ? "<made@example.org>" : kept);
    }

    @Test
    void aDraftWithoutAnAuthorIsItsUsers() {
        assertThat(ready("To: bob@example.org\r\n\r\nt\r\n").from()).isEqualTo(ALICE);
        assertThatThrownBy(() -> ReadyDraft.of(
                        "To: bob@example.org\r\n\r\nt\r\n".getBytes(UTF_8),
                        null,
                        from -> new MessageId("<a@b>"),
                        "m",
                        NOW))
                .isInstanceOf(MailException.class);
    }

    @ParameterizedTest
    @MethodSource("dev.mailboxmcp.mime.ProgramDrafts#names")
    void whateverIsInADraftItBecomesAMailToThoseItNamesOrAnError(String program) throws Exception {
        byte[] original = ProgramDrafts.read(program);
        Random random = new Random(11);
        int ready = 0;
        for (int i = 0; i < 300; i++) {
            byte[] bytes = original.clone();
            for (int j = random.nextInt(8); j >= 0; j--) {
                byte[] odd = {0, '\r', '\n', ' ', ':', ',', '<', '>', '"', '@', '(', '=', (byte) random.nextInt(256)};
                bytes[random.nextInt(bytes.length)] = odd[random.nextInt(odd.length)];
            }
            try {
                ReadyDraft draft = ready(new String(bytes, ISO_8859_1));
                check(draft);
                ready++;
            } catch (MailException e) {
                assertThat(e.failure())
                        .isInstanceOfAny(MailFailure.InvalidArgument.class, MailFailure.NotAllowed.class);
            }
        }
        assertThat(ready).isGreaterThan(90);
    }

    private static void check(ReadyDraft draft) throws Exception {
        String wire = wire(draft);
        assertThat(wire.replace("\r\n", "")).doesNotContain("\r", "\n", "\0");
        MimeMessage parsed = new MimeMessage(
                session(), new ByteArrayInputStream(draft.onTheWire().bytes()));
        assertThat(parsed.getHeader("Bcc")).isNull();
        assertThat(parsed.getHeader("From")).hasSize(1);
        Set<String> recipients = new TreeSet<>();
        draft.recipients().forEach(one -> recipients.add(one.wire().toLowerCase(Locale.ROOT)));
        assertThat(named(draft.sentCopy().bytes())).isEqualTo(recipients);
    }

    private static Set<String> named(byte[] message) throws Exception {
        MimeMessage parsed = new MimeMessage(session(), new ByteArrayInputStream(message));
        Set<String> named = new TreeSet<>();
        for (Message.RecipientType type :
                List.of(Message.RecipientType.TO, Message.RecipientType.CC, Message.RecipientType.BCC)) {
            String[] values = parsed.getHeader(type.toString());
            for (String value : values == null ? new String[0] : values) {
                for (InternetAddress address :
                        InternetAddress.parseHeader(new String(value.getBytes(ISO_8859_1), UTF_8), false)) {
                    named.add(address.getAddress().toLowerCase(Locale.ROOT));
                }
            }
        }
        return named;
    }

    private static Session session() {
        Properties properties = new Properties();
        properties.setProperty("mail.mime.allowutf8", "false");
        return Session.getInstance(properties);
    }

    private static ReadyDraft ready(String stored) {
        return ReadyDraft.of(
                stored.getBytes(stored.chars().anyMatch(c -> c > 255) ? UTF_8 : ISO_8859_1),
                ALICE,
                from -> new MessageId("<made@" + from.domain() + ">"),
                "mark",
                NOW);
    }

    private static String wire(ReadyDraft draft) {
        return new String(draft.onTheWire().bytes(), UTF_8);
    }
}
