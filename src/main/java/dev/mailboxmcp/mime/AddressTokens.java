// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts the value of an address field into tokens (RFC 5322 3.2), as leniently as mail programs do: what is opened and
 * never closed is a character like any other, and nothing inside an encoded word counts. One use each; linear in time.
 */
final class AddressTokens {
    /** What a token is. */
    enum Kind {
        /** A run of characters without blanks. */
        WORD,
        /** What stands between quotes. */
        QUOTED,
        /** What stands between parentheses. */
        COMMENT,
        /** What stands in angle brackets, closed or not. */
        ANGLE,
        /** A comma or a semicolon. */
        SEPARATOR,
        /** The colon behind the name of a group. */
        GROUP
    }

    /**
     * One token.
     *
     * @param text one char a byte; without what encloses it, escapes resolved
     * @param at where in a word the {@code @} is that stands outside of encoded words; -1 for none
     * @param glued whether no blank stands before it
     */
    record Token(Kind kind, String text, int at, boolean glued) {
        boolean is(Kind other) {
            return kind == other;
        }
    }

    private static final Pattern ENCODED_WORD =
            Pattern.compile("=\\?[!-~&&[^?()<>@,;:\"/\\[\\]]]{1,70}\\?[bBqQ]\\?[^?\r\n]{0,1000}+\\?=");
    private static final Pattern URI_SCHEME = Pattern.compile("(?i)[\\[{']?(mailto|smtp)");
    private static final int MAX_UNCLOSED = 100;
    private static final char ESCAPE = 0x1B;

    private final String in;
    /** Whether a byte above 7F and the one behind it are one character, whatever the second one looks like. */
    private final boolean doubleByte;

    private final int lastSemicolon;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private boolean glued;
    /** Whether the mailbox that is being read has an address already; a colon behind it names no group. */
    private boolean addressed;

    private boolean noQuoteCloses;
    private int unclosed;

    private AddressTokens(String in, boolean doubleByte) {
        this.in = in;
        this.doubleByte = doubleByte;
        this.lastSemicolon = in.lastIndexOf(';');
    }

    /**
     * @param in one char a byte, folded or not
     * @param doubleByte whether it is in a charset whose second bytes may look like ASCII
     */
    static List<Token> of(String in, boolean doubleByte) {
        return new AddressTokens(in, doubleByte).read();
    }

    private List<Token> read() {
        while (at < in.length()) {
            char c = in.charAt(at);
            switch (c) {
                case ' ', '\t', '\r', '\n', '>' -> {
                    at++;
                    glued = false;
                }
                case '"' -> quoted();
                case '(' -> comment();
                case '<' -> angle();
                case '\\' -> {
                    if (in.startsWith("<", at + 1)) {
                        at++;
                    } else {
                        word();
                    }
                }
                case ',', ';' -> {
                    at++;
                    add(new Token(Kind.SEPARATOR, String.valueOf(c), -1, true));
                    glued = false;
                    addressed = false;
                }
                default -> word();
            }
        }
        return tokens;
    }

    private void add(Token token) {
        tokens.add(token);
        glued = true;
    }

    private void quoted() {
        int end = closingQuote(at + 1);
        if (end < 0) {
            at++;
            return;
        }
        add(new Token(Kind.QUOTED, unescaped(at + 1, end), -1, glued));
        at = end + 1;
    }

    private int closingQuote(int from) {
        if (noQuoteCloses) {
            return -1;
        }
        for (int i = from; i < in.length(); i++) {
            char c = in.charAt(i);
            if (c == '"') {
                return i;
            }
            if (c == '\\' || startsPair(i)) {
                i++;
            }
        }
        noQuoteCloses = true;
        return -1;
    }

    private String unescaped(int from, int to) {
        StringBuilder text = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            if (startsPair(i) && i + 1 < to) {
                text.append(in.charAt(i++));
            } else if (in.charAt(i) == '\\' && i + 1 < to) {
                i++;
            }
            text.append(in.charAt(i));
        }
        return text.toString();
    }

    private boolean startsPair(int i) {
        return doubleByte
                && in.charAt(i) > 0x80
                && i + 1 < in.length()
                && in.charAt(i + 1) >= '@'
                && in.charAt(i + 1) <= '~';
    }

    private void comment() {
        int end = closingParenthesis();
        if (end < 0) {
            word();
            return;
        }
        add(new Token(Kind.COMMENT, unescaped(at + 1, end), -1, glued));
        at = end + 1;
    }

    private int closingParenthesis() {
        if (unclosed >= MAX_UNCLOSED) {
            return -1;
        }
        int depth = 0;
        for (int i = at; i < in.length(); i++) {
            char c = in.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                return i;
            }
        }
        unclosed++;
        return -1;
    }

    /** Ends at the closing bracket, or where another mailbox begins. */
    private void angle() {
        int start = at + 1;
        while (start < in.length() && "< \t\r\n".indexOf(in.charAt(start)) >= 0) {
            start++;
        }
        boolean route = start < in.length() && in.charAt(start) == '@';
        int end = endOfQuotedLocalPart(start);
        while (end < in.length() && "<>;".indexOf(in.charAt(end)) < 0) {
            char c = in.charAt(end);
            route &= c != ':';
            if (c == ',' && !route) {
                break;
            }
            end++;
        }
        if (end < in.length() || end > start) { // else one at the end, behind which nothing comes
            add(new Token(Kind.ANGLE, in.substring(start, end), -1, glued));
            addressed = true;
        }
        at = end;
        if (at < in.length() && in.charAt(at) == '>') {
            at++;
            glued = false;
        }
    }

    /** Quotes that hold a closing bracket and are not before an {@code @} were never closed. */
    private int endOfQuotedLocalPart(int start) {
        int quote = start < in.length() && in.charAt(start) == '"' ? closingQuote(start + 1) : -1;
        int bracket = quote < 0 ? -1 : in.indexOf('>', start, quote);
        boolean whole = bracket < 0 || in.startsWith("@", quote + 1);
        return whole ? Math.max(start, quote) : start;
    }

    private void word() {
        int start = at;
        int sign = -1;
        Matcher encoded = ENCODED_WORD.matcher(in);
        do {
            char c = in.charAt(at);
            if (c == '=' && encoded.region(at, in.length()).lookingAt()) {
                at = encoded.end();
            } else if (c == ESCAPE && in.startsWith("$", at + 1)) {
                at = endOfJapanese();
            } else if (c == ':' && sign < 0 && endsGroupName(start)) {
                break;
            } else {
                sign = c == '@' ? at - start : sign;
                at += startsPair(at) ? 2 : 1;
            }
        } while (at < in.length() && !endsWord(in.charAt(at)));
        at = Math.min(at, in.length());
        if (at > start) {
            add(new Token(Kind.WORD, in.substring(start, at), sign, glued));
            addressed |= sign >= 0;
        }
        if (at < in.length() && in.charAt(at) == ':') {
            add(new Token(Kind.GROUP, "", -1, true));
            at++;
            glued = false;
        }
    }

    private boolean endsWord(char c) {
        return switch (c) {
            case ' ', '\t', '\r', '\n', '"', '<', '>', ',', ';' -> true;
            case '(' -> closingParenthesis() >= 0;
            default -> false;
        };
    }

    /** A group ends in a semicolon; a colon without one is part of a name. */
    private boolean endsGroupName(int start) {
        return !addressed
                && lastSemicolon > at
                && !URI_SCHEME.matcher(in.substring(start, at)).matches();
    }

    /** The position behind text that was switched to in ISO-2022-JP, whose bytes look like ASCII. */
    private int endOfJapanese() {
        int back = in.indexOf(ESCAPE + "(", at + 1);
        return back < 0 ? in.length() : Math.min(back + 3, in.length());
    }
}
