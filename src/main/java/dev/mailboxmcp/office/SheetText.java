// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import dev.mailboxmcp.office.DocumentText.LeftOut;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a SpreadsheetML workbook (ECMA-376-1, 18), sheet by sheet: a line for each row, tabs between its cells. Cells
 * show the value of a formula as it was saved; nothing is computed. Hidden sheets, rows and columns and comments are left out.
 * For one document, on one thread.
 */
final class SheetText {
    private static final int MAX_COLUMNS = 16_384;
    /** Wider gaps between cells are not drawn. */
    private static final int MAX_GAP = 50;
    /** The most for all texts that cells share. */
    private static final int MAX_SHARED_CHARS = 2 << 20;

    private static final int MAX_SHARED = 100_000;
    private static final int MAX_LINKS = 1000;
    private static final int MAX_ADDRESS = 500;
    private static final Pattern ESCAPE = Pattern.compile("_x([0-9A-Fa-f]{4})_");
    private static final Pattern CELL = Pattern.compile("[A-Z]{1,3}[0-9]{1,7}(?::[A-Z]{1,3}[0-9]{1,7})?");

    private final ZipDirectory zip;
    private final OfficeBudget budget;
    private final DocumentText out;
    private final List<String> shared = new ArrayList<>();
    private boolean sharedCut;
    private boolean computesAnew;

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
                        } else if (xml.name().equals("calcPr")) {
                            computesAnew = xml.attribute("fullCalcOnLoad").matches("(?i)1|true");
                        } else if (xml.name().equals("sheet")) {
                            if (xml.attribute("state").matches("(?i)(very)?hidden")) {
                                out.leaveOut(LeftOut.SHEET, 1);
                            } else {
                                sheets.add(new Sheet(xml.attribute("name"), xml.relationship("id")));
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
        Relations relations = Relations.of(zip, part, budget);
        try (XmlCursor xml = XmlCursor.open(zip, part, budget)) {
            if (xml != null) {
                rows(xml, formats, relations);
            }
        }
        for (String drawing : relations.paths("drawing")) {
            new DrawingText(zip, budget, out).part(drawing);
        }
        for (String comments : relations.paths("comments")) {
            out.leaveOut(LeftOut.COMMENT, Elements.count(zip, comments, budget, "comment"));
        }
    }

    private void rows(XmlCursor xml, CellFormats formats, Relations relations) throws IOException {
        BitSet hidden = new BitSet();
        BitSet hiddenWithWords = new BitSet();
        StringBuilder links = new StringBuilder();
        int column = 0;
        int written = 0;
        int linked = 0;
        int row = 0;
        int covered = 0;
        MergedCells merged = new MergedCells();
        boolean hiddenRow = false;
        boolean more = true;
        while (more) {
            switch (xml.next()) {
                case START -> {
                    switch (xml.name()) {
                        case "col" -> hide(xml, hidden);
                        case "row" -> {
                            hiddenRow = isHidden(xml, "ht");
                            row = xml.number("r", row + 1);
                            column = 0;
                            written = 0;
                        }
                        case "c" -> {
                            column = column(xml.attribute("r"), column);
                            String text = cell(xml, formats).replaceAll("[\\t\\r\\n]+", " ");
                            if (hidden.get(column) && !text.isEmpty()) {
                                hiddenWithWords.set(column);
                            } else if (!hiddenRow && !text.isEmpty()) {
                                int gap = column - hidden.get(0, column).cardinality() - written;
                                out.add("\t".repeat(Math.clamp(gap, 0, MAX_GAP)));
                                written += Math.max(gap, 0);
                                out.add(text);
                                merged.fill(row, column);
                            }
                            column++;
                        }
                        case "mergeCell" -> covered += merged.coveredBy(xml.attribute("ref"));
                        case "hyperlink" -> {
                            if (linked++ < MAX_LINKS) {
                                links.append(link(xml, relations));
                            }
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
                case FINISHED -> more = false;
            }
        }
        out.leaveOut(LeftOut.COLUMN, hiddenWithWords.cardinality());
        out.cover(covered);
        if (!links.isEmpty()) {
            out.add("Links:" + links + "\n");
        }
    }

    private static String link(XmlCursor xml, Relations relations) {
        Relations.Target target = relations.get(xml.relationship("id"));
        String cell = xml.attribute("ref");
        boolean given = target.external()
                && target.path().length() <= MAX_ADDRESS
                && CELL.matcher(cell).matches();
        return given ? " " + cell + " <" + target.path() + ">" : "";
    }

    private static void hide(XmlCursor xml, BitSet hidden) {
        if (isHidden(xml, "width")) {
            int first = Math.clamp(xml.number("min", 1) - 1L, 0, MAX_COLUMNS);
            hidden.set(first, Math.clamp(xml.number("max", 0), first, MAX_COLUMNS));
        }
    }

    /** Rows and columns of no size are as hidden as those of which it is said. */
    private static boolean isHidden(XmlCursor xml, String size) {
        return xml.attribute("hidden").matches("(?i)1|true")
                || xml.attribute(size).matches("0+(?:\\.0*)?");
    }

    private String cell(XmlCursor xml, CellFormats formats) throws IOException {
        String type = xml.attribute("t");
        int style = xml.number("s", 0);
        StringBuilder value = new StringBuilder();
        String inline = "";
        boolean inValue = false;
        boolean formula = false;
        int end = xml.depth() - 1;
        while (xml.depth() > end) {
            switch (xml.next()) {
                case START -> {
                    if (xml.name().equals("is")) {
                        inline = rich(xml);
                    } else {
                        formula |= xml.name().equals("f");
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
        if (formula && text.isEmpty() && !type.equals("str")) {
            out.lackValue();
            return "";
        }
        if (formula && computesAnew) {
            out.ageValue();
        }
        return switch (type) {
            case "inlineStr" -> words(inline, formats, style);
            case "s" -> words(sharedString(text.strip()), formats, style);
            case "str" -> words(text, formats, style);
            case "b" -> text.strip().equals("1") ? "TRUE" : "FALSE";
            case "e", "d" -> text;
            default -> {
                String shown = formats.shown(text.strip(), style);
                if (shown.isEmpty()) {
                    out.leaveOut(text);
                }
                yield shown;
            }
        };
    }

    private String words(String text, CellFormats formats, int style) {
        if (formats.hidesWords(style)) {
            out.leaveOut(text);
            return "";
        }
        return text.indexOf('_') < 0 ? text : ESCAPE.matcher(text).replaceAll(SheetText::unescaped);
    }

    /** What XML cannot hold, or what Excel fears that it does not (ECMA-376-1, 22.4.2.4). */
    private static String unescaped(MatchResult escape) {
        return Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(escape.group(1), 16)));
    }

    private String sharedString(String index) {
        if (!index.matches("[0-9]{1,9}")) {
            return "";
        }
        int number = Integer.parseInt(index);
        return number < shared.size() ? shared.get(number) : "";
    }

    /** The column of a reference such as {@code AB12}; the next one where there is none. */
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
