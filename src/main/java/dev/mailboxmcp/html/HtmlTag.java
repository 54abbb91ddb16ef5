// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

import java.util.Set;
import org.jsoup.nodes.Element;

/** Kinds of elements, by how browsers lay them out. */
enum HtmlTag {
    /** Never shown, nor anything within. */
    DROPPED(false, false, 1),
    INLINE(false, false, 1),
    SMALL(false, false, 1 / 1.2),
    BIG(false, false, 1.2),
    MONOSPACED(false, false, 13 / 16.0),
    BLOCK(true, false, 1),
    PARAGRAPH(true, true, 1),
    HEADING(true, true, 1.2),
    LIST(true, true, 1),
    LIST_ITEM(true, false, 1),
    QUOTE(true, true, 1),
    PREFORMATTED(true, true, 13 / 16.0),
    TABLE(true, false, 1),
    TABLE_PART(true, false, 1),
    ROW(true, false, 1),
    CELL(true, false, 1);

    private static final Set<String> WITHOUT_TEXT = CssProperties.words("""
            area base datalist embed head iframe link meta metadata meter noembed noframes param progress rp
            script style template title
            """);

    private static final Set<String> BLOCKS = CssProperties.words("""
            address article aside body caption center dd details dialog div dt figcaption footer form frameset header hgroup
            html legend main nav optgroup option search section summary textarea
            """);

    private static final Set<String> ON_A_LINE = CssProperties.words("""
            a abbr acronym b bdi blink br button cite data del dfn em font i img input ins label mark nobr noscript output
            picture q rb rt rtc ruby s select slot source span strike strong time track u var wbr
            """);

    private final boolean block;
    private final boolean setApart;
    private final double fontScale;

    HtmlTag(boolean block, boolean setApart, double fontScale) {
        this.block = block;
        this.setApart = setApart;
        this.fontScale = fontScale;
    }

    boolean isBlock() {
        return block;
    }

    /** Whether an empty line stands around it. */
    boolean isSetApart() {
        return setApart;
    }

    double fontScale() {
        return fontScale;
    }

    boolean isOfTable() {
        return this == TABLE || this == TABLE_PART || this == ROW || this == CELL;
    }

    /**
     * Whether programs differ in what they show of the element: browsers lay it out by rules of their own, or take it away,
     * and web mail does not; or it is none that we know.
     */
    static boolean isDoubtful(Element element) {
        String name = element.normalName();
        boolean closed = (name.equals("details") || name.equals("dialog")) && !element.hasAttr("open");
        boolean prefixed = name.startsWith("#") || name.indexOf('-') >= 0 || name.indexOf(':') >= 0;
        boolean strange = of(name) == INLINE && !ON_A_LINE.contains(name) && !prefixed;
        return closed || strange || element.hasAttr("popover") || name.equals("marquee") || name.equals("frameset");
    }

    /** @param name in lower case */
    static HtmlTag of(String name) {
        if (WITHOUT_TEXT.contains(name)) {
            return DROPPED;
        }
        return switch (name) {
            case "p", "dl", "figure", "fieldset", "hr" -> PARAGRAPH;
            case "h1", "h2", "h3", "h4", "h5", "h6" -> HEADING;
            case "ul", "ol", "menu", "dir" -> LIST;
            case "li" -> LIST_ITEM;
            case "blockquote" -> QUOTE;
            case "pre", "listing", "xmp", "plaintext" -> PREFORMATTED;
            case "table" -> TABLE;
            case "thead", "tbody", "tfoot", "colgroup", "col" -> TABLE_PART;
            case "tr" -> ROW;
            case "td", "th" -> CELL;
            case "small", "sub", "sup" -> SMALL;
            case "big" -> BIG;
            case "code", "tt", "kbd", "samp" -> MONOSPACED;
            default -> BLOCKS.contains(name) ? BLOCK : INLINE;
        };
    }
}
