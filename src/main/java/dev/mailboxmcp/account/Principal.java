// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Whom something in the memory of this process belongs to: equal for equal credentials, and no way back to them.
 *
 * @param digest of user and password under a key that only this process has; of nothing for a caller without credentials
 */
public record Principal(String digest) {
    private static final String ALGORITHM = "HmacSHA256";
    private static final SecretKeySpec KEY = newKey();

    public static Principal of(Caller caller) {
        Credentials credentials = caller.credentials();
        if (credentials == null) {
            return new Principal("");
        }
        byte[] user = credentials.user().getBytes(StandardCharsets.UTF_8);
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(KEY);
            mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(user.length).array());
            mac.update(user);
            mac.update(credentials.password().reveal().getBytes(StandardCharsets.UTF_8));
            return new Principal(HexFormat.of().formatHex(mac.doFinal()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    private static SecretKeySpec newKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return new SecretKeySpec(key, ALGORITHM);
    }

    /** Nothing that could be taken for an identity. */
    @Override
    public String toString() {
        return "Principal[***]";
    }
}
