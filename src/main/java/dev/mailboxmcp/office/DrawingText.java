// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import java.io.IOException;

/**
 * The text of drawings (DrawingML, ECMA-376-1, 20 and 21): shapes with their paragraphs and tables, and charts and diagrams to
 * which they refer. Hidden shapes are left out. For one document, on one thread.
 */
final class DrawingText {
    private static final int MAX_REFERRED = 3;

    private final ZipDirectory zip;
    private final OfficeBudget budget;
    private final DocumentText out;

    private final int referred; // how many drawings refer to this one
    private int hidden; // the depth of the shape that is hidden; 0 for none
    private int cells;
    private boolean words;

    DrawingText(ZipDirectory zip, OfficeBudget budget, DocumentText out) {
        this(zip, budget, out, 0);
    }

    private DrawingText(ZipDirectory zip, OfficeBudget budget, DocumentText out, int referred) {
        this.zip = zip;
        this.budget = budget;
        this.out = out;
        this.referred = referred;
    }

    /** Reads a part that is a drawing. */
    void part(String part) throws IOException {
        try (XmlCursor xml = XmlCursor.open(zip, part, budget)) {
            if (xml != null) {
                out.endLine();
                rest(xml, Relations.of(zip, part, budget));
                out.endLine();
            }
        }
    }

    /**
     * Reads the chart or the diagram to which the element that has just begun refers.
     *
     * @param relations of the part in which it stands
     */
    void referred(XmlCursor xml, Relations relations) throws IOException {
        String id = xml.relationship(xml.name().equals("relIds") ? "dm" : "id");
        Relations.Target target = relations.get(id);
        if (!id.isEmpty() && !target.external() && referred < MAX_REFERRED) {
            new DrawingText(zip, budget, out, referred + 1).part(target.path());
        }
    }

    /** Reads on to the end. */
    void rest(XmlCursor xml, Relations relations) throws IOException {
        while (true) {
            switch (xml.next()) {
                case START -> start(xml, relations);
                case END -> end(xml);
                case TEXT -> {
                    if (words) {
                        add(xml.text());
                    }
                }
                case FINISHED -> {
                    return;
                }
            }
        }
    }

    private void start(XmlCursor xml, Relations relations) throws IOException {
        switch (xml.name()) {
            case "cNvPr" -> {
                // below the shape lies its kind of properties, which holds this
                if (hidden == 0 && xml.attribute("hidden").matches("(?i)1|true")) {
                    hidden = xml.depth() - 2;
                }
            }
            case "t" -> words = isText(xml);
            case "v" -> words = true;
            case "br" -> add(cells > 0 ? " " : "\n");
            case "tc" -> {
                cells++;
                boolean covered = (xml.attribute("hMerge") + xml.attribute("vMerge")).matches("(?i).*(?:1|true).*");
                hidden = covered && hidden == 0 ? xml.depth() : hidden;
            }
            case "externalData", "formatCode" -> xml.skip();
            case "chart", "relIds" -> {
                if (hidden == 0) {
                    referred(xml, relations);
                }
            }
            default -> {}
        }
    }

    /** Diagrams have an element around the text of a point that is called like those around words. */
    private static boolean isText(XmlCursor xml) {
        return !xml.isOf("/diagram");
    }

    private void end(XmlCursor xml) throws IOException {
        switch (xml.name()) {
            case "t" -> words = false;
            case "v" -> {
                words = false;
                add("\t");
            }
            case "p" -> {
                if (cells > 0) {
                    add(" ");
                } else if (hidden == 0) {
                    out.endLine();
                }
            }
            case "tc" -> {
                cells--;
                add("\t");
            }
            case "tr", "tx", "cat", "val", "xVal", "yVal" -> out.endLine();
            default -> {}
        }
        hidden = xml.depth() < hidden ? 0 : hidden;
    }

    private void add(String text) throws LimitReached {
        if (hidden > 0) {
            out.leaveOut(text);
        } else {
            out.add(text);
        }
    }
}
