// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

/**
 * How much a mail server may answer to one flight of commands before the connection is given up.
 *
 * @param lineBytes of one response, its literals not counted
 * @param literalBytes of one literal
 * @param fetchBytes of what is kept of one FETCH response, its literals counted. It grows with what a sender made of the
 *     mail, who must not be able to make a whole folder unreadable by it: the other two limits do not hold for it, and
 *     what is more is read and dropped
 * @param totalBytes of all responses together, and what it costs to keep them
 */
record ResponseLimits(int lineBytes, int literalBytes, int fetchBytes, int totalBytes) {
    private static final int KIBIBYTE = 1 << 10;
    private static final int MEBIBYTE = 1 << 20;

    /** Folders, the text of one mail. */
    static final ResponseLimits USUAL = new ResponseLimits(MEBIBYTE, MEBIBYTE + KIBIBYTE, 8 * MEBIBYTE, 8 * MEBIBYTE);

    /** What one mail is made of; its parts are counted by {@link BodyStructureReader#MAX_PARTS}. */
    static final ResponseLimits DESCRIPTION = new ResponseLimits(MEBIBYTE, MEBIBYTE, MEBIBYTE, 8 * MEBIBYTE);

    /** A hundred rows of a list, each with what one mail is made of. */
    static final ResponseLimits ROWS = new ResponseLimits(MEBIBYTE, MEBIBYTE, 128 * KIBIBYTE, 16 * MEBIBYTE);

    /** A plain SEARCH answers with every number on one line: room for about a million. */
    static final ResponseLimits SEARCH = new ResponseLimits(8 * MEBIBYTE, MEBIBYTE, MEBIBYTE, 16 * MEBIBYTE);
}
