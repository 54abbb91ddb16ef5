// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

import java.util.Locale;

/**
 * A token of a style sheet (CSS Syntax 3, 4). Numbers, percentages and dimensions are one kind here.
 *
 * @param text the name, the value of a string or URL, the unit of a number, or the delimiter; escapes are resolved
 * @param number of a number; 1 for a hash that can be an id
 * @param index among the tokens of the style sheet
 * @param start where it begins in the style sheet
 */
record CssToken(Kind kind, String text, double number, int index, int start) {
    enum Kind {
        IDENT,
        FUNCTION,
        AT_KEYWORD,
        HASH,
        STRING,
        URL,
        /** A string or URL that is broken. */
        BAD,
        DELIM,
        NUMBER,
        WHITESPACE,
        /** What hides a style sheet from programs that know none. */
        COMMENT_MARK,
        OPEN,
        CLOSE
    }

    boolean is(Kind other) {
        return kind == other;
    }

    /** Whether it is that character, which begins or ends a block, or stands alone. */
    boolean is(char c) {
        return (kind == Kind.DELIM || kind == Kind.OPEN || kind == Kind.CLOSE) && text.charAt(0) == c;
    }

    /** Whether it is that word. */
    boolean is(String word) {
        return kind == Kind.IDENT && text.equalsIgnoreCase(word);
    }

    boolean isFunction(String name) {
        return kind == Kind.FUNCTION && text.equalsIgnoreCase(name);
    }

    /** The text in lower case. */
    String name() {
        return text.toLowerCase(Locale.ROOT);
    }

    boolean opens() {
        return kind == Kind.OPEN || kind == Kind.FUNCTION;
    }

    boolean isClosedBy(CssToken other) {
        return other.is(is('{') ? '}' : is('[') ? ']' : ')');
    }
}
