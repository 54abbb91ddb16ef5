// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Lengths of styles in pixels, on a page as wide as a desktop's mail window. */
final class CssLength {
    /** The page, in pixels, for media queries and for lengths relative to it. */
    static final double PAGE_WIDTH = 1024;

    static final double PAGE_HEIGHT = 768;

    /** The font size that nothing was said about. */
    static final double MEDIUM = 16;

    private static final Pattern LENGTH =
            Pattern.compile("([+-]?(?:\\d{1,9}(?:\\.\\d{0,9})?|\\.\\d{1,9}))\\s?([a-z%]{0,5})");

    private CssLength() {}

    /**
     * @param em the font size that {@code em} means
     * @param whole what 100 % means; NaN where a percentage has no meaning here
     * @return null for what is no length
     */
    static @Nullable Double pixels(@Nullable String value, double em, double whole) {
        if (value == null) {
            return null;
        }
        return CssCalculation.isOne(value) ? CssCalculation.pixels(value, em, whole) : plain(value, em, whole);
    }

    /** As {@link #pixels}, of a number and its unit only. */
    static @Nullable Double plain(String value, double em, double whole) {
        Matcher matcher = LENGTH.matcher(value);
        if (!matcher.matches()) {
            return null;
        }
        double number = Double.parseDouble(matcher.group(1));
        Double unit = unit(matcher.group(2), em, whole);
        return unit == null || Double.isNaN(number * unit) ? null : number * unit;
    }

    /** Font sizes: lengths, relative to the parent's, and the names. */
    static @Nullable Double fontSize(String value, double parent) {
        return switch (value) {
            case "xx-small" -> 9.0;
            case "x-small" -> 10.0;
            case "small" -> 13.0;
            case "medium", "initial" -> MEDIUM;
            case "large" -> 18.0;
            case "x-large" -> 24.0;
            case "xx-large" -> 32.0;
            case "xxx-large" -> 48.0;
            case "smaller" -> parent / 1.2;
            case "larger" -> parent * 1.2;
            case "inherit", "unset" -> parent;
            default -> pixels(value, parent, parent);
        };
    }

    private static @Nullable Double unit(String unit, double em, double whole) {
        return switch (unit) {
            case "", "px" -> 1.0;
            case "pt" -> 96 / 72.0;
            case "pc" -> 16.0;
            case "in" -> 96.0;
            case "cm" -> 96 / 2.54;
            case "mm" -> 9.6 / 2.54;
            case "q" -> 2.4 / 2.54;
            case "em" -> em;
            case "rem", "rlh" -> MEDIUM;
            case "ex", "ch", "cap", "ic" -> em / 2;
            case "vw", "vmax", "vi", "svw", "lvw", "dvw", "cqw", "cqi" -> PAGE_WIDTH / 100;
            case "vh", "vmin", "vb", "svh", "lvh", "dvh", "cqh", "cqb" -> PAGE_HEIGHT / 100;
            case "%" -> whole / 100;
            default -> null;
        };
    }
}
