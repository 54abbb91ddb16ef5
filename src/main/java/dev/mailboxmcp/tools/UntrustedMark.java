// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import java.security.SecureRandom;

/**
 * A mark that stands before and behind what a stranger wrote. It is new for each answer and cannot be guessed, so no mail
 * can hold the one that would end it. Thread-safe.
 */
public final class UntrustedMark {
    private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"; // 32 that do not look alike
    private static final int LENGTH = 12;
    private static final SecureRandom RANDOM = new SecureRandom();

    private UntrustedMark() {}

    /** One that was never used before: 60 random bits. */
    public static String next() {
        StringBuilder mark = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            mark.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return mark.toString();
    }
}
