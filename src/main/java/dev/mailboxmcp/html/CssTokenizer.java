// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes a style sheet apart into tokens, by the algorithms of CSS Syntax 3, 4.3, which end for every text in time that grows
 * with its length. For one text, on one thread.
 */
final class CssTokenizer {
    private static final int END = -1;

    private final String css;
    private final List<CssToken> tokens = new ArrayList<>();
    private int at;

    private CssTokenizer(String css) {
        this.css = css;
    }

    static CssTokens tokens(String css) {
        String preprocessed = css.replace("\r\n", "\n")
                .replace('\r', '\n')
                .replace('\f', '\n')
                .replace('\0', '\uFFFD');
        CssTokenizer tokenizer = new CssTokenizer(preprocessed);
        while (tokenizer.at < preprocessed.length()) {
            tokenizer.consume();
        }
        return CssTokens.of(preprocessed, tokenizer.tokens);
    }

    /** The code unit that many further on. Those of surrogate pairs are parts of names, as all beyond ASCII. */
    private int peek(int offset) {
        return at + offset < css.length() ? css.charAt(at + offset) : END;
    }

    private void add(CssToken.Kind kind, String text, double number, int start) {
        tokens.add(new CssToken(kind, text, number, tokens.size(), start));
    }

    private void consume() {
        int start = at;
        int c = peek(0);
        if (c == '/' && peek(1) == '*') {
            int end = css.indexOf("*/", at + 2);
            at = end < 0 ? css.length() : end + 2;
        } else if (isWhiteSpace(c)) {
            skipWhiteSpace();
            add(CssToken.Kind.WHITESPACE, " ", 0, start);
        } else if (c == '"' || c == '\'') {
            at++;
            string(c, start);
        } else if (startsNumber()) {
            numeric(start);
        } else if (c == '-' && peek(1) == '-' && peek(2) == '>') {
            single(CssToken.Kind.COMMENT_MARK, 3);
        } else if (startsIdent(0)) {
            identLike(start);
        } else if (c == '#' && (isName(peek(1)) || isEscape(1))) {
            at++;
            boolean id = startsIdent(0);
            add(CssToken.Kind.HASH, name(), id ? 1 : 0, start);
        } else if (c == '@' && startsIdent(1)) {
            at++;
            add(CssToken.Kind.AT_KEYWORD, name(), 0, start);
        } else if (c == '<' && css.startsWith("<!--", at)) {
            single(CssToken.Kind.COMMENT_MARK, 4);
        } else {
            single(punctuation(c), 1);
        }
    }

    private void single(CssToken.Kind kind, int length) {
        add(kind, css.substring(at, at + length).intern(), 0, at); // a few in all, and many of each
        at += length;
    }

    private static CssToken.Kind punctuation(int c) {
        return switch (c) {
            case '[', '(', '{' -> CssToken.Kind.OPEN;
            case ']', ')', '}' -> CssToken.Kind.CLOSE;
            default -> CssToken.Kind.DELIM;
        };
    }

    private void string(int quote, int start) {
        StringBuilder text = new StringBuilder();
        while (peek(0) != END && peek(0) != quote) {
            int c = peek(0);
            if (c == '\n') {
                add(CssToken.Kind.BAD, "", 0, start);
                return;
            }
            if (c != '\\') {
                text.append((char) c);
                at++;
            } else if (peek(1) == END || peek(1) == '\n') {
                at += peek(1) == END ? 1 : 2;
            } else {
                escape(text);
            }
        }
        at++;
        add(CssToken.Kind.STRING, text.toString(), 0, start);
    }

    private void numeric(int start) {
        at += peek(0) == '+' || peek(0) == '-' ? 1 : 0;
        skipDigits();
        if (peek(0) == '.' && isDigit(peek(1))) {
            at++;
            skipDigits();
        }
        int sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
        if ((peek(0) == 'e' || peek(0) == 'E') && isDigit(peek(1 + sign))) {
            at += 1 + sign;
            skipDigits();
        }
        double number = Double.parseDouble(css.substring(start, at));
        if (startsIdent(0)) {
            add(CssToken.Kind.NUMBER, name(), number, start);
        } else {
            boolean percentage = peek(0) == '%';
            at += percentage ? 1 : 0;
            add(CssToken.Kind.NUMBER, percentage ? "%" : "", number, start);
        }
    }

    private void identLike(int start) {
        String name = name();
        if (peek(0) != '(') {
            add(CssToken.Kind.IDENT, name, 0, start);
            return;
        }
        at++;
        if (name.equalsIgnoreCase("url")) {
            int ahead = 0;
            while (isWhiteSpace(peek(ahead))) {
                ahead++;
            }
            if (peek(ahead) != '"' && peek(ahead) != '\'') {
                url(start);
                return;
            }
        }
        add(CssToken.Kind.FUNCTION, name, 0, start);
    }

    private void url(int start) {
        StringBuilder text = new StringBuilder();
        skipWhiteSpace();
        while (peek(0) != END && peek(0) != ')') {
            int c = peek(0);
            if (isWhiteSpace(c)) {
                skipWhiteSpace();
                if (peek(0) != END && peek(0) != ')') {
                    badUrl(start);
                    return;
                }
            } else if (isEscape(0)) {
                escape(text);
            } else if (c == '"' || c == '\'' || c == '(' || c == '\\' || isNonPrintable(c)) {
                badUrl(start);
                return;
            } else {
                text.append((char) c);
                at++;
            }
        }
        at++;
        add(CssToken.Kind.URL, text.toString(), 0, start);
    }

    private void badUrl(int start) {
        while (peek(0) != END && peek(0) != ')') {
            at += isEscape(0) ? 2 : 1;
        }
        at++;
        add(CssToken.Kind.BAD, "", 0, start);
    }

    private String name() {
        int start = at;
        while (isName(peek(0))) {
            at++;
        }
        if (!isEscape(0)) {
            return css.substring(start, at);
        }
        StringBuilder name = new StringBuilder(css.substring(start, at));
        while (isName(peek(0)) || isEscape(0)) {
            if (peek(0) == '\\') {
                escape(name);
            } else {
                name.append((char) peek(0));
                at++;
            }
        }
        return name.toString();
    }

    /** The code point that a valid escape stands for. */
    private void escape(StringBuilder text) {
        at++;
        int digits = 0;
        int code = 0;
        while (digits < 6 && Character.digit(peek(0), 16) >= 0 && peek(0) < 0x80) {
            code = code * 16 + Character.digit(peek(0), 16);
            digits++;
            at++;
        }
        if (digits == 0) {
            text.append(peek(0) == END ? '\uFFFD' : (char) peek(0));
            at++;
            return;
        }
        at += isWhiteSpace(peek(0)) ? 1 : 0;
        boolean none = code == 0 || code > Character.MAX_CODE_POINT || code >= 0xD800 && code <= 0xDFFF;
        text.appendCodePoint(none ? 0xFFFD : code);
    }

    private boolean isEscape(int offset) {
        return peek(offset) == '\\' && peek(offset + 1) != '\n';
    }

    private boolean startsNumber() {
        int sign = peek(0) == '+' || peek(0) == '-' ? 1 : 0;
        return isDigit(peek(sign)) || peek(sign) == '.' && isDigit(peek(sign + 1));
    }

    private boolean startsIdent(int offset) {
        int c = peek(offset);
        if (c == '-') {
            int next = peek(offset + 1);
            return next == '-' || isNameStart(next) || isEscape(offset + 1);
        }
        return isNameStart(c) || isEscape(offset);
    }

    private void skipWhiteSpace() {
        while (isWhiteSpace(peek(0))) {
            at++;
        }
    }

    private void skipDigits() {
        while (isDigit(peek(0))) {
            at++;
        }
    }

    private static boolean isWhiteSpace(int c) {
        return c == ' ' || c == '\t' || c == '\n';
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isNameStart(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80;
    }

    private static boolean isName(int c) {
        return isNameStart(c) || isDigit(c) || c == '-';
    }

    private static boolean isNonPrintable(int c) {
        return c <= 0x08 || c == 0x0B || c >= 0x0E && c <= 0x1F || c == 0x7F;
    }
}
