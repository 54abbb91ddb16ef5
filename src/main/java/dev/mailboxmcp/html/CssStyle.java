// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

import dev.mailboxmcp.html.CssValue.Amount;
import dev.mailboxmcp.html.CssValue.Keyword;
import dev.mailboxmcp.html.CssValue.Length;
import java.util.List;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/**
 * What of an element's computed style decides whether and how its text is seen.
 *
 * @param box whether what the element holds is seen, whatever that says itself
 * @param visibility the property, which descendants may undo
 * @param lines whether text that stands on the lines of the element or of those that inherit it is in sight
 * @param fontSize in pixels; NaN where it is not known
 * @param color of the text; null where it is not known
 * @param filled whether the letters have a colour of their own, which that of the text does not change
 * @param ground of the text
 * @param groundOfBlocks what the blocks within stand on: an element on a line paints nothing behind them
 * @param painted the width of what is painted behind the text, in pixels
 * @param lineHeight in pixels, or more
 * @param opacity of the element with all around it; NaN where it is not known
 * @param width of the element at most, in pixels
 * @param room for text up to where it is cut off, in pixels
 * @param wraps whether lines are broken that are too long
 * @param wordBreak where they are, if so
 * @param arranges whether it lays out its children as boxes
 * @param paints whether it covers what may lie below it
 * @param block whether it starts a line of its own
 * @param before empty line before it
 * @param after empty line after it
 * @param marked whether its list items have markers
 * @param marker what is written for them; empty for what is usual
 */
record CssStyle(
        Visibility box,
        Visibility visibility,
        Visibility lines,
        double fontSize,
        @Nullable CssColor color,
        boolean filled,
        CssGround ground,
        CssGround groundOfBlocks,
        double painted,
        double lineHeight,
        double opacity,
        double width,
        double room,
        boolean wraps,
        CssWordBreak wordBreak,
        boolean arranges,
        boolean paints,
        CssWhiteSpace whiteSpace,
        boolean block,
        boolean before,
        boolean after,
        boolean marked,
        String marker) {
    private static final double MEDIUM = 16;
    /** The height of a line, in parts of the font size. */
    private static final double LINE_HEIGHT = 1.2;

    /** The width of a narrow desktop, in pixels. */
    private static final double PAGE_WIDTH = 800;

    private static final List<String> SIZES =
            List.of("xx-small", "x-small", "small", "medium", "large", "x-large", "xx-large", "xxx-large");
    /** The attribute {@code size} of {@code font}. */
    private static final Pattern FONT_SIZE = Pattern.compile("[+-]?\\d");

    private static final double[] PIXELS = {9, 10, 13, MEDIUM, 18, 24, 32, 48};
    private static final double HIDDEN_FONT_SIZE = 2;
    private static final double DOUBTFUL_FONT_SIZE = 5;
    private static final double HIDDEN_OPACITY = 0.03;
    private static final double DOUBTFUL_OPACITY = 0.15;
    /** Margins from which on a paragraph looks set apart, in parts of the font size. */
    private static final double PARAGRAPH_MARGIN = 0.6;

    static final CssStyle PAGE = new CssStyle(
            Visibility.SHOWN,
            Visibility.SHOWN,
            Visibility.SHOWN,
            MEDIUM,
            CssColor.BLACK,
            false,
            CssGround.PAGE,
            CssGround.PAGE,
            Double.POSITIVE_INFINITY,
            LINE_HEIGHT * MEDIUM,
            1,
            PAGE_WIDTH,
            Double.POSITIVE_INFINITY,
            true,
            CssWordBreak.USUAL,
            false,
            false,
            CssWhiteSpace.NORMAL,
            true,
            false,
            false,
            true,
            "");

    /** Whether nothing of the element is there. */
    boolean gone() {
        return box == Visibility.HIDDEN;
    }

    /** Whether text that stands directly in the element is seen. */
    Visibility showsText() {
        boolean cut = room < 2 * fontSize || room < Double.POSITIVE_INFINITY && !wraps;
        Visibility onGround = lines.and(ground.shows(color, Double.isNaN(opacity) ? 1 : opacity))
                .and(Visibility.hiddenIf(fontSize <= HIDDEN_FONT_SIZE, !(fontSize > DOUBTFUL_FONT_SIZE) || cut));
        // what is not understood may change colours and sizes
        return showsImages().and(box == Visibility.DOUBTFUL ? Visibility.DOUBTFUL : onGround);
    }

    /** The same of one that takes so many pixels of a line, which is perhaps longer than what is painted. */
    Visibility showsText(double length) {
        Visibility shown = showsText();
        return shown == Visibility.SHOWN && length > painted
                ? ground.overflowed().shows(color, Double.isNaN(opacity) ? 1 : opacity)
                : shown;
    }

    Visibility showsImages() {
        return box.and(visibility).and(Visibility.hiddenIf(opacity < HIDDEN_OPACITY, !(opacity >= DOUBTFUL_OPACITY)));
    }

    /**
     * @param own what is declared for the element
     * @param quirks whether the document is laid out as before there were standards
     */
    static CssStyle of(Element element, CssDeclared own, CssStyle parent, boolean quirks) {
        String tag = element.normalName();
        HtmlTag kind = HtmlTag.of(tag);
        double inheritedSize = quirks && tag.equals("table") ? MEDIUM : parent.fontSize;
        double fontSize = fontSize(own, inheritedSize, ownSize(element, kind, inheritedSize));
        String display = own.value("display") instanceof Keyword keyword ? keyword.name() : "";
        boolean block = display.isEmpty() ? kind.isBlock() : isBlock(display);
        CssColor color = CssPaint.color(element, own, parent);
        CssHiding hiding = new CssHiding(element, own, display, block, fontSize, parent);
        CssGround around = block ? parent.groundOfBlocks : parent.ground;
        CssGround below = hiding.leavesFlow() ? around.or(parent.groundOfBlocks).beside() : around;
        below = tag.equals("table") ? below.unsure() : below;
        CssGround ground = display.equals("contents") ? below : CssPaint.ground(element, own, below, color);
        double lineHeight = lineHeight(own, parent, fontSize);
        boolean paints = CssPaint.fills(element, own) && !display.equals("contents");
        ground = paints && hiding.overflows(lineHeight) ? ground.overflowed() : ground;
        CssGround groundOfBlocks = switch (hiding.isBox()) {
            case YES -> ground;
            case MAYBE -> ground.or(parent.groundOfBlocks);
            case NO -> parent.groundOfBlocks;
        };
        Visibility hiddenByItself = element.hasAttr("hidden") ? Visibility.HIDDEN : Visibility.SHOWN;
        Visibility box = parent.box
                .and(own.judge("display", hiddenByItself, CssHiding::display))
                .and(hiding.box())
                .and(HtmlTag.isDoubtful(element) ? Visibility.DOUBTFUL : Visibility.SHOWN);
        return new CssStyle(
                box,
                own.judge("visibility", parent.visibility, value -> CssHiding.visibility(value, parent.visibility)),
                hiding.lines(),
                fontSize,
                color,
                own.has(CssPaint.FILL) || parent.filled,
                ground,
                groundOfBlocks,
                paints ? hiding.paintedWidth() : hiding.narrowed(parent.painted),
                lineHeight,
                display.equals("contents") ? parent.opacity : opacity(own, parent.opacity),
                hiding.width(),
                hiding.room(),
                wraps(own, element, kind, parent.wraps),
                CssWordBreak.of(own, parent.wordBreak, hiding.growsWithWords()),
                display.endsWith("flex") || display.endsWith("grid"),
                CssPaint.covers(element, own),
                CssWhiteSpace.of(
                        own.value("white-space") instanceof Keyword space ? space.name() : "", kind, parent.whiteSpace),
                block,
                block && isSetApart(own.value("margin-top"), kind, fontSize),
                block && isSetApart(own.value("margin-bottom"), kind, fontSize),
                own.has("list-style-type")
                        ? !CssValue.HARMLESS.equals(own.value("list-style-type"))
                        : kind == HtmlTag.LIST || parent.marked,
                marker(own, kind, parent));
    }

    private static String marker(CssDeclared own, HtmlTag kind, CssStyle parent) {
        if (!own.has("list-style-type")) {
            return kind == HtmlTag.LIST ? "" : parent.marker;
        }
        return own.value("list-style-type") instanceof CssValue.Content content
                ? String.join("", content.pieces())
                : "";
    }

    static boolean isBlock(String display) {
        return !display.startsWith("inline")
                && !display.equals("contents")
                && !display.equals("initial")
                && !display.equals("unset");
    }

    private static double fontSize(CssDeclared own, double parent, double usual) {
        Double size = own.one(
                "font-size",
                value -> switch (value) {
                    case null -> usual;
                    case Keyword keyword -> fontSize(keyword.name(), parent);
                    case Length length -> relative(length, parent);
                    default -> Double.NaN;
                },
                (one, other) -> one > DOUBTFUL_FONT_SIZE && other > DOUBTFUL_FONT_SIZE);
        return size == null ? Double.NaN : size;
    }

    /** Some browsers make text no smaller than can be read where its size is given in parts of another's. */
    private static double relative(Length length, double parent) {
        double size = length.in(parent, parent);
        boolean enlarged = length.pixels() == 0 && size > 0 && parent > HIDDEN_FONT_SIZE;
        return enlarged ? Math.max(size, DOUBTFUL_FONT_SIZE) : size;
    }

    private static double fontSize(String name, double parent) {
        int size = SIZES.indexOf(name);
        return switch (name) {
            case "initial" -> MEDIUM;
            case "smaller" -> parent / 1.2;
            case "larger" -> parent * 1.2;
            case "inherit", "unset" -> parent;
            default -> size < 0 ? Double.NaN : PIXELS[size];
        };
    }

    /** What it is without any style; of {@code font} in HTML 15.3.4. */
    private static double ownSize(Element element, HtmlTag kind, double parent) {
        String size = element.normalName().equals("font") ? element.attr("size").strip() : "";
        if (!FONT_SIZE.matcher(size).matches()) {
            double scale = kind.fontScale();
            return scale == 1 || parent == 0 ? parent : Math.max(parent * scale, DOUBTFUL_FONT_SIZE);
        }
        int number = Integer.parseInt(size) + (Character.isDigit(size.charAt(0)) ? 0 : 3);
        return PIXELS[Math.clamp(number, 1, 7)];
    }

    /** The height of a line: no less than without a style, nor than around it where none is declared. */
    private static double lineHeight(CssDeclared own, CssStyle parent, double fontSize) {
        double larger = parent.fontSize > 0 ? Math.max(1, fontSize / parent.fontSize) : 1;
        double most = own.has("line-height") ? 0 : parent.lineHeight * larger;
        for (CssValue value : own.options("line-height")) {
            most = value instanceof Length length ? Math.max(most, length.in(fontSize, fontSize)) : most;
        }
        return Math.max(most, LINE_HEIGHT * fontSize);
    }

    private static double opacity(CssDeclared own, double parent) {
        Double opacity = own.one(
                "opacity",
                value -> switch (value) {
                    case null -> 1.0;
                    case Amount number -> Math.clamp(number.value(), 0.0, 1.0);
                    case Keyword keyword -> keyword.name().equals("inherit") && parent != 1 ? Double.NaN : 1.0;
                    default -> Double.NaN;
                },
                (one, other) -> one >= DOUBTFUL_OPACITY && other >= DOUBTFUL_OPACITY);
        return opacity == null ? Double.NaN : parent * opacity;
    }

    private static boolean wraps(CssDeclared own, Element element, HtmlTag kind, boolean parent) {
        if (own.value("white-space") instanceof Keyword keyword) {
            return switch (keyword.name()) {
                case "nowrap", "pre" -> false;
                case "inherit", "unset" -> parent;
                default -> true;
            };
        }
        return parent
                && kind != HtmlTag.PREFORMATTED
                && !element.hasAttr("nowrap")
                && !element.normalName().equals("nobr");
    }

    private static boolean isSetApart(@Nullable CssValue margin, HtmlTag kind, double fontSize) {
        if (!(margin instanceof Length length)) {
            return kind.isSetApart();
        }
        double pixels = length.in(fontSize, 1024);
        return pixels >= fontSize * PARAGRAPH_MARGIN && pixels > 1;
    }
}
