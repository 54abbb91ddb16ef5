// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

/**
 * Quotation marks and brackets that people and programs put around an address. Beyond ASCII none of them belongs to an
 * address, though as letters they would pass in a local part (RFC 6532 3.2), and in a domain they would name another one.
 */
final class EnclosingMarks {
    /** Marks that Unicode does not count among the brackets and quotation marks: full-width ones, primes, accents. */
    private static final String OTHERS = "\uFF1C\uFF1E\uFF02\uFF07\uFF40\u2032\u2033\u00B4";

    /** Apostrophes, such as word processors make of the one in ASCII, may stand within a local part. */
    private static final String APOSTROPHES = "\u2018\u2019\u2032\u00B4\uFF07";

    private static final String ASCII_CLOSING = "\"'`\\>";
    private static final String ASCII_OPENING = "'`\\";

    private EnclosingMarks() {}

    /** A domain without the marks at its end. */
    static String withoutClosing(String domain) {
        int end = domain.length();
        while (end > 0 && (isMark(domain.charAt(end - 1)) || ASCII_CLOSING.indexOf(domain.charAt(end - 1)) >= 0)) {
            end--;
        }
        return domain.substring(0, end);
    }

    /**
     * A local part without the marks at its start.
     *
     * @param closed whether there were marks behind the domain: only then those that RFC 5322 allows count as such
     */
    static String withoutOpening(String localPart, boolean closed) {
        int start = 0;
        while (start < localPart.length()
                && (isMark(localPart.charAt(start))
                        || closed && ASCII_OPENING.indexOf(localPart.charAt(start)) >= 0
                        || isLoneQuote(localPart, start))) {
            start++;
        }
        return localPart.substring(start);
    }

    private static boolean isLoneQuote(String text, int at) {
        return text.charAt(at) == '"' && text.indexOf('"', at + 1) < 0;
    }

    /** Whether marks stand where they cannot be part of a local part. */
    static boolean areInLocalPart(String text) {
        int last = text.length() - 1;
        for (int i = 0; i <= last; i++) {
            if (isMark(text.charAt(i)) && (i == 0 || i == last || APOSTROPHES.indexOf(text.charAt(i)) < 0)) {
                return true;
            }
        }
        return false;
    }

    /** Whether this is a bracket or a quotation mark beyond ASCII; all of them are in the basic plane. */
    static boolean isMark(int c) {
        return switch (Character.getType(c)) {
            case Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION -> c >= 0x80;
            default -> OTHERS.indexOf(c) >= 0;
        };
    }
}
