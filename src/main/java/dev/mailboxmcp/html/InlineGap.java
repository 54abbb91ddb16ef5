// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

import dev.mailboxmcp.html.CssValue.Keyword;
import dev.mailboxmcp.html.CssValue.Length;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.TextNode;

/**
 * The sides at which an element on a line stands visibly apart from its neighbours though no white space is written there,
 * so that no number comes out that looks right and is wrong: {@code 1<b style="margin-left:1em">2</b>} is {@code 1 2}.
 *
 * @param before whether there is a gap where the element begins
 * @param after whether there is one where it ends
 */
record InlineGap(boolean before, boolean after) {
    static final InlineGap NONE = new InlineGap(false, false);
    private static final InlineGap AROUND = new InlineGap(true, true);

    /** The pixels from which on a gap is seen as one. */
    private static final double SEEN = 2;

    /** Longer values are looked at by nobody but an attacker. */
    private static final int MAX_WRITTEN = 100;

    private static final Set<String> TAKES_ROOM = CssProperties.words("""
            audio button canvas embed iframe input meter object progress select svg video
            """);

    private static final Pattern BORDER = Pattern.compile(
            "(?s)(?!.*(?:^|\\s)0(?:px|pt)?(?:\\s|$)).*(?:dashed|dotted|double|groove|inset|outset|ridge|solid).*");
    private static final Pattern WIDE = Pattern.compile("(?s)(?:.*\\s)?(?:[2-9]|[1-9][0-9]+)(?:\\.[0-9]+)?(?:px|pt).*"
            + "|(?:.*\\s)?(?:[0-9]*\\.)?[0-9]*[1-9](?:r?em|ch|ex|%|vw).*");

    /**
     * @param declared what the styles of the document say of the element
     * @param item whether what stands around it lays it out as a box
     * @param rightToLeft whether the line runs so
     */
    static InlineGap of(Element element, CssDeclared declared, CssStyle style, boolean item, boolean rightToLeft) {
        String name = element.normalName();
        String side = declared.written("float", "none");
        boolean placed = declared.has("position")
                && (isSeen(Math.abs(pixels(declared, "left", style)))
                        || isSeen(Math.abs(pixels(declared, "right", style))));
        boolean sized = declared.written("display", "").startsWith("inline-")
                && (declared.has("width") || declared.has("min-width"));
        if (item || placed || sized || side.equals("right") || takesRoom(element, name, declared, style)) {
            return AROUND;
        }
        if (side.equals("left") && isLetter(element)) {
            return NONE;
        }
        boolean left = isWide(declared, style, "left", rightToLeft ? "end" : "start");
        boolean right = isWide(declared, style, "right", rightToLeft ? "start" : "end");
        return rightToLeft ? new InlineGap(right, left) : new InlineGap(left, right);
    }

    /** Whether it holds one letter, as the large initial of a text does. */
    private static boolean isLetter(Element element) {
        return element.childNodeSize() == 1
                && element.childNode(0) instanceof TextNode text
                && text.getWholeText().strip().length() == 1
                && Character.isLetter(text.getWholeText().strip().charAt(0));
    }

    private static boolean isWide(CssDeclared declared, CssStyle style, String side, String end) {
        return isSeen(pixels(declared, "margin-" + side, style) + pixels(declared, "padding-" + side, style))
                || says(BORDER, declared.written("border-" + side, declared.written("border", "")))
                || isWide(declared, "margin-inline", end)
                || isWide(declared, "padding-inline", end);
    }

    private static boolean isWide(CssDeclared declared, String property, String end) {
        return says(WIDE, declared.written(property + "-" + end, declared.written(property, "")));
    }

    private static boolean says(Pattern pattern, String written) {
        return !written.isEmpty()
                && written.length() <= MAX_WRITTEN
                && pattern.matcher(written).matches();
    }

    private static boolean takesRoom(Element element, String name, CssDeclared declared, CssStyle style) {
        boolean picture = name.equals("img") && element.attr("alt").isBlank(); // else its words stand there
        boolean field = TAKES_ROOM.contains(name)
                && !element.attr("type").toLowerCase(Locale.ROOT).equals("hidden");
        if (!picture && !field) {
            return false;
        }
        if (declared.value("width") instanceof Length) {
            return isSeen(pixels(declared, "width", style));
        }
        return element.hasAttr("width")
                ? !TextMark.isPixel(element.attr("width"))
                : !TextMark.isTiny(element) && !TextMark.isTinyByStyle(element);
    }

    private static boolean isSeen(double pixels) {
        return pixels >= SEEN;
    }

    /** The most that a length may come to, in pixels; of one that is not understood infinitely many. */
    private static double pixels(CssDeclared declared, String property, CssStyle style) {
        double most = Double.NEGATIVE_INFINITY;
        for (CssValue value : declared.options(property)) {
            double pixels = switch (value) {
                case null -> 0;
                case Length length -> length.in(style.fontSize(), style.width());
                case Keyword keyword -> 0;
                default -> Double.POSITIVE_INFINITY;
            };
            most = Math.max(most, pixels);
        }
        return most;
    }
}
