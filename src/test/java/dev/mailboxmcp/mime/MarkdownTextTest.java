// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.mail.Draft;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.TextFormat;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkdownTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "Hello **Bob**, _yes_|<p>Hello <strong>Bob</strong>, <em>yes</em></p>",
                "Regards\\nAnna|<p>Regards<br />\\nAnna</p>",
                "- one\\n- two|<ul>\\n<li>one</li>\\n<li>two</li>\\n</ul>",
                "a & b < c|<p>a &amp; b &lt; c</p>",
                "[the page](https://example.org/?a=1&b=%20)|<p><a href=\"https://example.org/?a=1&amp;b=%20\">the page</a></p>",
                "[me](mailto:me@example.org)|<p><a href=\"mailto:me@example.org\">me</a></p>",
                "<https://example.org>|<p><a href=\"https://example.org\">https://example.org</a></p>",
                "[x](HTTPS://example.org \"the \\\"title\")|<p><a href=\"HTTPS://example.org\" title=\"the &quot;title\">x</a></p>",
            })
    void marksBecomeThePageThatTheyDescribe(String text, String html) {
        assertThat(MarkdownText.html(text.replace("\\n", "\n")).strip()).isEqualTo(html.replace("\\n", "\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "[x](javascript:alert(1))|<p>x</p>",
                "[x](JaVaScRiPt:alert)|<p>x</p>",
                "[x](data:text/html,y)|<p>x</p>",
                "[x](/path)|<p>x</p>",
                "[x](//example.org)|<p>x</p>",
                "[x](file:///etc/passwd)|<p>x</p>",
                "[x](java&#10;script:a)|<p>x</p>",
                "[x](&#1;javascript:a)|<p>x</p>",
                "<javascript:alert>|<p>javascript:alert</p>",
                "[**x** y][r]\\n\\n[r]: javascript:a|<p><strong>x</strong> y</p>",
                "![a **picture**](https://example.org/track.gif)|<p>a <strong>picture</strong></p>",
                "[![x](http://e.example/p.png)](https://example.org)|<p><a href=\"https://example.org\">x</a></p>",
                "a <img src=x onerror=alert(1)> b|<p>a &lt;img src=x onerror=alert(1)&gt; b</p>",
                "<script>alert(1)</script>|<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
                "<!-- x -->|<p>&lt;!-- x --&gt;</p>",
            })
    void nothingInItActsOrIsFetched(String text, String html) {
        assertThat(MarkdownText.html(text.replace("\\n", "\n")).strip()).isEqualTo(html);
    }

    @ParameterizedTest
    @ValueSource(strings = {"![", "[", "*a ", "**a _b ", "`a``b", "<a "})
    void marksWithoutEndAreRefusedAndDoNotExhaustAnything(String mark) {
        String text = mark.repeat(3000) + "](x)".repeat(3000);

        assertThatThrownBy(() -> MarkdownText.html(text)).isInstanceOf(MailException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {">", "- ", "1. ", "> - ", "\\", "&amp;", "[a]: /u\n\n", "# x\n"})
    void whatIsRepeatedWithoutEndIsRenderedOrRefused(String mark) {
        String text = mark.repeat(MarkdownText.MAX_LENGTH / mark.length());

        assertThat(MarkdownText.html(text)).hasSizeLessThan(1_000_001);
    }

    @Test
    void aLinkThatIsUsedOftenDoesNotMakeAPageWithoutEnd() {
        String text =
                "[a]: https://example.org/" + "x".repeat(50_000) + "\n\n" + ("[a] ".repeat(100) + "\n\n").repeat(50);

        assertThatThrownBy(() -> MarkdownText.html(text)).hasMessageContaining("InvalidArgument");
    }

    @Test
    void aMailInMarkdownHasTheTextAsItStandsAndThePage() {
        String mail =
                new String(new MessageWriter().onTheWire(message("See **this**\n", null)), StandardCharsets.US_ASCII);

        assertThat(mail).contains("multipart/alternative", "See **this**").contains("<p>See <strong>this</strong></p>");
    }

    @Test
    void aMailInMarkdownHasNoOtherPage() {
        assertThatThrownBy(() -> message("t", "<p>t</p>"))
                .isInstanceOfSatisfying(
                        MailException.class,
                        e -> assertThat(((MailFailure.InvalidArgument) e.failure()).argument())
                                .isEqualTo("html"));
    }

    private static OutgoingMessage message(String text, @Nullable String html) {
        Draft draft = new Draft(
                null,
                List.of("bob@example.org"),
                List.of(),
                List.of(),
                null,
                "s",
                text,
                html,
                TextFormat.MARKDOWN,
                null,
                List.of(),
                null);
        return OutgoingMessage.of(
                draft,
                EmailAddress.parse("from", "alice@example.org"),
                MessageId.random("example.org"),
                OffsetDateTime.parse("2026-11-28T10:00:00Z"));
    }
}
