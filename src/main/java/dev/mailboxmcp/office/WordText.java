// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import dev.mailboxmcp.office.DocumentText.LeftOut;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The text of a WordprocessingML document (ECMA-376-1, 17): the body, then notes, headers and footers. Deleted and hidden
 * runs and comments are left out; fields show their result. For one document, on one thread.
 */
final class WordText {
    private static final int TINY_HALF_POINTS = 4;
    private static final int MAX_ADDRESS = 500;

    private final ZipDirectory zip;
    private final OfficeBudget budget;
    private final DocumentText out;

    /** Each open run, whether it is hidden. */
    private final Deque<Boolean> runs = new ArrayDeque<>();

    private final Deque<String> links = new ArrayDeque<>();
    private int cells;
    private int boxes;
    private boolean shadedCell;
    private boolean shadedParagraph;

    private WordText(ZipDirectory zip, OfficeBudget budget, DocumentText out) {
        this.zip = zip;
        this.budget = budget;
        this.out = out;
    }

    static void read(ZipDirectory zip, String main, OfficeBudget budget, DocumentText out) throws IOException {
        WordText text = new WordText(zip, budget, out);
        Relations relations = Relations.of(zip, main, budget);
        text.part(main, relations);
        for (String type : List.of("footnotes", "endnotes", "header", "footer")) {
            for (String part : relations.paths(type)) {
                out.endBlock();
                text.part(part, Relations.of(zip, part, budget));
            }
        }
    }

    private void part(String part, Relations relations) throws IOException {
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
            case "r" -> runs.push(false);
            case "rPr" -> runProperties(xml);
            case "pPr" -> paragraphProperties(xml);
            case "tcPr" -> shadedCell = hasShade(xml);
            case "tab", "ptab" -> add("\t");
            case "br", "cr" -> add(cells > 0 ? " " : "\n");
            case "noBreakHyphen" -> add("-");
            case "footnoteReference", "endnoteReference" -> add("[" + xml.attribute("id") + "]");
            case "footnote", "endnote" -> note(xml);
            case "commentReference" -> out.leaveOut(LeftOut.COMMENT, 1);
            case "del", "moveFrom" -> deleted(xml);
            case "instrText", "delText", "delInstrText", "Fallback", "tblPr", "sectPr" -> xml.skip();
            case "hyperlink" -> {
                Relations.Target target = relations.get(xml.relationship());
                links.push(target.external() ? target.path() : "");
            }
            case "tc" -> cells++;
            case "txbxContent" -> boxes++;
            default -> {}
        }
    }

    private void end(String name) throws IOException {
        switch (name) {
            case "r" -> runs.poll();
            case "p" -> {
                shadedParagraph = false;
                if (cells > 0) {
                    out.add(" ");
                } else {
                    out.endLine();
                }
            }
            case "tc" -> {
                cells--;
                shadedCell = false;
                out.add("\t");
            }
            case "tr" -> out.endLine();
            case "txbxContent" -> {
                boxes--;
                out.endLine();
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
                case TEXT -> add(xml.text());
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

    private void add(String text) throws LimitReached {
        if (!runs.isEmpty() && runs.contains(true)) {
            out.leaveOut(text);
        } else {
            out.add(text);
        }
    }

    private void runProperties(XmlCursor xml) throws IOException {
        boolean white = false;
        boolean shaded = false;
        int end = xml.depth() - 1;
        while (xml.depth() > end) {
            switch (xml.next()) {
                case START -> {
                    switch (xml.name()) {
                        case "vanish", "webHidden" -> {
                            if (xml.name().equals("vanish") && isOn(xml) && !runs.isEmpty()) {
                                runs.pop();
                                runs.push(true);
                            }
                        }
                        case "color" -> white = xml.attribute("val").equalsIgnoreCase("FFFFFF");
                        case "shd" -> shaded = isShade(xml);
                        case "highlight" -> shaded = true;
                        case "sz" -> {
                            if (xml.number("val", TINY_HALF_POINTS + 1) <= TINY_HALF_POINTS) {
                                out.doubt();
                            }
                        }
                        default -> {}
                    }
                }
                case END, TEXT -> {}
                case FINISHED -> {
                    return;
                }
            }
        }
        if (white && !shaded && !shadedParagraph && !shadedCell && boxes == 0) {
            out.doubt();
        }
    }

    /** A list is marked as one; what else is said of the paragraph, and of its mark, shows no words. */
    private void paragraphProperties(XmlCursor xml) throws IOException {
        int end = xml.depth() - 1;
        while (xml.depth() > end) {
            switch (xml.next()) {
                case START -> {
                    switch (xml.name()) {
                        case "numId" -> {
                            if (xml.number("val", 0) > 0) {
                                out.add("- ");
                            }
                        }
                        case "shd" -> shadedParagraph |= isShade(xml);
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
    }

    private static boolean hasShade(XmlCursor xml) throws IOException {
        boolean shaded = false;
        int end = xml.depth() - 1;
        while (xml.depth() > end) {
            switch (xml.next()) {
                case START -> shaded |= xml.name().equals("shd") && isShade(xml);
                case END, TEXT -> {}
                case FINISHED -> {
                    return shaded;
                }
            }
        }
        return shaded;
    }

    private static boolean isShade(XmlCursor xml) {
        return !xml.attribute("fill").matches("(?i)|auto|ffffff")
                || !xml.attribute("themeFill").isEmpty();
    }

    private static boolean isOn(XmlCursor xml) {
        return !xml.attribute("val").matches("(?i)0|false|off");
    }

    /** Lines between the text and its notes are notes of their own. */
    private void note(XmlCursor xml) throws IOException {
        if (xml.attribute("type").matches("|normal")) {
            out.add("[" + xml.attribute("id") + "] ");
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
