// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.html.HtmlText;
import dev.mailboxmcp.text.InertMarkdown;
import dev.mailboxmcp.text.TextCleaner;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes in: nothing is thrown, the answer is bounded in size, and comes in time. */
class HostileInputTest {
    /** The time of a processor: several times what it takes with a cold virtual machine. */
    private static final Duration BUDGET = Duration.ofSeconds(4);

    private static final int SIZE = MimeLimits.MAX_TEXT_BYTES;

    private static final List<String> PIECES = List.of(
            "=?",
            "?=",
            "?q?",
            "?B?",
            "utf-8",
            "=C3",
            "=",
            "==",
            "_",
            " ",
            "\r\n",
            "\r\n ",
            "\t",
            "\0",
            "\u00ff",
            "\u00c3\u00a9",
            "<div style='",
            "display:none",
            "font-size:",
            "0",
            "'>",
            "<style>",
            "</style>",
            "{",
            "}",
            ".x",
            "class=x ",
            "/*",
            "*/",
            "@media ",
            "(",
            ")",
            "<table>",
            "<tr>",
            "<td>",
            "<th>",
            "<a href='",
            "https://",
            "//",
            "@",
            ":",
            ";",
            ",",
            "&amp;",
            "&#x",
            "&#0;",
            "<!--",
            "-->",
            "<p>",
            "<li>",
            "<ul>",
            "<ol start=",
            "<pre>",
            "<br>",
            "<blockquote>",
            "![",
            "](",
            "]: ",
            "<img alt=",
            "\\",
            "\\69",
            "rgb(",
            "1e9",
            "-9999px",
            "calc(",
            "%",
            "url(",
            "gradient(",
            "inset(",
            "rect(",
            "Mon, ",
            "12 ",
            "Jan ",
            "2020 ",
            "10:00:00",
            " +0100",
            "(c)",
            "*0*",
            "''",
            "%C3",
            "../",
            "CON",
            "begin 644 x\n",
            "M",
            "end\n",
            "> ",
            "-- \n",
            "+AP",
            "\u001b$B");

    @Test
    void randomBytesAndPiecesThrowNothing() {
        Random random = new Random(20261122);
        for (int round = 0; round < 2000; round++) {
            byte[] bytes = round % 4 == 0 ? randomBytes(random) : randomPieces(random);
            String text = new String(bytes, round % 2 == 0 ? ISO_8859_1 : UTF_8);
            String label = round % 3 == 0
                    ? text
                    : List.of("utf-8", "utf-7", "gb2312", "utf-16", "iso-2022-jp")
                            .get(round % 5);

            assertClean(HeaderText.decode(bytes, 100), 100);
            assertClean(TextCleaner.line(text, 50), 50);
            assertClean(TextCleaner.text(text), text.length() * 2);
            assertThat(TextCleaner.text(TextCleaner.text(text))).isEqualTo(TextCleaner.text(text));
            assertClean(AddressText.format(text, text, text), 3000);
            assertThat(AddressText.format(text, text, text)).doesNotContain("\n");
            assertClean(FileName.safe(text), 255);
            assertThat(FileName.safe(text)).isNotEmpty().doesNotContain("/", "\\", "..".equals(text) ? ".." : "\0");
            assertThat(MailCharset.decode(bytes, label).length()).isLessThanOrEqualTo(bytes.length * 2);
            assertClean(
                    String.valueOf(ParameterText.value(Map.of("filename*0*", bytes, "filename*1", bytes), "filename")),
                    4096);
            assertThat(InertMarkdown.of(text)).doesNotContain("![");
            MessageDate.parse(text);
            for (String encoding : List.of("", "base64", "quoted-printable", "x-uuencode", text)) {
                assertThat(TransferEncoding.decode(bytes, encoding).length).isLessThanOrEqualTo(bytes.length * 3 + 100);
                assertBody(BodyText.plain(bytes, encoding, label, round % 2 == 0, round % 4 == 0));
            }
            HtmlText html = BodyText.html(bytes, "", label);
            assertBody(html.text());
            assertThat(html.hiddenCharacters()).isBetween(0, bytes.length * 2);
        }
    }

    @ParameterizedTest
    @MethodSource
    void hugeHtmlIsAnsweredInTime(String name, String html) {
        byte[] bytes = html.getBytes(UTF_8);

        assertInTime(name, () -> assertBody(BodyText.html(bytes, "", "utf-8").text()));
    }

    static Stream<Arguments> hugeHtmlIsAnsweredInTime() {
        return Stream.of(
                bomb("nested divisions", repeated("<div>")),
                bomb("20,000 divisions around a text", "<div>".repeat(20_000) + "x" + "</div>".repeat(20_000)),
                bomb("nested styles", repeated("<div style='font-size:.99em;color:#123'>")),
                bomb("nested formatting", numbered("<b id=b%d>")),
                bomb("formatting across paragraphs", numbered("<b id=b%d><p>")),
                bomb("nested tables", repeated("<table><tr><td>x")),
                bomb("rows", "<table>" + repeated("<tr><td>a<td>b")),
                bomb("wide row", "<table><tr>" + repeated("<td>a")),
                bomb("nested quotes", repeated("<blockquote>x")),
                bomb("nested lists", repeated("<ul><li>x")),
                bomb("links", repeated("<a href='https://example.org/'>x</a>")),
                bomb("links around tables", repeated("<a href=//example.org/>x<table>")),
                bomb(
                        "borders in a box too low for its text",
                        "<div style='height:20px;overflow:hidden;font-size:16px'>x <b style='" + repeated("border")
                                + "color'>y</b></div>"),
                bomb("a long link", "<a href='https://example.org/" + repeated("<") + "'>" + "x".repeat(1000) + "</a>"),
                bomb("a long text in nested links", "<a href=//x.example/><table>".repeat(200) + repeated("x.y ")),
                bomb("attributes", "<p " + numbered("a%d=1 ") + ">x"),
                bomb("declarations", "<p style='" + repeated("color:red;") + "'>x"),
                bomb("open parentheses in a style", "<p style='" + repeated("(") + "'>x"),
                bomb("colons in a style", "<p style='" + repeated(":;") + "'>x"),
                bomb(
                        "rules for everything",
                        "<style>" + repeated("*{color:red}", SIZE / 2) + "</style>" + repeated("<p>x", SIZE / 2)),
                bomb(
                        "rules with ancestors",
                        "<style>" + repeated("div div div p{color:red}", SIZE / 3) + "</style>" + "<div>".repeat(400)
                                + repeated("<p>x", SIZE / 2)),
                bomb(
                        "rules by place",
                        "<style>" + repeated("p:nth-child(2n){color:red}", SIZE / 3) + "</style>"
                                + repeated("<p>x", SIZE / 2)),
                bomb(
                        "siblings",
                        "<style>" + repeated("p ~ b{color:red}", SIZE / 3) + "</style>"
                                + repeated("<b>x</b>", SIZE / 2)),
                bomb(
                        "markers by place",
                        "<style>" + "li:nth-last-child(1)::marker{content:\"x\"}".repeat(1000) + "</style>"
                                + "<li>".repeat(24_000)),
                bomb(
                        "markers of what is no item",
                        "<style>" + "p:nth-last-child(1)::marker{content:\"x\"}".repeat(1000)
                                + "p{display:list-item}</style>" + "<p>".repeat(24_000)),
                bomb("selectors", "<style>" + repeated("a,") + "{color:red}</style>x"),
                bomb("a long selector", "<style>" + repeated("a ") + "{color:red}</style>x"),
                bomb("not not", "<style>" + repeated(":not(") + "{color:red}</style>x"),
                bomb("nested media", "<style>" + repeated("@media all{") + "</style>x"),
                bomb("unclosed rules", "<style>" + repeated("a{") + "</style>x"),
                bomb("comments in styles", "<style>" + repeated("/*") + "</style>x"),
                bomb("style elements", repeated("<style>a{color:red}</style>")),
                bomb("classes", "<style>.x{color:red}</style><p class='" + numbered("x%d ") + "'>x"),
                bomb("letters in a background", styled("background:" + "a".repeat(19_000) + "-", 5)),
                bomb("a gradient that is none", styled("background:" + "gradient".repeat(2400), 20)),
                bomb("letters in a filter", styled("filter:" + "a".repeat(19_000), 20)),
                bomb("letters in a transformation", styled("transform:" + "a".repeat(19_000), 20)),
                bomb("letters in a clip path", styled("clip-path:" + "a".repeat(19_000), 20)),
                bomb("line separators in a list", styled("list-style:" + "none ".repeat(3800) + "\u2028", 50)),
                bomb("line separators in a containment", styled("contain:" + "paint ".repeat(3200) + "\u2028", 50)),
                bomb("blanks in media", repeated("<style media='screen" + " ".repeat(1900) + "x'></style>")),
                bomb(
                        "a wide border",
                        "<table border=" + repeated("9", SIZE * 7 / 8) + ">" + repeated("<tr>", SIZE / 8)),
                bomb(
                        "elements that hold elements that hold",
                        "<style>*:has(*:has(*:has(*:has(q)))){color:red}</style>" + "<div>".repeat(200)
                                + "<i>x</i>".repeat(1000)),
                bomb(
                        "elements that hold, twice",
                        "<style>:has(q ~ p):has(* ~ * ~ q) * ~ * ~ b{color:red}</style>" + "<div>".repeat(200)
                                + repeated("<i>x</i>") + "<b>x"),
                bomb(
                        "siblings of siblings of siblings",
                        "<style>q ~ * ~ * ~ * ~ b{color:red}</style>" + repeated("<i></i>", SIZE / 4) + "<b>x"),
                bomb("inherited custom properties", customProperties() + repeated("<p style=--a:b>", SIZE / 4)),
                bomb(
                        "variables in variables",
                        "<style>:root{" + numbered("--a%d:var(--a%d1,var(--b,var(--a%d1,1)));", 1000) + "}</style>"
                                + repeated("<p style='color:var(--a1)'>x")),
                bomb(
                        "a long style for many",
                        "<style>i{filter:" + repeated("a-", 18_000) + "}</style>" + repeated("<i>x</i>", SIZE / 2)),
                bomb(
                        "a long custom property for many",
                        "<body style='--a:" + repeated("a-", 18_000) + "'>"
                                + repeated("<i style=background:var(--a)>x</i>", SIZE / 2)),
                bomb(
                        "a long gradient behind many texts",
                        "<body style='background:linear-gradient(" + repeated("xq ", 18_000) + ")'>"
                                + repeated("x<br>", SIZE / 2)),
                bomb(
                        "nested rules of refused selectors",
                        "<style>" + ("::x" + ".a".repeat(100) + ",").repeat(190) + "a::x{" + repeated("&{a:b}", 250_000)
                                + "}</style>x"),
                bomb("nested ampersands", "<style>a{" + ("&".repeat(20) + "{").repeat(8) + "a:b}</style>x"),
                bomb("conditions of containers", "<style>@container " + repeated("(a)", 290_000) + "{a{b:c}}</style>x"),
                bomb("gradients", repeated("<p style='background:linear-gradient(red,blue)'>x")),
                bomb("combining marks", "x" + repeated("\u0301\u0316")),
                bomb("zero width", repeated("\u200D\u200C")),
                bomb("right to left marks", "\u05D0" + repeated("\u200F\u200E")),
                bomb("flags", repeated("\uD83C\uDFF4\uDB40\uDC67")),
                bomb("entities", repeated("&nbsp;&zwnj;")),
                bomb("brackets", repeated("![")),
                bomb("less than", repeated("&lt;img")),
                bomb("blank text", repeated(" ")),
                bomb("line breaks", repeated("<br>")),
                bomb("comments", repeated("<!-->")),
                bomb("selects", repeated("<select><option>x")),
                bomb("list numbers", "<ol start=999999>" + repeated("<li>x")),
                bomb("foreign content", repeated("<svg><foreignObject>x")));
    }

    @Test
    void hugeHeadersAreAnsweredInTime() {
        for (String piece : List.of(
                "=?a?q?",
                "=?a?q?x?= ",
                "=?",
                "?=",
                "=?utf-8?b?w6k=?= ",
                "(",
                "\"",
                "<",
                "=?a?b?=?",
                " ",
                "=?a?q?=41?=41")) {
            byte[] bytes = repeated(piece).getBytes(ISO_8859_1);
            assertInTime(piece, () -> assertClean(HeaderText.decode(bytes, 500), 500));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"@", "a@", "'", "["})
    void aHugeAddressInQuotesIsAnsweredInTime(String piece) {
        for (String end : List.of("", " ", "x y")) {
            byte[] field = ("From: <\"" + repeated(piece) + end + "\">").getBytes(ISO_8859_1);
            assertInTime(
                    piece,
                    () -> MailHeader.of(field, field.length + 1, null)
                            .authors()
                            .texts()
                            .forEach(text -> assertClean(text, 3000)));
        }
    }

    @Test
    void hugeAddressFieldsAreAnsweredInTime() {
        for (String piece : List.of(
                "(",
                "((x)",
                ")(",
                "\"",
                "\\\"",
                "<",
                "<(",
                ">",
                ",",
                ";",
                ":;",
                ":",
                "\"a@b\":",
                "a@b:",
                "a ",
                "a,",
                "@",
                "@a:",
                "<@a,",
                "a@b.c,",
                "<a@b> ",
                "a@b ",
                "\"a\"@",
                "=?a?q?x?=",
                "=?a?q?x?= ,",
                "=?a?q?x=40y?=,",
                "=?a?q?",
                "mailto:",
                "[",
                "'",
                "\u001b$B",
                "\r\n (x)")) {
            byte[] field = ("From: " + repeated(piece)).getBytes(ISO_8859_1);
            assertInTime(
                    piece,
                    () -> MailHeader.of(field, field.length + 1, "shift_jis")
                            .authors()
                            .texts()
                            .forEach(text -> assertClean(text, 3000)));
        }
    }

    @Test
    void hugePlainTextsAreAnsweredInTime() {
        for (String piece : List.of(
                "> ",
                ">",
                "![x](y)",
                "[a]: b\n",
                "a \n",
                "\n",
                "\r",
                "=\n",
                "= ",
                "\u0301",
                "<img",
                " ",
                "\t =",
                "=ybegin name=x\n",
                "begin 644 x\n")) {
            byte[] bytes = repeated(piece).getBytes(UTF_8);
            assertInTime(piece, () -> assertBody(BodyText.plain(bytes, "quoted-printable", "utf-8", true, true)));
        }
    }

    @Test
    void hugeFieldsOfABrokenMailAreReadInTime() {
        String part = "--x\nContent-Type: text/plain" + ";".repeat(2000) + "\n\na\n";
        String mail = "Content-Type: multipart/mixed; boundary=x\n\n" + repeated(part, SIZE / 4);

        assertInTime("semicolons", () -> BrokenMessage.read(mail.getBytes(UTF_8)));
    }

    @Test
    void namesOfManyFilesAreReadInTime() {
        assertInTime("slashes", () -> {
            for (int i = 0; i < 4 * MimeLimits.MAX_PARTS; i++) {
                assertThat(FileName.safe("/".repeat(4000) + "x")).isEqualTo("x");
            }
        });
    }

    @Test
    void theWayOfAMailIsReadInTime() {
        SenderCheck check = new SenderCheck("alice@example.org", List.of(), Set.of("mx.example.org"));
        String received = "From: b <b@example.com>\nReceived: " + "\r".repeat(MimeLimits.MAX_HEADER_BYTES) + "x";
        MailHeader header = MailHeader.of(received.getBytes(UTF_8), Integer.MAX_VALUE, null);

        assertInTime("returns", () -> check.warnings(header));
    }

    @Test
    void depthDoesNotUncoverWhatAnOuterElementHides() {
        String html = "<div style='display:none'>" + "<div>".repeat(20_000) + "SECRET" + "</div>".repeat(20_000)
                + "</div>shown";

        assertThat(BodyText.html(html.getBytes(UTF_8), "", "utf-8").text()).doesNotContain("SECRET");
    }

    private static void assertInTime(String name, Runnable reading) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        reading.run();
        assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - start))
                .as(name)
                .isLessThan(BUDGET);
    }

    private static void assertBody(String text) {
        assertClean(text, MimeLimits.MAX_TEXT_CHARS);
    }

    private static void assertClean(String text, int maxChars) {
        assertThat(text.length()).isLessThanOrEqualTo(maxChars);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' && c != '\n' && c != '\t')
                    || (c >= 0x7F && c < 0xA0)
                    || (c >= 0x202A && c <= 0x202E)
                    || c == 0x200B) {
                throw new AssertionError("U+" + Integer.toHexString(c) + " at " + i);
            }
        }
    }

    private static byte[] randomBytes(Random random) {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] randomPieces(Random random) {
        StringBuilder text = new StringBuilder();
        int count = random.nextInt(60);
        for (int i = 0; i < count; i++) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString().getBytes(ISO_8859_1);
    }

    private static Arguments bomb(String name, String html) {
        return Arguments.of(name, html);
    }

    private static String styled(String style, int times) {
        return ("<p style=\"" + style + "\">x").repeat(times);
    }

    private static String repeated(String piece) {
        return repeated(piece, SIZE);
    }

    private static String repeated(String piece, int size) {
        return piece.repeat(size / piece.length());
    }

    private static String customProperties() {
        return "<style>:root{" + numbered("--a%d:b;", 280_000).replace("0:b;", "0:b}:root{") + "}</style>";
    }

    private static String numbered(String pattern) {
        return numbered(pattern, SIZE);
    }

    private static String numbered(String pattern, int size) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < size; i++) {
            text.append(pattern.replace("%d", Integer.toString(i)));
        }
        return text.toString();
    }
}
