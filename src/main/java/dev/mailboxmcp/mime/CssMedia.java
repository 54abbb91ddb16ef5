// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether the rules in an at-rule apply to a desktop's screen in light colours (Media Queries 4). */
final class CssMedia {
    private static final Pattern FEATURE = Pattern.compile("\\(\\s*([a-z-]+)\\s*(?::\\s*([^)]{0,40}?)\\s*)?\\)");

    private CssMedia() {}

    /** @param rule from the at sign up to the block */
    static boolean applies(String rule) {
        String text = rule.toLowerCase(Locale.ROOT).strip();
        if (text.startsWith("@supports") || text.startsWith("@layer")) {
            return !text.contains("not");
        }
        return text.startsWith("@media") && matches(text.substring("@media".length()));
    }

    /** A list of queries, as in the {@code media} attribute; an empty one matches. */
    static boolean matches(String queries) {
        for (String query : queries.toLowerCase(Locale.ROOT).split(",", 20)) {
            if (matchesAll(query.strip())) {
                return true;
            }
        }
        return false;
    }

    private static boolean matchesAll(String query) {
        boolean negated = query.startsWith("not ");
        String positive = negated ? query.substring(4) : query;
        boolean matches = true;
        for (String part : positive.split("\\band\\b", 10)) {
            matches &= matchesPart(part.strip());
        }
        return negated != matches;
    }

    private static boolean matchesPart(String part) {
        String type = part.replaceFirst("^only\\s+", "");
        if (!type.startsWith("(")) {
            return type.isEmpty() || type.equals("all") || type.equals("screen");
        }
        Matcher feature = FEATURE.matcher(type);
        if (!feature.matches()) {
            return false;
        }
        String value = feature.group(2) == null ? "" : feature.group(2);
        Double length = CssLength.pixels(value, CssLength.MEDIUM, Double.NaN);
        return switch (feature.group(1)) {
            case "max-width", "max-device-width" -> length != null && CssLength.PAGE_WIDTH <= length;
            case "min-width", "min-device-width" -> length != null && CssLength.PAGE_WIDTH >= length;
            case "max-height", "max-device-height" -> length != null && CssLength.PAGE_HEIGHT <= length;
            case "min-height", "min-device-height" -> length != null && CssLength.PAGE_HEIGHT >= length;
            case "orientation" -> value.equals("landscape");
            case "prefers-color-scheme" -> value.equals("light");
            case "hover", "any-hover" -> value.equals("hover") || value.isEmpty();
            case "color", "width", "height" -> value.isEmpty();
            case "-webkit-min-device-pixel-ratio" -> length != null && length <= 1;
            default -> false;
        };
    }
}
