// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HKDF with SHA-256 (RFC 5869): many keys out of one, each bound to a salt and a purpose. Stateless. */
final class Hkdf {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int HASH_LENGTH = 32;
    private static final int MAX_LENGTH = 255 * HASH_LENGTH; // RFC 5869 2.3

    private Hkdf() {}

    /**
     * Extract and expand.
     *
     * @param salt may be empty
     * @param length of the result in bytes, 1..8160
     */
    static byte[] derive(byte[] inputKey, byte[] salt, byte[] info, int length) {
        if (length < 1 || length > MAX_LENGTH) {
            throw new IllegalArgumentException("length " + length + " is not 1.." + MAX_LENGTH);
        }
        byte[] extractKey = salt.length == 0 ? new byte[HASH_LENGTH] : salt; // RFC 5869 2.2
        byte[] pseudorandomKey = mac(extractKey).doFinal(inputKey);
        Mac expand = mac(pseudorandomKey);
        Arrays.fill(pseudorandomKey, (byte) 0);

        byte[] output = new byte[length];
        byte[] block = {};
        for (int written = 0, counter = 1; written < length; written += HASH_LENGTH, counter++) {
            expand.update(block);
            expand.update(info);
            expand.update((byte) counter);
            block = expand.doFinal();
            System.arraycopy(block, 0, output, written, Math.min(HASH_LENGTH, length - written));
        }
        return output;
    }

    private static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + ALGORITHM, e); // every JDK must have it
        }
    }
}
