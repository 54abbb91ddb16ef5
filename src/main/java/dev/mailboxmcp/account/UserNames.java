// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import dev.mailboxmcp.settings.Settings;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Users as they stand in logs: a keyed pseudonym, the same for the same user as long as the first encryption key stays,
 * on every instance; the name itself only where {@code LOG_USERS=clear} says so. Immutable.
 */
public final class UserNames {
    /** {@code LOG_USERS} */
    private enum Mode {
        PSEUDONYM,
        CLEAR
    }

    private final @Nullable KeyedHash hash; // null where there is no key
    private final boolean clear;

    private UserNames(@Nullable KeyedHash hash, boolean clear) {
        this.hash = hash;
        this.clear = clear;
    }

    /** Reads {@code LOG_USERS}; {@code keys} is null where a problem with them was noted. */
    public static UserNames read(Settings settings, @Nullable EncryptionKeys keys) {
        if (settings.choice("LOG_USERS", Mode.PSEUDONYM) == Mode.CLEAR) {
            return new UserNames(null, true);
        }
        return keys == null ? hidden() : pseudonyms(keys);
    }

    /** The pseudonyms of the first of these keys. */
    static UserNames pseudonyms(EncryptionKeys keys) {
        return new UserNames(new KeyedHash(keys, "log-users"), false);
    }

    /** No names at all, for what runs without a configuration. */
    public static UserNames hidden() {
        return new UserNames(null, false);
    }

    /** What may be written to a log. */
    public String shown(String user) {
        if (clear) {
            return user.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?"); // one line, and as it reads
        }
        if (hash == null) {
            return "***";
        }
        return "u-" + hash.name(user.toLowerCase(Locale.ROOT));
    }
}
