// SPDX-License-Identifier: MIT
package dev.mailboxmcp.text;

/**
 * Texts in the alphabet of URL-safe Base64 (RFC 4648 5) that a model or a person copied from one place to another: cursors,
 * and what undoes or confirms a change.
 */
public final class CopiedToken {
    private CopiedToken() {}

    /**
     * The text without what copying puts into it and around it: line breaks, blanks, quotation marks, backticks, brackets, a
     * dot at its end. None of that is part of any such text; whether it is the right one, its reader finds out.
     */
    public static String cleaned(String copied) {
        return copied.chars().allMatch(CopiedToken::isPart)
                ? copied
                : copied.chars()
                        .filter(CopiedToken::isPart)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    private static boolean isPart(int c) {
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_';
    }
}
