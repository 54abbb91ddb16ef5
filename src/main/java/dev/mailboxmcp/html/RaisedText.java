// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How text that stands higher or lower than the rest is written on one line, so that no number comes out that looks right
 * and is wrong: {@code $19<sup>99</sup>} is {@code $19^99}, {@code m<sup>2</sup>} is {@code m²}.
 *
 * @param open what is written before it
 * @param close what is written behind it
 * @param digits whether digits in it become those of Unicode that stand so
 */
record RaisedText(String open, String close, boolean digits) {
    static final RaisedText AS_IT_IS = new RaisedText("", "", false);

    private static final RaisedText DIGITS = new RaisedText("", "", true);
    private static final RaisedText APART = new RaisedText(" ", " ", false);

    private static final String HIGH_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    private static final String LOW_DIGITS = "₀₁₂₃₄₅₆₇₈₉";
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}");
    private static final Pattern SIMPLE = Pattern.compile("[+\u2212-]?[0-9]+|\\p{L}+");
    private static final Pattern DECIMALS = Pattern.compile("[.,][0-9].*");
    /** What makes an ordinal of the number before it, and no other number. */
    private static final Set<String> ORDINAL_ENDINGS = Set.of(
            "st", "nd", "rd", "th", "er", "re", "e", "es", "è", "ème", "eme", "nde", "º", "ª", "ste", "de", "te");

    /**
     * @param content of the raised element
     * @param before the character that it follows on the same line; a blank for none
     * @param beforeThat the one before that
     * @param after the character that follows it; a blank for none
     */
    static RaisedText raised(String content, char before, char beforeThat, char after) {
        String text = content.strip();
        boolean fraction = NUMBER.matcher(text).matches() && isSlash(after);
        if (fraction) {
            return Character.isDigit(before) ? new RaisedText(" ", "", false) : AS_IT_IS;
        }
        boolean decimals = Character.isDigit(before) && DECIMALS.matcher(text).matches();
        boolean ordinal = Character.isDigit(before) && ORDINAL_ENDINGS.contains(text.toLowerCase(Locale.ROOT));
        return decimals || ordinal ? AS_IT_IS : marked("^", text, before, beforeThat, after);
    }

    /** The same as {@link #raised}, for a lowered element. */
    static RaisedText lowered(String content, char before, char beforeThat, char after) {
        String text = content.strip();
        return NUMBER.matcher(text).matches() && isSlash(before)
                ? AS_IT_IS
                : marked("_", text, before, beforeThat, after);
    }

    private static RaisedText marked(String sign, String text, char before, char beforeThat, char after) {
        if (text.codePoints().noneMatch(Character::isLetterOrDigit) || text.startsWith("[") || text.startsWith("(")) {
            return AS_IT_IS;
        }
        boolean alone = Character.isWhitespace(before);
        boolean sentenceEnd = ".,;:!?\"')]”’".indexOf(before) >= 0 && !Character.isDigit(beforeThat);
        if (NUMBER.matcher(text).matches()
                && !Character.isDigit(after)
                && (alone || sentenceEnd || Character.isLetter(before))) {
            return DIGITS;
        }
        if (alone && !Character.isDigit(text.charAt(0)) && !Character.isLetterOrDigit(after)) {
            return AS_IT_IS;
        }
        boolean manyWords = text.chars().anyMatch(Character::isWhitespace) && !Character.isDigit(text.charAt(0));
        if (manyWords) {
            return APART;
        }
        boolean simple = SIMPLE.matcher(text).matches() && !Character.isLetterOrDigit(after);
        return simple ? new RaisedText(sign, "", false) : new RaisedText(sign + "(", ")", false);
    }

    private static boolean isSlash(char c) {
        return c == '/' || c == '\u2044';
    }

    /** The text with its digits raised or lowered. */
    static String withDigits(String text, boolean high) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(c >= '0' && c <= '9' ? (high ? HIGH_DIGITS : LOW_DIGITS).charAt(c - '0') : c);
        }
        return out.toString();
    }
}
