// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

import dev.mailboxmcp.text.TextCleaner;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Lays out pieces of text as lines: collapses white space, keeps at most one empty line between blocks, and begins lines
 * with quote marks, indentation and list markers. Text comes in cleaned. Not thread-safe.
 */
final class TextLayout {
    private static final int MAX_QUOTES = 20;
    private static final int MAX_INDENT = 40;
    private static final int MAX_LOOKED_BACK = 3000;
    private static final String OPENING = "([{“‘«";
    private static final String CLOSING = ".,;:!?)]}”’»";

    private record Item(int indent, String marker) {}

    private final StringBuilder out = new StringBuilder();
    private final Deque<Item> items = new ArrayDeque<>();
    private String marker = "";
    private String separator = "";
    private int indent;
    private int quotes;
    private int quotesOfLine;
    private int newlines;
    private boolean lineStarted;
    private boolean space;
    private boolean oneLine;
    /** Marks that stand before the next piece. */
    private String opening = "";

    private boolean edge;
    private boolean gap;

    int length() {
        return out.length();
    }

    /** What was laid out since a length, as far as it is short. */
    String since(int length) {
        return out.substring(Math.min(length, out.length()), Math.min(out.length(), length + MAX_LOOKED_BACK));
    }

    void text(String text, CssWhiteSpace whiteSpace) {
        if (isSpacer(text)) {
            // a paragraph of a no-break space is how many editors write an empty line
            newlines = 2;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' && whiteSpace != CssWhiteSpace.NORMAL) {
                lineBreak();
            } else if (c != '\n' && whiteSpace == CssWhiteSpace.PRE) {
                space |= isApart(text, i);
                startPiece();
                out.append(c == '\u00A0' ? ' ' : c);
            } else if (TextCleaner.isBlank(c)) {
                space = true;
            } else {
                space |= isApart(text, i);
                startPiece();
                out.append(c);
            }
        }
    }

    /** The character that the next piece would follow on its line, so many before the end; a blank for none. */
    char before(int back) {
        int at = out.length() - 1 - back;
        return at < 0 || !lineStarted || space || !separator.isEmpty() || !opening.isEmpty() ? ' ' : out.charAt(at);
    }

    /** Writes a mark before the next piece, unless it is closed before there is one; a blank collapses with others. */
    void open(String mark) {
        if (mark.equals(" ")) {
            space = true;
        } else {
            opening += mark;
        }
    }

    /** Writes a mark behind the text since another one was opened. */
    void close(String opened, String mark) {
        if (mark.equals(" ")) {
            space = true;
        } else if (!opened.isEmpty() && opening.endsWith(opened)) {
            opening = opening.substring(0, opening.length() - opened.length());
        } else {
            out.append(mark);
        }
    }

    /** A box begins or ends here, so that digits on both sides are two numbers. */
    void edge() {
        edge = true;
    }

    /** @param seen whether a person sees a gap here, so that what stands on both sides does not read as one */
    void gap(boolean seen) {
        gap |= seen;
    }

    /** Puts a text behind the text so far, on its line, whatever comes next. */
    void attach(String text) {
        out.append(text);
    }

    void lineBreak() {
        if (oneLine) {
            space = true;
            return;
        }
        newlines = Math.max(newlines, lineStarted ? 1 : 2);
        endLine();
    }

    /** Ends the line; what follows begins a new one, behind an empty line if the blocks are set apart. */
    void block(boolean setApart) {
        if (oneLine) {
            space = true;
            return;
        }
        newlines = Math.max(newlines, setApart ? 2 : 1);
        endLine();
    }

    void beginQuote() {
        block(true);
        quotes++;
    }

    void endQuote() {
        block(true);
        quotes--;
    }

    /** @param marker with the blank behind it */
    void beginItem(String marker) {
        block(false);
        items.push(new Item(indent, this.marker));
        this.marker = marker;
        indent += marker.length();
    }

    void endItem() {
        block(false);
        Item item = items.pop();
        indent = item.indent;
        marker = "";
    }

    /** Begins a row: until {@link #endRow} everything stays on one line. */
    void beginRow() {
        block(false);
        oneLine = true;
    }

    void endRow() {
        oneLine = false;
        separator = "";
        block(false);
    }

    /** @param always whether a cell that stays empty is marked as well */
    void cell(boolean first, boolean always) {
        if (!first && (always || lineStarted)) {
            separator = always ? separator + " |" : " |";
            space = true;
        }
    }

    private boolean isSpacer(String text) {
        if (lineStarted || out.isEmpty() || text.indexOf('\u00A0') < 0) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (!TextCleaner.isBlank(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private void endLine() {
        lineStarted = false;
        space = false;
    }

    private void startPiece() {
        if (!lineStarted) {
            startLine();
        }
        if (!separator.isEmpty()) {
            out.append(separator);
            separator = "";
            space = true;
        }
        if (space) {
            if (!out.isEmpty() && out.charAt(out.length() - 1) != '\n' && !endsWithBlank()) {
                out.append(' ');
            }
            space = false;
        }
        if (!opening.isEmpty()) {
            out.append(opening);
            opening = "";
        }
    }

    /** Whether a blank comes before a character of a text, for the edges and gaps since the last one. */
    private boolean isApart(String text, int at) {
        if (!edge && !gap) {
            return false;
        }
        char c = text.charAt(at);
        char last = before(0);
        boolean digits = edge && Character.isDigit(c) && Character.isDigit(last);
        boolean raised = opening.startsWith("^") || opening.startsWith("_");
        boolean decimals = at + 1 < text.length() && Character.isDigit(text.charAt(at + 1));
        boolean apart = gap && !raised && OPENING.indexOf(last) < 0 && (decimals || CLOSING.indexOf(c) < 0);
        edge = false;
        gap = false;
        return (digits || apart) && !TextCleaner.isBlank(c);
    }

    private boolean endsWithBlank() {
        return out.charAt(out.length() - 1) == ' ';
    }

    private void startLine() {
        if (!out.isEmpty()) {
            out.append('\n');
            if (newlines > 1) {
                out.append(">".repeat(Math.min(MAX_QUOTES, Math.min(quotes, quotesOfLine))))
                        .append('\n');
            }
        }
        newlines = 0;
        space = false;
        quotesOfLine = quotes;
        if (quotes > 0) {
            out.append(">".repeat(Math.min(MAX_QUOTES, quotes))).append(' ');
        }
        out.append(" ".repeat(Math.min(MAX_INDENT, Math.max(0, indent - marker.length()))))
                .append(marker);
        marker = "";
        lineStarted = true;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
