// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HiddenFieldsTest {
    private static final String FORWARDED = """
            Subject: outer
            Bcc: hidden@example.org,
             \thidden2@example.org
            Content-Type: multipart/mixed;
             boundary="b 1"

            Bcc: seen in the preamble
            --b 1
            Content-Type: text/plain

            Bcc: seen@example.org
            --b 1
            content-type: message/rfc822

            Subject: inner
            BCC : hidden@example.org
            X-Mailbox-Draft: hidden
            Content-Type: multipart/digest; boundary=b2

            --b2

            Resent-Bcc: hidden@example.org
            Subject: innermost

            Bcc: seen in the text
            --b2--
            Bcc: seen in the epilogue
            --b 1
            Content-Type: application/octet-stream

            Bcc: seen in a file
            --b 1--
            """;

    @Test
    void messagesInsideTheMessageLoseTheirsToo() {
        String cut = cut(FORWARDED);

        assertThat(cut).doesNotContain("hidden").contains("Subject: inner", "Subject: innermost");
        assertThat(cut.lines().filter(line -> line.contains("seen")).toList()).hasSize(5);
    }

    @Test
    void allOtherBytesStayAsTheyAre() {
        String without =
                FORWARDED.lines().filter(line -> !line.contains("hidden")).reduce("", (all, line) -> all + line + "\n");

        assertThat(cut(FORWARDED)).isEqualTo(without);
        assertThat(cut(without)).isEqualTo(without);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: message/rfc822\n\nBcc: hidden@example.org\nSubject: s\n\nt",
                "Content-Type: MESSAGE/RFC822; name=x\n\nbcc:hidden@example.org\n\nt",
                "Content-Type: message/global\n\nBcc: hidden@example.org\n\nt",
                "Content-Type: message/rfc822\n\nContent-Type: message/rfc822\n\nBcc: hidden\n\nt",
                "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nBcc: hidden\n\nt\n--b--\n",
                "Content-Type: multipart/mixed; charset=x;boundary = \"b\"\n\n--b \nContent-Type:\n message/rfc822\n\nBcc: hidden\n",
                "Content-Type: multipart/digest; boundary=b\n\n--b\n\nBcc: hidden\n\nt\n--b--\n",
                "Content-Type: multipart/digest; boundary*=us-ascii''b\n\n--b\n\nBcc: hidden\n\nt\n--b--\n",
                "Content-Type: multipart/digest; boundary*0=b; boundary*1=\"1\"\n\n--b1\n\nBcc: hidden\n\nt\n--b1--\n",
                "Content-Type: multipart/digest;\n boundary*0*=us-ascii''%62;\n boundary*1=1\n\n--b1\n\nBcc: hidden\n\nt\n",
                "Content-Type: multipart/digest; boundary=\"b\\1\"\n\n--b1\n\nBcc: hidden\n\nt\n--b1--\n",
                "Content-Type: multipart/digest; x=\"; boundary=z\"; boundary=b\n\n--b\n\nBcc: hidden\n\nt\n--b--\n",
                "Content-Type: application/octet-stream; name=a.eml\n\nBcc: hidden\n\nt",
                "Content-Type: application/octet-stream; name=\"A b.EML\"\n\nSubject: s\nBcc: hidden\n\nt",
                "Content-Type: text/plain\nContent-Disposition: attachment;\n filename=a.eml\n\nReceived: x\nBcc: hidden\n\nt",
                "Content-Disposition: attachment; filename*0=\"a.\"; filename*1=eml\n\nBcc: hidden\n\nt",
                "Content-Disposition: attachment; filename*=utf-8''%C3%A4%2Eeml\n\nBcc: hidden\n\nt",
                "Content-Type: application/x; name=\"=?utf-8?Q?=C3=A4=2Eeml?=\"\n\nFrom a@b Mon Jan 1\nBcc: hidden\n\nt",
                "Content-Type: application/octet-stream; name=x.bin\nContent-Disposition: attachment; filename=a.eml\n\nBcc: hidden\n\nt",
                "Content-Type: application/octet-stream; name=a.eml\nContent-Disposition: attachment; filename=x.bin\n\nBcc: hidden\n\nt",
                "Content-Type: application/octet-stream; name=a.eml\nContent-Transfer-Encoding: base64\n\nQmNjOiBoaWRkZW4KCnQK",
                "Content-Type: multipart/digest; boundary=z; boundary*=''b\n\n--z--\n--b\n\nBcc: hidden\n\nt\n",
                "Content-Type: multipart/digest; boundary=b\n\n--b\nContent-Transfer-Encoding: quoted-printable\n\nB=63c: hidden\n\nt\n",
            })
    void whereverAMessageStandsItsBccIsCut(String message) {
        assertThat(cut(message)).doesNotContain("hidden");
        assertThat(cut(message.replace("\n", "\r\n"))).doesNotContain("hidden");
    }

    @ParameterizedTest
    @CsvSource({
        "base64, message/rfc822",
        "quoted-printable, message/rfc822",
        "x-uuencode, message/rfc822",
        "base64, application/octet-stream; name=a.eml",
        "quoted-printable, application/octet-stream; name=a.eml",
        "x-uuencode, application/octet-stream; name=a.eml",
    })
    void anEncodedMessageIsEncodedAnewWithoutThem(String encoding, String type) {
        String inner = "Subject: inner\r\nBcc: hidden@example.org\r\n\r\nGr\u00fc\u00dfe = 1 " + "x".repeat(200)
                + " \r\nend\r\n";
        String first = "--b\r\nContent-Type: " + type + "\r\nContent-Transfer-Encoding: " + encoding + "\r\n\r\n";
        String head = "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + first;
        String tail = "--b\r\n\r\nBcc: seen\r\n--b--\r\n";

        String cut = cut(head + encoded(inner, encoding) + "\r\n" + tail);

        assertThat(cut).startsWith(head).endsWith(tail);
        String text = cut.substring(head.length(), cut.length() - tail.length());
        assertThat(text.lines()).allMatch(line -> line.length() <= 76);
        byte[] decoded = TransferEncoding.decode(text.getBytes(StandardCharsets.ISO_8859_1), encoding);
        assertThat(new String(decoded, StandardCharsets.ISO_8859_1).strip())
                .isEqualTo(inner.replace("Bcc: hidden@example.org\r\n", "").strip());
        assertThat(cut(cut)).isEqualTo(cut);
    }

    private static String encoded(String text, String encoding) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (encoding.equals("x-uuencode")) {
            return new String(TransferEncoding.encodeUu(bytes), StandardCharsets.ISO_8859_1);
        }
        return encoding.equals("base64")
                ? Base64.getMimeEncoder().encodeToString(bytes)
                : text.replace("=", "=3D")
                        .replace(" \r", "=20\r")
                        .replace("\u00fc", "=FC")
                        .replace("\u00df", "=DF");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: application/octet-stream; name=a.bin\n\nBcc: seen\n\nt",
                "Content-Type: application/octet-stream; name=a.eml\n\nno field\nBcc: seen\n\nt",
                "Content-Type: application/octet-stream; name=a.eml\nContent-Transfer-Encoding: base64\n\nUEsDBAo=\n",
                "Content-Type: text/plain; x=a.eml\n\nBcc: seen\n",
            })
    void whatIsNoMailStaysAsItIs(String message) {
        assertThat(cut(message)).isEqualTo(message);
    }

    @Test
    void whateverItIsGivenNothingButLinesGoes() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = FORWARDED.getBytes(StandardCharsets.ISO_8859_1);
            for (int j = 0; j < 20; j++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            String mangled = new String(bytes, StandardCharsets.ISO_8859_1);

            assertThat(mangled.split("\n", -1)).contains(cut(mangled).split("\n", -1));
        }
    }

    private static String cut(String message) {
        return new String(HiddenFields.cut(message.getBytes(StandardCharsets.ISO_8859_1)), StandardCharsets.ISO_8859_1);
    }
}
