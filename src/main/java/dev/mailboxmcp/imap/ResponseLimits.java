// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

/**
 * How much a mail server may answer to one flight of commands before the connection is given up.
 *
 * @param lineBytes of one response, its literals not counted
 * @param literalBytes of one literal
 * @param totalBytes of all responses together, and what it costs to keep them
 */
record ResponseLimits(int lineBytes, int literalBytes, int totalBytes) {
    private static final int MEBIBYTE = 1 << 20;

    /** Rows of a list, folders, the text of one mail. */
    static final ResponseLimits USUAL = new ResponseLimits(MEBIBYTE, MEBIBYTE + 1024, 8 * MEBIBYTE);

    /** A plain SEARCH answers with every number on one line: room for about a million. */
    static final ResponseLimits SEARCH = new ResponseLimits(8 * MEBIBYTE, MEBIBYTE, 16 * MEBIBYTE);
}
