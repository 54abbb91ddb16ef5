// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which styles of a WordprocessingML document hide what has them, colour it, or make it an item of a list (ECMA-376-1, 17.7). For
 * one document, on one thread.
 */
final class WordStyles {
    private static final int MAX = 10_000;
    private static final int MAX_BASES = 20;

    /** Whether a style hides, for those that say so themselves. */
    private final Map<String, Boolean> hiding = new HashMap<>();

    /** Likewise; headings are counted, too, and are none. */
    private final Map<String, Boolean> listing = new HashMap<>();

    /** Likewise, whether its letters are too small to be seen. */
    private final Map<String, Boolean> tiny = new HashMap<>();

    /** Likewise, the colour of its letters. */
    private final Map<String, Integer> letters = new HashMap<>();

    /** Likewise, the colour behind them. */
    private final Map<String, Integer> grounds = new HashMap<>();

    /** Likewise, the colour behind whole paragraphs. */
    private final Map<String, Integer> paragraphGrounds = new HashMap<>();

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
        boolean letter = false;
        while (bases.size() < MAX
                && hiding.size() < MAX
                && listing.size() < MAX
                && tiny.size() < MAX
                && letters.size() < MAX
                && grounds.size() < MAX
                && paragraphGrounds.size() < MAX) {
            switch (xml.next()) {
                case START -> {
                    switch (xml.wordName()) {
                        case "style" -> style = xml.attribute("styleId");
                        case "pPr" -> letter = false;
                        case "rPr" -> letter = true;
                        case "shd" -> say(letter ? grounds : paragraphGrounds, style, WordColors.ground(xml));
                        case "color" -> say(letters, style, WordColors.letters(xml));
                        case "sz" -> tiny.put(style, WordText.isTiny(xml));
                        case "basedOn" -> bases.putIfAbsent(style, xml.attribute("val"));
                        case "vanish" -> hiding.putIfAbsent(style, xml.isOn());
                        case "numId" -> listing.putIfAbsent(style, xml.number("val", 0) > 0);
                        case "outlineLvl" -> listing.put(style, false);
                        case "tblStylePr", "docDefaults", "rPrChange", "pPrChange" -> xml.skip();
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

    private static void say(Map<String, Integer> colors, String style, int color) {
        if (color != WordColors.NONE) {
            colors.put(style, color);
        }
    }

    /** Whether a style, or one on which it is based, hides text. */
    boolean hides(String style) {
        return says(hiding, style, false);
    }

    /** Whether paragraphs of a style, or of one on which it is based, are items of lists. */
    boolean lists(String style) {
        return says(listing, style, false);
    }

    /** Whether a style, or one on which it is based, has letters of two points and less. */
    boolean isTiny(String style) {
        return says(tiny, style, false);
    }

    /** The colour that a style, or one on which it is based, gives to letters. */
    int letters(String style) {
        return says(letters, style, WordColors.NONE);
    }

    /** The colour that a style, or one on which it is based, puts behind letters. */
    int ground(String style) {
        return says(grounds, style, WordColors.NONE);
    }

    /** The colour that a style, or one on which it is based, puts behind whole paragraphs. */
    int paragraphGround(String style) {
        return says(paragraphGrounds, style, WordColors.NONE);
    }

    private <T> T says(Map<String, T> what, String style, T otherwise) {
        String at = style;
        for (int i = 0; i < MAX_BASES && !at.isEmpty(); i++) {
            T says = what.get(at);
            if (says != null) {
                return says;
            }
            at = bases.getOrDefault(at, "");
        }
        return otherwise;
    }
}
