// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

import dev.mailboxmcp.html.CssValue.Gradient;
import dev.mailboxmcp.html.CssValue.Keyword;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a text stands on.
 *
 * @param colors opaque; several where one runs into another; empty where nobody knows
 * @param around the same of what is around the box that is painted
 * @param pictured whether a picture may lie above, which we do not see
 * @param sure whether all the text stands on it: it may reach beyond the box that is painted
 */
record CssGround(List<CssColor> colors, List<CssColor> around, boolean pictured, boolean sure) {
    private static final double LEAST_CONTRAST = 1.2;
    private static final double LEAST_DISTANCE = 150;
    /** Colours so near to each other are one to the eye, 0..441. */
    private static final double SAME = 10;

    static final CssGround PAGE = new CssGround(List.of(CssColor.WHITE), List.of(CssColor.WHITE), false, true);

    private static CssGround unknown() {
        return new CssGround(List.of(), List.of(), true, false);
    }

    /** The same where the text may stand beside it. */
    CssGround unsure() {
        return this.equals(PAGE) ? this : new CssGround(colors, around, pictured, false);
    }

    /** The same for a box that may reach beyond what is painted around it. */
    CssGround beside() {
        List<CssColor> both = new ArrayList<>(colors);
        around.stream().filter(color -> !colors.contains(color)).forEach(both::add);
        return colors.isEmpty() || around.isEmpty() ? unknown() : new CssGround(both, around, pictured, false);
    }

    /** The same for text that may reach beyond the box that is painted. */
    CssGround overflowed() {
        return sure && colors.containsAll(around) ? this : beside();
    }

    /** Where it is not known which of two the text stands on. */
    CssGround or(CssGround other) {
        if (equals(other)) {
            return this;
        }
        List<CssColor> both = new ArrayList<>(colors);
        other.colors.stream().filter(color -> !colors.contains(color)).forEach(both::add);
        boolean unknown = colors.isEmpty() || other.colors.isEmpty();
        return unknown ? unknown() : new CssGround(both, around, pictured || other.pictured, false);
    }

    /**
     * This ground with a colour above it, which may let through what is below.
     *
     * @param color null where it is not known
     * @param all whether all of the page is painted
     */
    CssGround painted(@Nullable CssColor color, boolean all) {
        if (color == null) {
            return unknown();
        }
        if (color.alpha() == 0) {
            return this;
        }
        if (color.alpha() == 1) {
            return new CssGround(List.of(color), all ? List.of(color) : colors, false, true);
        }
        return new CssGround(colors.stream().map(color::over).toList(), colors, pictured, sure);
    }

    /** This ground with an image above it. */
    CssGround pictured(CssValue image) {
        return switch (image) {
            case Keyword keyword
            when keyword.name().equals("none") || keyword.name().equals("initial") -> this;
            case Keyword keyword when keyword.name().equals("picture") -> new CssGround(colors, around, true, sure);
            case Gradient gradient
            when colors.size() == 1 ->
                new CssGround(
                        gradient.stops().stream()
                                .map(stop -> stop.over(colors.get(0)))
                                .toList(),
                        colors,
                        pictured,
                        true);
            default -> unknown();
        };
    }

    /**
     * Whether text is seen on it.
     *
     * @param color null where it is not known
     * @param opacity 0..1
     */
    Visibility shows(@Nullable CssColor color, double opacity) {
        if (color == null || colors.isEmpty()) {
            return Visibility.DOUBTFUL;
        }
        Visibility shown = null;
        boolean lighter = false;
        boolean darker = false;
        for (CssColor below : colors) {
            CssColor seen = color.withAlpha(opacity).over(below);
            boolean low = seen.contrast(below) < LEAST_CONTRAST && seen.distance(below) < LEAST_DISTANCE;
            Visibility here = Visibility.hiddenIf(seen.distance(below) < SAME, low);
            shown = shown == null ? here : shown.or(here);
            lighter |= seen.luminance() > below.luminance();
            darker |= seen.luminance() < below.luminance();
        }
        boolean crosses = lighter && darker;
        boolean hidden = shown == Visibility.HIDDEN && !pictured && sure;
        return shown == Visibility.SHOWN && !crosses
                ? Visibility.SHOWN
                : hidden ? Visibility.HIDDEN : Visibility.DOUBTFUL;
    }
}
