// SPDX-License-Identifier: MIT
package dev.mailboxmcp.text;

/**
 * Text that is made to run from right to left whatever letters it has (UAX 9, 2.2: RLO, U+202E), in the order in which a
 * person reads it: an account number written backwards shows as another one. Pure, thread-safe, linear in time.
 */
public final class RightToLeft {
    private static final char OVERRIDE = '\u202E';
    private static final char POP = '\u202C';

    private RightToLeft() {}

    /** The characters in their order on the screen; the override ends at its pop, or with the line. */
    public static String asSeen(String text) {
        int start = text.indexOf(OVERRIDE);
        if (start < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        int from = 0;
        while (start >= 0) {
            int end = start + 1;
            while (end < text.length() && text.charAt(end) != POP && text.charAt(end) != '\n') {
                end++;
            }
            out.append(text, from, start).append(new StringBuilder(text.substring(start + 1, end)).reverse());
            from = end;
            start = text.indexOf(OVERRIDE, from);
        }
        return out.append(text, from, text.length()).toString();
    }
}
