// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

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

    /** @param name in lower case */
    static HtmlTag of(String name) {
        return switch (name) {
            case "script",
                    "style",
                    "template",
                    "svg",
                    "math",
                    "object",
                    "head",
                    "title",
                    "iframe",
                    "audio",
                    "video",
                    "canvas",
                    "applet",
                    "embed",
                    "frameset",
                    "noframes",
                    "datalist",
                    "rp",
                    "param",
                    "area",
                    "meta",
                    "link",
                    "base",
                    "dialog",
                    "noembed",
                    "optgroup",
                    "option" -> DROPPED;
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
            case "div",
                    "body",
                    "html",
                    "address",
                    "article",
                    "aside",
                    "center",
                    "dd",
                    "details",
                    "dt",
                    "figcaption",
                    "footer",
                    "form",
                    "header",
                    "hgroup",
                    "legend",
                    "main",
                    "nav",
                    "search",
                    "section",
                    "summary",
                    "caption",
                    "textarea" -> BLOCK;
            default -> INLINE;
        };
    }
}
