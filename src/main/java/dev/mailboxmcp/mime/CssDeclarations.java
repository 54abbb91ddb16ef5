// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The declarations of a style, in order; names and values in lower case, escapes and comments resolved. What is
 * malformed is skipped as browsers do. Bounded: {@link #MAX_DECLARATIONS}.
 */
final class CssDeclarations {
    private static final int MAX_DECLARATIONS = 200;
    private static final int MAX_LENGTH = 20_000;

    record Declaration(String property, String value, boolean important) {}

    private CssDeclarations() {}

    static List<Declaration> parse(String css) {
        String text = withoutComments(css.length() > MAX_LENGTH ? css.substring(0, MAX_LENGTH) : css);
        List<Declaration> declarations = new ArrayList<>();
        int from = 0;
        while (from < text.length() && declarations.size() < MAX_DECLARATIONS) {
            int end = endOfDeclaration(text, from);
            int colon = text.indexOf(':', from, end);
            if (colon > from) {
                add(declarations, text.substring(from, colon), text.substring(colon + 1, end));
            }
            from = end + 1;
        }
        return declarations;
    }

    static String withoutComments(String css) {
        int start = css.indexOf("/*");
        if (start < 0) {
            return css;
        }
        StringBuilder out = new StringBuilder(css.length());
        int from = 0;
        while (start >= 0) {
            out.append(css, from, start).append(' ');
            int end = css.indexOf("*/", start + 2);
            from = end < 0 ? css.length() : end + 2;
            start = css.indexOf("/*", from);
        }
        return out.append(css, from, css.length()).toString();
    }

    /** CSS Syntax 3, 4.3.7. */
    static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != '\\' || at == text.length()) {
                out.append(c);
                continue;
            }
            int end = at;
            while (end < text.length() && end < at + 6 && Character.digit(text.charAt(end), 16) >= 0) {
                end++;
            }
            if (end == at) {
                out.append(text.charAt(at++));
                continue;
            }
            int code = Integer.parseInt(text.substring(at, end), 16);
            out.appendCodePoint(Character.isValidCodePoint(code) ? code : 0xFFFD);
            at = end < text.length() && Character.isWhitespace(text.charAt(end)) ? end + 1 : end;
        }
        return out.toString();
    }

    private static void add(List<Declaration> declarations, String rawName, String rawValue) {
        String name = unescape(rawName).strip().toLowerCase(Locale.ROOT);
        String value = unescape(rawValue).strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
        boolean important = false;
        int mark = value.lastIndexOf('!');
        if (mark >= 0 && value.substring(mark + 1).strip().equals("important")) {
            important = true;
            value = value.substring(0, mark).strip();
        }
        if (!name.isEmpty() && !value.isEmpty()) {
            declarations.add(new Declaration(name, value, important));
        }
    }

    /** The next semicolon or brace outside of quotes and parentheses. */
    static int endOfPiece(String text, int from) {
        return end(text, from, true);
    }

    /** The next semicolon outside of quotes and parentheses. */
    private static int endOfDeclaration(String text, int from) {
        return end(text, from, false);
    }

    private static int end(String text, int from, boolean braces) {
        int depth = 0;
        char quote = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                if (c == quote || c == '\n') {
                    quote = 0;
                }
            } else if (c == '\\') {
                i++;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth = Math.max(0, depth - 1);
            } else if ((c == ';' && depth == 0) || (braces && (c == '{' || c == '}'))) {
                return i;
            }
        }
        return text.length();
    }
}
