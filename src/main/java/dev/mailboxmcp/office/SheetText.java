// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import dev.mailboxmcp.office.DocumentText.LeftOut;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The text of a SpreadsheetML workbook (ECMA-376-1, 18), sheet by sheet: a line for each row, tabs between its cells. Cells
 * show the value of a formula as it was saved; nothing is computed. Hidden sheets, rows and columns and comments are left out.
 * For one document, on one thread.
 */
final class SheetText {
    private static final int MAX_COLUMNS = 16_384;
    /** Wider gaps between cells are not drawn. */
    private static final int MAX_GAP = 50;
    /** Of all texts that cells share. */
    private static final int MAX_SHARED_CHARS = 2 << 20;

    private static final int MAX_SHARED = 100_000;

    private final ZipDirectory zip;
    private final OfficeBudget budget;
    private final DocumentText out;
    private final List<String> shared = new ArrayList<>();
    private boolean sharedCut;

    private record Sheet(String name, String id) {}

    private SheetText(ZipDirectory zip, OfficeBudget budget, DocumentText out) {
        this.zip = zip;
        this.budget = budget;
        this.out = out;
    }

    static void read(ZipDirectory zip, String main, OfficeBudget budget, DocumentText out) throws IOException {
        new SheetText(zip, budget, out).workbook(main);
    }

    private void workbook(String main) throws IOException {
        List<Sheet> sheets = new ArrayList<>();
        boolean since1904 = false;
        boolean more = true;
        try (XmlCursor xml = XmlCursor.open(zip, main, budget)) {
            while (xml != null && more) {
                switch (xml.next()) {
                    case START -> {
                        if (xml.name().equals("workbookPr")) {
                            since1904 = xml.attribute("date1904").matches("(?i)1|true");
                        } else if (xml.name().equals("sheet")) {
                            if (xml.attribute("state").matches("(?i)(very)?hidden")) {
                                out.leaveOut(LeftOut.SHEET, 1);
                            } else {
                                sheets.add(new Sheet(xml.attribute("name"), xml.relationship()));
                            }
                        }
                    }
                    case END, TEXT -> {}
                    case FINISHED -> more = false;
                }
            }
        }
        Relations relations = Relations.of(zip, main, budget);
        CellFormats formats = CellFormats.of(zip, relations.paths("styles"), since1904, budget);
        for (String part : relations.paths("sharedStrings")) {
            sharedStrings(part);
        }
        for (Sheet sheet : sheets) {
            out.endBlock();
            out.add("Sheet: " + sheet.name + "\n");
            sheet(relations.get(sheet.id).path(), formats);
        }
        if (sharedCut) {
            throw new LimitReached(
                    "more than " + MAX_SHARED + " texts, or " + MAX_SHARED_CHARS + " characters, of cells");
        }
    }

    private void sharedStrings(String part) throws IOException {
        int chars = 0;
        try (XmlCursor xml = XmlCursor.open(zip, part, budget)) {
            while (xml != null) {
                switch (xml.next()) {
                    case START -> {
                        if (xml.name().equals("si")) {
                            String text = rich(xml);
                            chars += text.length();
                            if (chars > MAX_SHARED_CHARS || shared.size() >= MAX_SHARED) {
                                sharedCut = true;
                                return;
                            }
                            shared.add(text);
                        }
                    }
                    case END, TEXT -> {}
                    case FINISHED -> {
                        return;
                    }
                }
            }
        }
    }

    /** The words of the element that has just begun, without how they are spoken. */
    private static String rich(XmlCursor xml) throws IOException {
        StringBuilder text = new StringBuilder();
        boolean words = false;
        int end = xml.depth() - 1;
        while (xml.depth() > end) {
            switch (xml.next()) {
                case START -> {
                    if (xml.name().equals("rPh")) {
                        xml.skip();
                    } else {
                        words = xml.name().equals("t");
                    }
                }
                case END -> words = false;
                case TEXT -> {
                    if (words && text.length() < DocumentText.MAX_CHARS) {
                        text.append(xml.text());
                    }
                }
                case FINISHED -> {
                    return text.toString();
                }
            }
        }
        return text.toString();
    }

    private void sheet(String part, CellFormats formats) throws IOException {
        BitSet hidden = new BitSet();
        int column = 0;
        int written = 0;
        boolean hiddenRow = false;
        try (XmlCursor xml = XmlCursor.open(zip, part, budget)) {
            while (xml != null) {
                switch (xml.next()) {
                    case START -> {
                        switch (xml.name()) {
                            case "col" -> hide(xml, hidden);
                            case "row" -> {
                                hiddenRow = xml.attribute("hidden").matches("(?i)1|true");
                                column = 0;
                                written = 0;
                            }
                            case "c" -> {
                                column = column(xml.attribute("r"), column);
                                String text = cell(xml, formats).replaceAll("[\\t\\r\\n]+", " ");
                                if (!hiddenRow && !hidden.get(column) && !text.isEmpty()) {
                                    int gap = column - hidden.get(0, column).cardinality() - written;
                                    out.add("\t".repeat(Math.clamp(gap, 0, MAX_GAP)));
                                    written += Math.max(gap, 0);
                                    out.add(text);
                                }
                                column++;
                            }
                            default -> {}
                        }
                    }
                    case END -> {
                        if (xml.name().equals("row")) {
                            out.leaveOut(LeftOut.ROW, hiddenRow && column > 0 ? 1 : 0);
                            out.endLine();
                        }
                    }
                    case TEXT -> {}
                    case FINISHED -> {
                        out.leaveOut(LeftOut.COLUMN, hidden.cardinality());
                        Relations relations = Relations.of(zip, part, budget);
                        for (String comments : relations.paths("comments")) {
                            out.leaveOut(LeftOut.COMMENT, Elements.count(zip, comments, budget, "comment"));
                        }
                        return;
                    }
                }
            }
        }
    }

    /** Columns up to the last one are the rest of the sheet, which is hidden to look tidy. */
    private static void hide(XmlCursor xml, BitSet hidden) {
        int last = xml.number("max", 0);
        if (xml.attribute("hidden").matches("(?i)1|true") && last < MAX_COLUMNS) {
            int first = Math.clamp(xml.number("min", 1) - 1L, 0, MAX_COLUMNS);
            hidden.set(first, Math.max(first, last));
        }
    }

    private String cell(XmlCursor xml, CellFormats formats) throws IOException {
        String type = xml.attribute("t");
        int style = xml.number("s", 0);
        StringBuilder value = new StringBuilder();
        String inline = "";
        boolean inValue = false;
        int end = xml.depth() - 1;
        while (xml.depth() > end) {
            switch (xml.next()) {
                case START -> {
                    if (xml.name().equals("is")) {
                        inline = rich(xml);
                    } else {
                        inValue = xml.name().equals("v");
                    }
                }
                case END -> inValue = false;
                case TEXT -> {
                    if (inValue && value.length() < DocumentText.MAX_CHARS) {
                        value.append(xml.text());
                    }
                }
                case FINISHED -> {
                    return "";
                }
            }
        }
        String text = value.toString();
        return switch (type) {
            case "inlineStr" -> inline;
            case "s" -> sharedString(text.strip());
            case "b" -> text.strip().equals("1") ? "TRUE" : "FALSE";
            case "str", "e", "d" -> text;
            default -> formats.shown(text.strip(), style);
        };
    }

    private String sharedString(String index) {
        if (!index.matches("[0-9]{1,9}")) {
            return "";
        }
        int number = Integer.parseInt(index);
        return number < shared.size() ? shared.get(number) : "";
    }

    /** Of a reference such as {@code AB12}; the next one where there is none. */
    private static int column(String reference, int next) {
        int column = 0;
        for (int i = 0; i < reference.length() && i < 4; i++) {
            char c = reference.charAt(i);
            if (c < 'A' || c > 'Z') {
                break;
            }
            column = column * 26 + c - 'A' + 1;
        }
        return column == 0 ? next : Math.min(column, MAX_COLUMNS) - 1;
    }
}
