// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/**
 * What of an element's computed style decides whether and how its text is seen.
 *
 * @param gone nothing within can be seen, whatever it says itself
 * @param invisible {@code visibility}, which descendants may undo
 * @param fontSize in pixels
 * @param color of the text, as declared
 * @param background opaque, what the text stands on
 * @param gradient colours the background runs through; null for one colour
 * @param opacity of the element with all around it
 * @param textHidden the text of this element and of those that inherit it lies out of sight
 * @param painted whether an element around, other than the page, paints a background
 * @param block whether it starts a line of its own
 * @param before empty line before it
 * @param after empty line after it
 * @param marked whether its list items have markers
 * @param custom the custom properties it hands on
 */
record CssStyle(
        boolean gone,
        boolean invisible,
        double fontSize,
        CssColor color,
        CssColor background,
        @Nullable List<CssColor> gradient,
        double opacity,
        boolean textHidden,
        boolean painted,
        CssWhiteSpace whiteSpace,
        boolean block,
        boolean before,
        boolean after,
        boolean marked,
        Map<String, String> custom) {
    private static final double LEAST_FONT_SIZE = 2;
    private static final double LEAST_CONTRAST = 1.2;
    private static final double LEAST_DISTANCE = 150;
    private static final double LEAST_OPACITY = 0.1;
    /** Margins from which on a paragraph looks set apart, in parts of the font size. */
    private static final double PARAGRAPH_MARGIN = 0.6;

    static final CssStyle PAGE = new CssStyle(
            false,
            false,
            CssLength.MEDIUM,
            CssColor.BLACK,
            CssColor.WHITE,
            null,
            1,
            false,
            false,
            CssWhiteSpace.NORMAL,
            true,
            false,
            false,
            true,
            Map.of());

    CssStyle withCustom(Map<String, String> values) {
        return with(gone, values);
    }

    /** The same of an element that is not displayed. */
    CssStyle removed() {
        return gone ? this : with(true, custom);
    }

    private CssStyle with(boolean nowGone, Map<String, String> nowCustom) {
        return new CssStyle(
                nowGone,
                invisible,
                fontSize,
                color,
                background,
                gradient,
                opacity,
                textHidden,
                painted,
                whiteSpace,
                block,
                before,
                after,
                marked,
                nowCustom);
    }

    /** Whether text that stands directly in the element is seen. */
    boolean showsText() {
        return showsImages() && !textHidden && fontSize > LEAST_FONT_SIZE && standsOut();
    }

    boolean showsImages() {
        return !gone && !invisible && opacity >= LEAST_OPACITY;
    }

    private boolean standsOut() {
        if (gradient != null) {
            return gradient.stream().anyMatch(stop -> standsOutFrom(stop.over(background)));
        }
        return standsOutFrom(background);
    }

    private boolean standsOutFrom(CssColor below) {
        CssColor seen = color.withAlpha(opacity).over(below);
        return seen.contrast(below) >= LEAST_CONTRAST || seen.distance(below) >= LEAST_DISTANCE;
    }

    /** @param own the properties declared for the element */
    static CssStyle of(Element element, CssRules.Declared own, CssStyle parent, boolean quirks) {
        Map<String, String> declared = own.values();
        String tag = element.normalName();
        HtmlTag kind = HtmlTag.of(tag);
        double inheritedSize = quirks && tag.equals("table") ? CssLength.MEDIUM : parent.fontSize;
        double fontSize = fontSize(element, declared, kind, inheritedSize);
        String display = declared.getOrDefault("display", hiddenByItself(element) ? "none" : "");
        boolean block = display.isEmpty() ? kind.isBlock() : isBlock(display);

        CssColor color = color(element, declared, parent);
        CssColor ownBackground = ownBackground(element, declared, color);
        boolean paints = ownBackground.alpha() > 0;
        String image = declared.getOrDefault("background-image", "none");
        List<CssColor> ownGradient = image.contains("gradient(") ? CssGradient.colors(image) : null;
        boolean clippedToText = declared.getOrDefault(
                        "-webkit-background-clip", declared.getOrDefault("background-clip", ""))
                .equals("text");
        CssColor background = paints && !clippedToText ? ownBackground.over(parent.background) : parent.background;
        if (clippedToText) {
            color = color.over(ofLetters(ownBackground, ownGradient, background));
            ownGradient = null;
        }

        double opacity = parent.opacity * CssHiding.opacity(declared);
        boolean gone = parent.gone
                || CssHiding.removes(display, declared)
                || CssHiding.putsOutOfSight(declared, kind, display, block, fontSize, parent.painted);
        return new CssStyle(
                gone,
                invisible(declared, parent),
                fontSize,
                color,
                background,
                ownGradient != null ? ownGradient : paints && !clippedToText ? null : parent.gradient,
                opacity,
                CssHiding.hidesText(declared, fontSize, parent.textHidden),
                parent.painted || ((paints || ownGradient != null) && !tag.equals("body") && !tag.equals("html")),
                CssWhiteSpace.of(declared.getOrDefault("white-space", ""), kind, parent.whiteSpace),
                block,
                block && margin(declared.get("margin-top"), kind, fontSize),
                block && margin(declared.get("margin-bottom"), kind, fontSize),
                declared.containsKey("list-style-type")
                        ? !declared.getOrDefault("list-style-type", "").equals("none")
                        : kind == HtmlTag.LIST || parent.marked,
                own.custom());
    }

    private static boolean hiddenByItself(Element element) {
        return element.hasAttr("hidden") || element.hasAttr("popover");
    }

    /** What shines through letters that are holes to the background: of a gradient the colour that is seen best. */
    private static CssColor ofLetters(CssColor paint, @Nullable List<CssColor> gradient, CssColor below) {
        CssColor best = paint.over(below);
        for (CssColor stop : gradient == null ? List.<CssColor>of() : gradient) {
            CssColor seen = stop.over(below);
            best = seen.contrast(below) > best.contrast(below) ? seen : best;
        }
        return best;
    }

    private static boolean isBlock(String display) {
        return switch (display) {
            case "inline",
                    "inline-block",
                    "inline-flex",
                    "inline-grid",
                    "inline-table",
                    "contents",
                    "initial",
                    "unset",
                    "inherit" -> false;
            default -> true;
        };
    }

    private static double fontSize(Element element, Map<String, String> declared, HtmlTag kind, double parent) {
        String value = declared.get("font-size");
        Double size = value == null ? null : CssLength.fontSize(value, parent);
        if (size != null && size >= 0) {
            return size;
        }
        if (element.normalName().equals("font") && element.hasAttr("size")) {
            return legacySize(element.attr("size").strip(), parent);
        }
        return parent * kind.fontScale();
    }

    /** The sizes 1 to 7 of {@code font}; HTML 15.3.4. */
    private static double legacySize(String value, double parent) {
        return switch (value) {
            case "1" -> 10;
            case "2", "-1" -> 13;
            case "3", "+0" -> 16;
            case "4", "+1" -> 18;
            case "5", "+2" -> 24;
            case "6", "+3" -> 32;
            case "7", "+4" -> 48;
            default -> value.startsWith("-") ? 10 : parent;
        };
    }

    private static CssColor color(Element element, Map<String, String> declared, CssStyle parent) {
        String value = declared.getOrDefault("-webkit-text-fill-color", declared.getOrDefault("color", ""));
        if (value.equals("currentcolor")) {
            value = declared.getOrDefault("color", "inherit");
        }
        if (value.equals("inherit") || value.equals("unset") || value.equals("currentcolor")) {
            return parent.color;
        }
        CssColor color = value.equals("initial") ? CssColor.BLACK : CssColor.parse(value);
        if (color != null) {
            return color;
        }
        String attribute = element.normalName().equals("body") ? element.attr("text") : element.attr("color");
        CssColor legacy = attribute.isEmpty() ? null : CssColor.parseAttribute(attribute);
        if (legacy != null) {
            return legacy;
        }
        return element.normalName().equals("a") && element.hasAttr("href") ? CssColor.LINK : parent.color;
    }

    private static CssColor ownBackground(Element element, Map<String, String> declared, CssColor color) {
        String value = declared.get("background-color");
        if (value != null) {
            return value.equals("currentcolor") ? color : orTransparent(CssColor.parse(value));
        }
        return switch (element.normalName()) {
            case "body", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "marquee" ->
                orTransparent(CssColor.parseAttribute(element.attr("bgcolor")));
            case "mark" -> new CssColor(255, 255, 0, 1);
            default -> CssColor.TRANSPARENT;
        };
    }

    private static CssColor orTransparent(@Nullable CssColor color) {
        return color == null ? CssColor.TRANSPARENT : color;
    }

    private static boolean invisible(Map<String, String> declared, CssStyle parent) {
        return switch (declared.getOrDefault("visibility", "")) {
            case "hidden", "collapse" -> true;
            case "visible", "initial" -> false;
            default -> parent.invisible;
        };
    }

    private static boolean margin(@Nullable String declared, HtmlTag kind, double fontSize) {
        Double margin = CssLength.pixels(declared, fontSize, CssLength.PAGE_WIDTH);
        return margin == null ? kind.isSetApart() : margin >= fontSize * PARAGRAPH_MARGIN && margin > 1;
    }
}
