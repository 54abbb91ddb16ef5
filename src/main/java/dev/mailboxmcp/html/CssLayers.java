// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

import dev.mailboxmcp.html.CssValue.Gradient;
import dev.mailboxmcp.html.CssValue.Length;
import dev.mailboxmcp.html.CssValue.Paint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The layers of a background, and what is painted in them, as far as browsers take it (CSS Backgrounds 3, 2.10; CSS Images 3). They
 * skip a background in which something is said twice or stands in a wrong place, and go by the one before. Pure.
 */
final class CssLayers {
    /** A place, in the letters of {@link #letter}, with a size behind it. */
    private static final Pattern PLACE = Pattern.compile(
            "(?:hnm|mhn|vnm|mvn|hn?vn?|vn?hn?|[hmn][vmn]|[vm][hm]|[hvmn])(?![hvmn])(?:/(?:[nu]{1,2}|s)(?![nus/]))?");

    private static final Pattern REPEAT = Pattern.compile("R|r{1,2}(?![Rr])");

    /** A colour with its places, or a place between two colours (CSS Images 3, 3.4). */
    private static final Pattern STOP = Pattern.compile("cn{0,2}|n{1,2}c|n");

    private static final Set<String> OF_SHAPES = CssProperties.words(
            "left right top bottom center at circle ellipse closest-side closest-corner farthest-side farthest-corner");

    private static final Set<String> ANGLES = CssProperties.words("deg grad rad turn");

    private CssLayers() {}

    /** Whether it is pictures, or none, and nothing else. */
    static boolean areImages(CssTokens value) {
        return value.split().stream().allMatch(layer -> layer.values().size() == 1)
                && value.values().stream()
                        .allMatch(token ->
                                token.is(',') || token.is(CssToken.Kind.FUNCTION) || letter(value, token) == 'i');
    }

    /** The colours of a gradient; unknown where one of them is not known, or something breaks the rules. */
    static CssValue gradient(CssTokens in, CssToken function) {
        List<CssTokens> parts = in.inside(function).split();
        List<CssColor> stops = new ArrayList<>();
        for (int i = isDirection(function.name(), parts.get(0).values()) ? 1 : 0; i < parts.size(); i++) {
            StringBuilder form = new StringBuilder();
            for (CssToken token : parts.get(i).values()) {
                boolean number = token.is(CssToken.Kind.NUMBER) && !ANGLES.contains(token.name());
                CssValue color = number ? null : CssColor.read(in, token, false);
                if (color instanceof Paint paint) {
                    stops.add(paint.color());
                }
                form.append(number ? 'n' : color instanceof Paint ? 'c' : '?');
            }
            if (!STOP.matcher(form).matches()) {
                return CssValue.UNKNOWN;
            }
        }
        return stops.size() < 2 ? CssValue.UNKNOWN : new Gradient(List.copyOf(stops));
    }

    /** Whether it says how the colours run, which the unprefixed form of a linear one says with {@code to}. */
    private static boolean isDirection(String name, List<CssToken> values) {
        boolean linear = name.equals("linear-gradient");
        boolean to = linear && !values.isEmpty() && values.get(0).is("to");
        boolean words = to ? values.size() == 2 || values.size() == 3 : !linear;
        List<CssToken> rest = values.subList(to ? 1 : 0, values.size());
        return !rest.isEmpty()
                && (words || rest.size() == 1)
                && rest.stream()
                        .allMatch(token -> token.is(CssToken.Kind.NUMBER) && !to
                                || words && token.is(CssToken.Kind.IDENT) && OF_SHAPES.contains(token.name()));
    }

    /** Whether all of it is understood, and none of it breaks the rules; the colour stands in the last layer alone. */
    static boolean areSound(CssTokens value) {
        List<CssTokens> layers = value.split();
        for (int i = 0; i < layers.size(); i++) {
            StringBuilder letters = new StringBuilder();
            layers.get(i).values().forEach(token -> letters.append(letter(value, token)));
            String rest = PLACE.matcher(letters).replaceFirst(" ");
            rest = REPEAT.matcher(rest).replaceFirst(" ");
            rest = without(rest, "i");
            rest = without(rest, "a");
            rest = without(without(rest, "b"), "b");
            rest = i == layers.size() - 1 ? without(rest, "c") : rest;
            if (letters.isEmpty() || !rest.isBlank()) {
                return false;
            }
        }
        return true;
    }

    private static String without(String letters, String one) {
        return letters.replaceFirst(one, " ");
    }

    private static char letter(CssTokens in, CssToken token) {
        if (isImage(in, token)) {
            return 'i';
        }
        return switch (token.kind()) {
            case NUMBER -> Length.read(token, false) instanceof Length ? 'n' : '?';
            case IDENT ->
                switch (token.name()) {
                    case "none" -> 'i';
                    case "left", "right" -> 'h';
                    case "top", "bottom" -> 'v';
                    case "center" -> 'm';
                    case "auto" -> 'u';
                    case "cover", "contain" -> 's';
                    case "repeat-x", "repeat-y" -> 'R';
                    case "repeat", "no-repeat", "space", "round" -> 'r';
                    case "scroll", "fixed", "local" -> 'a';
                    case "border-box", "padding-box", "content-box" -> 'b';
                    default -> 'c';
                };
            case HASH, FUNCTION -> 'c';
            default -> token.is('/') ? '/' : '?';
        };
    }

    /** Whether it is a picture, from wherever, or one that is drawn by its colours. */
    static boolean isImage(CssTokens in, CssToken token) {
        return in.url(token) != null
                || token.is(CssToken.Kind.FUNCTION) && token.name().endsWith("-gradient");
    }
}
