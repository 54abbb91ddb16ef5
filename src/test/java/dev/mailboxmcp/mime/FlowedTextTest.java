// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FlowedTextTest {
    @Test
    void shortLinesStayAsTheyAre() {
        assertThat(FlowedText.encode("Hello,\n\nhow are you?\r\nBye\rAnna"))
                .isEqualTo("Hello,\r\n\r\nhow are you?\r\nBye\r\nAnna\r\n");
    }

    @Test
    void linesThatMeanSomethingElseAreStuffed() {
        assertThat(FlowedText.encode("  code\nFrom here on\nFrom: x"))
                .isEqualTo("   code\r\n From here on\r\nFrom: x\r\n");
    }

    @Test
    void blanksAtTheEndDoNotJoinLines() {
        assertThat(FlowedText.encode("one  \ntwo")).isEqualTo("one\r\ntwo\r\n");
        assertThat(FlowedText.encode("-- \nAnna")).isEqualTo("-- \r\nAnna\r\n");
    }

    @Test
    void longParagraphsAreBrokenBehindABlank() {
        String paragraph = "word ".repeat(40).strip();

        String flowed = FlowedText.encode(paragraph);

        assertThat(flowed.lines())
                .hasSizeGreaterThan(2)
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(73));
        assertThat(decode(flowed)).isEqualTo(paragraph + "\n");
    }

    @Test
    void aLongLinkIsNotBroken() {
        String link = "https://example.com/" + "x".repeat(200);

        assertThat(FlowedText.encode("see " + link + " now").lines()).containsExactly("see ", link + " ", "now");
    }

    @Test
    void quotedLinesKeepTheirMarks() {
        String text = "> " + "quoted ".repeat(20).strip() + "\n>> deeper\n>\nanswer";

        String flowed = FlowedText.encode(text);

        assertThat(flowed.lines().limit(2)).allSatisfy(line -> assertThat(line).startsWith("> quoted"));
        assertThat(flowed).endsWith("\r\n>> deeper\r\n>\r\nanswer\r\n");
        assertThat(decode(flowed)).isEqualTo(text + "\n");
    }

    @Test
    void aReaderOfTheFormatGetsTheTextBack() {
        Random random = new Random(7);
        String[] pieces = {"a", " ", "  ", "> ", ">", "\n", "From ", "-- ", "word", "long".repeat(30), "ü", "--", " x"};
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(40); n > 0; n--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            String asked = canonical(text.toString());

            String flowed = FlowedText.encode(asked);

            assertThat(decode(flowed))
                    .as(asked)
                    .isEqualTo(asked.isEmpty() || asked.endsWith("\n") ? asked : asked + "\n");
        }
    }

    /** Text that the format can carry whole: no blanks at the ends of lines, one blank behind the marks of a quote. */
    private static String canonical(String text) {
        StringBuilder lines = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            int depth = 0;
            while (depth < line.length() && line.charAt(depth) == '>') {
                depth++;
            }
            String content = line.substring(depth).stripTrailing();
            if (depth > 0 && !content.isEmpty() && !content.startsWith(" ")) {
                content = " " + content;
            }
            lines.append(lines.isEmpty() ? "" : "\n").append(line, 0, depth).append(content);
        }
        return lines.toString();
    }

    /** RFC 3676 4, written from the standard and not from the encoder. */
    private static String decode(String flowed) {
        StringBuilder text = new StringBuilder();
        boolean open = false;
        for (String line : flowed.lines().toList()) {
            int depth = 0;
            while (depth < line.length() && line.charAt(depth) == '>') {
                depth++;
            }
            String content = line.substring(depth);
            content = content.startsWith(" ") ? content.substring(1) : content;
            if (!open) {
                text.append(line, 0, depth).append(depth > 0 && !content.isEmpty() ? " " : "");
            }
            text.append(content);
            open = content.endsWith(" ") && !content.equals("-- ");
            text.append(open ? "" : "\n");
        }
        return flowed.isEmpty() ? "" : text.toString();
    }
}
