// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The end of a line since the last place where it may be broken. Where it is not sure that browsers break a line, it is
 * taken for whole. For one document, on one thread.
 */
final class UnbrokenLine {
    /** The width of a letter, in parts of the font size. */
    private static final double WIDTH = 0.6;

    /** Every letter of them may begin a line. */
    private static final Set<UnicodeScript> WIDE =
            EnumSet.of(UnicodeScript.HAN, UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA, UnicodeScript.HANGUL);

    /** Browsers find the words in them. */
    private static final Set<UnicodeScript> WITHOUT_SPACES =
            EnumSet.of(UnicodeScript.THAI, UnicodeScript.LAO, UnicodeScript.KHMER, UnicodeScript.MYANMAR);

    /** Letters that begin no line. */
    private static final String SMALL_KANA = "\u3041\u3043\u3045\u3047\u3049\u3063\u3083\u3085\u3087\u308e\u3095\u3096"
            + "\u30a1\u30a3\u30a5\u30a7\u30a9\u30c3\u30e3\u30e5\u30e7\u30ee\u30f5\u30f6";

    /** Letters before it are not wide: the parts of syllables in Hangul, which are not broken apart, are among them. */
    private static final int WIDE_LETTERS = 0x2e80;

    private static final int END_OF_LATIN = 0x250;

    private double pixels;
    /** The same if browsers find no words in what is written without spaces: no break there either. */
    private double wordless;

    private int last;
    private boolean hyphen;

    @Nullable
    private CssStyle style;

    /** A line begins. */
    void restart() {
        pixels = 0;
        wordless = 0;
        last = ' ';
        hyphen = false;
        style = null;
    }

    /**
     * Adds text.
     *
     * @return the longest piece of it that stands on one line, with what stands before it there, in pixels
     */
    double add(String text, CssStyle next) {
        double size = Double.isNaN(next.fontSize()) ? Double.POSITIVE_INFINITY : next.fontSize();
        double longest = 0;
        int c;
        for (int i = 0; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            boolean blank = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
            boolean ends = blank && next.wraps() || c == '\n' && next.whiteSpace() != CssWhiteSpace.NORMAL;
            boolean word = style != null && isBetweenWords(c, style, next);
            if (ends || style != null && isBreak(c, style, next)) {
                pixels = 0;
                wordless = 0;
            } else if (isWithoutSpaces(last)) {
                pixels = word ? 0 : isWithoutSpaces(c) ? pixels : wordless;
            }
            boolean collapses = blank && last == ' ' && next.whiteSpace() != CssWhiteSpace.PRE;
            double width = ends || collapses ? 0 : size * (isWide(c) ? 1 : WIDTH);
            pixels += width;
            wordless += width;
            longest = Math.max(longest, pixels);
            hyphen = c == '-' && isLatin(last);
            last = blank ? ' ' : c;
            style = next;
        }
        return longest;
    }

    /** Whether a line may be broken before a letter, by the styles of the letters on both sides. */
    private boolean isBreak(int c, CssStyle before, CssStyle next) {
        boolean words = before.wordBreak().breaksWords() && next.wordBreak().breaksWords();
        boolean wraps = before.wraps() && next.wraps();
        return wraps
                && (words || hyphen && isLatin(c) || (isWide(c) || isWide(last)) && isBetweenLetters(c, before, next));
    }

    /** Whether a line may be broken there if a word ends. */
    private boolean isBetweenWords(int c, CssStyle before, CssStyle next) {
        boolean wraps = before.wraps() && next.wraps();
        return wraps && isWithoutSpaces(c) && isWithoutSpaces(last) && isBetweenLetters(c, before, next);
    }

    private boolean isBetweenLetters(int c, CssStyle before, CssStyle next) {
        return before.wordBreak().letters()
                && next.wordBreak().letters()
                && Character.isLetterOrDigit(c)
                && Character.isLetterOrDigit(last)
                && Character.getType(c) != Character.MODIFIER_LETTER
                && SMALL_KANA.indexOf(c) < 0;
    }

    private static boolean isLatin(int c) {
        return c < END_OF_LATIN && Character.isLetter(c);
    }

    private static boolean isWide(int c) {
        return c >= WIDE_LETTERS && !isPart(c) && WIDE.contains(UnicodeScript.of(c));
    }

    /** Whether it is a part of a syllable in Hangul, which with others is one letter. */
    private static boolean isPart(int c) {
        return c >= 0xa960 && c < 0xa980 || c >= 0xd7b0 && c < 0xd800;
    }

    private static boolean isWithoutSpaces(int c) {
        return c >= END_OF_LATIN && WITHOUT_SPACES.contains(UnicodeScript.of(c));
    }
}
