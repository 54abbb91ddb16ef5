// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import dev.mailboxmcp.office.DocumentText.LeftOut;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text of an OpenDocument text, spreadsheet or presentation (ODF 1.3, part 3). Cells show what they showed when they were
 * saved. Comments, deleted and hidden text, hidden sheets, rows, columns and slides are left out. For one document, on one
 * thread.
 */
final class OpenDocumentText {
    private static final Pattern WHITE = Pattern.compile("[ \\t\\r\\n]+");
    private static final Pattern HEADER = Pattern.compile("(?:header|footer)(?:-left|-first)?");
    private static final int MAX_SPACES = 100;
    private static final int MAX_ADDRESS = 500;

    private final DocumentText out;
    private final OpenDocumentStyles styles = new OpenDocumentStyles();
    private final OpenDocumentTable table;
    private final Deque<String> links = new ArrayDeque<>();
    private @Nullable OfficeFormat format;
    private int paragraphs;
    private boolean blank;
    private int paragraphStart;
    private int paragraphDepth;
    private int notes;
    private int noteParagraphs;
    private int hidden; // the depth of the element that hides what is in it; 0 for none
    private int pages;
    private boolean item;

    OpenDocumentText(DocumentText out) {
        this.out = out;
        this.table = new OpenDocumentTable(out);
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
        if (format == OfficeFormat.ODT) {
            try (XmlCursor xml = XmlCursor.open(zip, "styles.xml", budget)) {
                if (xml != null) {
                    new OpenDocumentText(out).headers(xml);
                }
            }
        }
    }

    /** Headers and footers stand beside the styles, whose names may be those of other styles in the text. */
    private void headers(XmlCursor xml) throws IOException {
        format = OfficeFormat.ODT;
        int end = 0; // the depth around the header that is read; 0 outside of one
        while (true) {
            switch (xml.next()) {
                case START -> {
                    if (end > 0) {
                        start(xml);
                    } else if (HEADER.matcher(xml.name()).matches()
                            && !xml.attribute("display").equals("false")) {
                        end = xml.depth() - 1;
                        out.endBlock();
                    } else if (xml.name().endsWith("styles")
                            && !xml.name().equals("master-styles")
                            && !xml.name().equals("document-styles")) {
                        styles.read(xml);
                    }
                }
                case END -> {
                    if (end > 0 && xml.depth() == end) {
                        end = 0;
                    } else if (end > 0) {
                        end(xml);
                    }
                }
                case TEXT -> {
                    if (end > 0) {
                        words(xml.text());
                    }
                }
                case FINISHED -> {
                    return;
                }
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
                case TEXT -> words(xml.text());
                case FINISHED -> {
                    return;
                }
            }
        }
    }

    /** White space of XML is one blank in a paragraph, and none at its start (OpenDocument 1.3, part 3, 6.1.2). */
    private void words(String text) throws LimitReached {
        if (paragraphs == 0) {
            return;
        }
        String one = WHITE.matcher(text).replaceAll(" ");
        boolean doubled = blank && one.startsWith(" ");
        blank = one.isEmpty() ? blank : one.endsWith(" ");
        add(doubled ? one.substring(1) : one);
    }

    private void start(XmlCursor xml) throws IOException {
        switch (xml.name()) {
            case "automatic-styles" -> styles.read(xml);
            case "text" -> format = format == null ? OfficeFormat.ODT : format;
            case "spreadsheet" -> format = format == null ? OfficeFormat.ODS : format;
            case "presentation" -> format = format == null ? OfficeFormat.ODP : format;
            case "p", "h" -> paragraph(xml);
            case "span" -> hideBy("text", xml);
            case "section" -> hide(xml, isHiddenSection(xml));
            case "variable-set",
                    "variable-get",
                    "variable-input",
                    "user-field-get",
                    "page-variable-set",
                    "expression",
                    "sequence" -> hide(xml, xml.attribute("display").equals("none"));
            case "hidden-paragraph" -> hideParagraph(xml);
            case "hidden-text" -> hide(xml, !xml.attribute("is-hidden").equals("false"));
            case "s" -> addBlank(" ".repeat(Math.min(xml.number("c", 1), MAX_SPACES)));
            case "tab" -> addBlank("\t");
            case "line-break" -> addBlank(inLine() ? " " : "\n");
            case "list-item" -> item = true;
            case "note" -> {
                notes++;
                noteParagraphs = 0;
                add(" [");
            }
            case "a" -> links.push(xml.attribute("xlink", "href"));
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
            case "table" -> beginTable(xml);
            case "table-column" -> table.beginColumn(xml);
            case "table-row" -> table.beginRow(xml);
            case "table-cell", "covered-table-cell" -> table.beginCell(xml);
            default -> {}
        }
    }

    private void end(XmlCursor xml) throws IOException {
        switch (xml.name()) {
            case "p", "h" -> {
                paragraphs--;
                if (table.inCell() && notes == 0) {
                    add(" ");
                } else if (notes == 0 && hidden == 0) {
                    out.endLine();
                }
            }
            case "note-citation" -> add(": ");
            case "note" -> {
                notes--;
                add("]");
            }
            case "a" -> {
                String address = links.isEmpty() ? "" : links.pop();
                if (address.indexOf(':') > 0 && address.length() <= MAX_ADDRESS) {
                    add(" <" + address + ">");
                }
            }
            case "table-cell", "covered-table-cell" -> table.endCell();
            case "table-row" -> table.endRow();
            default -> {}
        }
        hidden = xml.depth() < hidden ? 0 : hidden;
    }

    private void paragraph(XmlCursor xml) throws LimitReached {
        if (notes > 0) {
            add(noteParagraphs++ > 0 ? " " : "");
        } else if (paragraphs > 0 && !table.inCell() && hidden == 0) {
            out.endLine(); // a box that stands in a paragraph
        }
        paragraphs++;
        blank = true;
        paragraphStart = out.length();
        paragraphDepth = xml.depth();
        table.say();
        hideBy("paragraph", xml);
        if (item && !inLine()) {
            add("- ");
        }
        item = false;
    }

    /** A section may be hidden by a condition, which was true or not when the document was saved (ODF 1.3, part 3, 19.816). */
    private static boolean isHiddenSection(XmlCursor xml) {
        return switch (xml.attribute("display")) {
            case "none" -> true;
            case "condition" -> xml.attribute("is-hidden").equals("true"); // written while it is hidden alone
            default -> false;
        };
    }

    /** Somewhere in a paragraph stands that all of it is hidden. */
    private void hideParagraph(XmlCursor xml) {
        if (xml.attribute("is-hidden").equals("true") && hidden == 0 && paragraphs > 0) {
            out.leaveOutFrom(paragraphStart);
            hidden = paragraphDepth;
        }
    }

    private void hideBy(String family, XmlCursor xml) {
        String style = xml.attribute("style-name");
        hide(xml, styles.hides(family, style));
        if (styles.isFaint(family, style) && !table.inCell() && format == OfficeFormat.ODT) {
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
        return table.inCell() || notes > 0;
    }

    private void add(String text) throws LimitReached {
        if (hidden > 0) {
            out.leaveOut(text);
        } else if (table.inCell()) {
            table.add(text);
        } else {
            out.add(text);
        }
    }

    private void addBlank(String text) throws LimitReached {
        add(text);
        blank = false;
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

    private void beginTable(XmlCursor xml) throws IOException {
        if (table.inCell()) {
            return;
        }
        table.begin();
        if (styles.hides("table", xml.attribute("style-name"))) {
            out.leaveOut(LeftOut.SHEET, 1);
            xml.skip();
        } else if (format == OfficeFormat.ODS) {
            out.endBlock();
            out.add("Sheet: " + xml.attribute("name") + "\n");
        }
    }

    /** Whether there are words in the element that has just begun, which is skipped. */
    static boolean words(XmlCursor xml) throws IOException {
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
