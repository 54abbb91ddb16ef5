// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which styles of a WordprocessingML document hide what has them (ECMA-376-1, 17.7). For one document, on one thread. */
final class WordStyles {
    private static final int MAX = 10_000;
    private static final int MAX_BASES = 20;

    /** Whether a style hides, for those that say so themselves. */
    private final Map<String, Boolean> hiding = new HashMap<>();

    private final Map<String, String> bases = new HashMap<>();

    static WordStyles of(ZipDirectory zip, List<String> parts, OfficeBudget budget) throws IOException {
        WordStyles styles = new WordStyles();
        for (String part : parts) {
            try (XmlCursor xml = XmlCursor.open(zip, part, budget)) {
                if (xml != null) {
                    styles.read(xml);
                }
            }
        }
        return styles;
    }

    private void read(XmlCursor xml) throws IOException {
        String style = "";
        while (bases.size() < MAX && hiding.size() < MAX) {
            switch (xml.next()) {
                case START -> {
                    switch (xml.name()) {
                        case "style" -> style = xml.attribute("styleId");
                        case "basedOn" -> bases.putIfAbsent(style, xml.attribute("val"));
                        case "vanish" -> hiding.putIfAbsent(style, xml.isOn());
                        case "tblStylePr", "docDefaults" -> xml.skip();
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

    /** Whether a style, or one on which it is based, hides text. */
    boolean hides(String style) {
        String at = style;
        for (int i = 0; i < MAX_BASES && !at.isEmpty(); i++) {
            Boolean hides = hiding.get(at);
            if (hides != null) {
                return hides;
            }
            at = bases.getOrDefault(at, "");
        }
        return false;
    }
}
