// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Which styles of an OpenDocument hide what has them, by themselves or by the style that they are based on (ODF 1.3, part 3, 16 and
 * 20). For one document, on one thread.
 */
final class OpenDocumentStyles {
    private static final int MAX = 10_000;
    private static final int MAX_BASES = 20;
    private static final String TINY = "0*[01](?:\\.[0-9]*)?pt|0*2(?:\\.0*)?pt";

    /** Whether a style hides, for those that say so themselves. */
    private final Map<String, Boolean> hiding = new HashMap<>();

    /** Whether its letters may not be seen, likewise. */
    private final Map<String, Boolean> faint = new HashMap<>();

    private final Map<String, String> bases = new HashMap<>();

    /** Reads the element of styles that has just begun. */
    void read(XmlCursor xml) throws IOException {
        String style = "";
        int end = xml.depth() - 1;
        while (xml.depth() > end) {
            switch (xml.next()) {
                case START -> {
                    if (hiding.size() + faint.size() + bases.size() >= MAX) {
                        continue;
                    }
                    if (xml.name().equals("style")) {
                        String family = xml.attribute("family");
                        style = key(family, xml.attribute("name"));
                        bases.put(style, key(family, xml.attribute("parent-style-name")));
                    } else {
                        properties(xml, style);
                    }
                }
                case END -> style = xml.name().equals("style") ? "" : style;
                case TEXT -> {}
                case FINISHED -> {
                    return;
                }
            }
        }
    }

    private void properties(XmlCursor xml, String style) {
        switch (xml.name()) {
            case "text-properties" -> {
                note(xml.attribute("text", "display"), "none", style);
                letters(xml, style);
            }
            case "table-properties" -> note(xml.attribute("table", "display"), "false", style);
            case "drawing-page-properties" -> note(xml.attribute("presentation", "visibility"), "hidden", style);
            default -> {}
        }
    }

    private void note(String value, String hidden, String style) {
        if (!value.isEmpty()) {
            hiding.put(style, value.equals(hidden));
        }
    }

    private void letters(XmlCursor xml, String style) {
        String color = xml.attribute("fo", "color");
        if (!color.isEmpty()) {
            boolean ground =
                    !xml.attribute("fo", "background-color").matches("(?i)|transparent|#f[0-9a-f]f[0-9a-f]f[0-9a-f]");
            faint.put(style, !ground && DocumentText.isWhite(color.substring(1)));
        }
        if (xml.attribute("fo", "font-size").matches(TINY)) {
            faint.put(style, true);
        }
    }

    boolean hides(String family, String name) {
        return says(hiding, family, name);
    }

    /** Letters in white, on no ground of their own, or of two points and less. */
    boolean isFaint(String family, String name) {
        return says(faint, family, name);
    }

    private boolean says(Map<String, Boolean> what, String family, String name) {
        String at = key(family, name);
        for (int i = 0; i < MAX_BASES && !at.isEmpty(); i++) {
            Boolean says = what.get(at);
            if (says != null) {
                return says;
            }
            at = bases.getOrDefault(at, "");
        }
        return false;
    }

    private static String key(String family, String name) {
        return name.isEmpty() ? "" : family + " " + name;
    }
}
