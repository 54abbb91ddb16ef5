// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import dev.mailboxmcp.office.DocumentText.LeftOut;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.BitSet;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The table of an OpenDocument that is read: its cells become lines with tabs between. Hidden rows and columns are left out.
 * A table in a cell belongs to its text. For one document, on one thread.
 */
final class OpenDocumentTable {
    private static final int MAX_COLUMNS = 16_384;
    private static final int MAX_GAP = 50;
    /** A row or a cell that stands there again and again is written so often. */
    private static final int MAX_REPEATED = 50;

    private static final Pattern LINK = Pattern.compile(" <[^<> ]*>");
    private static final Pattern DATE =
            Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T([0-9]{2}:[0-9]{2})(:[0-9]{2})?(?:[.][0-9]{1,12})?Z?)?");

    private final DocumentText out;
    private final BitSet hiddenColumns = new BitSet();
    private final StringBuilder cell = new StringBuilder();
    private final StringBuilder row = new StringBuilder();
    private final BitSet hiddenWithWords = new BitSet();
    private String value = "";
    private String number = "";
    private String type = "";
    private boolean formula;
    private boolean said;
    private boolean covered;
    private int cells;
    private int columns; // of the table, that are described
    private int column; // in the row
    private int written;
    private int repeatedRows = 1;
    private int repeatedCells = 1;

    OpenDocumentTable(DocumentText out) {
        this.out = out;
    }

    /** Whether a cell is open. */
    boolean inCell() {
        return cells > 0;
    }

    /** A table begins that is in no cell. */
    void begin() {
        columns = 0;
        hiddenColumns.clear();
        hiddenWithWords.clear();
    }

    void beginColumn(XmlCursor xml) {
        int repeated = xml.number("number-columns-repeated", 1);
        int last = Math.min(MAX_COLUMNS, columns + repeated);
        if (cells == 0 && isCollapsed(xml)) {
            hiddenColumns.set(columns, last);
        }
        columns = cells == 0 ? last : columns;
    }

    void beginRow(XmlCursor xml) throws IOException {
        if (cells > 0) {
            return;
        }
        column = 0;
        written = 0;
        row.setLength(0);
        repeatedRows = Math.max(1, xml.number("number-rows-repeated", 1));
        if (isCollapsed(xml)) {
            int rows = repeatedRows;
            out.leaveOut(LeftOut.ROW, OpenDocumentText.words(xml) ? rows : 0);
        }
    }

    void beginCell(XmlCursor xml) {
        if (cells++ == 0) {
            cell.setLength(0);
            repeatedCells = Math.max(1, xml.number("number-columns-repeated", 1));
            value = value(xml);
            type = xml.attribute("office", "value-type");
            number = xml.attribute("office", "value").strip();
            said = false;
            covered = xml.name().equals("covered-table-cell"); // by one that spans several
            formula = !xml.attribute("formula").isEmpty()
                    && value.isEmpty()
                    && !xml.attribute("office", "value-type").equals("string");
        }
    }

    /** What some programs write alone, without what is shown of it. */
    private static String value(XmlCursor xml) {
        return switch (xml.attribute("office", "value-type")) {
            case "float" -> xml.attribute("office", "value");
            case "currency" -> (xml.attribute("office", "value") + " " + xml.attribute("office", "currency")).strip();
            case "percentage" -> percent(xml.attribute("office", "value"));
            case "date" -> date(xml.attribute("office", "date-value"));
            case "time" -> xml.attribute("office", "time-value");
            case "boolean" -> xml.attribute("office", "boolean-value").toUpperCase(Locale.ROOT);
            case "string" -> xml.attribute("office", "string-value");
            default -> "";
        };
    }

    private static String date(String value) {
        Matcher date = DATE.matcher(value);
        if (!date.matches()) {
            return value;
        }
        String seconds = ":00".equals(date.group(3)) ? "" : Objects.requireNonNullElse(date.group(3), "");
        String time = Objects.requireNonNullElse(date.group(2), "00:00") + seconds;
        return date.group(1) + (time.equals("00:00") ? "" : " " + time);
    }

    private static String percent(String value) {
        return value.matches("-?[0-9]{1,15}(?:\\.[0-9]{0,15})?")
                ? new BigDecimal(value).movePointRight(2).stripTrailingZeros().toPlainString() + "%"
                : value;
    }

    /** The cell that is open has words of its own, be they none; of a date they may be read in two ways. */
    void say() {
        said = true;
    }

    /** Adds to the cell that is open. */
    void add(String text) {
        if (cell.length() < DocumentText.MAX_CHARS) {
            cell.append(text);
        }
    }

    void endCell() {
        if (cells > 0 && --cells == 0) {
            if (formula && cell.isEmpty()) {
                out.lackValue();
            }
            write();
        }
    }

    private void write() {
        String own = cell.toString().strip();
        boolean shown = said && (!type.equals("date") || own.isEmpty());
        String text = shown || value.isEmpty() ? own : value;
        if (shown && !covered && !value.isEmpty() && !showsValue(own)) {
            if (own.isEmpty()) {
                out.leaveOut(value);
            } else {
                out.differ();
                text = own + " [" + value + "]";
            }
        }
        text = text.replaceAll("[\\t\\r\\n]+", " ");
        if (covered) {
            out.leaveOut(text);
        }
        for (int i = 0; i < Math.min(repeatedCells, MAX_REPEATED) && !text.isEmpty() && !covered; i++) {
            int at = column + i;
            if (hiddenColumns.get(at) && !hiddenWithWords.get(at)) {
                hiddenWithWords.set(at);
                out.leaveOut(LeftOut.COLUMN, 1);
            }
            if (!hiddenColumns.get(at) && row.length() < DocumentText.MAX_CHARS) {
                int gap = at - hiddenColumns.get(0, at).cardinality() - written;
                row.append("\t".repeat(Math.clamp(gap, 0, MAX_GAP))).append(text);
                written += Math.max(0, gap);
            }
        }
        column = (int) Math.min(MAX_COLUMNS, (long) column + repeatedCells);
    }

    /**
     * Programs show the value by a format, and not the words that were saved beside it. Dates, times and the words for true and
     * false are not compared, since each language has others.
     */
    private boolean showsValue(String own) {
        return switch (type) {
            case "float", "currency", "percentage" ->
                own.isEmpty() ? number.matches("[-+0.]*") : ShownNumber.is(own, number, type.equals("percentage"));
            case "string" -> words(own).equals(words(value));
            default -> true;
        };
    }

    /** Words alone, without blanks at the ends of lines and addresses of links. */
    private static String words(String text) {
        return LINK.matcher(text).replaceAll("").replaceAll("\\s+", " ").strip();
    }

    void endRow() throws LimitReached {
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

    private static boolean isCollapsed(XmlCursor xml) {
        return xml.attribute("visibility").matches("collapse|filter");
    }
}
