// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HtmlLayoutTest {
    @Test
    void paragraphsAndHeadingsAreSetApart() {
        assertThat(text("<h1>Title</h1><p>One\n  two</p>\n\n<p>Three</p>")).isEqualTo("Title\n\nOne two\n\nThree");
    }

    @Test
    void divisionsAreLines() {
        assertThat(text("<div>a</div><div>b<div>c</div></div>d")).isEqualTo("a\nb\nc\nd");
    }

    @Test
    void lineBreaksAreKeptButAtMostOneEmptyLine() {
        assertThat(text("a<br>b<br><br>c<br><br><br><br>d<div><br></div><div><br></div>e"))
                .isEqualTo("a\nb\n\nc\n\nd\n\ne");
        assertThat(text("<div>a<br></div><div>b</div>")).isEqualTo("a\nb");
    }

    @Test
    void paragraphsOfOutlookHaveNoMarginsAndEmptyOnesAreEmptyLines() {
        assertThat(text("<style>p.MsoNormal{margin:0cm;margin-bottom:.0001pt}</style>"
                        + "<p class=MsoNormal>Hi,<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>"
                        + "<p class=MsoNormal>one</p><p class=MsoNormal>two</p>"))
                .isEqualTo("Hi,\n\none\ntwo");
    }

    @Test
    void listsHaveMarkers() {
        assertThat(text("Do:<ul><li>one<li>two<ul><li>deep</ul><li><p>three</p></ul>end"))
                .isEqualTo("Do:\n\n- one\n- two\n  - deep\n\n- three\n\nend");
        assertThat(text("<ol start=9><li>nine<li>ten<br>more</ol>")).isEqualTo("9. nine\n10. ten\n    more");
        assertThat(text("<ul style='list-style:none'><li>plain</ul>")).isEqualTo("plain");
    }

    @Test
    void quotesAreMarked() {
        assertThat(text("Yes.<blockquote><p>Is it?</p><p>Sure?</p><blockquote>Well</blockquote></blockquote>Bye"))
                .isEqualTo("Yes.\n\n> Is it?\n>\n> Sure?\n>\n>> Well\n\nBye");
    }

    @Test
    void preformattedTextIsKept() {
        assertThat(text("<pre>a\n  b\n\n\n\tc</pre>")).isEqualTo("a\n  b\n\n\tc");
        assertThat(text("<div style='white-space:pre-wrap'>a\n  b</div>")).isEqualTo("a\n  b");
    }

    @Test
    void rulesAreLines() {
        assertThat(text("a<hr>b")).isEqualTo("a\n\n---\n\nb");
    }

    @Test
    void tablesOfDataHaveColumns() {
        assertThat(text("<p>Order</p><table border=1><tr><th>Item<th>Qty<th>Price</tr>"
                        + "<tr><td>Pen<td><td>1.00</tr><tr><td>Big<br>box<td>2<td>9.50</tr></table>Thanks"))
                .isEqualTo("Order\n\nItem | Qty | Price\nPen | | 1.00\nBig box | 2 | 9.50\nThanks");
    }

    @Test
    void tablesThatPlaceThingsFlow() {
        String paragraph = "A paragraph that is long enough not to be a cell of any table with data in it, is it?";
        assertThat(text("<table><tr><td><table><tr><td>Logo</td></tr></table></td><td><h2>News</h2></td></tr>"
                        + "<tr><td>" + paragraph + "</td><td>Side</td></tr></table>"))
                .isEqualTo("Logo\n\nNews\n\n" + paragraph + "\nSide");
    }

    @Test
    void shortCellsShareALine() {
        assertThat(text("<table><tr><td>Total:</td><td>&nbsp;</td><td>12 €</td></tr></table>"))
                .isEqualTo("Total: | 12 €");
    }

    @Test
    void imagesAreTheirAlternativeText() {
        assertThat(text("<img src='https://example.org/a.png' alt='Our logo'> Hi <img src=x><img alt=''>"))
                .isEqualTo("[image: Our logo] Hi");
    }

    @Test
    void linksShowWhereTheyLead() {
        assertThat(link("Read more", "https://example.org/a?b=c&amp;d"))
                .isEqualTo("Read more <https://example.org/a?b=c&d>");
        assertThat(link("https://example.org/", "https://example.org")).isEqualTo("https://example.org/");
        assertThat(link("example.org", "https://example.org/")).isEqualTo("example.org");
        assertThat(link("x@example.org", "mailto:x@example.org")).isEqualTo("x@example.org");
        assertThat(link("Write", "mailto:x@example.org?subject=a")).isEqualTo("Write <mailto:x@example.org>");
        assertThat(link("Call", "tel:+49 30 123")).isEqualTo("Call <tel:+4930123>");
        assertThat(link("030 123", "tel:030123")).isEqualTo("030 123");
        assertThat(link("Top", "#top")).isEqualTo("Top");
        assertThat(link("Run", "javascript:alert(1)")).isEqualTo("Run");
        assertThat(link("Data", "data:text/html,x")).isEqualTo("Data");
        assertThat(link("Odd", " https:\\\\evil.example\\a b ")).isEqualTo("Odd <https://evil.example/a%20b>");
        assertThat(link("Odd", "ht\ntps:evil.example")).isEqualTo("Odd <https://evil.example>");
        assertThat(link("Odd", "//evil.example/x")).isEqualTo("Odd <https://evil.example/x>");
        assertThat(link("<img alt=Logo>", "https://example.org/")).isEqualTo("[image: Logo] <https://example.org/>");
        assertThat(link("<img src=x>", "https://example.org/")).isEqualTo("[image] <https://example.org/>");
        assertThat(link("<img src=x width=1 height=1>", "https://example.org/")).isEmpty();
        assertThat(link("<p>Block</p>", "https://example.org/")).isEqualTo("Block <https://example.org/>");
    }

    @Test
    void aTextThatNamesAnotherHostIsContradicted() {
        assertThat(link("https://bank.example/login", "https://evil.example/"))
                .isEqualTo("https://bank.example/login <https://evil.example/>"
                        + " [link leads to evil.example, not bank.example]");
        assertThat(link("www.bank.example", "https://bank.example@evil.example/"))
                .isEqualTo("www.bank.example <https://evil.example/>"
                        + " [link leads to evil.example, not www.bank.example]");
        assertThat(link("www.bank.example", "https://bank.example.evil.example/"))
                .contains("[link leads to");
        assertThat(link("www.bank.example", "https://login.bank.example/")).doesNotContain("[link leads to");
        assertThat(link("b\u0430nk.example", "https://b\u0430nk.example/")).contains("https://xn--");
        assertThat(link("Read this. Now", "https://evil.example/")).doesNotContain("[link leads to");
        assertThat(link("report.pdf attached here", "https://evil.example/")).doesNotContain("[link leads to");
    }

    @Test
    void aTargetCannotBreakOutOfItsBrackets() {
        assertThat(link("x", "https://evil.example/a>b<c\"](d)"))
                .isEqualTo("x <https://evil.example/a%3Eb%3Cc%22%5D(d)>");
        assertThat(link("x", "https://evil.example/\u202Eabc\u200B")).isEqualTo("x <https://evil.example/abc>");
    }

    @Test
    void markdownInHtmlStaysAsItWasWritten() {
        assertThat(text("<p>![x](https://evil.example/p)</p><p>&lt;img src=x&gt;</p>"))
                .isEqualTo("![x](https://evil.example/p)\n\n<img src=x>");
    }

    @Test
    void fillersOfPreviewsLeaveNothing() {
        assertThat(text("<p>Hello" + "&#847; &zwnj; &nbsp; &#8199; &shy; &#65279;".repeat(50) + "</p><p>World</p>"))
                .isEqualTo("Hello\n\nWorld");
    }

    @Test
    void formsShowWhatTheyHold() {
        assertThat(text("Name <input value='Bob'><input type=checkbox value=x><input type=submit value=Send>"))
                .isEqualTo("Name Bob Send");
    }

    @Test
    void theDocumentsOwnCharsetCountsWhereThePartDeclaresNone() {
        byte[] html = "<meta http-equiv=Content-Type content='text/html; charset=iso-8859-2'>\u00a3\u00f3d\u00bc"
                .getBytes(ISO_8859_1);

        assertThat(BodyText.html(html, "", null).text()).isEqualTo("Łódź");
        assertThat(BodyText.html(html, "", "iso-8859-1").text()).isEqualTo("£ód¼");
    }

    @Test
    void htmlMayBeCutOffAnywhere() {
        String html =
                "<html><style>.x{display:none}</style><p style='color:red'>Grüße &amp; <a href='https://example.org/'>"
                        + "link</a><!-- c --><table><tr><td>a<td>b</table></html>";
        byte[] bytes = html.getBytes(UTF_8);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(bytes, length);
            assertThat(BodyText.html(cut, "", "utf-8").text()).doesNotContain("\uFFFD");
        }
    }

    private static String link(String content, String href) {
        return text("<a href='" + href + "'>" + content + "</a>");
    }

    private static String text(String html) {
        return BodyText.html(html.getBytes(UTF_8), "", "utf-8").text();
    }
}
