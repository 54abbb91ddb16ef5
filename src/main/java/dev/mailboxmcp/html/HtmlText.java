// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

/**
 * The text of an HTML part as a person would see it.
 *
 * @param hiddenCharacters how many visible characters the part holds that it keeps from being seen; they are not in the
 *     text
 * @param pictures how many it shows where it shows nothing else; 0 otherwise
 * @param uncertain whether tags or styles were too many to follow: the text may hold what is not seen, or lack its end
 */
public record HtmlText(String text, int hiddenCharacters, int pictures, boolean uncertain) {
    private static final int EMPTY_BRAILLE = 0x2800;

    /** Whether nothing of a text can be seen: no-break and other spaces are blank here too. */
    public static boolean isBlank(String text) {
        return text.codePoints()
                .allMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c) || c == EMPTY_BRAILLE);
    }
}
