// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import dev.mailboxmcp.office.DocumentText.LeftOut;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The text of a WordprocessingML document (ECMA-376-1, 17): the body, then notes, headers and footers. Deleted and hidden
 * runs and comments are left out; fields show their result. For one document, on one thread.
 */
final class WordText {
    private static final int TINY_HALF_POINTS = 4;
    private static final int MAX_ADDRESS = 500;
    private static final int MAX_FIELDS = 1000;

    private final ZipDirectory zip;
    private final OfficeBudget budget;
    private final DocumentText out;

    /** Those that are open: a box stands in a run of another paragraph, and what ruby text is about in another run. */
    private final Deque<Paragraph> paragraphs = new ArrayDeque<>();

    private final Deque<Run> runs = new ArrayDeque<>();
    private final Deque<String> links = new ArrayDeque<>();
    private final WordStyles styles;
    /** Numbers of notes by their ids, in the order in which they are referred to. */
    private final Map<String, Integer> footnotes = new HashMap<>();

    private final Map<String, Integer> endnotes = new HashMap<>();
    /** Whether each field that is open is in its code still, which is not seen, or in its result. */
    private final Deque<Boolean> fields = new ArrayDeque<>();

    private int codes; // of the open fields, those in their code
    private int cells;
    private boolean noteBegins;
    /** What is behind each open cell and box. */
    private final Deque<Integer> grounds = new ArrayDeque<>();

    /** How many cells were open where one began over which another extends, so that nothing in it is seen; 0 for none. */
    private int covered;

    /**
     * What a paragraph and its style say.
     *
     * @param ground behind its letters
     * @param wholeGround behind all of it
     */
    private record Paragraph(boolean hidden, boolean tiny, int letters, int ground, int wholeGround) {
        static final Paragraph PLAIN = new Paragraph(false, false, WordColors.NONE, WordColors.NONE, WordColors.NONE);
    }

    /** What a run and its style say of its letters. */
    private record Run(boolean hidden, boolean tiny, int letters, int ground, boolean markedBlack) {
        static Run of(Paragraph paragraph) {
            return new Run(paragraph.hidden, paragraph.tiny, WordColors.NONE, WordColors.NONE, false);
        }
    }

    private WordText(ZipDirectory zip, WordStyles styles, OfficeBudget budget, DocumentText out) {
        this.zip = zip;
        this.styles = styles;
        this.budget = budget;
        this.out = out;
    }

    static void read(ZipDirectory zip, String main, OfficeBudget budget, DocumentText out) throws IOException {
        Relations relations = Relations.of(zip, main, budget);
        WordStyles styles = WordStyles.of(zip, relations.paths("styles"), budget);
        WordText text = new WordText(zip, styles, budget, out);
        text.part(main, relations);
        for (String type : List.of("footnotes", "endnotes", "header", "footer")) {
            for (String part : relations.paths(type)) {
                out.endBlock();
                text.part(part, Relations.of(zip, part, budget));
            }
        }
    }

    private void part(String part, Relations relations) throws IOException {
        fields.clear();
        codes = 0;
        try (XmlCursor xml = XmlCursor.open(zip, part, budget)) {
            while (xml != null) {
                switch (xml.next()) {
                    case START -> start(xml, relations);
                    case END -> end(xml.name());
                    case TEXT -> {}
                    case FINISHED -> {
                        return;
                    }
                }
            }
        }
    }

    private void start(XmlCursor xml, Relations relations) throws IOException {
        switch (xml.name()) {
            case "t" -> text(xml);
            case "p" -> paragraphs.push(Paragraph.PLAIN);
            case "r" -> runs.push(Run.of(paragraph()));
            case "rPr" -> runProperties(xml);
            case "pPr" -> paragraphProperties(xml);
            case "tcPr" -> cellProperties(xml);
            case "tab", "ptab" -> {
                if (!noteBegins) { // behind the number of a note
                    add("\t");
                }
            }
            case "br", "cr" -> add(cells > 0 ? " " : "\n");
            case "noBreakHyphen" -> add("-");
            case "footnoteReference" -> add("[" + number(footnotes, xml) + "]");
            case "endnoteReference" -> add("[end " + number(endnotes, xml) + "]");
            case "footnote" -> note(xml, "[", footnotes.get(xml.attribute("id")));
            case "endnote" -> note(xml, "[end ", endnotes.get(xml.attribute("id")));
            case "commentReference" -> out.leaveOut(LeftOut.COMMENT, 1);
            case "del", "moveFrom" -> deleted(xml);
            case "instrText", "delText", "delInstrText", "tblPr", "sectPr", "sdtPr", "ctrlPr", "rt" -> xml.skip();
            case "fldChar" -> field(xml.attribute("fldCharType"));
            case "altChunk", "subDoc" -> out.lackContent();
            case "chart", "relIds" -> new DrawingText(zip, budget, out).referred(xml, relations);
            case "hyperlink" -> {
                Relations.Target target = relations.get(xml.relationship("id"));
                links.push(target.external() ? target.path() : "");
            }
            case "tc" -> {
                cells++;
                grounds.push(WordColors.NONE);
            }
            case "txbxContent" -> {
                grounds.push(WordColors.UNKNOWN);
                if (cells == 0) {
                    out.endLine();
                }
            }
            default -> {}
        }
    }

    private void end(String name) throws IOException {
        switch (name) {
            case "r" -> runs.poll();
            case "p" -> {
                paragraphs.poll();
                endFields();
                if (cells > 0) {
                    out.add(" ");
                } else {
                    out.endLine();
                }
            }
            case "tc" -> {
                covered = covered == cells ? 0 : covered;
                cells--;
                grounds.poll();
                if (cells == 0) { // a table in a cell belongs to its text
                    out.add("\t");
                }
            }
            case "tr" -> {
                if (cells == 0) {
                    out.endLine();
                }
            }
            case "txbxContent" -> {
                grounds.poll();
                if (cells == 0) {
                    out.endLine();
                }
            }
            case "hyperlink" -> {
                String address = links.isEmpty() ? "" : links.pop();
                if (!address.isEmpty() && address.length() <= MAX_ADDRESS) {
                    add(" <" + address + ">");
                }
            }
            default -> {}
        }
    }

    private void text(XmlCursor xml) throws IOException {
        int depth = xml.depth();
        while (true) {
            switch (xml.next()) {
                case TEXT -> {
                    noteBegins = false;
                    doubtFaint(xml.text());
                    add(xml.text());
                }
                case START -> {}
                case END -> {
                    if (xml.depth() < depth) {
                        return;
                    }
                }
                case FINISHED -> {
                    return;
                }
            }
        }
    }

    /** A field begins with its code, which its result follows behind a separator, if it has one (17.16.18). */
    private void field(String mark) throws LimitReached {
        switch (mark) {
            case "begin" -> {
                if (fields.size() == MAX_FIELDS) {
                    throw new LimitReached("fields in " + MAX_FIELDS + " others");
                }
                fields.push(true);
                codes++;
            }
            case "separate" -> {
                if (!fields.isEmpty()) {
                    codes -= fields.pop() ? 1 : 0;
                    fields.push(false);
                }
            }
            case "end" -> {
                if (!fields.isEmpty() && fields.pop()) {
                    codes--;
                }
            }
            default -> {}
        }
    }

    /** A code that does not end in its paragraph hides none behind it: one that never ends would hide all that people see. */
    private void endFields() {
        fields.clear();
        codes = 0;
    }

    private void add(String text) throws LimitReached {
        if (isHidden()) {
            out.leaveOut(text);
        } else {
            out.add(text);
        }
    }

    private boolean isHidden() {
        return covered > 0 || codes > 0 || runs.stream().anyMatch(Run::hidden);
    }

    private Paragraph paragraph() {
        return paragraphs.isEmpty() ? Paragraph.PLAIN : paragraphs.getFirst();
    }

    private void runProperties(XmlCursor xml) throws IOException {
        Run before = runs.isEmpty() ? Run.of(paragraph()) : runs.getFirst();
        boolean hidden = before.hidden;
        boolean tiny = before.tiny;
        int letters = before.letters;
        int ground = before.ground;
        int highlight = WordColors.NONE;
        int end = xml.depth() - 1;
        while (xml.depth() > end) {
            switch (xml.next()) {
                case START -> {
                    switch (xml.wordName()) {
                        case "vanish" -> hidden = xml.isOn();
                        case "rStyle" -> {
                            letters = styles.letters(xml.attribute("val"));
                            ground = styles.ground(xml.attribute("val"));
                            tiny |= styles.isTiny(xml.attribute("val"));
                            hidden |= styles.hides(xml.attribute("val"));
                        }
                        case "color" -> letters = WordColors.letters(xml);
                        case "shd" -> ground = WordColors.ground(xml);
                        case "highlight" -> highlight = WordColors.highlight(xml.attribute("val"));
                        case "sz" -> tiny = isTiny(xml);
                        case "rPrChange" -> xml.skip(); // how it was before
                        default -> {}
                    }
                }
                case END, TEXT -> {}
                case FINISHED -> {
                    return;
                }
            }
        }
        if (!runs.isEmpty()) {
            runs.pop();
            runs.push(new Run(hidden, tiny, letters, first(highlight, ground), highlight == WordColors.BLACK));
        }
    }

    /** Letters are not seen in the colour of what is behind them, be it the page. What is behind a box is not known. */
    private void doubtFaint(String text) {
        if (text.isBlank() || isHidden()) {
            return;
        }
        Paragraph paragraph = paragraph();
        Run run = runs.isEmpty() ? Run.of(paragraph) : runs.getFirst();
        int letters = first(run.letters, paragraph.letters);
        if (run.markedBlack && (letters == WordColors.NONE || letters == WordColors.AUTOMATIC)) {
            letters = WordColors.BLACK; // a marker does not make the program choose others
        }
        int ground = seenThrough(first(run.ground, paragraph.ground), paragraph.wholeGround);
        for (int around : grounds) {
            ground = seenThrough(ground, around);
        }
        ground = seenThrough(ground, WordColors.WHITE);
        if (run.tiny || WordColors.same(letters, ground)) {
            out.doubt();
        }
    }

    private static int first(int color, int otherwise) {
        return color == WordColors.NONE ? otherwise : color;
    }

    /** A ground that is taken away shows what is behind it. */
    private static int seenThrough(int ground, int behind) {
        return ground == WordColors.AUTOMATIC ? behind : first(ground, behind);
    }

    static boolean isTiny(XmlCursor xml) {
        return xml.number("val", TINY_HALF_POINTS + 1) <= TINY_HALF_POINTS;
    }

    /** A list is marked as one; what else is said of the paragraph, and of its mark, shows no words. */
    private void paragraphProperties(XmlCursor xml) throws IOException {
        boolean item = false;
        boolean hidden = paragraph().hidden;
        boolean tiny = paragraph().tiny;
        int letters = paragraph().letters;
        int ground = paragraph().ground;
        int wholeGround = paragraph().wholeGround;
        int end = xml.depth() - 1;
        while (xml.depth() > end) {
            switch (xml.next()) {
                case START -> {
                    switch (xml.wordName()) {
                        case "numId" -> item = xml.number("val", 0) > 0;
                        case "shd" -> wholeGround = WordColors.ground(xml);
                        case "pStyle" -> { // which stands before the others
                            hidden = styles.hides(xml.attribute("val"));
                            item = styles.lists(xml.attribute("val"));
                            letters = styles.letters(xml.attribute("val"));
                            ground = styles.ground(xml.attribute("val"));
                            wholeGround = styles.paragraphGround(xml.attribute("val"));
                            tiny = styles.isTiny(xml.attribute("val"));
                        }
                        case "rPr", "pPrChange", "sectPr" -> xml.skip();
                        default -> {}
                    }
                }
                case END, TEXT -> {}
                case FINISHED -> {
                    return;
                }
            }
        }
        if (!paragraphs.isEmpty()) {
            paragraphs.pop();
            paragraphs.push(new Paragraph(hidden, tiny, letters, ground, wholeGround));
        }
        if (item) {
            add("- ");
        }
    }

    private void cellProperties(XmlCursor xml) throws IOException {
        int end = xml.depth() - 1;
        while (xml.depth() > end) {
            switch (xml.next()) {
                case START -> {
                    switch (xml.wordName()) {
                        case "shd" -> {
                            grounds.poll();
                            grounds.push(WordColors.ground(xml));
                        }
                        case "vMerge", "hMerge" -> {
                            if (covered == 0 && !xml.attribute("val").equals("restart")) {
                                covered = cells;
                            }
                        }
                        case "tcPrChange" -> xml.skip();
                        default -> {}
                    }
                }
                case END, TEXT -> {}
                case FINISHED -> {
                    return;
                }
            }
        }
    }

    private static int number(Map<String, Integer> notes, XmlCursor xml) {
        return notes.computeIfAbsent(xml.attribute("id"), id -> notes.size() + 1);
    }

    /** Lines between the text and its notes are notes of their own, and so are those whose reference was deleted. */
    private void note(XmlCursor xml, String mark, @Nullable Integer number) throws IOException {
        if (number != null) {
            out.add(mark + number + "] ");
            noteBegins = true;
        } else {
            xml.skip();
        }
    }

    private void deleted(XmlCursor xml) throws IOException {
        boolean words = false;
        int end = xml.depth() - 1;
        while (xml.depth() > end) {
            switch (xml.next()) {
                case START -> words |= xml.name().matches("delText|t");
                case END, TEXT -> {}
                case FINISHED -> {
                    return;
                }
            }
        }
        out.leaveOut(LeftOut.DELETION, words ? 1 : 0);
    }
}
