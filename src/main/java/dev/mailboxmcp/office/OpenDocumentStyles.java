// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** Which styles of an OpenDocument hide what has them (ODF 1.3, part 3, 16 and 20). For one document, on one thread. */
final class OpenDocumentStyles {
    private static final int MAX = 10_000;

    private final Set<String> hiding = new HashSet<>();
    private final Set<String> white = new HashSet<>();

    /** Reads the element of styles that has just begun. */
    void read(XmlCursor xml) throws IOException {
        String style = "";
        int end = xml.depth() - 1;
        while (xml.depth() > end) {
            switch (xml.next()) {
                case START -> {
                    if (xml.name().equals("style")) {
                        style = key(xml.attribute("family"), xml.attribute("name"));
                    } else if (hiding.size() + white.size() < MAX) {
                        properties(xml, style);
                    }
                }
                case END, TEXT -> {}
                case FINISHED -> {
                    return;
                }
            }
        }
    }

    private void properties(XmlCursor xml, String style) {
        boolean hides = switch (xml.name()) {
            case "text-properties" -> xml.attribute("display").equals("none");
            case "table-properties" -> xml.attribute("display").equals("false");
            case "drawing-page-properties" -> xml.attribute("visibility").equals("hidden");
            default -> false;
        };
        if (hides) {
            hiding.add(style);
        }
        if (xml.name().equals("text-properties")
                && xml.attribute("color").equalsIgnoreCase("#ffffff")
                && xml.attribute("background-color").matches("(?i)|transparent|#ffffff")) {
            white.add(style);
        }
    }

    boolean hides(String family, String name) {
        return hiding.contains(key(family, name));
    }

    /** Letters in white, on no ground of their own. */
    boolean isWhite(String family, String name) {
        return white.contains(key(family, name));
    }

    private static String key(String family, String name) {
        return family + " " + name;
    }
}
