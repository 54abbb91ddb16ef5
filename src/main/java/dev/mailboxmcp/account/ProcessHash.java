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
 * Recognises users and passwords again without keeping them: equal hashes for equal fields, under a random key that no
 * other process and no later start has, so that a dump of hashes alone gives nothing to guess with. Safe for threads.
 */
public final class ProcessHash {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_LENGTH = 32;

    private final SecretKeySpec key;

    public ProcessHash() {
        byte[] random = new byte[KEY_LENGTH];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, ALGORITHM);
    }

    /** Each field behind its length, so that no two lists of fields hash the same bytes. */
    public String of(String... fields) {
        return of(List.of(fields));
    }

    /** The same as {@link #of(String...)}. */
    public String of(List<String> fields) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            for (String field : fields) {
                byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
                mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
                mac.update(bytes);
            }
            return Base64.getEncoder().encodeToString(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return "ProcessHash[***]";
    }
}
