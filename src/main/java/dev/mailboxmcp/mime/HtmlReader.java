// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import dev.mailboxmcp.text.TextCleaner;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;
import org.jspecify.annotations.Nullable;

/**
 * Reads an HTML document as text the way a person sees it on a desktop with remote content blocked. Walks the tree
 * without recursion, so depth costs no stack. For one document, on one thread.
 *
 * <p>Not seen through: text covered by something else, drawn with a font of other letters, or cut by a box that is not
 * nearly flat.
 */
final class HtmlReader {
    private static final int MAX_ALT_CHARS = 200;
    /** A parser may make a dozen elements of one tag, where formatting was left open before it. */
    private static final int MAX_TAGS = 25_000;

    /** An element being walked through. */
    private static final class Frame {
        final Element element;
        final CssStyle style;
        final HtmlTag kind;
        int next;
        int textStart;
        int counter;
        int summaries;
        /** Whether of its children only a summary is shown. */
        final boolean closed;

        @Nullable
        TableRow row;

        Frame(Element element, CssStyle style, HtmlTag kind) {
            this.element = element;
            this.style = style;
            this.kind = kind;
            this.closed = isClosed(element);
        }
    }

    private final CssBudget budget = new CssBudget();
    private final CssRules rules;
    private final boolean quirks;
    private final TextLayout layout = new TextLayout();
    private final Deque<Frame> open = new ArrayDeque<>();
    private int hiddenCharacters;

    private HtmlReader(Document document) {
        rules = new CssRules(document, budget);
        quirks = document.quirksMode() == Document.QuirksMode.quirks;
        for (Element style : document.getElementsByTag("style")) {
            String type = style.attr("type").strip();
            if ((type.isEmpty() || type.equalsIgnoreCase("text/css")) && CssMedia.matches(style.attr("media"))) {
                rules.add(style.data());
            }
        }
    }

    static HtmlText read(String html) {
        String bounded = bounded(html);
        Document document;
        try {
            document = Parser.htmlParser().parseInput(bounded, "");
        } catch (RuntimeException e) {
            // jsoup is not known to throw; if it does, nothing that we could vouch for can be shown
            return new HtmlText("", 0, true);
        }
        HtmlReader reader = new HtmlReader(document);
        reader.walk(document);
        return new HtmlText(
                TextCleaner.text(reader.layout.toString()),
                reader.hiddenCharacters,
                reader.rules.exhausted() || bounded.length() < html.length());
    }

    /** Each tag costs memory, some of them many times over. */
    private static String bounded(String html) {
        int tags = 0;
        for (int at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) {
            if (++tags > MAX_TAGS) {
                return html.substring(0, at);
            }
        }
        return html;
    }

    private void walk(Document document) {
        open.push(new Frame(document, CssStyle.PAGE.withCustom(rules.initialCustom()), HtmlTag.BLOCK));
        while (!open.isEmpty() && layout.length() < MimeLimits.MAX_TEXT_CHARS) {
            Frame frame = open.getFirst();
            if (frame.next == frame.element.childNodeSize()) {
                open.pop();
                leave(frame);
                continue;
            }
            Node child = frame.element.childNode(frame.next++);
            if (child instanceof TextNode text) {
                addText(text.getWholeText(), frame.closed ? frame.style.removed() : frame.style);
            } else if (child instanceof Element element) {
                enter(element, frame);
            }
        }
    }

    private void addText(String raw, CssStyle style) {
        String text = TextCleaner.text(raw);
        if (style.showsText()) {
            layout.text(text, style.whiteSpace());
        } else {
            hiddenCharacters +=
                    (int) text.codePoints().filter(c -> !TextCleaner.isBlank(c)).count();
        }
    }

    private void enter(Element element, Frame parent) {
        HtmlTag kind = kind(element);
        if (kind == HtmlTag.DROPPED) {
            return;
        }
        CssStyle style = style(element, parent.style);
        boolean summary = element.normalName().equals("summary") && parent.summaries++ == 0;
        if (parent.closed && !summary && !parent.style.gone()) {
            style = style.removed();
        }
        Frame frame = new Frame(element, style, kind);
        if (!style.gone()) {
            begin(frame, parent);
        }
        frame.textStart = layout.length();
        if (element.normalName().equals("select")) {
            addText(selected(element), style);
        } else {
            open.push(frame);
        }
    }

    private CssStyle style(Element element, CssStyle parent) {
        budget.begin();
        CssStyle style = CssStyle.of(element, rules.declared(element, parent.custom()), parent, quirks);
        budget.end();
        return style;
    }

    /** Details that nobody opened; and what stands beside a shadow tree, which is shown in its place. */
    private static boolean isClosed(Element element) {
        return switch (element.normalName()) {
            case "details" -> !element.hasAttr("open");
            case "div",
                    "span",
                    "section",
                    "article",
                    "aside",
                    "main",
                    "nav",
                    "header",
                    "footer",
                    "p",
                    "body",
                    "blockquote" ->
                element.selectFirst("> template[shadowrootmode=open], > template[shadowrootmode=closed]") != null;
            default -> false;
        };
    }

    private static HtmlTag kind(Element element) {
        return element.normalName().equals("dialog") && element.hasAttr("open")
                ? HtmlTag.BLOCK
                : HtmlTag.of(element.normalName());
    }

    private void begin(Frame frame, Frame parent) {
        CssStyle style = frame.style;
        switch (frame.kind) {
            case ROW -> {
                frame.row = style.block() ? TableRow.of(frame.element) : null;
                if (frame.row != null) {
                    layout.beginRow();
                } else if (style.block()) {
                    layout.block(false);
                }
            }
            case CELL -> {
                if (parent.row != null) {
                    layout.cell(parent.counter++ == 0, parent.row.keepsEmpty());
                } else if (style.block()) {
                    layout.block(false);
                }
            }
            case LIST_ITEM -> {
                if (style.block()) {
                    layout.beginItem(marker(frame, parent));
                }
            }
            case QUOTE -> layout.beginQuote();
            case LIST -> {
                frame.counter = firstNumber(frame.element);
                boolean nested = open.stream().anyMatch(outer -> outer.kind == HtmlTag.LIST_ITEM);
                layout.block(style.before() && !nested);
            }
            case DROPPED,
                    INLINE,
                    SMALL,
                    BIG,
                    MONOSPACED,
                    BLOCK,
                    PARAGRAPH,
                    HEADING,
                    PREFORMATTED,
                    TABLE,
                    TABLE_PART -> {
                if (style.block()) {
                    layout.block(style.before());
                }
                addReplaced(frame.element, style);
            }
        }
    }

    private void leave(Frame frame) {
        if (frame.style.gone()) {
            return;
        }
        if (frame.element.normalName().equals("a")) {
            addTarget(frame);
        }
        switch (frame.kind) {
            case ROW -> {
                if (frame.row != null) {
                    layout.endRow();
                } else if (frame.style.block()) {
                    layout.block(false);
                }
            }
            case LIST_ITEM -> {
                if (frame.style.block()) {
                    layout.endItem();
                }
            }
            case QUOTE -> layout.endQuote();
            case LIST -> {
                boolean nested = open.stream().anyMatch(outer -> outer.kind == HtmlTag.LIST_ITEM);
                layout.block(frame.style.after() && !nested);
            }
            case DROPPED,
                    INLINE,
                    SMALL,
                    BIG,
                    MONOSPACED,
                    BLOCK,
                    PARAGRAPH,
                    HEADING,
                    PREFORMATTED,
                    TABLE,
                    TABLE_PART,
                    CELL -> {
                if (frame.style.block()) {
                    layout.block(frame.style.after());
                }
            }
        }
    }

    /** Elements that show something besides the text within. */
    private void addReplaced(Element element, CssStyle style) {
        switch (element.normalName()) {
            case "br" -> layout.lineBreak();
            case "hr" -> {
                if (style.showsImages()) {
                    layout.text("---", CssWhiteSpace.NORMAL);
                }
            }
            case "img" -> addImage(element, style);
            case "input" -> {
                String type = element.attr("type").toLowerCase(Locale.ROOT);
                if (!type.equals("hidden")
                        && !type.equals("checkbox")
                        && !type.equals("radio")
                        && !type.equals("password")) {
                    addText(element.attr("value"), style);
                }
            }
            default -> {
                // nothing but its content
            }
        }
    }

    private void addImage(Element image, CssStyle style) {
        String alt = TextCleaner.line(image.attr("alt"), MAX_ALT_CHARS);
        if (alt.isEmpty()) {
            return;
        }
        if (style.showsImages() && !isPixel(image.attr("width")) && !isPixel(image.attr("height"))) {
            layout.text("[image: " + alt.replace('[', '(').replace(']', ')') + "]", CssWhiteSpace.NORMAL);
        } else {
            hiddenCharacters += alt.codePointCount(0, alt.length());
        }
    }

    private static boolean isPixel(String side) {
        return side.strip().matches("[0-2](?:px)?");
    }

    private void addTarget(Frame link) {
        String href = link.element.attr("href");
        String text = layout.since(link.textStart).strip();
        if (!href.isEmpty() && !text.isEmpty()) {
            layout.attach(LinkTarget.describe(text, href));
        }
    }

    private static String selected(Element select) {
        Element option = select.selectFirst("option[selected]");
        Element shown = option == null ? select.selectFirst("option") : option;
        return shown == null ? "" : shown.text();
    }

    private static String marker(Frame item, Frame list) {
        if (!list.style.marked() || !item.style.marked()) {
            return "";
        }
        if (!list.element.normalName().equals("ol")) {
            return "- ";
        }
        int number = list.counter++;
        return number + ". ";
    }

    private static int firstNumber(Element list) {
        String start = list.attr("start").strip();
        return start.matches("-?[0-9]{1,6}") ? Integer.parseInt(start) : 1;
    }
}
