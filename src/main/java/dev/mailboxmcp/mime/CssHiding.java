// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The ways in which styles keep text from being seen, other than by its own colour and size. */
final class CssHiding {
    /** A side so short shows nothing that could be read, in pixels. */
    private static final double TINY = 2;

    /** So far out, in pixels, nothing of a block is left on the page. */
    private static final double FAR_OUT = 500;

    private static final double FAR_RIGHT = 5000;

    private static final double LEAST_OPACITY = 0.1;

    private static final Pattern FUNCTION = Pattern.compile("(?<![a-z0-9])([a-z0-9]++)\\(([^()]*+)\\)");
    private static final Pattern CONTAINED = Pattern.compile("\\b(?:paint|content|strict)\\b");

    private CssHiding() {}

    /** By not being displayed at all. */
    static boolean removes(String display, Map<String, String> declared) {
        return display.equals("none")
                || display.startsWith("table-column")
                || declared.getOrDefault("content-visibility", "").equals("hidden");
    }

    /** By place, clipping or scale. */
    static boolean putsOutOfSight(
            Map<String, String> declared, HtmlTag kind, String display, boolean block, double em, boolean painted) {
        if (declared.isEmpty()) {
            return false;
        }
        String position = declared.getOrDefault("position", "static");
        boolean absolute = position.equals("absolute") || position.equals("fixed");
        boolean floats = !declared.getOrDefault("float", "none").equals("none");
        boolean box = absolute || floats || block || display.startsWith("inline-");
        boolean cell = kind == HtmlTag.TABLE
                || kind == HtmlTag.TABLE_PART
                || kind == HtmlTag.ROW
                || kind == HtmlTag.CELL
                || display.startsWith("table");
        boolean tableBox = cell && !absolute && !floats && (display.isEmpty() || display.startsWith("table"));
        return (box && !tableBox && isFlattened(declared, em))
                || (!position.equals("static") && isMovedAway(declared, em))
                || (!position.equals("static") && painted && integer(declared.get("z-index")) < 0)
                || isBelow(pixels(declared, "margin-left", em), -FAR_OUT)
                || isBelow(pixels(declared, "margin-top", em), -FAR_OUT)
                || (absolute && isClipped(declared.getOrDefault("clip", "")))
                || isClippedPath(declared.getOrDefault("clip-path", declared.getOrDefault("-webkit-clip-path", "")), em)
                || isTransformedAway(
                        declared.getOrDefault("transform", declared.getOrDefault("-webkit-transform", "")), em)
                || isTransformedAway("scale(" + declared.getOrDefault("scale", "1") + ")", em)
                || isTransformedAway("translate(" + declared.getOrDefault("translate", "0") + ")", em)
                || declared.getOrDefault("rotate", "").matches("(?:[xy]|1 0 0|0 1 0) -?(?:90|270)deg")
                || isMasked(declared)
                || isBelow(CssLength.pixels(declared.get("zoom"), 1, 1), 0.1, "normal".equals(declared.get("zoom")));
    }

    /** By moving, squeezing or masking the text alone, which is inherited. */
    static boolean hidesText(Map<String, String> declared, double em, boolean inherited) {
        boolean hidden = inherited;
        if (declared.containsKey("text-indent")) {
            hidden = isBelow(pixels(declared, "text-indent", em), -FAR_OUT);
        }
        return hidden
                || isBelow(pixels(declared, "letter-spacing", em), -0.8 * Math.max(em, 1))
                || isSet(declared.get("-webkit-text-security"));
    }

    static double opacity(Map<String, String> declared) {
        double opacity = fraction(declared.get("opacity"));
        Matcher filters = FUNCTION.matcher(declared.getOrDefault("filter", ""));
        while (filters.find()) {
            if (filters.group(1).equals("opacity")) {
                opacity *= fraction(filters.group(2));
            }
        }
        return opacity;
    }

    /** By a mask that lets nothing through. */
    private static boolean isMasked(Map<String, String> declared) {
        String mask = declared.getOrDefault(
                "mask-image",
                declared.getOrDefault(
                        "mask",
                        declared.getOrDefault("-webkit-mask-image", declared.getOrDefault("-webkit-mask", ""))));
        if (!mask.contains("gradient(")) {
            return false;
        }
        List<CssColor> stops = CssGradient.colors(mask);
        return !stops.isEmpty() && stops.stream().allMatch(stop -> stop.alpha() < LEAST_OPACITY);
    }

    private static boolean isFlattened(Map<String, String> declared, double em) {
        boolean contained =
                CONTAINED.matcher(declared.getOrDefault("contain", "")).find();
        boolean clipsX = contained || clips(declared.getOrDefault("overflow-x", "visible"));
        boolean clipsY = contained || clips(declared.getOrDefault("overflow-y", "visible"));
        if (!clipsX && !clipsY) {
            return false;
        }
        boolean padded = isAbove(lengthOf(declared, "padding-bottom", em), 9)
                || isAbove(lengthOf(declared, "padding-top", em), 9);
        if (padded) {
            return false; // what stands in the padding is not cut off
        }
        return isTiny(declared, "height", em)
                || isTiny(declared, "max-height", em)
                || isTiny(declared, "width", em)
                || isTiny(declared, "max-width", em)
                || (!declared.containsKey("height")
                        && !declared.containsKey("min-height")
                        && isTiny(declared, "line-height", em));
    }

    private static boolean clips(String overflow) {
        return !overflow.equals("visible") && !overflow.equals("initial");
    }

    private static @Nullable Double lengthOf(Map<String, String> declared, String property, double em) {
        return CssLength.pixels(declared.get(property), em, CssLength.PAGE_WIDTH);
    }

    private static boolean isTiny(Map<String, String> declared, String property, double em) {
        Double pixels = CssLength.pixels(declared.get(property), em, CssLength.PAGE_HEIGHT);
        if (pixels != null
                && property.equals("line-height")
                && declared.getOrDefault(property, "").matches("[0-9.]+")) {
            pixels = pixels * em;
        }
        return pixels != null && pixels <= TINY;
    }

    private static boolean isMovedAway(Map<String, String> declared, double em) {
        return isBelow(pixels(declared, "left", em), -FAR_OUT)
                || isBelow(pixels(declared, "top", em), -FAR_OUT)
                || isBelow(pixels(declared, "right", em), -FAR_OUT)
                || isBelow(pixels(declared, "bottom", em), -FAR_OUT)
                || isAbove(pixels(declared, "left", em), FAR_RIGHT)
                || isAbove(pixels(declared, "top", em), FAR_RIGHT)
                || isAbove(pixels(declared, "right", em), FAR_RIGHT)
                || isAbove(pixels(declared, "bottom", em), FAR_RIGHT);
    }

    /** {@code rect(top, right, bottom, left)}. */
    private static boolean isClipped(String clip) {
        if (!clip.startsWith("rect(") || !clip.endsWith(")")) {
            return false;
        }
        String[] sides =
                clip.substring("rect(".length(), clip.length() - 1).strip().split("[\\s,]+", 4);
        if (sides.length < 4) {
            return false;
        }
        Double top = CssLength.pixels(sides[0].replace("auto", "0"), 16, Double.NaN);
        Double right = CssLength.pixels(sides[1], 16, Double.NaN);
        Double bottom = CssLength.pixels(sides[2], 16, Double.NaN);
        Double left = CssLength.pixels(sides[3].replace("auto", "0"), 16, Double.NaN);
        return (top != null && bottom != null && bottom - top <= TINY)
                || (left != null && right != null && right - left <= TINY);
    }

    private static boolean isClippedPath(String path, double em) {
        Matcher shape = FUNCTION.matcher(path);
        if (!shape.find()) {
            return false;
        }
        String[] arguments =
                shape.group(2).replaceAll("\\s*(?:round|at)\\b.*", "").strip().split("[\\s,]+", 40);
        return switch (shape.group(1)) {
            case "inset" -> isInsetAway(arguments, em);
            case "rect" ->
                arguments.length >= 4 && isTinySpan(arguments[0], arguments[2], em)
                        || arguments.length >= 4 && isTinySpan(arguments[3], arguments[1], em);
            case "xywh" ->
                arguments.length >= 4 && (isTinySpan("0", arguments[2], em) || isTinySpan("0", arguments[3], em));
            case "circle", "ellipse" -> isBelow(CssLength.pixels(arguments[0], em, 100), 1);
            case "polygon" -> {
                boolean flat = true;
                for (String argument : arguments) {
                    flat &= argument.equals(arguments[0]);
                }
                yield flat;
            }
            default -> false;
        };
    }

    private static boolean isTinySpan(String from, String to, double em) {
        Double start = CssLength.pixels(from.equals("auto") ? "0" : from, em, 100);
        Double end = CssLength.pixels(to, em, 100);
        return start != null && end != null && end - start <= TINY;
    }

    /** Percentages are taken as of a side of 100 pixels: only whether nothing is left matters. */
    private static boolean isInsetAway(String[] sides, double em) {
        Double top = CssLength.pixels(sides[0], em, 100);
        Double right = sides.length > 1 ? CssLength.pixels(sides[1], em, 100) : top;
        Double bottom = sides.length > 2 ? CssLength.pixels(sides[2], em, 100) : top;
        Double left = sides.length > 3 ? CssLength.pixels(sides[3], em, 100) : right;
        return (top != null && bottom != null && top + bottom >= 100 && sides[0].endsWith("%"))
                || (top != null
                        && bottom != null
                        && top + bottom >= 99
                        && String.join("", sides).contains("%"))
                || (left != null
                        && right != null
                        && left + right >= 99
                        && String.join("", sides).contains("%"));
    }

    private static boolean isTransformedAway(String transform, double em) {
        Matcher functions = FUNCTION.matcher(transform);
        while (functions.find()) {
            String[] arguments = functions.group(2).strip().split("[\\s,]+", 20);
            boolean away = switch (functions.group(1)) {
                case "translate", "translatex", "translatey", "translate3d" -> isTranslatedAway(arguments, em);
                case "scale", "scalex", "scaley", "scale3d" -> isScaledAway(arguments);
                case "matrix" ->
                    arguments.length == 6
                            && fraction(arguments[0]) == 0
                            && fraction(arguments[3]) == 0
                            && fraction(arguments[1]) == 0;
                case "rotatex", "rotatey" -> arguments[0].matches("-?(?:90|270)deg|-?0?\\.25turn");
                default -> false;
            };
            if (away) {
                return true;
            }
        }
        return false;
    }

    private static boolean isTranslatedAway(String[] arguments, double em) {
        for (String argument : arguments) {
            Double pixels = CssLength.pixels(argument, em, FAR_OUT / 2);
            if (isBelow(pixels, -FAR_OUT) || isAbove(pixels, FAR_RIGHT)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isScaledAway(String[] arguments) {
        for (String argument : arguments) {
            Double factor = CssLength.pixels(argument, 1, 1);
            if (factor != null && Math.abs(factor) <= 0.1) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Double pixels(Map<String, String> declared, String property, double em) {
        return CssLength.pixels(declared.get(property), em, CssLength.PAGE_WIDTH);
    }

    private static boolean isBelow(@Nullable Double value, double limit) {
        return isBelow(value, limit, false);
    }

    private static boolean isBelow(@Nullable Double value, double limit, boolean exempt) {
        return !exempt && value != null && value <= limit;
    }

    private static boolean isAbove(@Nullable Double value, double limit) {
        return value != null && value >= limit;
    }

    private static boolean isSet(@Nullable String value) {
        return value != null && !value.equals("none");
    }

    /** A number or percentage from 0 to 1; 1 for what is none. */
    private static double fraction(@Nullable String value) {
        Double number = CssLength.pixels(value, 1, 1);
        return number == null ? 1 : Math.clamp(number, 0, 1);
    }

    private static int integer(@Nullable String value) {
        return value != null && value.matches("-?[0-9]{1,9}") ? Integer.parseInt(value) : 0;
    }
}
