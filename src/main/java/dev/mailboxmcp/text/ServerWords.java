// SPDX-License-Identifier: MIT
package dev.mailboxmcp.text;

/**
 * Words of a mail server within a sentence of ours, in quotation marks that they cannot close: a server repeats what
 * strangers told it, and may be a stranger's itself. Pure, thread-safe.
 */
public final class ServerWords {
    private static final char OPEN = '\u201C';
    private static final char CLOSE = '\u201D';

    private ServerWords() {}

    /**
     * What follows the sentence that tells what the server did.
     *
     * @param words cleaned, one line
     * @return empty where there are none
     */
    public static String said(String words) {
        return words.isEmpty()
                ? ""
                : " and said " + OPEN + words.replace(OPEN, '"').replace(CLOSE, '"') + CLOSE;
    }

    /** A sentence that was cut, with the quotation mark that it may have lost. */
    public static String closed(String cut) {
        return cut.lastIndexOf(OPEN) > cut.lastIndexOf(CLOSE) ? cut + CLOSE : cut;
    }
}
