// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract.child;

import java.text.Bidi;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.apache.pdfbox.text.TextPosition;

/**
 * Lines with letters of scripts that run from right to left. A page has them as they are seen, in pieces of any order; people
 * and programs write them as they are read.
 */
final class LineDirection {
    private static final float SAME_LINE = 0.3f;
    private static final int MAX_LINE = 10_000; // nobody reads such a line, and UAX 9 takes the square of its brackets
    private static final char FIRST_FORM = '\uFB1D';
    private static final char LAST_FORM = '\uFEFC';
    private static final String OPENING = "([{<«‹";
    private static final String CLOSING = ")]}>»›";

    private LineDirection() {}

    /** Lines with such letters from left to right; others as they are. */
    static List<TextPosition> asSeen(List<TextPosition> letters) {
        List<TextPosition> all = new ArrayList<>(letters.size());
        int start = 0;
        for (int i = 1; i <= letters.size(); i++) {
            if (i == letters.size() || !isOnLine(letters.get(i - 1), letters.get(i))) {
                List<TextPosition> line = new ArrayList<>(letters.subList(start, i));
                if (line.stream().anyMatch(text -> isRightToLeft(text.getUnicode()))) {
                    line.sort(Comparator.comparingDouble(TextPosition::getXDirAdj));
                }
                all.addAll(line);
                start = i;
            }
        }
        return all;
    }

    private static boolean isOnLine(TextPosition one, TextPosition other) {
        float height = Math.max(1, Math.max(one.getFontSizeInPt(), other.getFontSizeInPt()));
        return Math.abs(one.getYDirAdj() - other.getYDirAdj()) < SAME_LINE * height;
    }

    static boolean isRightToLeft(String text) {
        for (int i = 0; i < text.length(); i++) {
            byte direction = Character.getDirectionality(text.charAt(i));
            if (direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                    || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC) {
                return true;
            }
        }
        return false;
    }

    /** Letters that one glyph stands for, in the order of a line that is seen from left to right. */
    static String seen(String letters) {
        return letters.length() > 1 && isRightToLeft(letters)
                ? new StringBuilder(letters).reverse().toString()
                : letters;
    }

    /**
     * A line that is seen from left to right, as it is read (UAX 9, backwards). Some programs say of a bracket which one is
     * seen, and some which one was written; those are right that leave no bracket open. A line that is much too long stays as it is.
     */
    static String asRead(String seen) {
        if (!isRightToLeft(seen) || seen.length() > MAX_LINE) {
            return seen;
        }
        String mirrored = asRead(seen, true);
        if (isNested(mirrored)) {
            return mirrored;
        }
        String written = asRead(seen, false);
        return isNested(written) ? written : mirrored;
    }

    private static boolean isNested(String line) {
        Deque<Character> open = new ArrayDeque<>();
        for (int i = 0; i < line.length(); i++) {
            int opening = OPENING.indexOf(line.charAt(i));
            int closing = CLOSING.indexOf(line.charAt(i));
            if (opening >= 0) {
                open.push(CLOSING.charAt(opening));
            } else if (closing >= 0 && (open.isEmpty() || open.pop() != line.charAt(i))) {
                return false;
            }
        }
        return open.isEmpty();
    }

    private static String asRead(String seen, boolean mirroring) {
        Bidi bidi = new Bidi(seen, startsAtRight(seen) ? Bidi.DIRECTION_RIGHT_TO_LEFT : Bidi.DIRECTION_LEFT_TO_RIGHT);
        int runs = bidi.getRunCount();
        byte[] levels = new byte[runs];
        Integer[] order = new Integer[runs];
        for (int i = 0; i < runs; i++) {
            levels[i] = (byte) bidi.getRunLevel(i);
            order[i] = i;
        }
        Bidi.reorderVisually(levels, 0, order, 0, runs);
        StringBuilder read = new StringBuilder(seen.length());
        for (int run : order) {
            String words = seen.substring(bidi.getRunStart(run), bidi.getRunLimit(run));
            read.append((levels[run] & 1) == 0 ? words : reversed(words, mirroring));
        }
        return read.toString();
    }

    /** A line belongs to the script that has more letters in it. */
    private static boolean startsAtRight(String line) {
        int right = 0;
        int left = 0;
        for (int i = 0; i < line.length(); i++) {
            switch (Character.getDirectionality(line.charAt(i))) {
                case Character.DIRECTIONALITY_RIGHT_TO_LEFT, Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC -> right++;
                case Character.DIRECTIONALITY_LEFT_TO_RIGHT -> left++;
                default -> {
                    // of no script
                }
            }
        }
        return right >= left;
    }

    /** Shapes of Arabic letters stand for the letters. */
    private static String reversed(String words, boolean mirroring) {
        StringBuilder read = new StringBuilder(words).reverse();
        for (int i = 0; mirroring && i < read.length(); i++) {
            char c = read.charAt(i);
            int opening = OPENING.indexOf(c);
            int closing = CLOSING.indexOf(c);
            if (opening >= 0) {
                read.setCharAt(i, CLOSING.charAt(opening));
            } else if (closing >= 0) {
                read.setCharAt(i, OPENING.charAt(closing));
            }
        }
        String text = read.toString();
        return text.chars().anyMatch(c -> c >= FIRST_FORM && c <= LAST_FORM)
                ? Normalizer.normalize(text, Normalizer.Form.NFKC)
                : text;
    }
}
