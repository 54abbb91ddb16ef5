// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The colours that a gradient runs through. */
final class CssGradient {
    private static final Pattern WORD =
            Pattern.compile("#[0-9a-f]{3,8}|(?:rgb|hsl|hwb|lab|lch|oklab|oklch|color)a?\\([^()]{0,60}\\)|[a-z]+");
    private static final int MAX_COLORS = 20;

    private CssGradient() {}

    static List<CssColor> colors(String value) {
        List<CssColor> colors = new ArrayList<>();
        Matcher words = WORD.matcher(value);
        while (words.find() && colors.size() < MAX_COLORS) {
            CssColor color = CssColor.parse(words.group());
            if (color != null) {
                colors.add(color);
            }
        }
        return colors;
    }
}
