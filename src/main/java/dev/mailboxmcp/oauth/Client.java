// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program that asks users for access.
 *
 * @param id what it calls itself in requests: a sealed registration, or the URL of its metadata document
 * @param name what it wants users to read; anybody can claim any name
 * @param redirectUris where users may be sent back to
 * @param host that answers for it by serving its document; null where nobody does
 */
public record Client(
        String id,
        String name,
        List<String> redirectUris,
        @Nullable String host) {
    private static final int HASH_LENGTH = 8;

    public Client {
        redirectUris = List.copyOf(redirectUris);
    }

    /** What logs and {@code TOKENS_REVOKED_FILE} call it: the URL of its document, or a hash of its registration. */
    String logName() {
        return logName(id);
    }

    static String logName(String id) {
        if (id.startsWith("https://")) {
            return id;
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            return "c-" + HexFormat.of().formatHex(hash, 0, HASH_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
