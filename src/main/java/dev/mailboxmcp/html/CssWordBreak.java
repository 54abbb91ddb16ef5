// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

import dev.mailboxmcp.html.CssValue.Keyword;
import java.util.List;

/**
 * Where a line that is too long is broken, besides at spaces (CSS Text 3, 5.2 and 5.5). Where that is not known, it is not.
 *
 * @param letters between letters that are written without spaces, such as Chinese ones
 * @param everywhere at any letter
 * @param anywhere the same, said by another property
 * @param overlong at any letter of a word that is longer than a line
 * @param growing whether boxes around grow until they hold the longest word, so that none is longer than a line
 */
record CssWordBreak(boolean letters, boolean everywhere, boolean anywhere, boolean overlong, boolean growing) {
    static final CssWordBreak USUAL = new CssWordBreak(true, false, false, false, false);

    static CssWordBreak of(CssDeclared own, CssWordBreak parent, boolean growing) {
        return new CssWordBreak(
                isOne(own, "word-break", parent.letters, "normal initial break-all break-word"),
                isOne(own, "word-break", parent.everywhere, "break-all break-word"),
                isOne(own, "overflow-wrap", parent.anywhere, "anywhere"),
                isOne(own, "overflow-wrap", parent.overlong, "break-word"),
                growing);
    }

    /** Whether the value that is declared, or inherited, is surely one of some words. */
    private static boolean isOne(CssDeclared own, String property, boolean inherited, String words) {
        return own.options(property).stream().allMatch(value -> {
            String word = value == null ? "inherit" : value instanceof Keyword keyword ? keyword.name() : "";
            return word.equals("inherit") || word.equals("unset")
                    ? inherited
                    : List.of(words.split(" ")).contains(word);
        });
    }

    /** Whether no word is too long for a line. */
    boolean breaksWords() {
        return everywhere || anywhere || overlong && !growing;
    }
}
