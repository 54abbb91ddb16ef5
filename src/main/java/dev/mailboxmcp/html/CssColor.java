// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

import dev.mailboxmcp.html.CssValue.Keyword;
import dev.mailboxmcp.html.CssValue.Paint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A colour as styles and presentational attributes write it.
 *
 * @param red 0..255
 * @param green 0..255
 * @param blue 0..255
 * @param alpha 0 (transparent)..1
 */
record CssColor(int red, int green, int blue, double alpha) {
    static final CssColor BLACK = new CssColor(0, 0, 0, 1);
    static final CssColor WHITE = new CssColor(255, 255, 255, 1);
    static final CssColor LINK = new CssColor(0, 0, 238, 1);
    static final CssColor TRANSPARENT = new CssColor(0, 0, 0, 0);

    private static final Map<String, CssColor> NAMED = named();
    /** Numbers and percentages (CSS Color 4, 5.1). */
    private static final Pattern RGB = Pattern.compile("(?:n,n,n|p,p,p)(?:,[np])?|[np]{3}(?:/[np])?");

    /**
     * Reads a colour, which may be a name or a function that we do not know.
     *
     * @param in where the token stands
     * @param quirks whether the number sign may be missing
     * @return null for what is no colour
     */
    static @Nullable CssValue read(CssTokens in, CssToken token, boolean quirks) {
        String name = token.name();
        return switch (token.kind()) {
            case HASH -> orInvalid(hex(name));
            case IDENT -> {
                CssColor named = NAMED.get(name);
                CssColor bare = quirks && named == null ? bareHex(name) : null;
                yield named != null || bare != null ? orInvalid(named != null ? named : bare) : other(name);
            }
            case NUMBER -> quirks ? CssValue.UNKNOWN : null;
            case FUNCTION -> function(name, in.inside(token).values());
            default -> null;
        };
    }

    private static @Nullable CssValue orInvalid(@Nullable CssColor color) {
        return color == null ? null : new Paint(color);
    }

    private static @Nullable CssValue other(String name) {
        return name.equals("currentcolor") ? new Keyword(name) : bareHex(name) == null ? CssValue.UNKNOWN : null;
    }

    /** The colour in a {@code bgcolor} or {@code color} attribute; unknown for what only HTML can make a colour of. */
    static CssValue attribute(String value) {
        String name = value.strip().toLowerCase(Locale.ROOT);
        CssColor color = name.startsWith("#") ? hex(name.substring(1)) : NAMED.getOrDefault(name, bareHex(name));
        return color == null ? CssValue.UNKNOWN : new Paint(color);
    }

    /** {@code rgb()} with plain numbers, in one of its two forms; what else there is few mails have, or browsers skip it. */
    private static CssValue function(String name, List<CssToken> inside) {
        StringBuilder form = new StringBuilder();
        List<CssToken> numbers = new ArrayList<>();
        for (CssToken token : inside) {
            boolean number = token.is(CssToken.Kind.NUMBER)
                    && (token.text().isEmpty() || token.text().equals("%"));
            form.append(number ? token.text().isEmpty() ? 'n' : 'p' : token.is(',') ? ',' : token.is('/') ? '/' : '?');
            if (number) {
                numbers.add(token);
            }
        }
        boolean known =
                (name.equals("rgb") || name.equals("rgba")) && RGB.matcher(form).matches();
        return !known
                ? CssValue.UNKNOWN
                : new Paint(new CssColor(
                        (int) Math.round(255 * share(numbers.get(0), 255)),
                        (int) Math.round(255 * share(numbers.get(1), 255)),
                        (int) Math.round(255 * share(numbers.get(2), 255)),
                        numbers.size() == 4 ? share(numbers.get(3), 1) : 1));
    }

    /** 0..1 of what a number counts to, or of a hundred percent. */
    private static double share(CssToken token, double whole) {
        return Math.clamp(token.number() / (token.text().equals("%") ? 100 : whole), 0, 1);
    }

    private static @Nullable CssColor bareHex(String digits) {
        return digits.length() == 3 || digits.length() == 6 ? hex(digits) : null;
    }

    /** This colour painted on an opaque one. */
    CssColor over(CssColor below) {
        if (alpha >= 1) {
            return this;
        }
        return new CssColor(
                (int) Math.round(red * alpha + below.red * (1 - alpha)),
                (int) Math.round(green * alpha + below.green * (1 - alpha)),
                (int) Math.round(blue * alpha + below.blue * (1 - alpha)),
                1);
    }

    CssColor withAlpha(double factor) {
        return new CssColor(red, green, blue, alpha * factor);
    }

    /** 1 (same)..21 (black on white), as WCAG 2 defines it. */
    double contrast(CssColor other) {
        double a = luminance() + 0.05;
        double b = other.luminance() + 0.05;
        return Math.max(a, b) / Math.min(a, b);
    }

    /** How far apart two colours lie, 0..441; colours may differ though they are equally light. */
    double distance(CssColor other) {
        int r = red - other.red;
        int g = green - other.green;
        int b = blue - other.blue;
        return Math.sqrt(r * r + g * g + b * b);
    }

    double luminance() {
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
    }

    private static double linear(int channel) {
        double c = channel / 255.0;
        return c <= 0.03928 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }

    private static @Nullable CssColor hex(String digits) {
        int length = digits.length();
        if ((length != 3 && length != 4 && length != 6 && length != 8)
                || !digits.chars().allMatch(c -> c < 0x80 && Character.digit(c, 16) >= 0)) {
            return null;
        }
        int width = length > 4 ? 2 : 1;
        int[] parts = {0, 0, 0, 255};
        for (int i = 0; i * width < length; i++) {
            int part = Integer.parseInt(digits.substring(i * width, (i + 1) * width), 16);
            parts[i] = width == 1 ? part * 17 : part;
        }
        return new CssColor(parts[0], parts[1], parts[2], parts[3] / 255.0);
    }

    private static Map<String, CssColor> named() {
        String table = """
                aliceblue f0f8ff antiquewhite faebd7 aqua 0ff aquamarine 7fffd4 azure f0ffff beige f5f5dc bisque ffe4c4
                black 000 blanchedalmond ffebcd blue 00f blueviolet 8a2be2 brown a52a2a burlywood deb887
                cadetblue 5f9ea0 chartreuse 7fff00 chocolate d2691e coral ff7f50 cornflowerblue 6495ed cornsilk fff8dc
                crimson dc143c cyan 0ff darkblue 00008b darkcyan 008b8b darkgoldenrod b8860b darkgray a9a9a9
                darkgreen 006400 darkgrey a9a9a9 darkkhaki bdb76b darkmagenta 8b008b darkolivegreen 556b2f
                darkorange ff8c00 darkorchid 9932cc darkred 8b0000 darksalmon e9967a darkseagreen 8fbc8f
                darkslateblue 483d8b darkslategray 2f4f4f darkslategrey 2f4f4f darkturquoise 00ced1 darkviolet 9400d3
                deeppink ff1493 deepskyblue 00bfff dimgray 696969 dimgrey 696969 dodgerblue 1e90ff firebrick b22222
                floralwhite fffaf0 forestgreen 228b22 fuchsia f0f gainsboro dcdcdc ghostwhite f8f8ff gold ffd700
                goldenrod daa520 gray 808080 green 008000 greenyellow adff2f grey 808080 honeydew f0fff0
                hotpink ff69b4 indianred cd5c5c indigo 4b0082 ivory fffff0 khaki f0e68c lavender e6e6fa
                lavenderblush fff0f5 lawngreen 7cfc00 lemonchiffon fffacd lightblue add8e6 lightcoral f08080
                lightcyan e0ffff lightgoldenrodyellow fafad2 lightgray d3d3d3 lightgreen 90ee90 lightgrey d3d3d3
                lightpink ffb6c1 lightsalmon ffa07a lightseagreen 20b2aa lightskyblue 87cefa lightslategray 789
                lightslategrey 789 lightsteelblue b0c4de lightyellow ffffe0 lime 0f0 limegreen 32cd32 linen faf0e6
                magenta f0f maroon 800000 mediumaquamarine 66cdaa mediumblue 0000cd mediumorchid ba55d3
                mediumpurple 9370db mediumseagreen 3cb371 mediumslateblue 7b68ee mediumspringgreen 00fa9a
                mediumturquoise 48d1cc mediumvioletred c71585 midnightblue 191970 mintcream f5fffa mistyrose ffe4e1
                moccasin ffe4b5 navajowhite ffdead navy 000080 oldlace fdf5e6 olive 808000 olivedrab 6b8e23
                orange ffa500 orangered ff4500 orchid da70d6 palegoldenrod eee8aa palegreen 98fb98 paleturquoise afeeee
                palevioletred db7093 papayawhip ffefd5 peachpuff ffdab9 peru cd853f pink ffc0cb plum dda0dd
                powderblue b0e0e6 purple 800080 rebeccapurple 639 red f00 rosybrown bc8f8f royalblue 4169e1
                saddlebrown 8b4513 salmon fa8072 sandybrown f4a460 seagreen 2e8b57 seashell fff5ee sienna a0522d
                silver c0c0c0 skyblue 87ceeb slateblue 6a5acd slategray 708090 slategrey 708090 snow fffafa
                springgreen 00ff7f steelblue 4682b4 tan d2b48c teal 008080 thistle d8bfd8 tomato ff6347
                turquoise 40e0d0 violet ee82ee wheat f5deb3 white fff whitesmoke f5f5f5 yellow ff0 yellowgreen 9acd32
                windowtext 000 window fff canvas fff canvastext 000 transparent 0000
                """;
        String[] words = table.split("\\s+", -1);
        Map<String, CssColor> colors = new HashMap<>();
        for (int i = 0; i + 1 < words.length; i += 2) {
            CssColor color = hex(words[i + 1]);
            if (color != null) {
                colors.put(words[i], color);
            }
        }
        return Map.copyOf(colors);
    }
}
