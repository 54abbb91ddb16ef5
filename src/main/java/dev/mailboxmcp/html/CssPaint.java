// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

import dev.mailboxmcp.html.CssValue.Gradient;
import dev.mailboxmcp.html.CssValue.Keyword;
import dev.mailboxmcp.html.CssValue.Length;
import dev.mailboxmcp.html.CssValue.Paint;
import java.util.List;
import java.util.Set;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/** The colours of an element's text and of what it stands on, by style and by attributes of old. Pure. */
final class CssPaint {
    static final String FILL = "text-fill-color";

    private static final Set<String> UNPAINTED = CssProperties.words("none initial unset picture placed");

    private CssPaint() {}

    /** The colour of the letters, which may be another than that of what else has the colour of the text. */
    static @Nullable CssColor color(Element element, CssDeclared own, CssStyle parent) {
        if (own.judge("background-clip", Visibility.SHOWN, value -> Visibility.SHOWN) != Visibility.SHOWN) {
            return null; // the background may be seen through the letters
        }
        boolean filled = own.has(FILL) || parent.filled();
        return own.one(
                filled ? FILL : "color",
                value -> value != null
                        ? color(value, parent.color(), CssColor.BLACK)
                        : filled ? parent.color() : ownColor(element, parent.color()),
                Object::equals);
    }

    private static @Nullable CssColor ownColor(Element element, @Nullable CssColor inherited) {
        boolean link = element.normalName().equals("a") && element.hasAttr("href");
        Document document = element.ownerDocument();
        String attribute = link && document != null
                ? document.body().attr("link")
                : switch (element.normalName()) {
                    case "body" -> element.attr("text");
                    case "font" -> element.attr("color");
                    default -> "";
                };
        if (!attribute.isEmpty()) {
            return color(CssColor.attribute(attribute), null, CssColor.BLACK);
        }
        return link ? CssColor.LINK : inherited;
    }

    /**
     * What the text of an element stands on.
     *
     * @param below what the element stands on
     * @param color of its text
     */
    static CssGround ground(Element element, CssDeclared own, CssGround below, @Nullable CssColor color) {
        CssGround ground = below.painted(
                own.one(
                        "background-color",
                        value -> value == null ? ownBackground(element) : color(value, color, CssColor.TRANSPARENT),
                        Object::equals),
                element.normalName().equals("body") || element.normalName().equals("html"));
        List<@Nullable CssValue> images = own.options("background-image");
        for (CssValue image : images) {
            boolean placed = image instanceof Gradient
                    && (images.size() > 1
                            || own.has("background-size")
                            || own.has("background-repeat")
                            || own.has("background-position"));
            if (image != null) {
                ground = ground.pictured(placed ? CssValue.UNKNOWN : image);
            } else if (element.hasAttr("background")) {
                boolean elsewhere = CssProperties.isElsewhere(element.attr("background"));
                ground = ground.pictured(elsewhere ? new Keyword("picture") : CssValue.UNKNOWN);
            }
        }
        return ground;
    }

    private static @Nullable CssColor ownBackground(Element element) {
        return switch (element.normalName()) {
            case "body", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "marquee" ->
                element.attr("bgcolor").isBlank()
                        ? CssColor.TRANSPARENT
                        : color(CssColor.attribute(element.attr("bgcolor")), null, CssColor.TRANSPARENT);
            case "mark" -> new CssColor(255, 255, 0, 1);
            default -> CssColor.TRANSPARENT;
        };
    }

    /** Whether an element has a ground of its own, which covers what lies below it. */
    static boolean fills(Element element, CssDeclared own) {
        return !CssColor.TRANSPARENT.equals(ownBackground(element))
                || element.hasAttr("background") && !CssProperties.isElsewhere(element.attr("background"))
                || own.options("background-color").stream().anyMatch(CssPaint::isPainted)
                || own.options("background-image").stream().anyMatch(CssPaint::isPainted);
    }

    private static boolean isPainted(@Nullable CssValue value) {
        return switch (value) {
            case null -> false;
            case Paint paint -> paint.color().alpha() > 0;
            case Keyword keyword -> !UNPAINTED.contains(keyword.name());
            default -> true;
        };
    }

    /** Whether an element covers what lies below, if something does, or pulls what follows out of its place. */
    static boolean covers(Element element, CssDeclared own) {
        return element.hasAttr("bgcolor")
                || element.hasAttr("background")
                || own.properties().stream().anyMatch(property -> {
                    boolean clear = own.value(property) instanceof Paint paint
                            && paint.color().alpha() == 0;
                    boolean pulls = own.value(property) instanceof Length length && length.in(16, 1) < -8;
                    return pulls
                            || property.startsWith("border") && !property.endsWith("radius")
                            || property.startsWith("outline")
                            || property.equals("box-shadow")
                            || property.startsWith("background")
                                    && !clear
                                    && !CssValue.HARMLESS.equals(own.value(property));
                });
    }

    /** The colour that is meant; null where it is not known. */
    private static @Nullable CssColor color(@Nullable CssValue value, @Nullable CssColor inherited, CssColor initial) {
        return switch (value) {
            case Paint paint -> paint.color();
            case Keyword keyword ->
                switch (keyword.name()) {
                    case "inherit", "unset", "currentcolor" -> inherited;
                    case "initial" -> initial;
                    default -> null;
                };
            case null, default -> null;
        };
    }
}
