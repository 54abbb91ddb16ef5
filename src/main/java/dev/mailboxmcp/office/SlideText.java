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
                            ids.add(xml.relationship("id"));
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
            out.leaveOut(LeftOut.NOTES, notes(relations));
            out.leaveOut(LeftOut.COMMENT, comments(relations));
            out.endBlock();
            out.add("Slide " + number + "\n");
            new DrawingText(zip, budget, out).rest(xml, relations);
            out.endLine();
        }
    }

    /** Pages of notes on which there are words; some programs write one for each slide. */
    private int notes(Relations relations) throws IOException {
        int count = 0;
        for (String part : relations.paths("notesSlide")) {
            count += hasNotes(part) ? 1 : 0;
        }
        return count;
    }

    /** Whether there are words besides the number of the slide and the date. */
    private boolean hasNotes(String part) throws IOException {
        boolean notes = false;
        boolean words = false;
        try (XmlCursor xml = XmlCursor.open(zip, part, budget)) {
            while (xml != null) {
                switch (xml.next()) {
                    case START -> {
                        switch (xml.name()) {
                            case "sp" -> notes = true;
                            case "ph" -> notes = !xml.attribute("type").matches("sldNum|dt|hdr|ftr");
                            case "t" -> words = notes;
                            default -> {}
                        }
                    }
                    case END -> words = false;
                    case TEXT -> {
                        if (words && !xml.text().isBlank()) {
                            return true;
                        }
                    }
                    case FINISHED -> {
                        return false;
                    }
                }
            }
        }
        return false;
    }

    private int comments(Relations relations) throws IOException {
        int count = 0;
        for (String part : relations.paths("comments")) {
            count += Elements.count(zip, part, budget, "cm");
        }
        return count;
    }
}
