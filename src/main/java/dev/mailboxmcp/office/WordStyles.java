// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which styles of a WordprocessingML document hide what has them, or make it an item of a list (ECMA-376-1, 17.7). For one document, on one thread. */
final class WordStyles {
    private static final int MAX = 10_000;
    private static final int MAX_BASES = 20;

    /** Whether a style hides, for those that say so themselves. */
    private final Map<String, Boolean> hiding = new HashMap<>();

    /** Likewise; headings are counted, too, and are none. */
    private final Map<String, Boolean> listing = new HashMap<>();

    /** Likewise, whether its letters may not be seen. */
    private final Map<String, Boolean> faint = new HashMap<>();

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
        boolean shaded = false;
        while (bases.size() < MAX && hiding.size() < MAX && listing.size() < MAX && faint.size() < MAX) {
            switch (xml.next()) {
                case START -> {
                    switch (xml.name()) {
                        case "style" -> {
                            style = xml.attribute("styleId");
                            shaded = false;
                        }
                        case "shd" -> {
                            if (WordText.isShade(xml)) { // of the paragraph before, of the letters behind their colour
                                shaded = true;
                                faint.replace(style, false);
                            }
                        }
                        case "color" -> faint.put(style, !shaded && DocumentText.isWhite(xml.attribute("val")));
                        case "sz" -> {
                            if (WordText.isTiny(xml)) {
                                faint.put(style, true);
                            }
                        }
                        case "basedOn" -> bases.putIfAbsent(style, xml.attribute("val"));
                        case "vanish" -> hiding.putIfAbsent(style, xml.isOn());
                        case "numId" -> listing.putIfAbsent(style, xml.number("val", 0) > 0);
                        case "outlineLvl" -> listing.put(style, false);
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
        return says(hiding, style);
    }

    /** Whether paragraphs of a style, or of one on which it is based, are items of lists. */
    boolean lists(String style) {
        return says(listing, style);
    }

    /** Whether a style, or one on which it is based, has letters in white, on no ground of their own, or of two points and less. */
    boolean isFaint(String style) {
        return says(faint, style);
    }

    private boolean says(Map<String, Boolean> what, String style) {
        String at = style;
        for (int i = 0; i < MAX_BASES && !at.isEmpty(); i++) {
            Boolean says = what.get(at);
            if (says != null) {
                return says;
            }
            at = bases.getOrDefault(at, "");
        }
        return false;
    }
}
