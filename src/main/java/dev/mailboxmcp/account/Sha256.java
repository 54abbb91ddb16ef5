// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The hash SHA-256, which every JDK has. Without a key: whoever knows what was hashed can make it. Stateless. */
public final class Sha256 {
    private Sha256() {}

    /** A hash of what is put into it bit by bit. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The hash of a text in UTF-8. */
    public static byte[] of(String text) {
        return digest().digest(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The same in base64url without padding, as the challenges of PKCE are written (RFC 7636 4.2). */
    public static String base64Url(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(of(text));
    }
}
