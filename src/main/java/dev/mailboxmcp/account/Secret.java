// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * A password or token that never prints: {@link #toString()} is {@code ***}, equality takes constant time.
 * Immutable. Only the code that speaks to the mail server or seals a token calls {@link #reveal()}.
 */
public final class Secret {
    private final String value;

    public Secret(String value) {
        this.value = value;
    }

    /** The secret itself. Never pass it to a log, an exception or a result. */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(bytes(), secret.bytes());
    }

    @Override
    public int hashCode() {
        return 0; // a hash of the secret would be one more copy of it, and secrets are never keys of a map
    }

    @Override
    public String toString() {
        return "***";
    }

    private byte[] bytes() {
        return value.getBytes(StandardCharsets.UTF_8);
    }
}
