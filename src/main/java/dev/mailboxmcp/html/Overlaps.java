// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

import dev.mailboxmcp.html.CssValue.Keyword;
import dev.mailboxmcp.html.CssValue.Length;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/**
 * Whether what is painted comes to lie over text, or text comes to lie beyond the edge of the page, by steps of which each is
 * too short to be noticed by itself: by offsets and margins that add up, and by what reaches beyond its line. An estimate of
 * where lines stand, without a layout: the room between two of them is taken for as little as it can be. Looks at each
 * element and each text once. For one document, on one thread.
 */
final class Overlaps {
    /** Steps that add up to more have moved something, in pixels. */
    private static final double MOST_MOVED = 2 * CssHiding.LITTLE;

    /** The height of what is painted behind text on a line, in parts of the font size. */
    private static final double PAINTED = 1.15;

    /** A line of which so much is covered from one side is still seen, in parts of the font size. */
    private static final double MAY_BE_COVERED = 0.4;

    private static final double WIDTH_OF_A_LETTER = 0.55;
    /** The least room around a paragraph, in parts of the font size. */
    private static final double SET_APART = 0.6;

    /** What browsers indent lists and quotations by, in pixels. */
    private static final double INDENT = 40;

    /** A border so wide is a painted area. */
    private static final double WIDE_BORDER = 4;

    /** Text is taken to begin another line after that much of it, in pixels: there may be less room than it seems. */
    private static final double MOST_WIDTH = 400;

    /** Set apart from their neighbours by other things than margins, or in a list not at all. */
    private static final Set<String> CLOSE = Set.of("fieldset", "hr", "dl");

    /** What has them is painted after what stands around it, unless they do nothing. */
    private static final Set<String> RAISING = CssProperties.words("""
            animation backdrop-filter clip-path contain container-type filter isolation mask mask-image mix-blend-mode opacity
            perspective rotate scale transform transform-style translate will-change
            """);

    private static final Pattern PIXELS = Pattern.compile("\\d{1,4}");

    /** What a margin comes to that is not understood. */
    private static final double FAR_BACK = -1000;

    private static final double NOTHING = Double.NEGATIVE_INFINITY;

    /** Where an element stands, as far as what is declared for it and around it says; lengths in pixels. */
    static final class Place {
        /** How far offsets move it up; and how far they move it in all, whatever the direction. */
        private double up;

        private double moved;
        private double movedAside;
        /** Where its lines begin, from the left; and where the first of them does, from there. */
        private double left;

        private double indent;
        /** The height of a line, and the same in parts of the font size; one of both is infinite. */
        private double linePixels = Double.POSITIVE_INFINITY;

        private double lineParts = PAINTED;
        /** Whether it is painted after what stands around it. */
        private boolean raised;

        /** How far what is painted behind the text reaches above its line; and below, where that covers what follows. */
        private double over = NOTHING;

        private double under = NOTHING;
        /** How far its shadow reaches beyond it. */
        private double shadow;

        private boolean paints;
        private boolean block;
        private boolean cell;
        private boolean inFlow = true;
        private double paddingBelow;
        private double marginBelow;
        private double usualMarginBelow;
        private double height;
        private double gapBefore;
        private int textsBefore;
        /** The number of texts before the cell that it stands in; -1 where it stands in no cell. */
        private int textsBeforeCell = -1;
        /** What stands above a row, for each of its cells; and what of them stands above that which follows. */
        private @Nullable Above row;

        private @Nullable Above inRow;

        private Place() {}

        private Place(Place around) {
            up = around.up;
            moved = around.moved;
            movedAside = around.movedAside;
            left = around.left;
            indent = around.indent;
            linePixels = around.linePixels;
            lineParts = around.lineParts;
            raised = around.raised;
            textsBeforeCell = around.textsBeforeCell;
        }

        private double lineHeight(double em) {
            return Math.min(linePixels, lineParts * em);
        }

        /** The room between the edge of a line and what is painted behind its text; less than nothing where lines are low. */
        private double room(double em) {
            return (lineHeight(em) - PAINTED * em) / 2;
        }

        /** A length that moves what follows to the right only where the element stands among others. */
        private double onlyBack(double length) {
            return inFlow ? length : Math.min(0, length);
        }
    }

    /**
     * The text above a line.
     *
     * @param size of its smallest letters, in pixels; 0 for none
     * @param gap between both, in pixels
     * @param up how far it is moved up
     * @param under how far what is painted there lies over what follows
     * @param pulled how far what follows is pulled up
     */
    private record Above(double size, double gap, double up, double under, double pulled) {
        Above nearer(Above other) {
            double smaller = size == 0 || other.size == 0 ? Math.max(size, other.size) : Math.min(size, other.size);
            double less = Math.min(gap, other.gap);
            return new Above(
                    smaller,
                    less,
                    Math.min(up, other.up),
                    less + Math.max(under - gap, other.under - other.gap),
                    Math.max(pulled, other.pulled));
        }
    }

    private static final Above NONE = new Above(0, 0, 0, NOTHING, 0);

    static final Place PAGE = new Place();

    private final boolean quirks;
    private Above above = NONE;
    /** The largest margin since then: of those that touch each other one counts. */
    private double margin;
    /** The same of those that no style declares, which do not count at the edge of a cell. */
    private double usualMargin;
    /** The text on the line that is being filled, with the room below it in the line. */
    private Above line = NONE;

    private double filled;
    private double pulledAside;
    private int texts;
    private boolean found;

    /** @param quirks whether the document is laid out as before there were standards */
    Overlaps(boolean quirks) {
        this.quirks = quirks;
    }

    /** Whether something may be covered or be out of sight. */
    boolean found() {
        return found;
    }

    /** Where an element stands that is not gone. */
    Place enter(Element element, CssDeclared own, CssStyle style, HtmlTag kind, Place around, boolean item) {
        Place place = new Place(around);
        Lengths lengths = new Lengths(own, size(style), style.width());
        if (!own.isEmpty()) {
            read(own, lengths, place);
        }
        boolean sure = isSure(own, "display");
        boolean replaced = HtmlReader.REPLACED.contains(element.normalName());
        boolean apart = kind.isSetApart() && kind != HtmlTag.LIST && !CLOSE.contains(element.normalName());
        boolean inline = !style.block() && !own.written("display", "").startsWith("inline-");
        boolean box = sure && (!inline || replaced || item || own.has("float") && isSure(own, "float"));
        place.inFlow &= sure;
        place.raised |= item && own.has("z-index");
        place.block = style.block() || !sure;
        place.cell = kind == HtmlTag.CELL && place.block;
        place.paints = replaced || place.shadow > 0 || CssPaint.fills(element, own);
        if (place.block) {
            beginBlock(kind, apart ? SET_APART * lengths.em : 0, lengths, place, around);
        } else {
            pulledAside -= Math.min(0, lengths.least("margin-left", 0)) + Math.min(0, lengths.least("margin-right", 0));
        }
        if (!box) {
            reach(lengths, place, around);
        } else if (!place.block) {
            pull(Math.min(0, lengths.least("margin-top", 0)) + Math.min(0, lengths.least("margin-bottom", 0)));
        }
        if (place.paints) {
            look(place, lengths.em, box ? 0 : place.over);
        }
        if (place.block) {
            pad(element, kind, lengths, place);
        }
        return place;
    }

    /** Whether it is known what a property is. */
    private static boolean isSure(CssDeclared own, String property) {
        return own.options(property).size() == 1;
    }

    /** Whether what stands in the element is painted after what stands around it. */
    private static boolean isRaising(CssDeclared own, String property) {
        return own.options(property).stream().anyMatch(value -> value != null && !value.equals(CssValue.HARMLESS));
    }

    private static void read(CssDeclared own, Lengths lengths, Place place) {
        String position = own.written("position", "static");
        boolean placed = own.has("position") && !(position.equals("static") && isSure(own, "position"));
        place.inFlow = own.written("float", "none").equals("none")
                && (position.equals("static") || position.equals("relative"))
                && isSure(own, "float")
                && isSure(own, "position");
        place.raised |= placed || RAISING.stream().anyMatch(property -> isRaising(own, property));
        place.shadow = lengths.most("box-shadow" + CssProperties.WIDTH);
        if (placed) {
            double down = lengths.offset("top", "bottom");
            place.up -= down;
            place.moved += Math.abs(down);
            place.movedAside += Math.abs(lengths.offset("left", "right"));
        }
        place.indent = lengths.least("text-indent", place.indent);
        for (CssValue value : own.options("line-height")) {
            if (value instanceof Length length) {
                place.lineParts = length.ems() > 0 ? length.ems() : Double.POSITIVE_INFINITY;
                place.linePixels = length.ems() > 0 ? Double.POSITIVE_INFINITY : length.in(lengths.em, lengths.em);
            } else if (value instanceof Keyword) {
                place.lineParts = PAINTED;
                place.linePixels = Double.POSITIVE_INFINITY;
            }
        }
    }

    private void beginBlock(HtmlTag kind, double usual, Lengths lengths, Place place, Place around) {
        endLine();
        if (place.cell && around.row != null) {
            above = around.row;
            forgetMargins();
        } else if (kind == HtmlTag.ROW) {
            place.row = gathered();
        }
        if (!place.cell) {
            boolean inCell = quirks && place.textsBeforeCell >= 0;
            space(lengths.least("margin-top", inCell && place.textsBeforeCell == texts ? 0 : usual), place);
            place.marginBelow = lengths.least("margin-bottom", inCell ? 0 : usual);
            place.usualMarginBelow = inCell ? lengths.least("margin-bottom", usual) : 0;
            place.left += place.onlyBack(lengths.least("margin-left", 0));
        }
    }

    /** How far it reaches beyond its line what an element paints that is no box of its own. */
    private static void reach(Lengths lengths, Place place, Place around) {
        place.over = around.over;
        place.under = around.under;
        double border = lengths.border();
        if (place.paints || border >= WIDE_BORDER) {
            double beyond = border - place.room(lengths.em);
            place.paints = true;
            place.over = Math.max(place.over, beyond + lengths.most("padding-top"));
            place.under = place.raised ? Math.max(place.under, beyond + lengths.most("padding-bottom")) : place.under;
        }
    }

    private void pad(Element element, HtmlTag kind, Lengths lengths, Place place) {
        double indent = kind == HtmlTag.LIST || kind == HtmlTag.QUOTE ? INDENT : 0;
        place.gapBefore = above.gap() + margin();
        place.textsBefore = texts;
        place.textsBeforeCell = place.cell ? texts : place.textsBeforeCell;
        place.left += place.onlyBack(lengths.least("padding-left", indent));
        if (place.inFlow) {
            place.paddingBelow = lengths.least("padding-bottom", 0);
            place.height = lengths.height(element, place.cell);
            pad(lengths.least("padding-top", 0));
        }
    }

    /** @param around what the element stands in */
    void leave(Place place, Place around) {
        if (!place.block) {
            return;
        }
        endLine();
        if (place.inRow != null) {
            above = place.inRow;
            forgetMargins();
        }
        if (place.inFlow) {
            pad(place.paddingBelow);
            if (texts == place.textsBefore) {
                add(place.gapBefore + place.height - above.gap() - margin());
            }
        }
        if (place.paints && place.raised) {
            double gap = above.gap() + margin();
            above = new Above(
                    above.size(),
                    above.gap(),
                    Math.min(above.up(), place.up),
                    Math.max(above.under(), gap + place.shadow),
                    above.pulled());
        }
        space(place.marginBelow, place);
        usualMargin = place.cell ? 0 : Math.max(usualMargin, place.inFlow ? place.usualMarginBelow : 0);
        if (place.cell && around.row != null) {
            Above here = gathered();
            around.inRow = around.inRow == null ? here : around.inRow.nearer(here);
        }
    }

    void lineBreak(CssStyle style, Place place) {
        if (line.size() > 0) {
            endLine();
        } else {
            pad(place.lineHeight(size(style)));
        }
        pulledAside = 0;
    }

    /**
     * A text that is seen.
     *
     * @param length of it in characters
     * @param broken whether lines end within it
     */
    void text(int length, boolean broken, CssStyle style, Place place) {
        double em = size(style);
        look(place, em, place.over);
        put(place, em);
        texts++;
        filled += length * em * WIDTH_OF_A_LETTER;
        if (broken || filled > Math.min(style.width(), MOST_WIDTH)) {
            endLine();
            look(place, em, place.over);
            put(place, em);
        }
    }

    private void put(Place place, double em) {
        Above text = new Above(em, place.room(em), place.up, place.under, 0);
        line = line.size() > 0 ? line.nearer(text) : text;
        pulledAside = 0;
    }

    /** @param reach how far the line of a text is reached beyond by what is painted there; none if nothing is */
    private void look(Place place, double em, double reach) {
        boolean begins = line.size() == 0;
        double left = place.left - pulledAside + (begins ? Math.min(0, place.indent) : 0);
        double most = begins || reach == NOTHING ? MOST_MOVED : Math.min(MOST_MOVED, line.size() / 2);
        found |= left < -MOST_MOVED
                || pulledAside > most
                || place.moved > MOST_MOVED
                || place.movedAside > MOST_MOVED
                || above.pulled() > MOST_MOVED;
        double nearer = place.up - above.up() + above.pulled() - above.gap() - margin();
        found |= above.size() > 0 && nearer + reach > MAY_BE_COVERED * above.size();
        found |= nearer + above.under() - place.room(em) > MAY_BE_COVERED * em;
    }

    private void endLine() {
        if (line.size() > 0) {
            above = line;
            line = NONE;
            forgetMargins();
        }
        filled = 0;
        pulledAside = 0;
    }

    private void space(double length, Place place) {
        margin = place.inFlow ? Math.max(margin, length) : margin;
        pull(Math.min(0, length));
    }

    private double margin() {
        return Math.max(margin, usualMargin);
    }

    private void forgetMargins() {
        margin = 0;
        usualMargin = 0;
    }

    /** Room that no margin shares. */
    private void pad(double length) {
        if (length > 0) {
            add(margin() + length);
            forgetMargins();
        }
    }

    private void add(double room) {
        if (room > 0) {
            above = new Above(above.size(), above.gap() + room, above.up(), above.under(), above.pulled());
        }
    }

    private void pull(double length) {
        if (length < 0) {
            above = new Above(above.size(), above.gap(), above.up(), above.under(), above.pulled() - length);
        }
    }

    private Above gathered() {
        return new Above(above.size(), above.gap() + margin(), above.up(), above.under(), above.pulled());
    }

    /** The size of letters, where it is not known the least. */
    private static double size(CssStyle style) {
        return Double.isNaN(style.fontSize()) ? 0 : style.fontSize();
    }

    /** What the lengths of an element come to. */
    private record Lengths(CssDeclared own, double em, double width) {
        double least(String property, double undeclared) {
            double least = Double.POSITIVE_INFINITY;
            for (CssValue value : own.options(property)) {
                boolean unknown = CssValue.UNKNOWN.equals(value) && property.startsWith("margin");
                least = Math.min(least, value == null ? undeclared : unknown ? FAR_BACK : pixels(value));
            }
            return least;
        }

        double most(String property) {
            double most = 0;
            for (CssValue value : own.options(property)) {
                most = Math.max(most, value == null ? 0 : pixels(value));
            }
            return most;
        }

        private double pixels(CssValue value) {
            return value instanceof Length length ? length.in(em, width) : 0;
        }

        /** How far an element is moved, by the first of two properties if it has a length, or back by the other. */
        double offset(String first, String other) {
            double most = 0;
            boolean declared = own.value(first) instanceof Length;
            for (CssValue value : own.options(declared ? first : other)) {
                double moved = value == null ? 0 : pixels(value) * (declared ? 1 : -1);
                most = Math.abs(moved) > Math.abs(most) ? moved : most;
            }
            return most;
        }

        double border() {
            double most = 0;
            for (String property : own.properties()) {
                most = property.endsWith(CssProperties.WIDTH) ? Math.max(most, most(property)) : most;
            }
            return most;
        }

        double height(Element element, boolean cell) {
            if (own.has("max-height")) {
                return 0;
            }
            String attribute = cell ? element.attr("height") : "";
            return least("height", PIXELS.matcher(attribute).matches() ? Integer.parseInt(attribute) : 0);
        }
    }
}
