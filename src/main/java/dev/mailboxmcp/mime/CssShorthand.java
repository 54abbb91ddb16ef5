// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes declarations into a map of properties, shorthands as the longhands that matter here. */
final class CssShorthand {
    private static final Pattern FONT_SIZE = Pattern.compile(
            "(?:^|\\s)((?:\\d|\\.\\d|calc|min|max|clamp)[^\\s/]*|xx?-small|small|medium|large|x{1,3}-large|smaller|larger)(?:\\s*/|\\s)");
    private static final Pattern COLOR_WORD = Pattern.compile(
            "#[0-9a-f]{3,8}|(?<![a-z-])[a-z-]++(?:\\([^()]{0,200}+(?:\\([^()]{0,99}+\\)[^()]{0,99}+){0,9}\\)|(?!\\())");
    private static final Pattern IMAGE = Pattern.compile("(?<![a-z-])[a-z-]++(?<=url|gradient)\\([^)]*+\\)*+");
    private static final Set<String> DISPLAYS = Set.of(
            "none",
            "block",
            "inline",
            "inline-block",
            "flex",
            "inline-flex",
            "grid",
            "inline-grid",
            "contents",
            "table",
            "inline-table",
            "table-row",
            "table-cell",
            "table-caption",
            "table-row-group",
            "table-header-group",
            "table-footer-group",
            "table-column",
            "table-column-group",
            "list-item",
            "flow-root",
            "run-in",
            "initial",
            "inherit",
            "unset",
            "revert",
            "-webkit-box",
            "-webkit-flex",
            "-ms-flexbox");

    /** Where text runs from left to right and from top to bottom (CSS Logical Properties 1). */
    private static final Map<String, String> PHYSICAL = Map.ofEntries(
            Map.entry("block-size", "height"),
            Map.entry("max-block-size", "max-height"),
            Map.entry("min-block-size", "min-height"),
            Map.entry("inline-size", "width"),
            Map.entry("max-inline-size", "max-width"),
            Map.entry("margin-block-start", "margin-top"),
            Map.entry("margin-block-end", "margin-bottom"),
            Map.entry("margin-inline-start", "margin-left"),
            Map.entry("margin-inline-end", "margin-right"),
            Map.entry("inset-block-start", "top"),
            Map.entry("inset-block-end", "bottom"),
            Map.entry("inset-inline-start", "left"),
            Map.entry("inset-inline-end", "right"),
            Map.entry("overflow-inline", "overflow-x"),
            Map.entry("overflow-block", "overflow-y"));

    private CssShorthand() {}

    static void put(Map<String, String> values, String logical, String value) {
        String property = PHYSICAL.getOrDefault(logical, logical);
        switch (property) {
            case "all" -> {
                values.clear();
                if (!value.startsWith("revert") && !value.equals("inherit")) {
                    values.put("display", "inline");
                }
                if (value.equals("initial")) {
                    values.put("color", "initial");
                }
            }
            case "margin-inline", "margin-block", "inset-inline", "inset-block" -> putPair(values, property, value);
            case "background" -> {
                values.put("background-color", backgroundColor(value));
                values.put("background-image", value.contains("gradient(") ? value : "none");
            }
            case "font" -> {
                Matcher size = FONT_SIZE.matcher(value);
                if (size.find()) {
                    values.put("font-size", size.group(1));
                }
            }
            case "overflow" -> {
                String[] axes = value.split(" ", 2);
                values.put("overflow-x", axes[0]);
                values.put("overflow-y", axes[axes.length - 1]);
            }
            case "margin", "inset" -> putSides(values, property, value);
            case "list-style" -> {
                if ((" " + value + " ").contains(" none ")) {
                    values.put("list-style-type", "none");
                }
            }
            case "display" -> {
                String single = value.contains(" ") ? singleDisplay(value) : value;
                if (DISPLAYS.contains(single)) {
                    values.put(property, single);
                }
            }
            case "color", "-webkit-text-fill-color", "background-color" -> {
                if (isColor(value)) {
                    values.put(property, value);
                }
            }
            default -> values.put(property, value);
        }
    }

    /** Of two keywords the one that means both: {@code inline flex} is {@code inline-flex}. */
    private static String singleDisplay(String value) {
        return switch (value) {
            case "block flow" -> "block";
            case "inline flow" -> "inline";
            case "inline flow-root" -> "inline-block";
            case "block flow-root" -> "flow-root";
            default -> value.startsWith("block ") ? value.substring("block ".length()) : value.replace(' ', '-');
        };
    }

    private static void putPair(Map<String, String> values, String property, String value) {
        String[] sides = value.split(" ", 2);
        put(values, property + "-start", sides[0]);
        put(values, property + "-end", sides[sides.length - 1]);
    }

    private static boolean isColor(String value) {
        return CssColor.parse(value) != null
                || value.equals("inherit")
                || value.equals("initial")
                || value.equals("unset")
                || value.equals("currentcolor");
    }

    /** The last layer's colour; where none is given the shorthand resets it. */
    private static String backgroundColor(String value) {
        String found = "transparent";
        Matcher words = COLOR_WORD.matcher(IMAGE.matcher(value).replaceAll(" "));
        while (words.find()) {
            if (CssColor.parse(words.group()) != null) {
                found = words.group();
            }
        }
        return found;
    }

    private static void putSides(Map<String, String> values, String property, String value) {
        String[] sides = value.split(" ", 4);
        String prefix = property.equals("margin") ? "margin-" : "";
        String right = sides.length > 1 ? sides[1] : sides[0];
        values.put(prefix + "top", sides[0]);
        values.put(prefix + "right", right);
        values.put(prefix + "bottom", sides.length > 2 ? sides[2] : sides[0]);
        values.put(prefix + "left", sides.length > 3 ? sides[3] : right);
    }
}
