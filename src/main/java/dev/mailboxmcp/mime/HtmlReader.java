// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import dev.mailboxmcp.text.TextCleaner;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
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
    /** Marks within each other; deeper ones are left out. */
    private static final int MAX_MARKS = 10;
    /** How much smaller digits look like another number. */
    private static final double SMALLER = 0.85;

    private static final String PICTURE = "[image]";
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,6}");
    private static final Pattern OVERRIDE = Pattern.compile("(?:isolate-|bidi-)override");

    /** An element being walked through. */
    private static final class Frame {
        final Element element;
        final CssStyle style;
        final HtmlTag kind;
        int next;
        int textStart;
        int counter;
        int step = 1;
        int picturesBefore;
        TextMark mark = TextMark.NONE;
        TextMark.Digits outerDigits = TextMark.Digits.USUAL;
        boolean box;
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
    private int pictures;
    private boolean words;
    private double fontSize;
    private int marks;
    private TextMark.Digits digits = TextMark.Digits.USUAL;

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
            return new HtmlText("", 0, 0, true);
        }
        HtmlReader reader = new HtmlReader(document);
        reader.walk(document);
        return new HtmlText(
                TextCleaner.text(reader.layout.toString()),
                reader.hiddenCharacters,
                reader.words ? 0 : reader.pictures,
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
        String text = TextCleaner.text(RightToLeft.asSeen(raw));
        if (style.showsText()) {
            words |= text.codePoints().anyMatch(c -> !TextCleaner.isBlank(c));
            beginSize(text, style);
            layout.text(written(text), style.whiteSpace());
        } else {
            hiddenCharacters +=
                    (int) text.codePoints().filter(c -> !TextCleaner.isBlank(c)).count();
        }
    }

    /** Digits of two sizes side by side are two numbers, as euros and cents are. */
    private void beginSize(String text, CssStyle style) {
        boolean digits = !text.isEmpty() && Character.isDigit(text.charAt(0)) && Character.isDigit(layout.before(0));
        if (digits && style.fontSize() <= fontSize * SMALLER) {
            layout.open("^");
        } else if (digits && fontSize <= style.fontSize() * SMALLER) {
            layout.open(" ");
        }
        fontSize = text.isBlank() ? fontSize : style.fontSize();
    }

    private String written(String text) {
        return switch (digits) {
            case USUAL -> text;
            case HIGH -> RaisedText.withDigits(text, true);
            case LOW -> RaisedText.withDigits(text, false);
        };
    }

    private void enter(Element element, Frame parent) {
        HtmlTag kind = kind(element);
        if (kind == HtmlTag.DROPPED) {
            return;
        }
        budget.begin();
        CssRules.Declared declared = rules.declared(element, parent.style.custom());
        CssStyle style = CssStyle.of(element, declared, parent.style, quirks);
        budget.end();
        boolean summary = element.normalName().equals("summary") && parent.summaries++ == 0;
        if (parent.closed && !summary && !parent.style.gone()) {
            style = style.removed();
        }
        Frame frame = new Frame(element, style, kind);
        if (!style.gone()) {
            begin(frame, parent);
        }
        frame.textStart = layout.length();
        beginMark(frame, declared.values());
        if (element.normalName().equals("select")) {
            addText(selected(element), style);
        } else if (isTurnedAround(element, declared.values())) {
            addText(new StringBuilder(element.text()).reverse().toString(), style);
        } else {
            open.push(frame);
        }
    }

    private void beginMark(Frame frame, Map<String, String> declared) {
        frame.outerDigits = digits;
        frame.picturesBefore = pictures;
        frame.box = TextMark.isBox(declared);
        if (frame.box) {
            layout.edge();
        }
        if (marks < MAX_MARKS && frame.style.showsText()) {
            TextMark mark = TextMark.of(frame.element, declared, layout);
            boolean again = mark.equals(TextMark.STRUCK)
                    && open.stream().limit(MAX_MARKS).anyMatch(outer -> outer.mark.equals(mark));
            if (!mark.equals(TextMark.NONE) && !again) {
                frame.mark = mark;
                marks++;
                digits = mark.digits();
                layout.open(mark.open());
            }
        }
    }

    private void endMark(Frame frame) {
        if (frame.box) {
            layout.edge();
        }
        if (!frame.mark.equals(TextMark.NONE)) {
            layout.close(frame.mark.open(), frame.mark.close());
            marks--;
            digits = frame.outerDigits;
        }
    }

    /** Whether the text runs from right to left whatever letters it has. */
    private static boolean isTurnedAround(Element element, Map<String, String> declared) {
        boolean overrides = element.normalName().equals("bdo")
                || OVERRIDE.matcher(declared.getOrDefault("unicode-bidi", "")).matches();
        return overrides
                && declared.getOrDefault("direction", element.attr("dir")).equalsIgnoreCase("rtl");
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
                frame.step = frame.element.hasAttr("reversed") ? -1 : 1;
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
        endMark(frame);
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
        if (!style.showsImages() || TextMark.isTiny(image)) {
            hiddenCharacters += alt.codePointCount(0, alt.length());
            return;
        }
        pictures++;
        if (!alt.isEmpty()) {
            layout.text("[image: " + alt.replace('[', '(').replace(']', ')') + "]", CssWhiteSpace.NORMAL);
        }
    }

    private void addTarget(Frame link) {
        String href = link.element.attr("href");
        String text = layout.since(link.textStart).strip();
        if (text.isEmpty()
                && pictures > link.picturesBefore
                && !LinkTarget.describe(PICTURE, href).isEmpty()) {
            layout.text(PICTURE, CssWhiteSpace.NORMAL);
            text = PICTURE;
        }
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
        Integer value = number(item.element.attr("value"));
        int number = value == null ? list.counter : value;
        list.counter = number + list.step;
        String type = item.element.hasAttr("type") ? item.element.attr("type") : list.element.attr("type");
        return ListMarker.of(number, type.strip());
    }

    private static int firstNumber(Element list) {
        Integer start = number(list.attr("start"));
        if (start != null || !list.hasAttr("reversed")) {
            return start == null ? 1 : start;
        }
        int items = 0;
        for (Element item = list.firstElementChild(); item != null; item = item.nextElementSibling()) {
            items += HtmlTag.of(item.normalName()) == HtmlTag.LIST_ITEM ? 1 : 0;
        }
        return items;
    }

    private static @Nullable Integer number(String attribute) {
        String text = attribute.strip();
        return NUMBER.matcher(text).matches() ? Integer.valueOf(text) : null;
    }
}
