// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import dev.mailboxmcp.settings.Settings;
import java.util.Map;
import java.util.Optional;

/** Keys that are random, and of no server. */
public final class TestKeys {
    public static final String FIRST = "a3f1c29e5b7d08468c1be0d9724f6a35fe18b7c06d4293ea51870fbc3d62e94a";
    public static final String SECOND = "5d90e7b2c84a1f3696ed20cb7f1853a4e9b60d71c2f8459a0be37d16a58cf024";

    private TestKeys() {}

    public static EncryptionKeys single(String hex) {
        return keys(Map.of("ENCRYPTION_KEY", hex));
    }

    static EncryptionKeys several(String value) {
        return keys(Map.of("ENCRYPTION_KEYS", value));
    }

    private static EncryptionKeys keys(Map<String, String> environment) {
        Settings settings = new Settings(name -> Optional.ofNullable(environment.get(name)));
        EncryptionKeys keys = EncryptionKeys.read(settings);
        if (keys == null) {
            throw new IllegalArgumentException(settings.problems().toString());
        }
        return keys;
    }
}
