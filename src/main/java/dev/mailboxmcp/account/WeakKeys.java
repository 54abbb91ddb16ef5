// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.util.BitSet;

/**
 * Tells keys that came from a keyboard or a manual from random ones: repetitions, counting sequences, few different bytes.
 * A random key of 32 bytes looks like one of them less than once in 2^50 keys. Stateless.
 */
final class WeakKeys {
    private static final int FEWEST_DIFFERENT_BYTES = 13;

    private WeakKeys() {}

    static boolean isWeak(byte[] key) {
        int[] digits = hexDigits(key);
        return repeats(digits)
                || counts(digits, 16)
                || counts(unsigned(key), 256)
                || differentBytes(key) < FEWEST_DIFFERENT_BYTES;
    }

    /** Some beginning, of at most half the key, over and over: {@code 00…}, {@code deadbeefdeadbeef…}. */
    private static boolean repeats(int[] digits) {
        for (int period = 1; period <= digits.length / 2; period++) {
            int i = period;
            while (i < digits.length && digits[i] == digits[i - period]) {
                i++;
            }
            if (i == digits.length) {
                return true;
            }
        }
        return false;
    }

    /** The same step from each value to the next: {@code 0123456789abcdef0123…}, {@code 000102…}, {@code fffdfb…}. */
    private static boolean counts(int[] values, int modulus) {
        int step = Math.floorMod(values[1] - values[0], modulus);
        for (int i = 2; i < values.length; i++) {
            if (Math.floorMod(values[i] - values[i - 1], modulus) != step) {
                return false;
            }
        }
        return true;
    }

    private static int differentBytes(byte[] key) {
        BitSet seen = new BitSet(256);
        for (byte value : key) {
            seen.set(Byte.toUnsignedInt(value));
        }
        return seen.cardinality();
    }

    private static int[] unsigned(byte[] key) {
        int[] values = new int[key.length];
        for (int i = 0; i < key.length; i++) {
            values[i] = Byte.toUnsignedInt(key[i]);
        }
        return values;
    }

    private static int[] hexDigits(byte[] key) {
        int[] digits = new int[key.length * 2];
        for (int i = 0; i < key.length; i++) {
            int value = Byte.toUnsignedInt(key[i]);
            digits[2 * i] = value >> 4;
            digits[2 * i + 1] = value & 0xf;
        }
        return digits;
    }
}
