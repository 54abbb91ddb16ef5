// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/**
 * What is written around the text of an element for what its look says: struck, quoted, raised, a reading beside it.
 *
 * @param open before the text
 * @param close behind it
 * @param digits how digits in it are written
 */
record TextMark(String open, String close, Digits digits) {
    static final TextMark NONE = new TextMark("", "", Digits.USUAL);
    static final TextMark STRUCK = new TextMark("~~", "~~", Digits.USUAL);

    private static final TextMark QUOTED = new TextMark("“", "”", Digits.USUAL);
    private static final TextMark READING = new TextMark("(", ")", Digits.USUAL);
    private static final Set<String> STRUCK_TAGS = Set.of("s", "strike", "del");
    private static final int MAX_LOOKED_AT = 20;
    private static final int MAX_RAISED = 60;
    private static final Pattern BOX = Pattern.compile("(?:inline-)(?:block|flex|grid|table)|table-cell");
    private static final Pattern PIXEL = Pattern.compile("[0-2](?:px)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern TINY = Pattern.compile(
            "(?:^|[;\\s])(?:max-)?(?:width|height)\\s*:\\s*[0-2](?:px|pt)?\\s*(?:!|;|$)", Pattern.CASE_INSENSITIVE);

    /** How digits are written. */
    enum Digits {
        USUAL,
        HIGH,
        LOW
    }

    /** @param declared what the styles of the document say of the element */
    static TextMark of(Element element, CssDeclared declared, TextLayout layout) {
        String name = element.normalName();
        String decoration = declared.written(
                "text-decoration-line",
                declared.written("text-decoration", STRUCK_TAGS.contains(name) ? "line-through" : ""));
        if (decoration.contains("line-through")) {
            return STRUCK;
        }
        String usual = name.equals("sup") ? "super" : name.equals("sub") ? "sub" : "";
        return switch (declared.written("vertical-align", usual)) {
            case "super" -> around(element, layout, true);
            case "sub" -> around(element, layout, false);
            default ->
                switch (name) {
                    case "q" -> QUOTED;
                    case "rt" -> READING;
                    default -> NONE;
                };
        };
    }

    /** Whether an element is a box of its own on the line. */
    static boolean isBox(CssDeclared declared) {
        String side = declared.written("float", "none");
        return BOX.matcher(declared.written("display", "")).matches() || side.equals("left") || side.equals("right");
    }

    /** Whether an element without text can be seen, or clicked where a picture lies below it. */
    static boolean covers(CssDeclared declared) {
        String position = declared.written("position", "");
        boolean sized =
                declared.has("height") && declared.written("display", "").endsWith("block");
        return position.equals("absolute") || position.equals("fixed") || sized || declared.has("background-image");
    }

    /** Whether a picture is there to be loaded, not to be seen. */
    static boolean isTiny(Element picture) {
        return isPixel(picture.attr("width")) || isPixel(picture.attr("height"));
    }

    /** The same by its style, beside which browsers show the words of a picture that is not loaded. */
    static boolean isTinyByStyle(Element picture) {
        return TINY.matcher(picture.attr("style")).find();
    }

    static boolean isPixel(String side) {
        return PIXEL.matcher(side.strip()).matches();
    }

    private static TextMark around(Element element, TextLayout layout, boolean high) {
        String content = element.text();
        if (content.length() > MAX_RAISED) {
            return new TextMark(" ", " ", Digits.USUAL);
        }
        char before = layout.before(0);
        char after = after(element);
        RaisedText text = high
                ? RaisedText.raised(content, before, layout.before(1), after)
                : RaisedText.lowered(content, before, layout.before(1), after);
        return new TextMark(text.open(), text.close(), !text.digits() ? Digits.USUAL : high ? Digits.HIGH : Digits.LOW);
    }

    /** The character that follows an element on its line; a blank for none. */
    private static char after(Element element) {
        Node node = element;
        for (int looked = 0; looked < MAX_LOOKED_AT && node != null; looked++) {
            Node next = node.nextSibling();
            if (next == null) {
                node = node.parent();
                if (node instanceof Element around
                        && HtmlTag.of(around.normalName()).isBlock()) {
                    return ' ';
                }
                continue;
            }
            node = next;
            while (node instanceof Element inner && inner.childNodeSize() > 0) {
                if (HtmlTag.of(inner.normalName()).isBlock()) {
                    return ' ';
                }
                node = inner.childNode(0);
            }
            if (node instanceof TextNode text && !text.getWholeText().isEmpty()) {
                return text.getWholeText().charAt(0);
            }
            if (node instanceof Element) {
                return ' ';
            }
        }
        return ' ';
    }
}
