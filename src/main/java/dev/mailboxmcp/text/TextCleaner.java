// SPDX-License-Identifier: MIT
package dev.mailboxmcp.text;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.EnumSet;
import java.util.Set;

/**
 * Takes out of untrusted text what a reader cannot see but a machine would read: controls, bidirectional overrides,
 * zero-width and tag characters, private use, surplus variation selectors and combining marks. Letters of every script
 * and emoji stay as they are; the result is in Unicode's composed form (NFC). Pure, thread-safe, linear in time, never
 * throws.
 */
public final class TextCleaner {
    private static final int NONE = -1;
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;
    private static final int BLACK_FLAG = 0x1F3F4;
    private static final int TAG_BASE = 0xE0000;
    private static final int CANCEL_TAG = 0xE007F;
    private static final int LONGEST_FLAG = 6;
    private static final char FIRST_COMBINING = 0x0300;
    private static final char FIRST_RIGHT_TO_LEFT = 0x0590;

    /** The flags written with tag characters that Unicode recommends (UTS 51 C.1); all others show a black flag only. */
    private static final Set<String> TAG_FLAGS = Set.of("gbeng", "gbsct", "gbwls");

    /** Scripts in which a joiner or non-joiner changes how letters look. */
    private static final Set<UnicodeScript> JOINING = EnumSet.of(
            UnicodeScript.ARABIC,
            UnicodeScript.SYRIAC,
            UnicodeScript.NKO,
            UnicodeScript.MANDAIC,
            UnicodeScript.ADLAM,
            UnicodeScript.MONGOLIAN,
            UnicodeScript.DEVANAGARI,
            UnicodeScript.BENGALI,
            UnicodeScript.GURMUKHI,
            UnicodeScript.GUJARATI,
            UnicodeScript.ORIYA,
            UnicodeScript.TAMIL,
            UnicodeScript.TELUGU,
            UnicodeScript.KANNADA,
            UnicodeScript.MALAYALAM,
            UnicodeScript.SINHALA,
            UnicodeScript.TIBETAN,
            UnicodeScript.MYANMAR,
            UnicodeScript.KHMER,
            UnicodeScript.BALINESE,
            UnicodeScript.JAVANESE,
            UnicodeScript.SUNDANESE);

    private final String in;
    private final StringBuilder out;
    private final boolean hasRightToLeft;
    private final boolean escaping;
    private int previous = NONE;
    private int marks;

    private TextCleaner(String in, boolean escaping) {
        this.in = in;
        this.escaping = escaping;
        this.out = new StringBuilder(in.length());
        this.hasRightToLeft = hasRightToLeft(in);
    }

    /** Text of several lines, which end in {@code \n}; tabs stay. */
    public static String text(String dirty) {
        return isPlain(dirty) ? dirty : new TextCleaner(dirty, false).clean();
    }

    /**
     * All of a name, nothing composed: what {@link #text} would leave out, breaks of lines, and blanks that cannot be counted
     * are escaped ({@link EscapedName}).
     */
    static String escaped(String name) {
        return isCleanLine(name) ? name : new TextCleaner(name, true).clean();
    }

    /**
     * One line: white space of any kind becomes one space, none at the ends.
     *
     * @param maxChars chars at most, the closing {@code …} of a shortened line included; never cuts a code point
     */
    public static String line(String dirty, int maxChars) {
        if (dirty.length() <= maxChars && isCleanLine(dirty)) {
            return dirty;
        }
        String text = text(dirty);
        StringBuilder line = new StringBuilder(Math.min(text.length(), Math.max(maxChars, 0) + 16));
        boolean gap = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isBlank(c)) {
                gap = true;
                continue;
            }
            if (gap && !line.isEmpty()) {
                line.append(' ');
            }
            gap = false;
            line.append(c);
            if (line.length() > maxChars) {
                break;
            }
        }
        return shorten(line, maxChars);
    }

    /** Cuts at a code point, with {@code …} as the last char where something was cut. */
    public static String shorten(CharSequence text, int maxChars) {
        if (text.length() <= maxChars) {
            return text.toString();
        }
        if (maxChars <= 0) {
            return "";
        }
        int end = maxChars - 1;
        if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.subSequence(0, end).toString().stripTrailing() + '…';
    }

    /** White space as people see it, no-break spaces included. */
    public static boolean isBlank(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    /** Most names and subjects are: printable ASCII with single spaces between words, and nothing to be done. */
    private static boolean isCleanLine(String text) {
        char before = ' ';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == ' ' && before == ' ') {
                return false;
            }
            before = c;
        }
        return text.isEmpty() || before != ' ';
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' && c != '\n' && c != '\t') || c > '~') {
                return false;
            }
        }
        return true;
    }

    private static boolean hasRightToLeft(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= FIRST_RIGHT_TO_LEFT) {
                return text.codePoints().anyMatch(c -> switch (Character.getDirectionality(c)) {
                    case Character.DIRECTIONALITY_RIGHT_TO_LEFT, Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC ->
                        c != 0x200F && c != 0x061C;
                    default -> false;
                });
            }
        }
        return false;
    }

    private String clean() {
        int at = 0;
        while (at < in.length()) {
            int c = in.codePointAt(at);
            int next = at + Character.charCount(c);
            if (escaping && isUncountable(c, next)) {
                leaveOut(c);
                at = next;
                continue;
            }
            if (c == '\r') {
                if (next < in.length() && in.charAt(next) == '\n') {
                    next++;
                }
                c = '\n';
            } else if (c == BLACK_FLAG) {
                next += appendFlag(next);
                at = next;
                continue;
            }
            appendIfVisible(c, next);
            at = next;
        }
        return escaping || isComposed(out) || Normalizer.isNormalized(out, Normalizer.Form.NFC)
                ? out.toString()
                : Normalizer.normalize(out, Normalizer.Form.NFC);
    }

    /** White space other than one blank between two characters. */
    private boolean isUncountable(int c, int next) {
        return c == 0x85 || isBlank(c) && (c != ' ' || previous == ' ' || previous == NONE || next == in.length());
    }

    private void leaveOut(int c) {
        if (escaping) {
            out.append(EscapedName.escape(c));
            previous = '}';
        }
    }

    /** Whether it surely is in NFC: nothing in it that could combine. */
    private static boolean isComposed(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= FIRST_COMBINING) {
                return false;
            }
        }
        return true;
    }

    /** A flag with the tags behind it, if they are one of those that show; returns the chars of tags taken. */
    private int appendFlag(int at) {
        append(BLACK_FLAG);
        StringBuilder region = new StringBuilder();
        int end = at;
        while (end < in.length() && region.length() <= LONGEST_FLAG) {
            int c = in.codePointAt(end);
            if (c <= TAG_BASE || c > CANCEL_TAG) {
                break;
            }
            end += Character.charCount(c);
            if (c == CANCEL_TAG) {
                if (TAG_FLAGS.contains(region.toString())) {
                    out.append(in, at, end);
                    return end - at;
                }
                break;
            }
            region.append((char) (c - TAG_BASE));
        }
        return 0;
    }

    private void appendIfVisible(int c, int next) {
        switch (c) {
            case '\t' -> append(c);
            case '\n', 0x0B, '\f', 0x85, 0x2028, 0x2029 -> append('\n');
            case ZERO_WIDTH_JOINER, ZERO_WIDTH_NON_JOINER -> {
                if (keepsJoiner(c, next)) {
                    append(c);
                } else {
                    leaveOut(c);
                }
            }
            case 0x200E, 0x200F, 0x061C -> {
                if (!escaping && hasRightToLeft && previous != 0x200E && previous != 0x200F && previous != 0x061C) {
                    append(c);
                } else {
                    leaveOut(c);
                }
            }
            default -> {
                boolean shows;
                if (c >= 0xFE00 && c <= 0xFE0F) {
                    shows = keepsVariation(c);
                } else if (c >= 0x180B && c <= 0x180F) {
                    shows = previous != NONE && UnicodeScript.of(previous) == UnicodeScript.MONGOLIAN;
                } else {
                    shows = !isInvisible(c);
                }
                if (shows) {
                    appendBounded(c);
                } else {
                    leaveOut(c);
                }
            }
        }
    }

    private void appendBounded(int c) {
        int type = Character.getType(c);
        if (type == Character.SURROGATE) {
            if (escaping) {
                leaveOut(c);
            } else {
                append(0xFFFD);
            }
            return;
        }
        if (NormalForms.isMark(c)) {
            // also keeps composing linear: marks in a row are sorted by insertion
            if (++marks > NormalForms.MAX_MARKS) {
                leaveOut(c);
                return;
            }
        } else {
            marks = 0;
        }
        append(c);
    }

    private void append(int c) {
        out.appendCodePoint(c);
        previous = c;
    }

    private boolean keepsJoiner(int joiner, int next) {
        if (previous == ZERO_WIDTH_JOINER || previous == ZERO_WIDTH_NON_JOINER) {
            return false;
        }
        int following = next < in.length() ? in.codePointAt(next) : NONE;
        if (joins(previous) || joins(following)) {
            return true;
        }
        return joiner == ZERO_WIDTH_JOINER
                && previous != NONE
                && following != NONE
                && (previous == 0xFE0F
                        || Character.isExtendedPictographic(previous)
                        || Character.isEmojiModifier(previous))
                && Character.isExtendedPictographic(following);
    }

    private static boolean joins(int c) {
        return c != NONE && JOINING.contains(UnicodeScript.of(c)) && !Character.isDigit(c);
    }

    private boolean keepsVariation(int selector) {
        if (previous == NONE || previous < ' ') {
            return false;
        }
        if (selector >= 0xFE0E) {
            return Character.isEmoji(previous) || Character.isExtendedPictographic(previous);
        }
        int type = Character.getType(previous);
        return previous > '~'
                && (Character.isLetter(previous)
                        || type == Character.MATH_SYMBOL
                        || type == Character.OTHER_SYMBOL
                        || type == Character.OTHER_PUNCTUATION);
    }

    /** Characters without a shape of their own that change nothing a reader of text would miss. */
    private static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.PRIVATE_USE -> true;
            case Character.FORMAT -> !hasShape(c);
            case Character.UNASSIGNED ->
                (c & 0xFFFE) == 0xFFFE
                        || (c >= 0xFDD0 && c <= 0xFDEF)
                        || (c >= 0xFFF0 && c <= 0xFFF8)
                        || c == 0x2065
                        || (c >= 0xE0000 && c <= 0xE0FFF);
            default ->
                c == 0x034F // combining grapheme joiner
                        || c == 0x115F // Hangul fillers
                        || c == 0x1160
                        || c == 0x3164
                        || c == 0xFFA0
                        || c == 0x17B4 // Khmer inherent vowels
                        || c == 0x17B5
                        || (c >= 0xE0100 && c <= 0xE01EF); // variation selectors 17 to 256
        };
    }

    /** The format characters that show: number and abbreviation signs, and joints of hieroglyphs. */
    private static boolean hasShape(int c) {
        return (c >= 0x0600 && c <= 0x0605)
                || c == 0x06DD
                || c == 0x070F
                || c == 0x0890
                || c == 0x0891
                || c == 0x08E2
                || c == 0x110BD
                || c == 0x110CD
                || (c >= 0x13430 && c <= 0x1343F);
    }
}
