// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import dev.mailboxmcp.account.Sha256;
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
 * @param signs whether it has to prove by a signature who it is, where it changes codes and refresh tokens
 */
public record Client(
        String id,
        String name,
        List<String> redirectUris,
        @Nullable String host,
        boolean signs) {
    private static final int HASH_LENGTH = 8;

    public Client {
        redirectUris = List.copyOf(redirectUris);
    }

    /** What logs and {@code TOKENS_REVOKED_FILE} call it: the URL of its document, or a hash of its registration. */
    String logName() {
        return logName(id);
    }

    static String logName(String id) {
        if (DocumentUrl.parse(id, true) != null) { // whoever asks names any
            return id;
        }
        return "c-" + HexFormat.of().formatHex(Sha256.of(id), 0, HASH_LENGTH);
    }
}
