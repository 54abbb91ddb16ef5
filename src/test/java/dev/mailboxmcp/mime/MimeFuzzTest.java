// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mailboxmcp.calendar.InvitationReader;
import dev.mailboxmcp.html.HtmlText;
import dev.mailboxmcp.html.LinkTarget;
import dev.mailboxmcp.mail.MailAddress;
import dev.mailboxmcp.text.InertMarkdown;
import dev.mailboxmcp.text.TextCleaner;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What mail is made of, read from any bytes: nothing is thrown, and what comes out is clean and bounded. */
class MimeFuzzTest {
    private static final List<String> ENCODINGS = List.of("", "7bit", "base64", "quoted-printable", "x-uuencode", "?");

    @FuzzTest
    void headerText(byte[] data) {
        assertLine(HeaderText.decode(data, 300), 300);
    }

    @FuzzTest
    void addresses(FuzzedDataProvider data) {
        String charset = data.pickValue(new String[] {"utf-8", "shift_jis", "koi8-r", "gb18030", "iso-2022-jp", "?"});
        byte[] field = data.consumeBytes(data.consumeInt(0, 2000));
        for (MailAddress address :
                AddressReader.read(new String(field, ISO_8859_1), charset, 20).addresses()) {
            assertLine(AddressText.of(address), 3000);
            EmailAddress checked = EmailAddress.of(address);
            if (checked != null) {
                assertLine(checked.displayName(), 1000);
                assertThat(EmailAddress.parse("again", checked.header())).isEqualTo(checked);
                String domain = TextCleaner.line(address.domain(), 3000); // without what nobody sees and IDNA drops
                assertThat(AddressText.of(address)).contains(address.localPart() + "@" + domain);
                assertThat(EmailAddress.of(new MailAddress("", address.localPart(), domain)))
                        .matches(shown -> shown != null && shown.sameMailbox(checked));
            }
        }
        String[] parts = data.consumeRemainingAsString().split("\n", 3);
        if (parts.length == 3) {
            assertLine(AddressText.format(parts[0], parts[1], parts[2]), 3000);
        }
    }

    @FuzzTest
    void headers(byte[] data) {
        MailHeader header = MailHeader.of(data, 1000, "big5");
        assertThat(header.authors().addresses()).hasSizeLessThanOrEqualTo(MailHeader.MAX_AUTHORS);
        if (header.isBySender()) {
            assertThat(header.from().addresses()).isEmpty();
            assertThat(header.authors().addresses()).isNotEmpty();
        } else {
            assertThat(header.from().addresses()).containsAll(header.authors().addresses());
        }
        assertLine(header.subject(), 500);
        assertLine(header.messageId(), 1000);
        assertThat(header.references(20)).hasSizeLessThanOrEqualTo(20);
        header.date();
        assertThat(SenderCheck.OF_NOBODY.warnings(header)).allMatch(warning -> warning.matches("[ -~]+"));
        assertThat(header.warnings()).allMatch(warning -> warning.matches("[ -~]+"));
    }

    @FuzzTest
    void messageIds(byte[] data) {
        MessageId id = MessageId.of(new String(data, UTF_8));
        if (id != null) {
            assertThat(id.value()).matches("<[!-~&&[^<>]]+>");
        }
    }

    @FuzzTest
    void parameters(FuzzedDataProvider data) {
        Map<String, byte[]> parameters = new HashMap<>();
        while (data.remainingBytes() > 0 && parameters.size() < 200) {
            String name = data.pickValue(
                    new String[] {"name", "name*", "name*0", "name*0*", "name*1", "name*1*", "filename", "NAME*2*"});
            parameters.put(name, data.consumeBytes(data.consumeInt(0, 100)));
        }
        String value = ParameterText.value(parameters, "name");
        assertLine(value == null ? "" : value, MimeLimits.MAX_PARAMETER_CHARS);
        String file = ParameterText.fileName(parameters, parameters, "gb18030");
        if (file != null) {
            assertThat(file.getBytes(UTF_8).length).isBetween(1, MimeLimits.MAX_FILE_NAME_BYTES);
            assertThat(file).doesNotContain("/", "\\");
        }
    }

    @FuzzTest
    void dates(byte[] data) {
        MessageDate.parse(new String(data, ISO_8859_1));
    }

    @FuzzTest
    void charsets(FuzzedDataProvider data) {
        String label = data.consumeString(40);
        byte[] bytes = data.consumeRemainingAsBytes();
        assertThat(MailCharset.decode(bytes, label).length()).isLessThanOrEqualTo(bytes.length * 4 + 4);
    }

    @FuzzTest
    void transferEncodings(FuzzedDataProvider data) {
        String encoding = data.pickValue(ENCODINGS);
        byte[] bytes = data.consumeRemainingAsBytes();
        assertThat(TransferEncoding.decode(bytes, encoding).length).isLessThanOrEqualTo(bytes.length * 3 + 100);
    }

    @FuzzTest
    void plainText(FuzzedDataProvider data) {
        String encoding = data.pickValue(ENCODINGS);
        boolean flowed = data.consumeBoolean();
        boolean delSp = data.consumeBoolean();
        assertText(BodyText.plain(data.consumeRemainingAsBytes(), encoding, "utf-8", flowed, delSp));
    }

    @FuzzTest
    void cleaning(byte[] data) {
        String clean = TextCleaner.text(new String(data, UTF_8));
        assertText(clean);
        assertThat(TextCleaner.text(clean)).isEqualTo(clean);
        assertInert(InertMarkdown.of(clean));
    }

    @FuzzTest
    void html(byte[] data) {
        assertHtml(data);
    }

    @FuzzTest
    void styles(FuzzedDataProvider data) {
        String sheet = data.consumeString(500);
        String style = data.consumeRemainingAsString().replace("'", "&#39;");
        assertHtml(("<style>" + sheet + "</style><p class=x id=y style='" + style + "'>a <b>b</b> <a href=//c>d</a>")
                .getBytes(UTF_8));
    }

    @FuzzTest
    void links(FuzzedDataProvider data) {
        String text = data.consumeString(100);
        assertThat(LinkTarget.describe(TextCleaner.line(text, 100), data.consumeRemainingAsString()))
                .doesNotContain("\n", "![", "](")
                .hasSizeLessThan(3000);
    }

    @FuzzTest
    void calendars(FuzzedDataProvider data) {
        String method = data.consumeString(10);
        String start = data.consumeString(40);
        String rule = data.consumeString(60);
        String content = data.consumeRemainingAsString();
        String event =
                "BEGIN:VEVENT\r\nDTSTART;" + start + "\r\nRRULE:" + rule + "\r\n" + content + "\r\nEND:VEVENT\r\n";
        assertCalendar(event.getBytes(UTF_8), method);
        assertCalendar(content.getBytes(UTF_8), method);
    }

    private static void assertCalendar(byte[] bytes, String method) {
        InvitationReader.Read read = InvitationReader.read(
                bytes,
                "utf-8",
                method,
                MailHeader.of("From: a@example.org\r\n".getBytes(UTF_8), Integer.MAX_VALUE, null),
                address -> true);
        if (read != null) {
            assertText(read.text());
            read.warnings().forEach(warning -> assertLine(warning, 200));
            assertLine(read.invitation().summary(), 700);
        }
    }

    private static void assertHtml(byte[] html) {
        HtmlText read = BodyText.html(html, "", "utf-8");
        assertText(read.text());
        assertThat(read.hiddenCharacters()).isNotNegative();
    }

    /** Asserts that nothing acts; a closing bracket without an opening one is nobody's link. */
    private static void assertInert(String text) {
        assertThat(text).doesNotContain("![");
        if (text.indexOf('[') >= 0) {
            assertThat(text).doesNotContain("](");
        }
    }

    private static void assertLine(String line, int maxChars) {
        assertThat(line.length()).isLessThanOrEqualTo(maxChars);
        assertThat(line).doesNotContain("\n", "\t");
        assertText(line);
    }

    private static void assertText(String text) {
        text.codePoints().forEach(c -> {
            boolean control = Character.isISOControl(c) && c != '\n' && c != '\t';
            boolean turns = c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069;
            boolean half = c >= 0xD800 && c <= 0xDFFF;
            if (control || turns || half || c == 0x200B || c == 0xFEFF || c >= 0xE0100 && c <= 0xE01EF) {
                throw new AssertionError("U+" + Integer.toHexString(c));
            }
        });
    }
}
