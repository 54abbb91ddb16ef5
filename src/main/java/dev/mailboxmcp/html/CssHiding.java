// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

import dev.mailboxmcp.html.CssValue.Amount;
import dev.mailboxmcp.html.CssValue.Keyword;
import dev.mailboxmcp.html.CssValue.Length;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/**
 * Whether an element's style keeps what it holds out of sight, other than by colour and size of the text. Hidden is what
 * every program hides; where it takes a layout to tell, or programs differ, there is doubt. For one element.
 */
final class CssHiding {
    /** The pixels to the right or below that people may get to by scrolling. */
    static final double FAR_OUT = 2000;

    /** The width of a window, in pixels: what begins beyond is seen by nobody who does not scroll. */
    private static final double WINDOW = 1000;

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
            background-position background-repeat background-size list-style-type text-indent line-height white-space
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
    private final boolean box;
    /** Whether what stands beyond the sides is cut off: hidden if so. */
    private final Visibility beyondX;

    private final Visibility beyondY;

    CssHiding(Element element, CssDeclared own, String display, boolean block, double em, CssStyle parent) {
        this.element = element;
        this.own = own;
        this.parent = parent;
        this.em = em;
        String tag = element.normalName();
        boolean table = display.isEmpty() ? HtmlTag.of(tag).isOfTable() : display.startsWith("table");
        // they grow with what they hold, or what they cut off the window cuts off
        cell = table && !leavesFlow() || tag.equals("body") || tag.equals("html");
        box = block || display.startsWith("inline-") || leavesFlow() || parent.arranges();
        boolean field = tag.equals("input") || tag.equals("select") || tag.equals("textarea");
        beyondX = field ? Visibility.HIDDEN : beyond("overflow-x");
        beyondY = field ? Visibility.HIDDEN : cell ? Visibility.SHOWN : beyond("overflow-y");
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
            case "letter-spacing" -> doubtfulIf(!(pixels >= -0.2 * em && pixels <= FAR_OUT));
            case "height", "max-height" -> flat(value, beyondY, "min-height", "padding-top", "padding-bottom");
            case "width", "max-width" -> flat(value, beyondX, "min-width", "padding-left", "padding-right");
            case "padding-top", "padding-bottom" -> doubtfulIf(!(pixels <= (box ? FAR_OUT : LINE_GAP)));
            default -> doubtfulIf(!(pixels <= FAR_OUT));
        };
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
            boolean within = own.value("box-sizing") instanceof Keyword keyword && keyword.is("border-box");
            room = Math.min(room, width - (within ? pixels("padding-left", width) : 0));
        }
        boolean narrow = (own.has("width") || own.has("max-width")) && width < em && !isLong("min-width");
        room = narrow && box && !cell ? Math.min(room, width) : room; // text reaches beyond what it stands on
        double height = Math.min(height("height"), height("max-height"));
        boolean low = !(height >= em * LOW) || beyondY != Visibility.SHOWN && height < Double.POSITIVE_INFINITY;
        return box && !cell && low ? 0 : room; // lines may be cut off, or others come to lie over them
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
