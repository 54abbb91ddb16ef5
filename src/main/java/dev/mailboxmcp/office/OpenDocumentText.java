// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import dev.mailboxmcp.office.DocumentText.LeftOut;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The text of an OpenDocument text, spreadsheet or presentation (ODF 1.3, part 3). Cells show what they showed when they were
 * saved. Comments, deleted and hidden text, hidden sheets, rows, columns and slides are left out. For one document, on one
 * thread.
 */
final class OpenDocumentText {
    private static final int MAX_COLUMNS = 16_384;
    private static final int MAX_GAP = 50;
    /** A row or a cell that stands there again and again is written so often. */
    private static final int MAX_REPEATED = 50;

    private static final int MAX_SPACES = 100;
    private static final int MAX_ADDRESS = 500;

    private final DocumentText out;
    private final OpenDocumentStyles styles = new OpenDocumentStyles();
    private final BitSet hiddenColumns = new BitSet();
    private final Deque<String> links = new ArrayDeque<>();
    private @Nullable OfficeFormat format;
    private int paragraphs;
    private int notes;
    private int hidden; // the depth of the element that hides what is in it; 0 for none
    private int pages;
    private int cells;
    private int columns; // of the table, that are described
    private int column; // in the row
    private int written;
    private int repeatedRows = 1;
    private int repeatedCells = 1;
    private boolean item;
    private final StringBuilder cell = new StringBuilder();
    private final StringBuilder row = new StringBuilder();

    OpenDocumentText(DocumentText out) {
        this.out = out;
    }

    /** Which of the three it is, as far as it was read; null where it is none. */
    @Nullable
    OfficeFormat format() {
        return format;
    }

    void read(ZipDirectory zip, OfficeBudget budget) throws IOException {
        try (XmlCursor xml = XmlCursor.open(zip, "styles.xml", budget)) {
            if (xml != null) {
                namedStyles(xml);
            }
        }
        try (XmlCursor xml = XmlCursor.open(zip, "content.xml", budget)) {
            if (xml != null) {
                content(xml);
            }
        }
    }

    private void namedStyles(XmlCursor xml) throws IOException {
        while (true) {
            switch (xml.next()) {
                case START -> {
                    if (xml.name().equals("styles")) {
                        styles.read(xml);
                    }
                }
                case END, TEXT -> {}
                case FINISHED -> {
                    return;
                }
            }
        }
    }

    private void content(XmlCursor xml) throws IOException {
        while (true) {
            switch (xml.next()) {
                case START -> start(xml);
                case END -> end(xml);
                case TEXT -> {
                    if (paragraphs > 0) {
                        add(xml.text());
                    }
                }
                case FINISHED -> {
                    return;
                }
            }
        }
    }

    private void start(XmlCursor xml) throws IOException {
        switch (xml.name()) {
            case "automatic-styles" -> styles.read(xml);
            case "text" -> format = format == null ? OfficeFormat.ODT : format;
            case "spreadsheet" -> format = format == null ? OfficeFormat.ODS : format;
            case "presentation" -> format = format == null ? OfficeFormat.ODP : format;
            case "p", "h" -> paragraph(xml);
            case "span" -> hideBy("text", xml);
            case "section" -> hide(xml, xml.attribute("display").equals("none"));
            case "hidden-text" -> hide(xml, !xml.attribute("is-hidden").equals("false"));
            case "s" -> add(" ".repeat(Math.min(xml.number("c", 1), MAX_SPACES)));
            case "tab" -> add("\t");
            case "line-break" -> add(inLine() ? " " : "\n");
            case "list-item" -> item = true;
            case "note" -> {
                notes++;
                add(" [");
            }
            case "a" -> links.push(xml.attribute("href"));
            case "annotation" -> {
                out.leaveOut(LeftOut.COMMENT, 1);
                xml.skip();
            }
            case "tracked-changes" -> out.leaveOut(LeftOut.DELETION, count(xml, "deletion"));
            case "notes" -> {
                boolean noted = words(xml);
                out.leaveOut(LeftOut.NOTES, noted ? 1 : 0);
            }
            case "desc",
                    "title",
                    "binary-data",
                    "forms",
                    "scripts",
                    "ruby-text",
                    "event-listeners",
                    "font-face-decls",
                    "settings" -> xml.skip();
            case "page" -> page(xml);
            case "table" -> table(xml);
            case "table-column" -> tableColumn(xml);
            case "table-row" -> tableRow(xml);
            case "table-cell", "covered-table-cell" -> {
                if (cells++ == 0) {
                    cell.setLength(0);
                    repeatedCells = Math.max(1, xml.number("number-columns-repeated", 1));
                }
            }
            default -> {}
        }
    }

    private void end(XmlCursor xml) throws IOException {
        switch (xml.name()) {
            case "p", "h" -> {
                paragraphs--;
                if (inLine()) {
                    add(" ");
                } else if (hidden == 0) {
                    out.endLine();
                }
            }
            case "note" -> {
                notes--;
                add("] ");
            }
            case "a" -> {
                String address = links.isEmpty() ? "" : links.pop();
                if (address.indexOf(':') > 0 && address.length() <= MAX_ADDRESS) {
                    add(" <" + address + ">");
                }
            }
            case "table-cell", "covered-table-cell" -> {
                if (cells > 0 && --cells == 0) {
                    endCell();
                }
            }
            case "table-row" -> endRow();
            default -> {}
        }
        hidden = xml.depth() < hidden ? 0 : hidden;
    }

    private void paragraph(XmlCursor xml) throws LimitReached {
        paragraphs++;
        hideBy("paragraph", xml);
        if (item && !inLine()) {
            add("- ");
        }
        item = false;
    }

    private void hideBy(String family, XmlCursor xml) {
        String style = xml.attribute("style-name");
        hide(xml, styles.hides(family, style));
        if (styles.isWhite(family, style) && cells == 0 && format == OfficeFormat.ODT) {
            out.doubt();
        }
    }

    private void hide(XmlCursor xml, boolean hides) {
        if (hides && hidden == 0) {
            hidden = xml.depth();
        }
    }

    /** Where a line does not end with the paragraph. */
    private boolean inLine() {
        return cells > 0 || notes > 0;
    }

    private void add(String text) throws LimitReached {
        if (hidden > 0) {
            out.leaveOut(text);
        } else if (cells == 0) {
            out.add(text);
        } else if (cell.length() < DocumentText.MAX_CHARS) {
            cell.append(text);
        }
    }

    private void page(XmlCursor xml) throws IOException {
        pages++;
        if (styles.hides("drawing-page", xml.attribute("style-name"))) {
            out.leaveOut(LeftOut.SLIDE, 1);
            xml.skip();
        } else {
            out.endBlock();
            out.add("Slide " + pages + "\n");
        }
    }

    private void table(XmlCursor xml) throws IOException {
        if (cells > 0) {
            return; // a table in a cell belongs to its text
        }
        columns = 0;
        hiddenColumns.clear();
        if (styles.hides("table", xml.attribute("style-name"))) {
            out.leaveOut(LeftOut.SHEET, 1);
            xml.skip();
        } else if (format == OfficeFormat.ODS) {
            out.endBlock();
            out.add("Sheet: " + xml.attribute("name") + "\n");
        }
    }

    private void tableColumn(XmlCursor xml) {
        int repeated = xml.number("number-columns-repeated", 1);
        int last = Math.min(MAX_COLUMNS, columns + repeated);
        if (cells == 0 && isCollapsed(xml) && last < MAX_COLUMNS) {
            hiddenColumns.set(columns, last);
            out.leaveOut(LeftOut.COLUMN, last - columns);
        }
        columns = cells == 0 ? last : columns;
    }

    private void tableRow(XmlCursor xml) throws IOException {
        if (cells > 0) {
            return;
        }
        column = 0;
        written = 0;
        row.setLength(0);
        repeatedRows = Math.max(1, xml.number("number-rows-repeated", 1));
        if (isCollapsed(xml)) {
            int rows = repeatedRows;
            out.leaveOut(LeftOut.ROW, words(xml) ? rows : 0);
        }
    }

    private static boolean isCollapsed(XmlCursor xml) {
        return xml.attribute("visibility").matches("collapse|filter");
    }

    private void endCell() {
        String text = cell.toString().strip().replaceAll("[\\t\\r\\n]+", " ");
        for (int i = 0; i < Math.min(repeatedCells, MAX_REPEATED) && !text.isEmpty(); i++) {
            int at = column + i;
            if (!hiddenColumns.get(at) && row.length() < DocumentText.MAX_CHARS) {
                int gap = at - hiddenColumns.get(0, at).cardinality() - written;
                row.append("\t".repeat(Math.clamp(gap, 0, MAX_GAP))).append(text);
                written += Math.max(0, gap);
            }
        }
        column = (int) Math.min(MAX_COLUMNS, (long) column + repeatedCells);
    }

    private void endRow() throws LimitReached {
        if (cells > 0) {
            return;
        }
        for (int i = 0; i < Math.min(repeatedRows, MAX_REPEATED) && !row.isEmpty(); i++) {
            out.endLine();
            out.add(row);
            out.add("\n");
        }
        row.setLength(0);
    }

    /** Whether there are words in the element that has just begun, which is skipped. */
    private static boolean words(XmlCursor xml) throws IOException {
        boolean words = false;
        int end = xml.depth() - 1;
        while (xml.depth() > end) {
            switch (xml.next()) {
                case TEXT -> words |= !xml.text().isBlank();
                case START, END -> {}
                case FINISHED -> {
                    return words;
                }
            }
        }
        return words;
    }

    private static int count(XmlCursor xml, String name) throws IOException {
        int count = 0;
        int end = xml.depth() - 1;
        while (xml.depth() > end) {
            switch (xml.next()) {
                case START -> count += xml.name().equals(name) ? 1 : 0;
                case TEXT, END -> {}
                case FINISHED -> {
                    return count;
                }
            }
        }
        return count;
    }
}
