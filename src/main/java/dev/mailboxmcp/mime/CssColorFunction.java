// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Colours that a function names (CSS Color 4 and 5), on a light page. Pure, never throws. */
final class CssColorFunction {
    private static final int MAX_CHARS = 300;

    private CssColorFunction() {}

    /** @return null for what is no colour, or none we know */
    static @Nullable CssColor parse(String name, String inside, int depth) {
        if (inside.length() > MAX_CHARS || depth > 4) {
            return null;
        }
        try {
            return switch (name) {
                case "light-dark" -> argument(inside, 0, depth);
                case "color-mix" -> mix(inside, depth);
                default -> plain(name, inside.strip().split("[\\s,/]+", 7));
            };
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable CssColor plain(String name, String[] parts) {
        boolean space = name.equals("color");
        int first = space ? 1 : 0;
        if (parts.length < first + 3) {
            return null;
        }
        double alpha = parts.length > first + 3 ? Math.clamp(number(parts[first + 3], 1), 0, 1) : 1;
        String one = parts[first];
        String two = parts[first + 1];
        String three = parts[first + 2];
        return switch (name) {
            case "rgb", "rgba" -> rgb(number(one, 255) / 255, number(two, 255) / 255, number(three, 255) / 255, alpha);
            case "hsl", "hsla" -> hsl(angle(one), percent(two), percent(three), alpha);
            case "hwb" -> hwb(angle(one), percent(two), percent(three), alpha);
            case "lab" -> lab(number(one, 100), number(two, 125), number(three, 125), alpha);
            case "lch" ->
                lab(
                        number(one, 100),
                        number(two, 150) * Math.cos(Math.toRadians(angle(three))),
                        number(two, 150) * Math.sin(Math.toRadians(angle(three))),
                        alpha);
            case "oklab" -> oklab(number(one, 1), number(two, 0.4), number(three, 0.4), alpha);
            case "oklch" ->
                oklab(
                        number(one, 1),
                        number(two, 0.4) * Math.cos(Math.toRadians(angle(three))),
                        number(two, 0.4) * Math.sin(Math.toRadians(angle(three))),
                        alpha);
            // other spaces than sRGB lie near enough to tell white from black
            case "color" -> rgb(number(one, 1), number(two, 1), number(three, 1), alpha);
            default -> null;
        };
    }

    /** {@code in srgb, red 20%, white}; mixed in sRGB whatever the space. */
    private static @Nullable CssColor mix(String inside, int depth) {
        List<String> parts = arguments(inside);
        if (parts.size() != 3) {
            return null;
        }
        double[] shares = {Double.NaN, Double.NaN};
        CssColor[] colors = new CssColor[2];
        for (int i = 0; i < 2; i++) {
            String part = parts.get(i + 1).strip();
            int space = part.endsWith("%") ? part.lastIndexOf(' ') : -1;
            CssColor color = CssColor.parse(space < 0 ? part : part.substring(0, space), depth + 1);
            if (color == null) {
                return null;
            }
            colors[i] = color;
            shares[i] = space < 0 ? Double.NaN : percent(part.substring(space + 1));
        }
        double first = Double.isNaN(shares[0]) ? Double.isNaN(shares[1]) ? 0.5 : 1 - shares[1] : shares[0];
        double second = Double.isNaN(shares[1]) ? 1 - first : shares[1];
        double sum = first + second;
        if (sum <= 0) {
            return null;
        }
        double share = first / sum;
        return new CssColor(
                (int) Math.round(colors[0].red() * share + colors[1].red() * (1 - share)),
                (int) Math.round(colors[0].green() * share + colors[1].green() * (1 - share)),
                (int) Math.round(colors[0].blue() * share + colors[1].blue() * (1 - share)),
                (colors[0].alpha() * share + colors[1].alpha() * (1 - share)) * Math.min(1, sum));
    }

    private static @Nullable CssColor argument(String inside, int index, int depth) {
        List<String> parts = arguments(inside);
        return parts.size() > index ? CssColor.parse(parts.get(index), depth + 1) : null;
    }

    /** Between the commas that stand in no parentheses. */
    private static List<String> arguments(String inside) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < inside.length(); i++) {
            char c = inside.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(inside.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(inside.substring(start));
        return parts;
    }

    private static double number(String text, double whole) {
        if (text.equals("none")) {
            return 0;
        }
        return text.endsWith("%")
                ? Double.parseDouble(text.substring(0, text.length() - 1)) / 100 * whole
                : Double.parseDouble(text);
    }

    /** 0..1; without the sign a number of percent. */
    private static double percent(String text) {
        return text.endsWith("%") || text.equals("none") ? number(text, 1) : Double.parseDouble(text) / 100;
    }

    private static double angle(String text) {
        if (text.endsWith("turn")) {
            return Double.parseDouble(text.substring(0, text.length() - "turn".length())) * 360;
        }
        if (text.endsWith("rad")) {
            return Math.toDegrees(Double.parseDouble(text.substring(0, text.length() - "rad".length())));
        }
        return number(text.endsWith("deg") ? text.substring(0, text.length() - "deg".length()) : text, 360);
    }

    private static CssColor rgb(double red, double green, double blue, double alpha) {
        return new CssColor(channel(red), channel(green), channel(blue), alpha);
    }

    private static int channel(double value) {
        return Double.isNaN(value) ? 0 : (int) Math.round(Math.clamp(value, 0, 1) * 255);
    }

    private static CssColor hsl(double hue, double saturation, double lightness, double alpha) {
        double s = Math.clamp(saturation, 0, 1);
        double l = Math.clamp(lightness, 0, 1);
        double chroma = s * Math.min(l, 1 - l);
        double[] rgb = new double[3];
        int[] offsets = {0, 8, 4};
        for (int i = 0; i < 3; i++) {
            double k = (((offsets[i] + hue / 30) % 12) + 12) % 12;
            rgb[i] = l - chroma * Math.max(-1, Math.min(Math.min(k - 3, 9 - k), 1));
        }
        return rgb(rgb[0], rgb[1], rgb[2], alpha);
    }

    private static CssColor hwb(double hue, double white, double black, double alpha) {
        if (white + black >= 1) {
            double grey = white / (white + black);
            return rgb(grey, grey, grey, alpha);
        }
        CssColor pure = hsl(hue, 1, 0.5, alpha);
        double scale = 1 - white - black;
        return rgb(
                pure.red() / 255.0 * scale + white,
                pure.green() / 255.0 * scale + white,
                pure.blue() / 255.0 * scale + white,
                alpha);
    }

    /** CIE Lab with the white of D50. */
    private static CssColor lab(double lightness, double a, double b, double alpha) {
        double fy = (lightness + 16) / 116;
        double x = 0.9643 * inverse(fy + a / 500);
        double y = inverse(fy);
        double z = 0.8251 * inverse(fy - b / 200);
        return linear(
                3.1341 * x - 1.6174 * y - 0.4907 * z,
                -0.9788 * x + 1.9161 * y + 0.0335 * z,
                0.0719 * x - 0.2290 * y + 1.4052 * z,
                alpha);
    }

    private static double inverse(double t) {
        return t > 6.0 / 29 ? t * t * t : 3 * (6.0 / 29) * (6.0 / 29) * (t - 4.0 / 29);
    }

    private static CssColor oklab(double lightness, double a, double b, double alpha) {
        double l = Math.pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
        double m = Math.pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
        double s = Math.pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
        return linear(
                4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
                -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
                -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s,
                alpha);
    }

    private static CssColor linear(double red, double green, double blue, double alpha) {
        return rgb(gamma(red), gamma(green), gamma(blue), alpha);
    }

    private static double gamma(double value) {
        double v = Math.clamp(value, 0, 1);
        return v <= 0.0031308 ? 12.92 * v : 1.055 * Math.pow(v, 1 / 2.4) - 0.055;
    }
}
