// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.mail.Draft;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageWriterTest {
    private static final OffsetDateTime DATE = OffsetDateTime.parse("2026-11-02T14:03:09+01:00");
    private static final MessageId ID = new MessageId("<fixed@example.com>");
    private static final EmailAddress SENDER = EmailAddress.parse("from", "Анна <anna@example.com>");

    private final MessageWriter writer = new MessageWriter();

    @Test
    void aSimpleMailIsExactlyThis() {
        OutgoingMessage message = OutgoingMessage.of(
                draft("Hello", "How are you?", null), EmailAddress.parse("from", "Anna <anna@example.com>"), ID, DATE);

        assertThat(new String(writer.onTheWire(message), StandardCharsets.US_ASCII))
                .isEqualTo("""
                Date: Mon, 2 Nov 2026 14:03:09 +0100
                From: Anna <anna@example.com>
                To: bob@example.org
                Message-ID: <fixed@example.com>
                Subject: Hello
                MIME-Version: 1.0
                Content-Type: text/plain; charset=UTF-8; format=flowed
                Content-Transfer-Encoding: 7bit

                How are you?
                """.replace("\n", "\r\n"));
    }

    /** It would give its carrier away with a lock of the class loader, see docs/adr/0054. */
    @Test
    void noVirtualThreadLooksIntoJars() throws Exception {
        OutgoingMessage message = OutgoingMessage.of(draft("s", "t", "<p>t</p>"), SENDER, ID, DATE);

        assertThat(AskedClassLoader.askedBy(() -> writer.onTheWire(message)))
                .isNotEmpty()
                .noneMatch(Thread::isVirtual);
    }

    @Test
    void theSameMessageGivesTheSameBytes() {
        OutgoingMessage message = OutgoingMessage.of(draft("s", "t", "<p>t</p>"), SENDER, ID, DATE);

        assertThat(writer.onTheWire(message)).isEqualTo(new MessageWriter().onTheWire(message));
    }

    @Test
    void bccIsInTheOwnCopyOnly() {
        OutgoingMessage message = OutgoingMessage.of(
                draft(List.of("bob@example.org"), List.of("carol@example.org"), List.of("dora@example.org")),
                SENDER,
                ID,
                DATE);

        String wire = new String(writer.onTheWire(message), StandardCharsets.UTF_8);
        String copy = new String(writer.sentCopy(message), StandardCharsets.UTF_8);

        assertThat(wire)
                .contains("Cc: carol@example.org")
                .doesNotContain("dora")
                .doesNotContainIgnoringCase("bcc");
        assertThat(copy).isEqualTo(wire.replace("Message-ID:", "Bcc: dora@example.org\r\nMessage-ID:"));
        assertThat(message.recipients())
                .extracting(EmailAddress::wire)
                .containsExactly("bob@example.org", "carol@example.org", "dora@example.org");
    }

    @Test
    void nobodyIsInTheEnvelopeTwice() {
        OutgoingMessage message = OutgoingMessage.of(
                draft(
                        List.of("bob@example.org", "Bob <BOB@example.org>"),
                        List.of("carol@example.org"),
                        List.of("bob@EXAMPLE.org")),
                SENDER,
                ID,
                DATE);

        assertThat(message.recipients())
                .extracting(EmailAddress::wire)
                .containsExactly("bob@example.org", "carol@example.org");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Hello",
                "",
                "Grüße aus München",
                "Счёт за ноябрь: очень длинная тема, которая никак не помещается на одной строке заголовка письма",
                "会議の議事録について、皆さんにお願いがあります。ご確認ください。よろしくお願いいたします。",
                "🎉🎊 emoji 👩‍👩‍👧‍👧 and 🇺🇦 flags 🎉🎊🎉🎊🎉🎊🎉🎊🎉🎊🎉🎊🎉🎊🎉🎊",
                "=?UTF-8?Q?looks_encoded?=",
                "two  blanks   and a \\ \" ( ) < > , ; :",
                "a plain subject that is so long that it must be folded somewhere between two of its many, many words, twice",
                "Re: [list] x",
            })
    void subjectsArriveAsTheyWereAsked(String subject) throws Exception {
        byte[] bytes = writer.onTheWire(OutgoingMessage.of(draft(subject, "t", null), SENDER, ID, DATE));

        assertThat(parsed(bytes).getSubject()).isEqualTo(subject);
        assertWellFormed(bytes);
    }

    @Test
    void oneEndlessWordIsASubjectToo() throws Exception {
        String subject = "x".repeat(998);

        byte[] bytes = writer.onTheWire(OutgoingMessage.of(draft(subject, "t", null), SENDER, ID, DATE));

        assertThat(parsed(bytes).getSubject()).isEqualTo(subject);
        assertWellFormed(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Anna",
                "Doe, John",
                "say \"hi\" \\o/",
                "=?UTF-8?Q?x?=",
                "Łukasz Żółć von und zu Überlingen am Bodensee-Nußdorf, Oberhäuptling der Versandabteilung",
                "山田太郎",
                "boss@corp.example",
                "a (comment)",
            })
    void namesArriveAsTheyWereAsked(String name) throws Exception {
        String quoted = '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\" <bob@example.org>";

        byte[] bytes =
                writer.onTheWire(OutgoingMessage.of(draft(List.of(quoted), List.of(), List.of()), SENDER, ID, DATE));

        InternetAddress[] to = (InternetAddress[]) parsed(bytes).getRecipients(MimeMessage.RecipientType.TO);
        assertThat(to).hasSize(1);
        assertThat(to[0].getPersonal()).isEqualTo(name);
        assertThat(to[0].getAddress()).isEqualTo("bob@example.org");
        assertWellFormed(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "short\n",
                "Zażółć gęślą jaźń = 100%\n",
                "Добрый день!\nПока.\n",
                "a line.\n.\n..\n.hidden\n",
                "tab\there\n",
            })
    void textsArriveAsTheyWereAsked(String text) throws Exception {
        byte[] plain = writer.onTheWire(OutgoingMessage.of(draft("s", text, null), SENDER, ID, DATE));
        byte[] both = writer.onTheWire(OutgoingMessage.of(draft("s", text, "<p>" + text + "</p>"), SENDER, ID, DATE));

        assertThat(parsed(plain).getContent()).isEqualTo(text.replace("\n", "\r\n"));
        MimeMultipart alternative = (MimeMultipart) parsed(both).getContent();
        assertThat(alternative.getContentType()).startsWith("multipart/alternative");
        assertThat(alternative.getCount()).isEqualTo(2);
        assertThat(alternative.getBodyPart(0).getContent()).isEqualTo(text.replace("\n", "\r\n"));
        assertThat(alternative.getBodyPart(1).getContentType()).startsWith("text/html");
        assertThat(alternative.getBodyPart(1).getContent())
                .isEqualTo(("<p>" + text + "</p>").replace("\n", "\r\n") + "\r\n");
        assertWellFormed(plain);
        assertWellFormed(both);
    }

    @Test
    void linesWithoutEndAreWithinTheLimit() throws Exception {
        String text = "x".repeat(100_000);

        byte[] bytes = writer.onTheWire(OutgoingMessage.of(draft("s", text, text), SENDER, ID, DATE));

        assertWellFormed(bytes);
        assertThat(((MimeMultipart) parsed(bytes).getContent()).getBodyPart(0).getContent())
                .isEqualTo(text + "\r\n");
    }

    @Test
    void aTextCannotCloseItsPart() throws Exception {
        OutgoingMessage first = OutgoingMessage.of(draft("s", "t", "h"), SENDER, ID, DATE);
        String boundary = new String(writer.onTheWire(first), StandardCharsets.US_ASCII)
                .replaceAll("(?s).*boundary=\"([^\"]+)\".*", "$1");

        String text = "a\n--" + boundary + "\nContent-Type: text/html\n\nevil\n--" + boundary + "--\n";
        byte[] bytes = writer.onTheWire(OutgoingMessage.of(draft("s", text, text), SENDER, ID, DATE));

        MimeMultipart alternative = (MimeMultipart) parsed(bytes).getContent();
        assertThat(alternative.getCount()).isEqualTo(2);
        assertThat(alternative.getBodyPart(0).getContent()).isEqualTo(text.replace("\n", "\r\n"));
    }

    @Test
    void aReplyCarriesItsThread() throws Exception {
        List<String> references = new ArrayList<>(
                IntStream.range(0, 30).mapToObj(i -> "<ref" + i + "@x>").toList());
        references.add("<evil@x>\r\nBcc: eve@evil.example");

        byte[] bytes = writer.onTheWire(OutgoingMessage.of(reply("<parent@x>", references), SENDER, ID, DATE));

        assertThat(parsed(bytes).getHeader("In-Reply-To", null)).isEqualTo("<parent@x>");
        assertThat(parsed(bytes).getHeader("References", null).split("\\s+"))
                .hasSize(20)
                .startsWith("<ref0@x>", "<ref12@x>") // the root of the thread is kept
                .endsWith("<ref29@x>", "<parent@x>");
        assertWellFormed(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\r\nBcc: eve@evil.example",
                "x\nBcc: eve@evil.example",
                "x\rBcc: eve@evil.example",
                "x\0y",
                "x\u0085Bcc: eve@evil.example",
                "x\u2028Bcc: eve@evil.example",
                "x\u001b[2J",
                "x\ud800",
            })
    void nothingBreaksOutOfASubject(String subject) {
        assertInvalid("subject", () -> OutgoingMessage.of(draft(subject, "t", null), SENDER, ID, DATE));
    }

    @Test
    void charactersThatEndInLineBreaksWhenCutStayCharacters() throws Exception {
        String text = "x\u560d\u560aBcc: eve@evil.example";

        byte[] bytes = writer.onTheWire(OutgoingMessage.of(
                new Draft(
                        null,
                        List.of("\"" + text + "\" <bob@example.org>"),
                        List.of(),
                        List.of(),
                        "\"" + text + "\" <bob@example.org>",
                        text,
                        text,
                        text,
                        "<" + text + "@x>",
                        List.of("<" + text + "@x>"),
                        null),
                SENDER,
                ID,
                DATE));

        assertThat(parsed(bytes).getHeader("Bcc")).isNull();
        assertThat(parsed(bytes).getHeader("In-Reply-To")).isNull();
        assertThat(parsed(bytes).getHeader("References")).isNull();
        assertThat(parsed(bytes).getSubject()).isEqualTo(text);
        assertWellFormed(bytes);
    }

    @Test
    void nothingBreaksOutOfATextOrAnAddress() {
        assertInvalid("text", () -> OutgoingMessage.of(draft("s", "a\0b", null), SENDER, ID, DATE));
        assertInvalid("html", () -> OutgoingMessage.of(draft("s", "t", "a\0b"), SENDER, ID, DATE));
        assertInvalid(
                "cc",
                () -> OutgoingMessage.of(
                        draft(List.of("a@x.example"), List.of("a@x.example\r\nSubject: y"), List.of()),
                        SENDER,
                        ID,
                        DATE));
        assertInvalid("to", () -> OutgoingMessage.of(draft(List.of(), List.of(), List.of()), SENDER, ID, DATE));
        List<String> many =
                IntStream.range(0, 51).mapToObj(i -> "u" + i + "@x.example").toList();
        assertInvalid("to", () -> OutgoingMessage.of(draft(List.of(), many, List.of()), SENDER, ID, DATE));
    }

    @Test
    void anAddressBeyondAsciiMakesTheHeadersUtf8() {
        byte[] bytes = writer.onTheWire(
                OutgoingMessage.of(draft(List.of("Š <\u0161lice@corp.com>"), List.of(), List.of()), SENDER, ID, DATE));

        assertThat(new String(bytes, StandardCharsets.UTF_8)).contains("<\u0161lice@corp.com>");
    }

    private static void assertInvalid(String argument, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        MailException.class,
                        e -> assertThat(e.failure())
                                .isInstanceOfSatisfying(
                                        MailFailure.InvalidArgument.class,
                                        f -> assertThat(f.argument()).isEqualTo(argument)));
    }

    /** Seven bits, CRLF only, lines within 998 octets, and headers nobody asked for are not there. */
    private static void assertWellFormed(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(text.replace("\r\n", "")).matches("[\\t -~]*");
        assertThat(text).endsWith("\r\n");
        assertThat(text.split("\r\n")).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(998));
        String headers = text.substring(0, text.indexOf("\r\n\r\n"));
        assertThat(headers.split("\r\n(?! )"))
                .extracting(header -> header.substring(0, header.indexOf(':')))
                .doesNotHaveDuplicates()
                .isSubsetOf(
                        "Date",
                        "From",
                        "Reply-To",
                        "To",
                        "Cc",
                        "Message-ID",
                        "In-Reply-To",
                        "References",
                        "Subject",
                        "MIME-Version",
                        "Content-Type",
                        "Content-Transfer-Encoding");
        assertThat(headers.split("\r\n")).allSatisfy(line -> assertThat(line).isNotBlank());
    }

    private static MimeMessage parsed(byte[] bytes) throws Exception {
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(bytes)) {
            @Override
            public @Nullable String getSubject() throws jakarta.mail.MessagingException {
                String raw = getHeader("Subject", null);
                try {
                    return jakarta.mail.internet.MimeUtility.decodeText(jakarta.mail.internet.MimeUtility.unfold(raw));
                } catch (java.io.UnsupportedEncodingException e) {
                    throw new jakarta.mail.MessagingException("charset", e);
                }
            }
        };
    }

    @Test
    void asManyRecipientsAsThereMayBeWithLongNamesAreWritten() throws Exception {
        List<String> to = IntStream.range(0, OutgoingMessage.MAX_RECIPIENTS)
                .mapToObj(i -> "\u0410".repeat(100) + " <" + "a".repeat(60) + i + "@" + "b".repeat(60) + "."
                        + "c".repeat(60) + ".example>")
                .toList();

        byte[] bytes = writer.onTheWire(OutgoingMessage.of(draft(to, List.of(), List.of()), SENDER, ID, DATE));

        assertThat(new String(bytes, StandardCharsets.UTF_8)).contains("a".repeat(60) + "49@");
    }

    private static Draft draft(String subject, String text, @Nullable String html) {
        return new Draft(
                null,
                List.of("bob@example.org"),
                List.of(),
                List.of(),
                null,
                subject,
                text,
                html,
                null,
                List.of(),
                null);
    }

    private static Draft draft(List<String> to, List<String> cc, List<String> bcc) {
        return new Draft(null, to, cc, bcc, null, "s", "t", null, null, List.of(), null);
    }

    private static Draft reply(String inReplyTo, List<String> references) {
        return new Draft(
                null,
                List.of("bob@example.org"),
                List.of(),
                List.of(),
                null,
                "Re: s",
                "t",
                null,
                inReplyTo,
                references,
                null);
    }
}
