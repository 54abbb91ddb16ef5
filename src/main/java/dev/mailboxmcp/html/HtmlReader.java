// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

import dev.mailboxmcp.html.CssSelector.Target;
import dev.mailboxmcp.text.RightToLeft;
import dev.mailboxmcp.text.TextCleaner;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;
import org.jspecify.annotations.Nullable;

/**
 * Reads an HTML document as text the way a person sees it on a desktop with remote content blocked. What every program
 * hides is left out; what some may hide, and all that we do not understand and that could hide, stays and is told. Walks the
 * tree without recursion, so depth costs no stack. For one document, on one thread.
 *
 * <p>Not seen through: a font of other letters on the reader's machine, and text pushed out of a box that cuts it off by
 * what stands beside it.
 */
public final class HtmlReader {
    /** Characters of the text made from one page. */
    public static final int MAX_TEXT_CHARS = 1024 * 1024;

    private static final int MAX_ALT_CHARS = 200;
    /** The number of characters of a form's field that are seen without moving in it. */
    private static final int SHORT_FIELD = 20;
    /** Text cannot be read that is so small, in pixels. */
    private static final double SMALL = 5;
    /** A parser may make a dozen elements of one tag, where formatting was left open before it. */
    private static final int MAX_TAGS = 25_000;
    /** Marks within each other; deeper ones are left out. */
    private static final int MAX_MARKS = 10;
    /** Elements within each other from which on parsers put them beside each other. */
    private static final int DEEP = 500;
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
        InlineGap gap = InlineGap.NONE;
        /** Whether its children are boxes that it places. */
        boolean arranges;

        boolean rightToLeft;
        /** What is in force around it, if not in it; null where the same is. */
        @Nullable
        RightToLeft around;

        Overlaps.Place place = Overlaps.PAGE;
        boolean box;
        /** Whether it lies over what is seen of others, or shows a ground of its own, so that it is seen without text. */
        boolean covers;

        @Nullable
        TableRow row;

        Frame(Element element, CssStyle style, HtmlTag kind) {
            this.element = element;
            this.style = style;
            this.kind = kind;
        }
    }

    /** Types of fields that show no words. */
    private static final Set<String> WORDLESS = CssProperties.words("""
            checkbox color date datetime-local file hidden image month number password radio range time week
            """);

    /** What covers something even without a background. */
    static final Set<String> REPLACED = CssProperties.words("""
            button embed hr iframe img input math meter object progress select svg textarea video
            """);

    /** What has nothing before or behind what it shows. */
    private static final Set<String> UNDIVIDED = CssProperties.words("""
            audio br canvas embed iframe img input object select svg textarea video wbr
            """);

    /** What may push others out of the window, though the element itself holds nothing. */
    private static final Set<String> PUSHING = CssProperties.words("""
            border-left border-left-width border-right border-right-width flex flex-basis margin-inline margin-inline-end
            margin-inline-start padding-inline padding-inline-end padding-inline-start
            """);

    private static final int A_SENTENCE = 20;

    private static final Element PSEUDO_ELEMENT = new Element("span");

    private final CssBudget budget = new CssBudget();
    private final CssRules rules;
    private final boolean quirks;
    private final ImageMaps maps;
    private final TextLayout layout = new TextLayout();
    private final Overlaps overlaps;
    private final Deque<Frame> open = new ArrayDeque<>();
    private int hiddenCharacters;
    private int pictures;
    private boolean words;
    private double fontSize;
    private final UnbrokenLine line = new UnbrokenLine();
    private int marks;
    private TextMark.Digits digits = TextMark.Digits.USUAL;
    private RightToLeft order = new RightToLeft();
    private boolean reordered;
    private int rightToLeftLetters;
    private boolean uncertain;

    private HtmlReader(Document document) {
        quirks = document.quirksMode() == Document.QuirksMode.quirks;
        rules = new CssRules(budget, quirks);
        overlaps = new Overlaps(quirks);
        maps = new ImageMaps(document);
        for (Element style : document.getElementsByTag("style")) {
            String type = style.attr("type");
            if ((type.isEmpty() || type.equalsIgnoreCase("text/css")) && isStyleSheet(style)) {
                // in a drawing it is an element like any other
                String css = style.data().isEmpty() ? style.wholeText() : style.data();
                rules.add(css, style.attr("media"), style.hasAttr("title"));
            }
        }
        for (Element link : document.getElementsByTag("link")) {
            boolean sheet = link.attr("rel").toLowerCase(Locale.ROOT).contains("stylesheet");
            uncertain |= sheet && !CssProperties.isElsewhere(link.attr("href"));
        }
        for (Element meta : document.getElementsByTag("meta")) {
            String schemes = meta.attr("content").toLowerCase(Locale.ROOT);
            uncertain |= meta.attr("name").equalsIgnoreCase("color-scheme")
                    && schemes.contains("dark")
                    && !schemes.contains("light");
        }
        // browsers show it instead of the element that it stands in
        uncertain |= document.selectFirst("template[shadowrootmode]") != null;
    }

    /** Whether it is one of HTML or of a drawing: to formulas it is nothing, and what stands in a template is not there. */
    private static boolean isStyleSheet(Element style) {
        return !style.tag().namespace().equals(Parser.NamespaceMathml)
                && style.closest("template:not([shadowrootmode])") == null;
    }

    public static HtmlText read(String html) {
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
                reader.uncertain
                        || reader.order.isSplit()
                        || reader.reordered && reader.rightToLeftLetters < A_SENTENCE
                        || reader.overlaps.found()
                        || reader.rules.exhausted()
                        || bounded.length() < html.length());
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
        open.push(new Frame(document, CssStyle.PAGE, HtmlTag.BLOCK));
        while (!open.isEmpty() && layout.length() < MAX_TEXT_CHARS) {
            Frame frame = open.getFirst();
            if (frame.next == frame.element.childNodeSize()) {
                open.pop();
                addGenerated(frame, Target.AFTER);
                leave(frame);
                continue;
            }
            Node child = frame.element.childNode(frame.next++);
            if (child instanceof TextNode text) {
                checkNumbers(text.getWholeText(), frame);
                addText(text.getWholeText(), frame.style, frame.place);
            } else if (child instanceof DataNode data) {
                addText(data.getWholeData(), frame.style, frame.place);
            } else if (child instanceof Element element) {
                uncertain |= open.size() > DEEP;
                enter(element, frame);
            }
        }
    }

    private void addText(String raw, CssStyle style, Overlaps.Place place) {
        String text = TextCleaner.text(style.gone() ? raw : ordered(raw, style));
        if (text.isEmpty()) {
            return;
        }
        Visibility shown = style.gone() ? Visibility.HIDDEN : style.showsText(line.add(text, style));
        if (shown == Visibility.HIDDEN) {
            hiddenCharacters +=
                    (int) text.codePoints().filter(c -> !TextCleaner.isBlank(c)).count();
        } else {
            boolean blank = text.codePoints().allMatch(TextCleaner::isBlank);
            words |= !blank;
            if (!blank) {
                boolean broken = style.whiteSpace() != CssWhiteSpace.NORMAL
                        && text.strip().indexOf('\n') >= 0;
                overlaps.text(text.strip().length(), broken, style, place);
            }
            beginSize(text, style);
            layout.text(written(text), style.whiteSpace());
            uncertain |= shown == Visibility.DOUBTFUL && text.chars().anyMatch(c -> !TextCleaner.isBlank((char) c));
        }
    }

    private String ordered(String raw, CssStyle style) {
        return style.whiteSpace() == CssWhiteSpace.NORMAL ? order.nextFlowing(raw) : order.next(raw);
    }

    /** People read numbers so, too, in a mail of a language that runs from right to left. */
    private void checkNumbers(String text, Frame frame) {
        if (!frame.style.gone()) {
            reordered |= frame.rightToLeft && RightToLeft.reordersNumbers(text);
            rightToLeftLetters += RightToLeft.letters(text);
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
        budget.begin();
        CssDeclared declared = rules.declared(element, Target.ELEMENT);
        CssStyle style = CssStyle.of(element, declared, parent.style, quirks);
        budget.end();
        uncertain |= !style.gone()
                && (isFarReaching(element, style, declared, kind) || hasOddMarker(element, style, declared, kind));
        boolean displayed = declared.has("display") && !REPLACED.contains(element.normalName()) && !style.gone();
        Frame frame = new Frame(element, style, kind);
        findGap(frame, parent, declared);
        layout.gap(frame.gap.before());
        if (kind == HtmlTag.DROPPED && !displayed) {
            return;
        }
        if (endsLine(frame) || element.normalName().equals("br") && !style.gone()) {
            line.restart();
        }
        if (!style.gone()) {
            frame.place = overlaps.enter(element, declared, style, kind, parent.place, parent.arranges);
            begin(frame, parent);
        }
        beginOrder(frame, declared);
        frame.textStart = layout.length();
        beginMark(frame, declared);
        addGenerated(frame, Target.BEFORE);
        if (element.normalName().equals("select")) {
            addText(selected(element), style, frame.place);
            leave(frame);
        } else if (isTurnedAround(element, declared)) {
            addText(new StringBuilder(element.text()).reverse().toString(), style, frame.place);
            leave(frame);
        } else {
            open.push(frame);
        }
    }

    /** Characters that turn text around are in force to the end of their line, and never out of what is set apart. */
    private void beginOrder(Frame frame, CssDeclared declared) {
        String name = frame.element.normalName();
        if (frame.style.gone()) {
            return;
        }
        String isolation = declared.written("unicode-bidi", "");
        boolean apart = name.equals("bdi")
                || !frame.element.attr("dir").isEmpty()
                || isolation.startsWith("isolate")
                || isolation.equals("plaintext")
                || frame.kind == HtmlTag.CELL
                || declared.written("display", "").startsWith("inline-");
        uncertain |= order.isOverridden() && (apart || !isolation.isEmpty());
        if (apart) {
            frame.around = order;
            order = new RightToLeft();
        } else if (frame.style.block() || name.equals("br")) {
            order.endLine();
        }
    }

    private void endOrder(Frame frame) {
        RightToLeft around = frame.around;
        if (around != null) {
            uncertain |= order.isSplit();
            order = around;
        }
        if (frame.style.block() && !frame.style.gone()) {
            order.endLine();
        }
    }

    /** Whether what stands before and behind is surely on other lines. */
    private static boolean endsLine(Frame frame) {
        CssStyle style = frame.style;
        boolean breaks = frame.element.normalName().equals("wbr") && style.wraps();
        return style.box() == Visibility.SHOWN && (style.block() || breaks);
    }

    private void findGap(Frame frame, Frame parent, CssDeclared declared) {
        String display = declared.written("display", "");
        String direction = declared.written("direction", frame.element.attr("dir"));
        frame.arranges = frame.style.arranges() || display.equals("contents") && parent.arranges;
        frame.rightToLeft = direction.isEmpty() ? parent.rightToLeft : direction.equalsIgnoreCase("rtl");
        if (!frame.style.gone() && !frame.style.block()) {
            frame.gap = InlineGap.of(frame.element, declared, frame.style, parent.arranges, frame.rightToLeft);
        }
    }

    private void beginMark(Frame frame, CssDeclared declared) {
        frame.outerDigits = digits;
        frame.picturesBefore = pictures;
        frame.box = TextMark.isBox(declared);
        frame.covers = TextMark.covers(declared);
        if (frame.box) {
            layout.edge();
        }
        if (marks < MAX_MARKS && frame.style.showsText() != Visibility.HIDDEN) {
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
    private static boolean isTurnedAround(Element element, CssDeclared declared) {
        boolean overrides = element.normalName().equals("bdo")
                || OVERRIDE.matcher(declared.written("unicode-bidi", "")).matches();
        return overrides && declared.written("direction", element.attr("dir")).equalsIgnoreCase("rtl");
    }

    /** Whether an element changes how other text is seen than its own, or shows some that it usually does not. */
    private static boolean isFarReaching(Element element, CssStyle style, CssDeclared declared, HtmlTag kind) {
        String name = element.normalName();
        boolean outOfPlace = style.box() == Visibility.DOUBTFUL
                && (style.paints()
                        || REPLACED.contains(name)
                        || PUSHING.stream()
                                .anyMatch(property -> declared.options(property).contains(CssValue.UNKNOWN)));
        return switch (name) {
            case "col", "colgroup" -> style.paints() || style.visibility() != Visibility.SHOWN || outOfPlace;
            case "html" -> outOfPlace || !(style.fontSize() > SMALL); // others have sizes in parts of it
            default -> outOfPlace || kind == HtmlTag.DROPPED && declared.has("display") && !REPLACED.contains(name);
        };
    }

    /** Whether something may be written before what is no item of a list, or it is not known whether. */
    private boolean hasOddMarker(Element element, CssStyle style, CssDeclared declared, HtmlTag kind) {
        List<@Nullable CssValue> types = declared.options("list-style-type");
        boolean item =
                kind != HtmlTag.LIST_ITEM && declared.written("display", "").equals("list-item");
        return types.size() > 1 && types.stream().anyMatch(CssValue.Content.class::isInstance)
                || item && !style.marker().isEmpty()
                || item && rules.generates() && declaredForMarker(element).has("content");
    }

    private CssDeclared declaredForMarker(Element item) {
        budget.begin();
        CssDeclared declared = rules.declared(item, Target.MARKER);
        budget.end();
        return declared;
    }

    private void addGenerated(Frame frame, Target target) {
        Element element = frame.element;
        CssStyle around = frame.style;
        if (!rules.generates() || around.gone() || UNDIVIDED.contains(element.normalName())) {
            return;
        }
        budget.begin();
        CssDeclared declared = rules.declared(element, target);
        CssStyle style = CssStyle.of(PSEUDO_ELEMENT, declared, around, quirks);
        budget.end();
        if (!declared.has("content") || style.gone()) {
            return;
        }
        uncertain |= !isKnown(declared.options("content")) || style.box() == Visibility.DOUBTFUL && style.paints();
        InlineGap gap = style.block()
                ? InlineGap.NONE
                : InlineGap.of(PSEUDO_ELEMENT, declared, style, around.arranges(), false);
        layout.gap(gap.before());
        Overlaps.Place place =
                overlaps.enter(PSEUDO_ELEMENT, declared, style, HtmlTag.INLINE, frame.place, around.arranges());
        if (declared.value("content") instanceof CssValue.Content content) {
            for (String piece : content.pieces()) {
                addText(piece.startsWith("\0") ? element.attr(piece.substring(1)) : piece, style, place);
            }
        }
        overlaps.leave(place, frame.place);
        layout.gap(gap.after());
    }

    /** Whether it does not depend on what is not known which text is added. */
    private static boolean isKnown(List<@Nullable CssValue> contents) {
        return contents.size() == 1
                || contents.stream()
                        .allMatch(value -> value == null
                                || value.equals(CssValue.HARMLESS)
                                || value instanceof CssValue.Content content
                                        && content.pieces().stream().allMatch(String::isBlank));
    }

    private static HtmlTag kind(Element element) {
        return element.hasAttr("shadowrootmode") ? HtmlTag.INLINE : HtmlTag.of(element.normalName());
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
                    String usual = marker(frame, parent);
                    String written = written(frame, !usual.isEmpty());
                    layout.beginItem(written.isEmpty() ? usual : "");
                    addText(written, style, frame.place);
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
                addReplaced(frame);
            }
        }
    }

    private void leave(Frame frame) {
        endMark(frame);
        endOrder(frame);
        if (frame.style.gone()) {
            return;
        }
        if (frame.element.normalName().equals("a")) {
            addTarget(frame);
        }
        if (endsLine(frame)) {
            line.restart();
        }
        Frame around = open.peek();
        overlaps.leave(frame.place, around == null ? Overlaps.PAGE : around.place);
        layout.gap(frame.gap.after());
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
    private void addReplaced(Frame frame) {
        Element element = frame.element;
        CssStyle style = frame.style;
        switch (element.normalName()) {
            case "br" -> {
                layout.lineBreak();
                overlaps.lineBreak(style, frame.place);
            }
            case "hr" -> {
                if (style.showsImages() != Visibility.HIDDEN) {
                    layout.text("---", CssWhiteSpace.NORMAL);
                }
            }
            case "img" -> addImage(element, style);
            case "input" -> addInput(frame);
            case "textarea" -> uncertain |= !element.wholeText().isBlank();
            default -> {
                // nothing but its content
            }
        }
    }

    private void addInput(Frame frame) {
        Element input = frame.element;
        CssStyle style = frame.style;
        String value = input.attr(input.attr("value").isEmpty() ? "placeholder" : "value");
        String type = input.attr("type").toLowerCase(Locale.ROOT);
        if (type.equals("image")) {
            addImage(input, style);
        } else if (!WORDLESS.contains(type)) {
            addText(value, style, frame.place);
            boolean button = type.equals("submit") || type.equals("reset") || type.equals("button");
            uncertain |= !button && value.length() > SHORT_FIELD;
        }
    }

    private void addImage(Element image, CssStyle style) {
        String alt = TextCleaner.line(image.attr("alt"), MAX_ALT_CHARS);
        // with the picture nobody sees the words, nor without it where they are written so that nobody does
        boolean unseen = !alt.isEmpty() && style.showsText() == Visibility.HIDDEN;
        if (unseen) {
            hiddenCharacters += alt.codePointCount(0, alt.length());
            alt = "";
        }
        if (style.showsImages() == Visibility.HIDDEN || TextMark.isTiny(image)) {
            hiddenCharacters += alt.codePointCount(0, alt.length());
            return;
        }
        boolean tiny = TextMark.isTinyByStyle(image);
        pictures += tiny ? 0 : 1;
        uncertain |= tiny && !alt.isEmpty();
        if (!alt.isEmpty()) {
            layout.text(picture(alt), CssWhiteSpace.NORMAL);
        }
        for (Element area : maps.take(image)) {
            String text = picture(TextCleaner.line(area.attr("alt"), MAX_ALT_CHARS));
            String target = LinkTarget.describe(text, area.attr("href"));
            if (!target.isEmpty()) {
                layout.text(" " + text, CssWhiteSpace.NORMAL);
                layout.attach(target);
            }
        }
    }

    private static String picture(String alt) {
        return alt.isEmpty() ? PICTURE : "[image: " + alt.replace('[', '(').replace(']', ')') + "]";
    }

    private void addTarget(Frame link) {
        String href = link.element.attr("href");
        String text = layout.since(link.textStart).strip();
        boolean seen = pictures > link.picturesBefore || link.covers && link.style.showsImages() != Visibility.HIDDEN;
        if (text.isEmpty() && seen && !LinkTarget.describe(PICTURE, href).isEmpty()) {
            layout.text(PICTURE, CssWhiteSpace.NORMAL);
            text = PICTURE;
        }
        if (!href.isEmpty() && !text.isEmpty()) {
            layout.attach(LinkTarget.describe(text, href));
        }
    }

    private static String selected(Element select) {
        if (select.hasAttr("multiple") || select.hasAttr("size")) {
            return select.text();
        }
        Element option = select.selectFirst("option[selected]");
        Element shown = option == null ? select.selectFirst("option") : option;
        return shown == null ? "" : shown.text();
    }

    /** What a style writes before an item; empty for nothing. */
    private String written(Frame item, boolean marked) {
        if (rules.generates()) {
            CssDeclared declared = declaredForMarker(item.element);
            uncertain |= declared.has("content") && !isKnown(declared.options("content"));
            if (declared.value("content") instanceof CssValue.Content content) {
                uncertain |= content.pieces().stream().anyMatch(piece -> piece.startsWith("\0"));
                return String.join("", content.pieces()).replace("\0", "");
            }
        }
        return marked ? item.style.marker() : "";
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
