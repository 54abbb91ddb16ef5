// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Recognizes users and passwords again without keeping them: equal hashes for equal fields, under a random key that no
 * other process and no later start has, so that a dump of hashes alone gives nothing to guess with. Safe for threads.
 */
public final class ProcessHash {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_LENGTH = 32;

    /** Holds the key and is never used itself: to copy it costs less than to look for an algorithm's provider. */
    private final Mac keyed;

    public ProcessHash() {
        byte[] random = new byte[KEY_LENGTH];
        new SecureRandom().nextBytes(random);
        try {
            keyed = Mac.getInstance(ALGORITHM);
            keyed.init(new SecretKeySpec(random, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    /** Each field behind its length, so that no two lists of fields hash the same bytes. */
    public String of(String... fields) {
        return of(List.of(fields));
    }

    /** The same as {@link #of(String...)}. */
    public String of(List<String> fields) {
        Mac mac = copy();
        for (String field : fields) {
            byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
            mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
            mac.update(bytes);
        }
        return Base64.getEncoder().encodeToString(mac.doFinal());
    }

    private Mac copy() {
        try {
            return (Mac) keyed.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the " + ALGORITHM + " of every JDK can be copied", e);
        }
    }

    @Override
    public String toString() {
        return "ProcessHash[***]";
    }
}
