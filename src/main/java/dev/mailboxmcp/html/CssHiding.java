// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

import dev.mailboxmcp.html.CssValue.Amount;
import dev.mailboxmcp.html.CssValue.Keyword;
import dev.mailboxmcp.html.CssValue.Length;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jspecify.annotations.Nullable;

/**
 * Whether an element's style keeps what it holds out of sight, other than by colour and size of the text. Hidden is what
 * every program hides; where it takes a layout to tell, or programs differ, there is doubt. For one element.
 */
final class CssHiding {
    /** The pixels to the right or below that people may get to by scrolling. */
    static final double FAR_OUT = 2000;

    /** The width of a window, in pixels: what begins beyond is seen by nobody who does not scroll. */
    static final double WINDOW = 1000;

    /** The pixels to the left or above from which on nothing is left on the page. */
    private static final double OUT_OF_SIGHT = -1500;

    /** Moved by so little, in pixels, an element alone lies over nothing else; what adds up {@link Overlaps} sees. */
    static final double LITTLE = 8;

    /** A side so short shows nothing that could be read, in pixels. */
    private static final double FLAT = 2;

    /** A box lower than that, in parts of the font size, has not room for one line. */
    private static final double LOW = 0.8;

    /** Parts of a size that nobody knows are enough from there on. */
    private static final double SOME_PERCENT = 25;

    private static final double MOST_INDENT = 200;

    /** A box so low, in pixels, has room for one line of a button or for an initial. */
    private static final double LOW_BOX = 80;

    /** So much of the last line may reach below what is painted, in parts of the font size. */
    private static final double TAIL = 0.3;

    private static final double WIDTH_OF_A_LETTER = 0.55;
    private static final int MOST_LOOKED_AT = 50;

    /** Elements that stand on a line and make it no higher. */
    private static final Set<String> PLAIN =
            CssProperties.words("a abbr b br center cite del em font i ins label s small span strike strong u wbr");

    /** Elements that end a line. */
    private static final Set<String> BREAKING = CssProperties.words("br div h1 h2 h3 h4 h5 h6 li p pre table");

    /** What may move an element on a line, enlarge it or make it something else; colours, corners and families do not. */
    private static final Pattern MOVED = Pattern.compile(
            "(?i)font\\s*[:/]|font-size|height|margin|padding|position|display"
                    + "|float|space|spacing|border(?![a-z-]{0,30}(?:color|radius|collapse))|width|vertical|zoom|all\\s*[:/]|\\\\");

    private static final int MOST_ON_A_BUTTON = 60;

    /** Letters so far from each other, in pixels, leave the window with a word. */
    private static final double MOST_BETWEEN_LETTERS = 40;

    /** Painted boxes on a line that reach farther, in pixels, are in doubt; at the others {@link Overlaps} looks. */
    private static final double LINE_GAP = 20;

    private static final Set<String> DISPLAYS = CssProperties.words("""
            block inline inline-block flex inline-flex grid inline-grid table inline-table table-row table-cell
            table-caption table-row-group table-header-group table-footer-group list-item flow-root initial unset
            -webkit-box -webkit-flex
            """);

    /** What is judged elsewhere, by the colour and the size of the text, or by how its lines stand. */
    private static final Set<String> ELSEWHERE = CssProperties.words("""
            display opacity color text-fill-color font-size background-color background-image
            background-position background-repeat background-size list-style-type overflow-wrap text-indent line-height
            white-space word-break
            """);

    private static final Set<String> IN_PLACE = CssProperties.words("static relative initial unset none visible");
    private static final Set<String> CLIPPING = CssProperties.words("auto clip hidden scroll");
    private static final CssValue CALCULATED = new Keyword("calc");
    private static final List<String> WIDTHS = List.of("width", "max-width");
    private static final Pattern PIXELS = Pattern.compile("\\d{1,4}");

    private final Element element;
    private final CssDeclared own;
    private final CssStyle parent;
    private final double em;
    private final boolean cell;
    private final boolean block;
    private final boolean box;
    /** Whether what stands beyond the sides is cut off: hidden if so. */
    private final Visibility beyondX;

    private final Visibility beyondY;

    CssHiding(Element element, CssDeclared own, String display, boolean block, double em, CssStyle parent) {
        this.element = element;
        this.own = own;
        this.parent = parent;
        this.em = em;
        this.block = block;
        String tag = element.normalName();
        boolean table = display.isEmpty() ? HtmlTag.of(tag).isOfTable() : display.startsWith("table");
        // they grow with what they hold, or what they cut off the window cuts off
        cell = table && !leavesFlow() || tag.equals("body") || tag.equals("html");
        box = block || display.startsWith("inline-") || leavesFlow() || parent.arranges();
        boolean field = tag.equals("input") || tag.equals("select") || tag.equals("textarea");
        beyondX = field ? Visibility.HIDDEN : beyond("overflow-x");
        beyondY = field ? Visibility.HIDDEN : cell ? Visibility.SHOWN : beyond("overflow-y");
    }

    /** Whether it paints its ground behind the blocks that it holds. */
    CssMatch isBox() {
        String tag = element.normalName();
        boolean always = HtmlReader.REPLACED.contains(tag) || tag.equals("body") || tag.equals("html");
        if (always || parent.arranges()) {
            return CssMatch.YES;
        }
        List<@Nullable CssValue> displays = own.options("display");
        long boxes = displays.stream().filter(this::isDisplayOfBox).count();
        CssMatch displayed = boxes == 0 ? CssMatch.NO : boxes < displays.size() ? CssMatch.MAYBE : CssMatch.YES;
        boolean sure =
                own.options("float").size() == 1 && own.options("position").size() == 1;
        return displayed.or(!leavesFlow() ? CssMatch.NO : sure ? CssMatch.YES : CssMatch.MAYBE);
    }

    private boolean isDisplayOfBox(@Nullable CssValue display) {
        HtmlTag kind = HtmlTag.of(element.normalName());
        return switch (display) {
            case null -> kind.isBlock() || kind.isOfTable();
            case Keyword keyword ->
                CssStyle.isBlock(keyword.name()) || keyword.name().startsWith("inline-");
            default -> false;
        };
    }

    private Visibility beyond(String overflow) {
        return !box
                ? Visibility.SHOWN
                : own.judge(
                        overflow,
                        Visibility.SHOWN,
                        value -> value instanceof Keyword keyword
                                ? Visibility.hiddenIf(
                                        CLIPPING.contains(keyword.name()), !IN_PLACE.contains(keyword.name()))
                                : Visibility.DOUBTFUL);
    }

    private boolean isInPlace(String property) {
        return own.judge(
                        property,
                        Visibility.SHOWN,
                        value -> doubtfulIf(!(value instanceof Keyword keyword && IN_PLACE.contains(keyword.name()))))
                == Visibility.SHOWN;
    }

    /** Whether the box may stand elsewhere than without a style. */
    boolean leavesFlow() {
        return !isInPlace("position") || !isInPlace("float");
    }

    static Visibility display(CssValue value) {
        String name = value instanceof Keyword keyword ? keyword.name() : "";
        return Visibility.hiddenIf(name.equals("none"), !DISPLAYS.contains(name));
    }

    static Visibility visibility(CssValue value, Visibility inherited) {
        return switch (value instanceof Keyword keyword ? keyword.name() : "") {
            case "visible", "initial" -> Visibility.SHOWN;
            case "hidden", "collapse" -> Visibility.HIDDEN;
            case "inherit", "unset" -> inherited;
            default -> Visibility.DOUBTFUL;
        };
    }

    /** The visibility of all that the element holds. */
    Visibility box() {
        // boxes side by side may leave one of them no room
        Visibility all = doubtfulIf(beyondX != Visibility.SHOWN && parent.arranges());
        for (String property : own.properties()) {
            if (!ELSEWHERE.contains(property)) {
                all = all.and(own.judge(property, Visibility.SHOWN, value -> judge(property, value)));
            }
        }
        return all;
    }

    private static Visibility doubtfulIf(boolean doubtful) {
        return Visibility.hiddenIf(false, doubtful);
    }

    private Visibility judge(String property, CssValue value) {
        double pixels = value instanceof Length length ? length.in(em, parent.width()) : 0;
        return switch (property) {
            case "position" -> doubtfulIf(!(value instanceof Keyword keyword && IN_PLACE.contains(keyword.name())));
            // nothing undoes it within a table
            case "visibility" -> doubtfulIf(value instanceof Keyword keyword && keyword.is("collapse"));
            case "z-index" -> doubtfulIf(value instanceof Amount number && number.value() < 0);
            case "top", "right", "bottom", "left" ->
                own.has("position")
                        ? Visibility.hiddenIf(pixels <= OUT_OF_SIGHT, !(Math.abs(pixels) <= LITTLE))
                        : Visibility.SHOWN;
            case "margin-top", "margin-bottom" -> doubtfulIf(!(pixels >= -LITTLE && pixels <= FAR_OUT));
            case "margin-left", "margin-right" -> doubtfulIf(!(pixels >= -LITTLE && pixels <= WINDOW));
            case "padding-left", "padding-right" -> doubtfulIf(!(pixels <= WINDOW));
            case "letter-spacing" -> doubtfulIf(!(pixels >= -0.2 * em && pixels <= MOST_BETWEEN_LETTERS));
            case "height", "max-height" -> flat(value, beyondY, "min-height", "padding-top", "padding-bottom");
            case "width", "max-width" -> flat(value, beyondX, "min-width", "padding-left", "padding-right");
            case "padding-top", "padding-bottom" -> doubtfulIf(!(pixels <= (box ? FAR_OUT : LINE_GAP)));
            case "border-radius" -> doubtfulIf(rounds(value) && !isOfOneLine());
            case "border-top-left-radius",
                    "border-top-right-radius",
                    "border-bottom-left-radius",
                    "border-bottom-right-radius" -> doubtfulIf(rounds(value));
            default -> doubtfulIf(!(pixels <= FAR_OUT));
        };
    }

    /** Whether corners take away from what the text stands on or is cut off at. */
    private boolean rounds(CssValue value) {
        boolean cuts = beyondX != Visibility.SHOWN || beyondY != Visibility.SHOWN;
        return value instanceof Keyword keyword
                && keyword.is("round")
                && !HtmlReader.REPLACED.contains(element.normalName())
                && (cuts || CssPaint.fills(element, own));
    }

    /** Whether it is as low as a button, whose corners are rounded by no more than half its height. */
    private boolean isOfOneLine() {
        int characters = 0;
        int blocks = 0;
        List<Node> within = within();
        for (Node node : within) {
            characters +=
                    node instanceof TextNode text ? text.getWholeText().strip().length() : 0;
            blocks += node instanceof Element inner && BREAKING.contains(inner.normalName()) ? 1 : 0;
        }
        return Math.max(pixels("height", 0), pixels("min-height", 0)) <= LOW_BOX
                && pixels("padding-top", 0) + pixels("padding-bottom", 0) <= LOW_BOX
                && within.size() <= MOST_LOOKED_AT
                && blocks <= 1
                && characters <= MOST_ON_A_BUTTON;
    }

    /** What the element holds, or the beginning of it. */
    private List<Node> within() {
        List<Node> within = new ArrayList<>();
        Node node = element;
        while (node != null && within.size() <= MOST_LOOKED_AT) {
            Node next = node.childNodeSize() > 0 ? node.childNode(0) : null;
            while (next == null && node != null && !node.equals(element)) {
                next = node.nextSibling();
                node = next == null ? node.parent() : node;
            }
            if (next != null) {
                within.add(next);
            }
            node = next;
        }
        return within;
    }

    /** A box with a side that may cut off what stands beyond it. */
    private Visibility flat(CssValue value, Visibility beyond, String least, String start, String end) {
        if (!(value instanceof Length length)) {
            return doubtfulIf(beyond != Visibility.SHOWN && value.equals(CALCULATED));
        }
        double pixels = length.in(em, parent.width());
        boolean narrow = length.percent() > 0 ? length.percent() < SOME_PERCENT : !(pixels >= em * LOW);
        boolean sure = beyond == Visibility.HIDDEN && !cell && !isLong(least) && !isLong(start) && !isLong(end);
        return Visibility.hiddenIf(
                sure && pixels <= FLAT, narrow && beyond != Visibility.SHOWN || !(pixels <= FAR_OUT * 2));
    }

    private boolean isLong(String property) {
        return own.options(property).stream()
                .anyMatch(value ->
                        value != null && !(value instanceof Length length && length.in(em, parent.width()) <= 1));
    }

    /** The visibility of the text that stands on the lines of the element. */
    Visibility lines() {
        Visibility indented = own.judge("text-indent", parent.lines(), value -> {
            boolean inherits = value instanceof Keyword keyword && !keyword.is("initial");
            double pixels = value instanceof Length length ? length.in(em, parent.width()) : 0;
            return inherits ? parent.lines() : doubtfulIf(!(Math.abs(pixels) <= MOST_INDENT));
        });
        return indented.and(own.judge(
                "line-height",
                Visibility.SHOWN,
                value -> doubtfulIf(value instanceof Length length && !(length.in(em, em) >= em / 2))));
    }

    /** The width that the element has at most, in pixels. */
    double width() {
        double width = parent.width();
        String attribute = cell ? element.attr("width").strip() : "";
        if (PIXELS.matcher(attribute).matches()) {
            width = Integer.parseInt(attribute);
        }
        for (String property : WIDTHS) {
            if (own.value(property) instanceof Length length) {
                width = property.equals("width")
                        ? length.in(em, parent.width())
                        : Math.min(width, length.in(em, parent.width()));
            }
        }
        return width;
    }

    /** The room that text has before it is cut off, in pixels. */
    double room() {
        double room = parent.room();
        double width = width();
        if (room < Double.POSITIVE_INFINITY) {
            double used = Math.max(0, pixels("margin-left", room)) + Math.max(0, pixels("padding-left", room));
            room = width > room * 1.05 && own.has("width") ? 0 : room - used;
        }
        if (beyondX != Visibility.SHOWN) {
            room = Math.min(room, width - (isBorderBox() ? pixels("padding-left", width) : 0));
        }
        boolean narrow = (own.has("width") || own.has("max-width")) && width < em && !isLong("min-width");
        room = narrow && box && !cell ? Math.min(room, width) : room; // text reaches beyond what it stands on
        double height = Math.min(height("height"), height("max-height"));
        boolean low = !(height >= em * LOW) || beyondY != Visibility.SHOWN && height < Double.POSITIVE_INFINITY;
        return box && !cell && low ? 0 : room; // lines may be cut off, or others come to lie over them
    }

    /** The width of a ground of its own, in pixels; infinite where that grows with what it holds, or cuts it off. */
    double paintedWidth() {
        boolean sized = own.has("width") || own.has("max-width");
        boolean grows = cell || !box || !sized && (!block || leavesFlow() || parent.arranges());
        if (grows || beyondX != Visibility.SHOWN) {
            return Double.POSITIVE_INFINITY;
        }
        double padding = Math.max(0, pixels("padding-right", width()));
        return Math.max(width(), pixels("min-width", parent.width())) + (isBorderBox() ? 0 : padding);
    }

    /** Whether a box, or one around it, is at least as wide as the longest word that it holds. */
    boolean growsWithWords() {
        List<CssValue> widths = WIDTHS.stream()
                .filter(property -> own.options(property).size() == 1)
                .map(own::value)
                .filter(Length.class::isInstance)
                .toList();
        if (cell || box && widths.isEmpty() && (!block || leavesFlow() || parent.arranges())) {
            return true;
        }
        boolean fixed = widths.stream().anyMatch(value -> value instanceof Length length && length.percent() == 0);
        return !(box && fixed) && parent.wordBreak().growing();
    }

    /** @param painted what is painted around, in pixels */
    double narrowed(double painted) {
        boolean wider = box && own.value("width") instanceof Length && width() > painted * 1.05;
        return wider ? 0 : painted;
    }

    /**
     * Whether what the element holds may reach below what it paints.
     *
     * @param line the height of a line
     */
    boolean overflows(double line) {
        double height = Math.min(height("height"), height("max-height"));
        if (!box || cell || beyondY != Visibility.SHOWN || height == Double.POSITIVE_INFINITY) {
            return false;
        }
        height = Math.max(height, pixels("min-height", 0));
        height += isBorderBox() ? -pixels("padding-top", 0) : pixels("padding-bottom", 0);
        double lines = lines(Math.max(em, width()));
        return !((lines - 1) * line + (line + em) / 2 <= height + em * TAIL);
    }

    /** The lines that its text takes; infinitely many where it holds more than text. */
    private double lines(double width) {
        double lines = 1;
        double filled = 0;
        List<Node> within = within();
        for (Node node : within) {
            if (node instanceof TextNode text) {
                filled += text.getWholeText().strip().length() * em * WIDTH_OF_A_LETTER;
            } else if (node instanceof Element inner) {
                boolean plain = PLAIN.contains(inner.normalName())
                        && !MOVED.matcher(inner.attr("style")).find();
                lines += !plain ? Double.POSITIVE_INFINITY : inner.normalName().equals("br") ? 1 : 0;
            }
        }
        return within.size() > MOST_LOOKED_AT ? Double.POSITIVE_INFINITY : lines + Math.floor(filled / width);
    }

    private boolean isBorderBox() {
        return own.value("box-sizing") instanceof Keyword keyword && keyword.is("border-box");
    }

    private double pixels(String property, double whole) {
        return own.value(property) instanceof Length length ? length.in(em, whole) : 0;
    }

    /** Where what stands below is cut off, or comes to lie over the text, in pixels; none where the box grows. */
    private double height(String property) {
        if (!(own.value(property) instanceof Length length) || length.percent() >= 100) {
            return Double.POSITIVE_INFINITY;
        }
        boolean part = length.percent() > 0;
        return part && beyondY == Visibility.SHOWN ? Double.POSITIVE_INFINITY : length.in(em, 0);
    }
}
