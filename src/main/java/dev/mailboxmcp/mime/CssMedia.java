// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether the rules in an at-rule apply to a desktop's screen in light colours (Media Queries 4). */
final class CssMedia {
    private static final int MAX_DEPTH = 8;
    private static final int MAX_CHARS = 2000;
    private static final Pattern PLAIN = Pattern.compile("([a-z-]+)\\s*(?::\\s*(.{0,80}))?");
    private static final Pattern RANGE =
            Pattern.compile("(?:([^<>=]{1,60}?)\\s*([<>]=?|=)\\s*)?([a-z-]+)(?:\\s*([<>]=?|=)\\s*([^<>=]{1,60}))?");
    private static final Pattern SUPPORTED_DISPLAY = Pattern.compile(
            "display:(?:none|block|inline|inline-block|flex|grid|inline-flex|table|contents|flow-root)");

    private CssMedia() {}

    /** @param rule from the at sign up to the block */
    static boolean applies(String rule) {
        String text = rule.toLowerCase(Locale.ROOT).strip();
        if (text.startsWith("@layer")) {
            return true;
        }
        if (text.startsWith("@supports")) {
            return supports(text.substring("@supports".length()).strip());
        }
        if (text.startsWith("@container")) {
            // how wide a container is we do not know; most are about as wide as the page
            int open = text.indexOf('(');
            return open < 0 || text.length() <= MAX_CHARS && condition(text.substring(open), 0);
        }
        return text.startsWith("@media") && matches(text.substring("@media".length()));
    }

    /** A list of queries, as in the {@code media} attribute; an empty one matches. */
    static boolean matches(String queries) {
        if (queries.length() > MAX_CHARS) {
            return false;
        }
        for (String query : queries.toLowerCase(Locale.ROOT).split(",", 20)) {
            if (matchesQuery(query.strip())) {
                return true;
            }
        }
        return false;
    }

    /** What of features we can tell is told; of all others a browser of today has most. */
    private static boolean supports(String condition) {
        boolean negated = condition.startsWith("not");
        String positive = negated ? condition.substring("not".length()) : condition;
        String bare = positive.replaceAll("[\\s()]", "");
        boolean supported =
                !bare.startsWith("display:") || SUPPORTED_DISPLAY.matcher(bare).matches();
        return negated != supported;
    }

    private static boolean matchesQuery(String query) {
        if (query.startsWith("(") || query.startsWith("not (") || query.startsWith("not(")) {
            return condition(query, 0);
        }
        boolean negated = query.startsWith("not ");
        String positive = (negated ? query.substring("not ".length()) : query).replaceFirst("^only\\s+", "");
        String[] parts = positive.split("(?<!\\s)\\s++and\\s++", 2);
        String type = parts[0].strip();
        boolean matches = (type.isEmpty() || type.equals("all") || type.equals("screen"))
                && (parts.length == 1 || condition(parts[1], 0));
        return negated != matches;
    }

    /** Conditions in parentheses, joined by {@code and} or {@code or}, or one behind {@code not}. */
    private static boolean condition(String text, int depth) {
        String condition = text.strip();
        if (depth > MAX_DEPTH) {
            return false;
        }
        if (condition.startsWith("not")) {
            return !condition(condition.substring("not".length()), depth + 1);
        }
        boolean result = false;
        boolean first = true;
        int at = 0;
        while (at < condition.length()) {
            int open = condition.indexOf('(', at);
            if (open < 0) {
                return false;
            }
            String joint = condition.substring(at, open).strip();
            int close = closing(condition, open);
            boolean part = inParentheses(condition.substring(open + 1, close), depth + 1);
            part = joint.endsWith("not") != part;
            result = first ? part : joint.startsWith("or") ? result || part : result && part;
            first = false;
            at = Math.min(condition.length(), close + 1);
            if (condition.substring(at).isBlank()) {
                break;
            }
        }
        return result;
    }

    private static int closing(String text, int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return text.length();
    }

    private static boolean inParentheses(String text, int depth) {
        String inside = text.strip();
        if (inside.startsWith("(") || inside.startsWith("not ") || inside.startsWith("not(")) {
            return condition(inside, depth);
        }
        Matcher plain = PLAIN.matcher(inside);
        if (plain.matches()) {
            return hasFeature(
                    plain.group(1), plain.group(2) == null ? "" : plain.group(2).strip());
        }
        Matcher range = RANGE.matcher(inside);
        return range.matches()
                && holds(range.group(1), mirrored(range.group(2)), range.group(3))
                && holds(range.group(5), range.group(4), range.group(3));
    }

    private static @Nullable String mirrored(@Nullable String operator) {
        return operator == null
                ? null
                : operator.startsWith("<") ? operator.replace('<', '>') : operator.replace('>', '<');
    }

    /** {@code name operator bound}; a bound that is missing holds. */
    private static boolean holds(@Nullable String bound, @Nullable String operator, String name) {
        if (bound == null || operator == null) {
            return true;
        }
        Double limit = CssLength.pixels(bound.strip(), CssLength.MEDIUM, Double.NaN);
        if (limit == null
                || !List.of("width", "height", "device-width", "device-height").contains(name)) {
            return false;
        }
        double size = name.endsWith("width") ? CssLength.PAGE_WIDTH : CssLength.PAGE_HEIGHT;
        return switch (operator) {
            case "<" -> size < limit;
            case "<=" -> size <= limit;
            case ">" -> size > limit;
            case ">=" -> size >= limit;
            default -> size == limit;
        };
    }

    private static boolean hasFeature(String name, String value) {
        Double length = CssLength.pixels(value, CssLength.MEDIUM, Double.NaN);
        return switch (name) {
            case "max-width", "max-device-width" -> length != null && CssLength.PAGE_WIDTH <= length;
            case "min-width", "min-device-width" -> length != null && CssLength.PAGE_WIDTH >= length;
            case "max-height", "max-device-height" -> length != null && CssLength.PAGE_HEIGHT <= length;
            case "min-height", "min-device-height" -> length != null && CssLength.PAGE_HEIGHT >= length;
            case "orientation" -> value.equals("landscape");
            case "prefers-color-scheme" -> value.equals("light");
            case "prefers-reduced-motion", "prefers-contrast", "prefers-reduced-transparency" ->
                value.equals("no-preference");
            case "forced-colors", "inverted-colors" -> value.equals("none");
            case "scripting" -> value.equals("none");
            case "hover", "any-hover" -> value.equals("hover") || value.isEmpty();
            case "pointer", "any-pointer" -> value.equals("fine") || value.isEmpty();
            case "color", "width", "height" -> value.isEmpty();
            case "min-color" -> length != null && length <= 8;
            case "-webkit-min-device-pixel-ratio" -> length != null && length <= 1;
            default -> false;
        };
    }
}
