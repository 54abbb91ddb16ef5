// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

/** Colours of letters and of what is behind them in WordprocessingML (ECMA-376-1, 17.3.2.6 and 17.3.5), as red, green and blue in a number. */
final class WordColors {
    static final int WHITE = 0xFFFFFF;
    static final int BLACK = 0;
    /** Nothing is said, so that what is around it counts. */
    static final int NONE = -1;
    /** There is a colour, and it is not known which one. */
    static final int UNKNOWN = -2;
    /** The program chooses letters that are seen on a ground of their own; a ground is none, whatever a style says. */
    static final int AUTOMATIC = -3;

    private static final int HEX = 16;
    private static final int CHANNEL = 0xFF;
    private static final int ALL = 100;
    /** Two channels that differ by no more look the same. */
    private static final int NEAR = 15;

    private WordColors() {}

    /** The colour of letters in the element that begins here. */
    static int letters(XmlCursor xml) {
        return color(xml.attribute("val"), xml, "themeColor", "themeShade", "themeTint");
    }

    /** What is behind letters by the element that begins here: a fill, and a pattern of another colour in it. */
    static int ground(XmlCursor xml) {
        String pattern = xml.attribute("val");
        int fill = color(xml.attribute("fill"), xml, "themeFill", "themeFillShade", "themeFillTint");
        fill = fill == NONE || pattern.equals("nil") ? AUTOMATIC : fill;
        if (pattern.matches("clear|nil|")) {
            return fill;
        }
        int share = pattern.matches("pct[0-9]{1,2}") ? Integer.parseInt(pattern.substring(3)) : 0;
        if (share == 0 && !pattern.equals("solid")) {
            return UNKNOWN;
        }
        int front = color(xml.attribute("color"), xml, "themeColor", "themeShade", "themeTint");
        front = front == AUTOMATIC || front == NONE ? BLACK : front;
        return mixed(front, fill == AUTOMATIC ? WHITE : fill, share == 0 ? ALL : share);
    }

    /** The colour of a marker (17.18.40). */
    static int highlight(String name) {
        return switch (name) {
            case "none", "" -> NONE;
            case "white" -> WHITE;
            case "black" -> BLACK;
            case "blue" -> 0x0000FF;
            case "cyan" -> 0x00FFFF;
            case "green" -> 0x00FF00;
            case "magenta" -> 0xFF00FF;
            case "red" -> 0xFF0000;
            case "yellow" -> 0xFFFF00;
            case "darkBlue" -> 0x000080;
            case "darkCyan" -> 0x008080;
            case "darkGreen" -> 0x008000;
            case "darkMagenta" -> 0x800080;
            case "darkRed" -> 0x800000;
            case "darkYellow" -> 0x808000;
            case "darkGray" -> 0x808080;
            case "lightGray" -> 0xC0C0C0;
            default -> UNKNOWN;
        };
    }

    /** Whether two colours are known and look the same. */
    static boolean same(int one, int other) {
        boolean same = one >= 0 && other >= 0;
        for (int shift = 0; shift <= HEX; shift += 8) {
            same &= Math.abs((one >> shift & CHANNEL) - (other >> shift & CHANNEL)) <= NEAR;
        }
        return same;
    }

    /** A colour of the theme wins over the one beside it, which is right as often as the program that wrote it. */
    private static int color(String rgb, XmlCursor xml, String theme, String shade, String tint) {
        String name = xml.attribute(theme);
        if (name.matches("background1|light1|bg1|lt1")) {
            int grey = part(xml.attribute(shade));
            return grey << HEX | grey << 8 | grey;
        }
        if (name.matches("text1|dark1|tx1|dk1")) {
            int grey = CHANNEL - part(xml.attribute(tint));
            return grey << HEX | grey << 8 | grey;
        }
        if (rgb.matches("[0-9A-Fa-f]{6}")) {
            return Integer.parseInt(rgb, HEX);
        }
        return !name.isEmpty() ? UNKNOWN : rgb.isEmpty() ? NONE : rgb.equals("auto") ? AUTOMATIC : UNKNOWN;
    }

    /** How much is left of a colour of the theme that is made darker or lighter. */
    private static int part(String hex) {
        return hex.matches("[0-9A-Fa-f]{2}") ? Integer.parseInt(hex, HEX) : CHANNEL;
    }

    private static int mixed(int front, int back, int share) {
        if (front < 0 || back < 0) {
            return share == ALL ? front : UNKNOWN;
        }
        int mixed = 0;
        for (int shift = 0; shift <= HEX; shift += 8) {
            int channel = ((front >> shift & CHANNEL) * share + (back >> shift & CHANNEL) * (ALL - share)) / ALL;
            mixed |= channel << shift;
        }
        return mixed;
    }
}
