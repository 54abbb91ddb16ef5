// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of the tokens of a style sheet, in which blocks and functions can be stepped over at once (CSS Syntax 3, 5.4.8).
 * Positions count from the start of the style sheet. Immutable.
 */
final class CssTokens {
    private final String source;
    private final List<CssToken> tokens;
    /** The position where each opening token is closed, or the end of all where it is not. */
    private final int[] closings;

    private final int from;
    private final int to;

    private CssTokens(String source, List<CssToken> tokens, int[] closings, int from, int to) {
        this.source = source;
        this.tokens = tokens;
        this.closings = closings;
        this.from = from;
        this.to = to;
    }

    static CssTokens of(String source, List<CssToken> tokens) {
        int[] closings = new int[tokens.size()];
        Deque<CssToken> open = new ArrayDeque<>();
        for (CssToken token : tokens) {
            closings[token.index()] = closings.length;
            if (token.opens()) {
                open.push(token);
            } else if (token.is(CssToken.Kind.CLOSE)
                    && !open.isEmpty()
                    && open.getFirst().isClosedBy(token)) {
                closings[open.pop().index()] = token.index();
            }
        }
        return new CssTokens(source, tokens, closings, 0, closings.length);
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    CssToken get(int at) {
        return tokens.get(at);
    }

    boolean is(int at, CssToken.Kind kind) {
        return at < to && tokens.get(at).is(kind);
    }

    boolean is(int at, char c) {
        return at < to && tokens.get(at).is(c);
    }

    /** The position behind the component value there, which is a token, a function or a block. */
    int behind(int at) {
        return tokens.get(at).opens() ? Math.min(closings[at] + 1, to) : at + 1;
    }

    /** What a function or block holds. */
    CssTokens inside(CssToken opening) {
        return slice(opening.index() + 1, Math.min(closings[opening.index()], to));
    }

    CssTokens slice(int start, int end) {
        return new CssTokens(source, tokens, closings, start, Math.min(end, to));
    }

    int skipWhiteSpace(int at) {
        int next = at;
        while (is(next, CssToken.Kind.WHITESPACE)) {
            next++;
        }
        return next;
    }

    /** Where the next of one of these characters stands, not within functions and blocks; else the end. */
    int find(int start, char one, char other) {
        int at = start;
        while (at < to && !get(at).is(one) && !get(at).is(other)) {
            at = behind(at);
        }
        return at;
    }

    /** The component values, without white space; of functions and blocks the first token. */
    List<CssToken> values() {
        List<CssToken> values = new ArrayList<>();
        for (int at = skipWhiteSpace(from); at < to; at = skipWhiteSpace(behind(at))) {
            values.add(get(at));
        }
        return values;
    }

    /** What stands between commas, not those within functions and blocks. */
    List<CssTokens> split() {
        List<CssTokens> parts = new ArrayList<>();
        int start = from;
        for (int at = find(from, ',', ','); at < to; at = find(start, ',', ',')) {
            parts.add(slice(start, at));
            start = at + 1;
        }
        parts.add(slice(start, to));
        return parts;
    }

    /** The address that a component value is; null for none. */
    @Nullable
    String url(CssToken value) {
        if (value.isFunction("url")) {
            int string = skipWhiteSpace(value.index() + 1);
            return is(string, CssToken.Kind.STRING) ? get(string).text() : null;
        }
        return value.is(CssToken.Kind.URL) ? value.text() : null;
    }

    /** The text as it is written, comments included. */
    String text() {
        return from >= to
                ? ""
                : source.substring(get(from).start(), to < tokens.size() ? get(to).start() : source.length());
    }
}
