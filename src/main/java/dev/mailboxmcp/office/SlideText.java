// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import dev.mailboxmcp.office.DocumentText.LeftOut;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The text of a PresentationML document (ECMA-376-1, 19), slide by slide in the order of the show. Hidden slides and shapes,
 * notes and comments are left out. For one document, on one thread.
 */
final class SlideText {
    private final ZipDirectory zip;
    private final OfficeBudget budget;
    private final DocumentText out;

    private SlideText(ZipDirectory zip, OfficeBudget budget, DocumentText out) {
        this.zip = zip;
        this.budget = budget;
        this.out = out;
    }

    static void read(ZipDirectory zip, String main, OfficeBudget budget, DocumentText out) throws IOException {
        SlideText text = new SlideText(zip, budget, out);
        Relations relations = Relations.of(zip, main, budget);
        int number = 0;
        for (String id : text.slides(main)) {
            text.slide(relations.get(id).path(), ++number);
        }
    }

    private List<String> slides(String main) throws IOException {
        List<String> ids = new ArrayList<>();
        try (XmlCursor xml = XmlCursor.open(zip, main, budget)) {
            while (xml != null) {
                switch (xml.next()) {
                    case START -> {
                        if (xml.name().equals("sldId")) {
                            ids.add(xml.relationship());
                        }
                    }
                    case END, TEXT -> {}
                    case FINISHED -> {
                        return ids;
                    }
                }
            }
        }
        return ids;
    }

    private void slide(String part, int number) throws IOException {
        Relations relations = Relations.of(zip, part, budget);
        try (XmlCursor xml = XmlCursor.open(zip, part, budget)) {
            if (xml == null || xml.next() != XmlCursor.Event.START) {
                return;
            }
            if (xml.attribute("show").matches("(?i)0|false")) {
                out.leaveOut(LeftOut.SLIDE, 1);
                return;
            }
            out.leaveOut(LeftOut.NOTES, relations.paths("notesSlide").size());
            out.leaveOut(LeftOut.COMMENT, comments(relations));
            out.endBlock();
            out.add("Slide " + number + "\n");
            shapes(xml);
            out.endLine();
        }
    }

    private void shapes(XmlCursor xml) throws IOException {
        boolean words = false;
        int hidden = 0; // the depth of the shape that is hidden; 0 for none
        int cells = 0;
        while (true) {
            switch (xml.next()) {
                case START -> {
                    switch (xml.name()) {
                        case "cNvPr" -> {
                            // below the shape lies its kind of properties, which holds this
                            if (hidden == 0 && xml.attribute("hidden").matches("(?i)1|true")) {
                                hidden = xml.depth() - 2;
                            }
                        }
                        case "t" -> words = true;
                        case "br" -> add(cells > 0 ? " " : "\n", hidden);
                        case "tc" -> cells++;
                        case "Fallback" -> xml.skip();
                        default -> {}
                    }
                }
                case END -> {
                    switch (xml.name()) {
                        case "t" -> words = false;
                        case "p" -> {
                            if (cells > 0) {
                                add(" ", hidden);
                            } else if (hidden == 0) {
                                out.endLine();
                            }
                        }
                        case "tc" -> {
                            cells--;
                            add("\t", hidden);
                        }
                        case "tr" -> out.endLine();
                        default -> {}
                    }
                    hidden = xml.depth() < hidden ? 0 : hidden;
                }
                case TEXT -> {
                    if (words) {
                        add(xml.text(), hidden);
                    }
                }
                case FINISHED -> {
                    return;
                }
            }
        }
    }

    private void add(String text, int hidden) throws LimitReached {
        if (hidden > 0) {
            out.leaveOut(text);
        } else {
            out.add(text);
        }
    }

    private int comments(Relations relations) throws IOException {
        int count = 0;
        for (String part : relations.paths("comments")) {
            count += Elements.count(zip, part, budget, "cm");
        }
        return count;
    }
}
