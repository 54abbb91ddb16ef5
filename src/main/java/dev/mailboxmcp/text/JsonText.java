// SPDX-License-Identifier: MIT
package dev.mailboxmcp.text;

/** How much room a text takes in the JSON of an answer: inert, in UTF-8, with what JSON escapes. Pure, thread-safe, never throws. */
public final class JsonText {
    /** Stands where something was cut. */
    public static final char MARK = '…';

    private static final int MARK_BYTES = 3;
    private static final int MOST_OF_A_CHAR = 4;

    private JsonText() {}

    /** The bytes of the text, without the quotes around it. */
    public static int bytes(String text) {
        String shown = InertMarkdown.of(text);
        int bytes = 0;
        for (int i = 0; i < shown.length(); i++) {
            bytes += bytes(shown.charAt(i));
        }
        return bytes;
    }

    private static int bytes(char c) {
        if (c < 0x80) {
            return c == '"' || c == '\\' ? 2 : c < ' ' ? 6 : 1;
        }
        return c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }

    /**
     * The text, or as much of its beginning as fits, with {@code …} behind it. Never cuts a code point, nor a letter from its
     * marks.
     *
     * @param maxBytes at least those of the mark, which is all that is left where there is no room
     */
    public static String within(String text, int maxBytes) {
        int excess = bytes(text) - maxBytes;
        if (excess <= 0) {
            return text;
        }
        int end = 0;
        for (int room = maxBytes - MARK_BYTES; end < text.length(); end++) {
            room -= bytes(text.charAt(end));
            if (room < 0) {
                break;
            }
        }
        String cut = cut(text, end);
        while (end > 0 && bytes(cut) > maxBytes) { // what makes it inert takes room, too
            end = Math.max(0, end - Math.max(1, (bytes(cut) - maxBytes) / MOST_OF_A_CHAR));
            cut = cut(text, end);
        }
        return cut;
    }

    private static String cut(String text, int at) {
        int end = at;
        while (end > 0 && end < text.length() && belongsToWhatIsBefore(text.charAt(end))) {
            end--;
        }
        return text.substring(0, end).stripTrailing() + MARK;
    }

    private static boolean belongsToWhatIsBefore(char c) {
        return Character.isLowSurrogate(c)
                || switch (Character.getType(c)) {
                    case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK -> true;
                    default -> false;
                };
    }
}
