// SPDX-License-Identifier: MIT
package dev.mailboxmcp.text;

import java.text.Bidi;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Text that invisible characters make run from right to left whatever letters it has, in the order in which a person reads it
 * (UAX 9): an account number written backwards shows as another one. Only an override (RLO) turns letters and numbers of whatever
 * language; a text without one stays as it is written, since marks and embeddings stand in the ordinary dates and addresses of Hebrew
 * and Arabic. What letters themselves make run so stays as it is, too. For the pieces of one text in their order, on one thread;
 * linear in time.
 */
public final class RightToLeft {
    private static final char LEFT_EMBEDDING = '\u202A';
    private static final char RIGHT_EMBEDDING = '\u202B';
    private static final char POP = '\u202C';
    private static final char LEFT_OVERRIDE = '\u202D';
    private static final char RIGHT_OVERRIDE = '\u202E';
    private static final char LEFT_ISOLATE = '\u2066';
    private static final char RIGHT_ISOLATE = '\u2067';
    private static final char FIRST_STRONG_ISOLATE = '\u2068';
    private static final char POP_ISOLATE = '\u2069';
    private static final char RIGHT_MARK = '\u200F';
    private static final char ARABIC_MARK = '\u061C';
    private static final char FIRST_LETTER = '\u0590';

    private static final int MAX_LEVEL = 125; // UAX 9, BD2
    /** What is put in order at once; nobody sees a longer line. */
    private static final int MAX_CHARS = 1024; // UAX 9 takes the square of its brackets

    /** How many are put in order by all rules; further ones are of nobody who writes to people. */
    private static final int MAX_LINES = 2000;

    private static final String MIRRORED = "()[]{}<>\u00AB\u00BB";

    private final Deque<Open> open = new ArrayDeque<>();
    private int overflownIsolates;
    private int overflownEmbeddings;
    private int overrides; // that are open
    private int rightward; // of those that are open, the ones that run from right to left
    private boolean marked; // by an invisible letter that runs from right to left
    private int lines;
    private int piece;
    private int pieceWithWords = -1;
    private int turnedPiece = -1; // that was overridden, if no letters came since
    private boolean ownLetters; // whether the line has some that run from right to left
    private boolean split;

    /** A character that is in force until another one ends it. */
    private record Open(char control, int level) {
        boolean isIsolate() {
            return control >= LEFT_ISOLATE;
        }

        boolean isRightward() {
            return control == RIGHT_EMBEDDING || control == RIGHT_OVERRIDE || control == RIGHT_ISOLATE;
        }
    }

    /** The characters of a whole text in their order on the screen; lines end with {@code \n}. */
    public static String asSeen(String text) {
        return new RightToLeft().next(text);
    }

    /** The same for the next piece of a text in which line breaks are blanks. */
    public String nextFlowing(String text) {
        return isPlain(text) ? text : next(text.replace('\n', ' '));
    }

    private boolean isPlain(String text) {
        return open.isEmpty() && !marked && turnedPiece < 0 && text.indexOf(RIGHT_OVERRIDE) < 0;
    }

    /** The same for the next piece of a text. */
    public String next(String text) {
        if (isPlain(text)) {
            return text;
        }
        piece++;
        StringBuilder out = new StringBuilder(text.length());
        int from = 0;
        while (from < text.length()) {
            int line = text.indexOf('\n', from);
            int end = line < 0 ? text.length() : line;
            while (from < end) {
                int to = Math.min(end, from + MAX_CHARS);
                append(text.substring(from, to), out);
                from = to;
            }
            if (line >= 0) {
                out.append('\n');
                endLine();
                from = line + 1;
            }
        }
        return out.toString();
    }

    /** What is in force ends with the line. */
    public void endLine() {
        open.clear();
        overflownIsolates = 0;
        overflownEmbeddings = 0;
        overrides = 0;
        rightward = 0;
        marked = false;
        pieceWithWords = -1;
        turnedPiece = -1;
    }

    /** Whether the next words run from right to left whatever letters they have. */
    public boolean isOverridden() {
        return overrides > 0;
    }

    /** Whether words in several pieces run from right to left together, whose order is that of the pieces still. */
    public boolean isSplit() {
        return split;
    }

    /** Whether a text without letters before its numbers shows them in another order where it runs from right to left. */
    public static boolean reordersNumbers(String text) {
        boolean number = false;
        boolean blank = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (Character.isLetter(c)) {
                return false;
            }
            boolean digit = Character.isDigit(c);
            if (digit && blank) {
                return true;
            }
            number |= digit;
            blank = number && (blank || Character.isWhitespace(c) || Character.isSpaceChar(c));
        }
        return false;
    }

    private void append(String line, StringBuilder out) {
        ownLetters = hasSeenLetters(line);
        if (ownLetters) {
            appendOverridden(line, out);
            return;
        }
        String before = prefix();
        for (int i = 0; i < line.length(); i++) {
            follow(line.charAt(i));
        }
        out.append(before.isEmpty() && !hasControls(line) ? line : ordered(before + line));
    }

    /** A line with letters that run from right to left by themselves has the rest alone put in order. */
    private void appendOverridden(String line, StringBuilder out) {
        String before = prefix();
        int from = 0;
        for (int i = 0; i <= line.length(); i++) {
            boolean was = overrides > 0;
            if (i < line.length()) {
                follow(line.charAt(i));
            }
            if (i == line.length() || was != overrides > 0) {
                String part = line.substring(from, i);
                out.append(was ? ordered(before + part) : part);
                before = prefix();
                from = i;
            }
        }
    }

    private static boolean hasControls(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isControl(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isControl(char c) {
        return c >= LEFT_EMBEDDING && c <= RIGHT_OVERRIDE
                || c >= LEFT_ISOLATE && c <= POP_ISOLATE
                || c == RIGHT_MARK
                || c == ARABIC_MARK;
    }

    /** How many letters of it run from right to left by themselves. */
    public static int letters(String text) {
        int letters = 0;
        for (int i = 0; i < text.length(); i++) {
            letters += isSeenLetter(text.charAt(i)) ? 1 : 0;
        }
        return letters;
    }

    private static boolean hasSeenLetters(String line) {
        return line.chars().anyMatch(c -> isSeenLetter((char) c));
    }

    private static boolean isSeenLetter(char c) {
        return c >= FIRST_LETTER && c != RIGHT_MARK && c != ARABIC_MARK && isRightToLeft(c);
    }

    private static boolean isRightToLeft(char c) {
        byte direction = Character.getDirectionality(c);
        return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
    }

    /** What is in force, to be written before what follows. */
    private String prefix() {
        if (open.isEmpty() && !marked) {
            return "";
        }
        StringBuilder prefix = new StringBuilder(open.size() + 1);
        for (Iterator<Open> outermost = open.descendingIterator(); outermost.hasNext(); ) {
            prefix.append(outermost.next().control);
        }
        return prefix.append(marked ? String.valueOf(RIGHT_MARK) : "").toString();
    }

    /** UAX 9, X1 to X8. */
    private void follow(char c) {
        switch (c) {
            case LEFT_EMBEDDING, LEFT_OVERRIDE, RIGHT_EMBEDDING, RIGHT_OVERRIDE -> {
                if (!push(c) && overflownIsolates == 0) {
                    overflownEmbeddings++;
                }
            }
            case LEFT_ISOLATE, RIGHT_ISOLATE, FIRST_STRONG_ISOLATE -> {
                if (!push(c)) {
                    overflownIsolates++;
                }
            }
            case POP -> {
                if (overflownIsolates == 0 && overflownEmbeddings > 0) {
                    overflownEmbeddings--;
                } else if (overflownIsolates == 0
                        && !open.isEmpty()
                        && !open.element().isIsolate()) {
                    pop();
                }
            }
            case POP_ISOLATE -> {
                if (overflownIsolates > 0) {
                    overflownIsolates--;
                } else if (open.stream().anyMatch(Open::isIsolate)) {
                    overflownEmbeddings = 0;
                    while (!pop().isIsolate()) {
                        // embeddings end with what is around them
                    }
                }
            }
            default -> read(c);
        }
    }

    private boolean push(char control) {
        boolean rightwards = new Open(control, 0).isRightward();
        int around = open.isEmpty() ? 0 : open.element().level;
        int level = rightwards ? around + 1 | 1 : around + 2 & ~1;
        if (level > MAX_LEVEL || overflownIsolates > 0 || overflownEmbeddings > 0) {
            return false;
        }
        open.push(new Open(control, level));
        rightward += rightwards ? 1 : 0;
        overrides += control == RIGHT_OVERRIDE ? 1 : 0;
        return true;
    }

    private Open pop() {
        Open popped = open.pop();
        rightward -= popped.isRightward() ? 1 : 0;
        overrides -= popped.control == RIGHT_OVERRIDE ? 1 : 0;
        pieceWithWords = rightward == 0 ? -1 : pieceWithWords;
        return popped;
    }

    private void read(char c) {
        if ((ownLetters ? overrides : rightward) > 0 && !TextCleaner.isBlank(c)) {
            split |= pieceWithWords >= 0 && pieceWithWords != piece;
            pieceWithWords = piece;
        }
        if (overrides > 0) {
            turnedPiece = TextCleaner.isBlank(c) ? turnedPiece : piece;
        } else if (Character.isDigit(c)) {
            split |= turnedPiece >= 0 && turnedPiece != piece; // it is seen on the other side of what was turned
        }
        if (isRightToLeft(c)) {
            marked = !isSeenLetter(c);
        } else if (Character.getDirectionality(c) == Character.DIRECTIONALITY_LEFT_TO_RIGHT) {
            marked = false;
            turnedPiece = overrides > 0 ? turnedPiece : -1;
        }
    }

    /** The characters in their order on the screen, without those that say it. */
    private String ordered(String line) {
        if (++lines > MAX_LINES) {
            return reversed(line);
        }
        Bidi bidi = new Bidi(line, Bidi.DIRECTION_LEFT_TO_RIGHT);
        byte[] levels = new byte[line.length()];
        Integer[] points = new Integer[line.length()];
        int count = 0;
        for (int i = 0; i < line.length(); ) {
            int point = line.codePointAt(i);
            if (!isControl(line.charAt(i))) {
                int level = bidi.getLevelAt(i);
                levels[count] = (byte) level;
                points[count++] = (level & 1) == 0 ? point : mirrored(point);
            }
            i += Character.charCount(point);
        }
        Bidi.reorderVisually(levels, 0, points, 0, count);
        StringBuilder out = new StringBuilder(line.length());
        for (int i = 0; i < count; i++) {
            out.appendCodePoint(points[i]);
        }
        return out.toString();
    }

    /** The same as far as it can be told at once: what is overridden, up to the next end of anything. */
    private static String reversed(String line) {
        StringBuilder out = new StringBuilder(line.length());
        int from = 0;
        for (int start = line.indexOf(RIGHT_OVERRIDE); start >= 0; start = line.indexOf(RIGHT_OVERRIDE, from)) {
            int end = line.indexOf(POP, start);
            end = end < 0 ? line.length() : end;
            out.append(line, from, start).append(new StringBuilder(line.substring(start, end)).reverse());
            from = end;
        }
        return out.append(line, from, line.length()).toString();
    }

    private static int mirrored(int c) {
        int at = MIRRORED.indexOf(c);
        return at < 0 ? c : MIRRORED.charAt(at ^ 1);
    }
}
