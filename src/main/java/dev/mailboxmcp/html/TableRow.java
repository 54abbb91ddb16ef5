// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

import dev.mailboxmcp.text.TextCleaner;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jspecify.annotations.Nullable;

/**
 * A row that reads best as one line: of a table of data, or of short cells. Most tables in mails only place things; the
 * cells of their rows follow each other as blocks.
 *
 * @param keepsEmpty whether an empty cell matters, since columns have a meaning
 */
record TableRow(boolean keepsEmpty) {
    private static final int MAX_NODES = 60;
    private static final int MAX_DATA_CHARS = 500;
    private static final int MAX_CELL_CHARS = 80;
    private static final int MAX_CELLS = 50;

    /** @return null for a row whose cells stand each on their own */
    static @Nullable TableRow of(Element row) {
        boolean data = isOfData(row);
        int filled = 0;
        int cells = 0;
        for (Element cell = row.firstElementChild(); cell != null; cell = cell.nextElementSibling()) {
            if (HtmlTag.of(cell.normalName()) != HtmlTag.CELL) {
                continue;
            }
            int length = lengthOnOneLine(cell, data);
            if (length < 0 || ++cells > MAX_CELLS) {
                return null;
            }
            filled += length > 0 ? 1 : 0;
        }
        return filled > 1 || (data && filled == 1 && cells > 1) ? new TableRow(data) : null;
    }

    private static boolean isOfData(Element row) {
        Element table = row.parent();
        for (int i = 0; i < 2 && table != null && HtmlTag.of(table.normalName()) != HtmlTag.TABLE; i++) {
            table = table.parent();
        }
        if (table == null
                || table.attr("role").equals("presentation")
                || table.attr("role").equals("none")) {
            return false;
        }
        return hasHeading(table) || hasBorder(table) || table.hasAttr("rules");
    }

    private static boolean hasBorder(Element table) {
        String width = table.attr("border");
        return !width.isEmpty() && width.charAt(0) >= '1' && width.charAt(0) <= '9';
    }

    /** Whether one of the first rows has heading cells. */
    private static boolean hasHeading(Element table) {
        int looked = 0;
        for (Element part = table.firstElementChild();
                part != null && looked < 10;
                part = part.nextElementSibling(), looked++) {
            if (part.normalName().equals("thead")) {
                return true;
            }
            Element row = part.normalName().equals("tr") ? part : part.firstElementChild();
            Element cell = row == null ? null : row.firstElementChild();
            if (cell != null && cell.normalName().equals("th")) {
                return true;
            }
        }
        return false;
    }

    /** The length of what fits on one line; negative if it does not. */
    private static int lengthOnOneLine(Element cell, boolean data) {
        int chars = 0;
        int nodes = 0;
        int breaks = 0;
        Node node = cell;
        do {
            node = next(node, cell);
            if (node instanceof TextNode text) {
                chars += TextCleaner.line(text.getWholeText(), MAX_DATA_CHARS + 1)
                        .length();
            } else if (node instanceof Element element) {
                HtmlTag kind = HtmlTag.of(element.normalName());
                switch (kind) {
                    case BLOCK, PARAGRAPH -> breaks++;
                    case TABLE, ROW, CELL, TABLE_PART, LIST, LIST_ITEM, QUOTE, PREFORMATTED, HEADING -> {
                        return -1;
                    }
                    case DROPPED, INLINE, SMALL, BIG, MONOSPACED -> {
                        breaks += element.normalName().equals("br") ? 1 : 0;
                        chars += element.attr("alt").isBlank() ? 0 : 1;
                    }
                }
            }
            if (++nodes > MAX_NODES || breaks > (data ? 5 : 1) || chars > (data ? MAX_DATA_CHARS : MAX_CELL_CHARS)) {
                return -1;
            }
        } while (node != null);
        return chars;
    }

    /** The next node in document order, within an element. */
    private static @Nullable Node next(Node node, Element within) {
        if (node.childNodeSize() > 0
                && !(node instanceof Element element && HtmlTag.of(element.normalName()) == HtmlTag.DROPPED)) {
            return node.childNode(0);
        }
        Node at = node;
        while (at != null && !at.equals(within)) {
            Node sibling = at.nextSibling();
            if (sibling != null) {
                return sibling;
            }
            at = at.parent();
        }
        return null;
    }
}
