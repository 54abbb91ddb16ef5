// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import org.jspecify.annotations.Nullable;

/**
 * A piece of a text that is read bit by bit.
 *
 * @param nextOffset in chars, where the next piece begins; null where the text ends
 */
public record TextPiece(String text, @Nullable Integer nextOffset) {
    /** Never cuts a surrogate pair, so that pieces put together are the text. */
    public static TextPiece of(String whole, int offset, int maxChars) {
        int start = backToWholeCharacter(whole, Math.min(offset, whole.length()));
        int end = backToWholeCharacter(whole, (int) Math.min((long) start + maxChars, whole.length()));
        if (end == start && end < whole.length()) {
            end += 2; // a pair where one char was asked for: rather one too many than no progress
        }
        return new TextPiece(whole.substring(start, end), end < whole.length() ? end : null);
    }

    private static int backToWholeCharacter(String text, int at) {
        boolean within = at > 0
                && at < text.length()
                && Character.isLowSurrogate(text.charAt(at))
                && Character.isHighSurrogate(text.charAt(at - 1));
        return within ? at - 1 : at;
    }
}
