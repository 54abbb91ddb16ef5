// SPDX-License-Identifier: MIT
package dev.mailboxmcp.text;

import java.text.Normalizer;

/**
 * Unicode's normal forms of text that strangers wrote, in linear time: the JDK sorts the marks behind a letter by insertion, and a
 * million of them in two classes take it minutes. Pure, thread-safe, never throws.
 */
public final class NormalForms {
    /** Marks in a row; more do not occur in any language (UAX 15, Stream-Safe Text Format). */
    static final int MAX_MARKS = 30;

    private static final char FIRST_OF_OTHER_FORM = 0x80;
    private static final char COMBINING_GRAPHEME_JOINER = 0x034F;

    private NormalForms() {}

    /** The text in that form; a joiner that nobody sees parts more than thirty marks in a row, as UAX 15 has it. */
    public static String of(String text, Normalizer.Form form) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= FIRST_OF_OTHER_FORM) {
                return Normalizer.normalize(streamSafe(text), form);
            }
        }
        return text;
    }

    private static CharSequence streamSafe(String text) {
        StringBuilder safe = null;
        int marks = 0;
        for (int at = 0; at < text.length(); ) {
            int c = text.codePointAt(at);
            int next = at + Character.charCount(c);
            marks = isMark(c) ? marks + 1 : 0;
            if (marks > MAX_MARKS) {
                if (safe == null) {
                    safe = new StringBuilder(text.length() + text.length() / MAX_MARKS).append(text, 0, at);
                }
                safe.append(COMBINING_GRAPHEME_JOINER);
                marks = 1;
            }
            if (safe != null) {
                safe.appendCodePoint(c);
            }
            at = next;
        }
        return safe == null ? text : safe;
    }

    /**
     * Whether a normal form may move it before what stands in front of it, or make one of both. Every character with a combining class is a
     * mark, or a form of one for half the width; a vowel of Kirat Rai has none, but combines with itself again and again.
     */
    static boolean isMark(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK -> true;
            default -> c == 0xFF9E || c == 0xFF9F || c == 0x16D67 || c == 0x16D68;
        };
    }
}
