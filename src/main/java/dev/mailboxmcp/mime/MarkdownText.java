// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import java.util.Locale;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * Text in Markdown (CommonMark 0.31) to the page that it describes, for the HTML alternative of a mail. HTML in the text is
 * shown and not obeyed, a picture is its description and nothing is fetched for it, a link that leads elsewhere than to
 * {@code http}, {@code https} or {@code mailto} is its words. A line stays a line. Thread-safe.
 */
public final class MarkdownText {
    /** The longest text, in characters. */
    public static final int MAX_LENGTH = 100_000;

    /** The most characters of a page: a link that is written once can be used often. */
    private static final int MAX_HTML = 1_000_000;

    /** Marks of one paragraph: the parser descends once for each that opens something, and comes back to it when it closes. */
    private static final int MAX_MARKS = 2_000;

    private static final int MAX_DEPTH = 50;
    private static final String MARKS = "[*_`<";
    private static final Pattern ALLOWED = Pattern.compile("(?:https?://|mailto:)[^\\p{Cntrl}\\s]+");

    private static final Parser PARSER =
            Parser.builder().maxOpenBlockParsers(MAX_DEPTH).build();
    private static final HtmlRenderer RENDERER = HtmlRenderer.builder()
            .escapeHtml(true)
            .percentEncodeUrls(true)
            .softbreak("<br />\n")
            .build();

    private MarkdownText() {}

    /**
     * The page.
     *
     * @throws MailException {@link MailFailure.InvalidArgument} for a text that is too long, or has too many marks
     */
    public static String html(String text) {
        if (text.length() > MAX_LENGTH) {
            throw invalid(
                    "must be at most " + MAX_LENGTH + " characters where format is markdown; got " + text.length());
        }
        if (mostMarks(text) > MAX_MARKS) {
            throw invalid("must have at most " + MAX_MARKS
                    + " marks of Markdown in one paragraph. Send it with format plain.");
        }
        Node page = PARSER.parse(text);
        page.accept(new Harmless());
        StringBuilder html = new StringBuilder();
        RENDERER.render(page, new Bounded(html));
        return html.toString();
    }

    /** The highest number of marks in a paragraph; between paragraphs stands a blank line. */
    private static int mostMarks(String text) {
        int most = 0;
        int marks = 0;
        boolean blank = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') {
                marks = blank ? 0 : marks;
                blank = true;
            } else {
                blank &= c == ' ' || c == '\t';
                marks += MARKS.indexOf(c) >= 0 ? 1 : 0;
                most = Math.max(most, marks);
            }
        }
        return most;
    }

    private static MailException invalid(String needs) {
        return new MailException(new MailFailure.InvalidArgument("text", needs));
    }

    /** Puts what pictures and forbidden links show into their place. */
    private static final class Harmless extends AbstractVisitor {
        @Override
        public void visit(Image image) {
            visitChildren(image);
            unwrap(image);
        }

        @Override
        public void visit(Link link) {
            visitChildren(link);
            if (!ALLOWED.matcher(link.getDestination().toLowerCase(Locale.ROOT)).matches()) {
                unwrap(link);
            }
        }

        private static void unwrap(Node node) {
            Node child = node.getFirstChild();
            while (child != null) {
                Node next = child.getNext();
                node.insertBefore(child);
                child = next;
            }
            node.unlink();
        }
    }

    /** Takes only so much. */
    private record Bounded(StringBuilder html) implements Appendable {
        @Override
        public Appendable append(CharSequence text) {
            return append(text, 0, text.length());
        }

        @Override
        public Appendable append(CharSequence text, int start, int end) {
            if (html.length() + end - start > MAX_HTML) {
                throw invalid("must be shorter: as HTML it is longer than " + MAX_HTML + " characters");
            }
            html.append(text, start, end);
            return this;
        }

        @Override
        public Appendable append(char c) {
            return append(String.valueOf(c), 0, 1);
        }
    }
}
