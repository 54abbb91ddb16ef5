// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

import java.util.Locale;

/** What stands before an item of a numbered list (HTML 4.4.5). */
final class ListMarker {
    private static final String[] TENS = {"", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc"};
    private static final String[] ONES = {"", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"};
    private static final String[] HUNDREDS = {"", "c", "cc", "ccc", "cd", "d", "dc", "dcc", "dccc", "cm"};
    private static final int MAX_ROMAN = 3999;

    private ListMarker() {}

    /** @param type of the attribute or of CSS, such as {@code a} or {@code lower-alpha}; decimal where it is none of these */
    static String of(int number, String type) {
        return switch (type) {
            case "a", "lower-alpha", "lower-latin" -> letters(number) + ". ";
            case "A", "upper-alpha", "upper-latin" -> upper(letters(number)) + ". ";
            case "i", "lower-roman" -> roman(number) + ". ";
            case "I", "upper-roman" -> upper(roman(number)) + ". ";
            default -> number + ". ";
        };
    }

    private static String upper(String marker) {
        return marker.toUpperCase(Locale.ROOT);
    }

    private static String letters(int number) {
        StringBuilder letters = new StringBuilder();
        for (int rest = number; rest > 0; rest = (rest - 1) / 26) {
            letters.insert(0, (char) ('a' + (rest - 1) % 26));
        }
        return letters.isEmpty() ? String.valueOf(number) : letters.toString();
    }

    private static String roman(int number) {
        return number < 1 || number > MAX_ROMAN
                ? String.valueOf(number)
                : "m".repeat(number / 1000) + HUNDREDS[number / 100 % 10] + TENS[number / 10 % 10] + ONES[number % 10];
    }
}
