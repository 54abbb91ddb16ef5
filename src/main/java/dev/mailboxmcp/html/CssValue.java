// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a declaration gives to a property, as far as it matters here and is understood. */
sealed interface CssValue {
    /** A value that we do not understand: it may be one, or be none and be skipped. */
    CssValue UNKNOWN = new Unknown();

    /** One that cannot hide anything. */
    CssValue HARMLESS = new Keyword("none");

    record Unknown() implements CssValue {}

    /** @param name in lower case */
    record Keyword(String name) implements CssValue {
        boolean is(String other) {
            return name.equals(other);
        }
    }

    record Amount(double value) implements CssValue {}

    /** Sizes that relate to the font and to the box around are worked out later. */
    record Length(double pixels, double ems, double percent) implements CssValue {
        /** A desktop's mail window, in pixels. */
        private static final double PAGE_WIDTH = 1024;

        private static final double PAGE_HEIGHT = 768;

        /**
         * Reads a length (CSS Values 4, 6).
         *
         * @param quirks whether numbers need no unit
         * @return unknown for a unit or a function that we do not know; null for what is no length
         */
        static @Nullable CssValue read(CssToken token, boolean quirks) {
            double n = token.number();
            if (!token.is(CssToken.Kind.NUMBER)) {
                return token.is(CssToken.Kind.FUNCTION) || token.is(CssToken.Kind.IDENT) ? UNKNOWN : null;
            }
            return switch (token.name()) {
                case "" -> n == 0 || quirks ? new Length(n, 0, 0) : null;
                case "%" -> new Length(0, 0, n);
                case "em" -> new Length(0, n, 0);
                case "ex", "ch" -> new Length(0, n / 2, 0);
                case "px" -> new Length(n, 0, 0);
                case "pt" -> new Length(n * 96 / 72, 0, 0);
                case "pc", "rem" -> new Length(n * 16, 0, 0);
                case "in" -> new Length(n * 96, 0, 0);
                case "cm" -> new Length(n * 96 / 2.54, 0, 0);
                case "mm" -> new Length(n * 9.6 / 2.54, 0, 0);
                case "vw", "vmax" -> new Length(n * PAGE_WIDTH / 100, 0, 0);
                case "vh", "vmin" -> new Length(n * PAGE_HEIGHT / 100, 0, 0);
                default -> UNKNOWN;
            };
        }

        /**
         * @param em the font size, in pixels
         * @param whole what 100 % means, in pixels
         */
        double in(double em, double whole) {
            return pixels + (ems == 0 ? 0 : ems * em) + (percent == 0 ? 0 : percent / 100 * whole);
        }
    }

    record Paint(CssColor color) implements CssValue {}

    /** @param stops the colours that it runs through */
    record Gradient(List<CssColor> stops) implements CssValue {}

    /** Text that stands before or behind an element, in pieces; one that begins with a NUL names an attribute. */
    record Content(List<String> pieces) implements CssValue {}
}
