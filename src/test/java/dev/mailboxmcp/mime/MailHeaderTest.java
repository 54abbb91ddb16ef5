// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.mailboxmcp.mime.MailHeader.Extent;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailHeaderTest {
    private static final int LIMIT = 4096;

    @Test
    void fieldsThatStandSeveralTimesAreReadAsOne() {
        MailHeader header = header("To: a@a.test", "Cc: c@c.test", "To: b@b.test", "To:", "Cc: d@d.test");

        assertThat(header.to().texts()).containsExactly("a@a.test", "b@b.test");
        assertThat(header.cc().texts()).containsExactly("c@c.test", "d@d.test");
        assertThat(header.warnings()).isEmpty();
    }

    @Test
    void linesEndAtALineFeedAndTheCarriageReturnBeforeIt() {
        String raw = "From: a\r\nTo: b\r\r\n c\nCc: d\re\n\tf\r\nSubject: g\r";

        assertThat(header(raw).fields())
                .extracting(HeaderField::name, HeaderField::value)
                .containsExactly(
                        tuple("from", " a"), tuple("to", " b\r c"), tuple("cc", " d\re\tf"), tuple("subject", " g\r"));
    }

    @Test
    void whatCanBeOneOnlyIsTheFirstAndSaysSo() {
        MailHeader header = header("Subject: one", "Subject: two", "Message-ID: <1@a.test>", "Message-ID: <2@a.test>");

        assertThat(header.subject()).isEqualTo("one");
        assertThat(header.messageId()).isEqualTo("<1@a.test>");
        assertThat(header.warnings())
                .containsExactly(
                        "Subject stands in this mail 2 times; the first is shown",
                        "Message-ID stands in this mail 2 times; the first is shown");
    }

    @Test
    void atMostFiveAuthorsAreShown() {
        AddressList authors = header(
                        "From: a@a.test, b@a.test, c@a.test, d@a.test", "From: e@a.test, f@a.test, g@a.test")
                .authors();

        assertThat(authors.texts()).containsExactly("a@a.test", "b@a.test", "c@a.test", "d@a.test", "e@a.test");
        assertThat(authors.more()).isEqualTo(2);
    }

    @Test
    void namesWithoutAnAddressDoNotPushAnAuthorOut() {
        assertThat(header("From: a; b; c; d; e; f, x@evil.test").authors().texts())
                .containsExactly("x@evil.test");
        assertThat(header("From: cron").authors().texts()).containsExactly("cron");
    }

    /** Whatever is behind the cut may change who wrote it and where answers go. */
    @Test
    void aHeaderThatIsTooLongIsKnownToBeCut() {
        MailHeader header = header(
                "From: Boss <a@a.test>", "Comments: " + "(folded)\r\n ".repeat(LIMIT), "Reply-To: attacker@evil.test");

        assertThat(header.extent()).isEqualTo(Extent.CUT);
        assertThat(header.authors().texts()).containsExactly("Boss <a@a.test>");
        assertThat(header.authors().more()).isOne();
        assertThat(header.replyTo().addresses()).isEmpty();
        assertThat(header.warnings()).singleElement().asString().contains("longer than what is read", "not certain");
    }

    @Test
    void halfAnAddressIsNone() {
        String start = "From: a@a.test\r\nTo: ";
        String list =
                IntStream.range(0, 1000).mapToObj(i -> "p" + i + "@a.test").collect(Collectors.joining(",\r\n "));

        MailHeader header = header(start + list);

        assertThat(header.to().addresses())
                .hasSizeGreaterThan(100)
                .allSatisfy(address -> assertThat(address.domain()).isEqualTo("a.test"));
        assertThat(header.to().more()).isPositive();
        assertThat(header("To: " + "a".repeat(LIMIT) + "@a.test").to().addresses())
                .isEmpty();
    }

    @Test
    void aHeaderAsLongAsTheLimitIsNotBelievedToBeWhole() {
        String line = "From: a@a.test\r\nX: ";

        assertThat(header(line + "x".repeat(LIMIT - line.length())).extent()).isEqualTo(Extent.CUT);
        assertThat(header(line + "x".repeat(LIMIT - line.length() - 1)).extent())
                .isEqualTo(Extent.WHOLE);
    }

    @Test
    void thousandsOfFieldsAreCounted() {
        byte[] raw = "To: a@a.test\r\n".repeat(18_000).getBytes(ISO_8859_1);

        AddressList to = MailHeader.of(raw, 256 * 1024, null).to();

        assertThat(to.addresses()).hasSize(MailHeader.MAX_ADDRESSES);
        assertThat(to.more()).isEqualTo(18_000 - MailHeader.MAX_ADDRESSES);
    }

    @ParameterizedTest
    @CsvSource({
        "<a@b.test>,<a@b.test>",
        "a@b.test,<a@b.test>",
        "<a@b.test,<a@b.test>",
        "a@b.test>,<a@b.test>",
        "<a b@c.test>,<a b@c.test>",
        "'a@b.test c@d.test',a@b.test c@d.test",
        "none,none",
        "'',''",
        "<a@b.test> (added by postmaster@b.test),<a@b.test>",
        "(a comment) <a@b.test>,<a@b.test>",
        "Your message of Tuesday <a@b.test>,<a@b.test>",
        "<a@b.test> <c@d.test>,<a@b.test> <c@d.test>",
        "see <a>,see <a>",
    })
    void oneIdIsToldWithItsBracketsAndAlone(String value, String id) {
        assertThat(header("Message-ID: " + value).messageId()).isEqualTo(id);
        assertThat(header("In-Reply-To: " + value).inReplyTo()).isEqualTo(id);
    }

    @Test
    void referencesAreReadWithAndWithoutBrackets() {
        assertThat(header("References: <a@x> <b@x>\r\n\t<c@x>").references(10))
                .containsExactly("<a@x>", "<b@x>", "<c@x>");
        assertThat(header("References: a@x, b@x\r\n c@x nonsense").references(10))
                .containsExactly("<a@x>", "<b@x>", "<c@x>");
        assertThat(header("References: <a@x> nonsense@x <b c@x> <d@x>").references(10))
                .containsExactly("<a@x>", "<d@x>");
    }

    @Test
    void aWordWithoutEndTakesNoTimeAtEachOfItsCharacters() {
        byte[] word = ("References: " + "a".repeat(250_000) + "\r\nMessage-ID: " + "b".repeat(250_000)).getBytes(UTF_8);

        Assertions.assertTimeout(Duration.ofSeconds(3), () -> {
            for (int i = 0; i < 20; i++) {
                MailHeader header = MailHeader.of(word, 1 << 20, null);
                assertThat(header.references(10)).isEmpty();
                assertThat(header.messageId()).hasSizeLessThan(1000);
            }
        });
    }

    @Test
    void ofALongThreadTheRootStays() {
        String references =
                IntStream.range(0, 200).mapToObj(i -> "<" + i + "@x>").collect(Collectors.joining("\r\n "));

        List<String> kept = MailHeader.of(("References: " + references).getBytes(UTF_8), 1 << 20, null)
                .references(100);

        assertThat(kept).hasSize(100).startsWith("<0@x>", "<101@x>").endsWith("<199@x>");
    }

    @ParameterizedTest
    @CsvSource({"koi8-r,Незакодированная тема", "windows-1251,Незакодированная тема", "iso-8859-1,Grüße aus Köln"})
    void aSubjectWithoutEncodingIsInTheCharsetOfTheText(String charset, String subject) {
        byte[] raw = ("Subject: " + subject).getBytes(Charset.forName(charset));

        assertThat(MailHeader.of(raw, LIMIT, charset).subject()).isEqualTo(subject);
    }

    @Test
    void aSubjectInUtf8IsReadAsThat() {
        byte[] raw = "Subject: Überweisung läuft".getBytes(UTF_8);

        assertThat(MailHeader.of(raw, LIMIT, "euc-kr").subject()).isEqualTo("Überweisung läuft");
    }

    @Test
    void aSubjectInNeitherIsTakenForWestern() {
        byte[] raw = "Subject: Grüße – €".getBytes(Charset.forName("windows-1252"));

        assertThat(MailHeader.of(raw, LIMIT, "utf-8").subject()).isEqualTo("Grüße – €");
        assertThat(MailHeader.of(raw, LIMIT, null).subject()).isEqualTo("Grüße – €");
        assertThat(MailHeader.of(raw, LIMIT, "utf-16").subject()).isEqualTo("Grüße – €");
    }

    @Test
    void aHeaderThatTheServerDidNotGiveSaysSo() {
        assertThat(MailHeader.UNTOLD.authors()).isEqualTo(AddressList.NONE);
        assertThat(MailHeader.UNTOLD.warnings()).containsExactly("the mail server gave no header of this mail");
    }

    private static MailHeader header(String... lines) {
        return MailHeader.of(String.join("\r\n", lines).getBytes(UTF_8), LIMIT, null);
    }
}
