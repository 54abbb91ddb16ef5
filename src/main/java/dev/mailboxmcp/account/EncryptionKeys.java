// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import dev.mailboxmcp.settings.Settings;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The server's master keys, each with its key id: the first seals, all of them open. Immutable, safe for threads, never
 * printed.
 *
 * <p>{@code ENCRYPTION_KEY} is one key with the id {@value #SINGLE_KEY_ID}. {@code ENCRYPTION_KEYS=k2:hex,k1:hex} names
 * several; where both are set, the single one only opens, so that a first rotation leaves it where it was. Both have a
 * {@code _FILE} variant.
 */
public final class EncryptionKeys {
    /** The length of a key, in bytes: AES-256 and as much for HKDF. */
    static final int KEY_LENGTH = 32;

    static final String SINGLE_KEY_ID = "k0";

    private static final String SINGLE = "ENCRYPTION_KEY";
    private static final String SEVERAL = "ENCRYPTION_KEYS";
    private static final int MAX_KEYS = 16;
    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_-]{1,16}");
    private static final Pattern HEX_KEY = Pattern.compile("[0-9a-fA-F]{64}");
    private static final String NEEDS_KEY = "64 hexadecimal characters; 'java -jar mailbox-mcp.war key' makes them";

    private final Map<String, byte[]> keys; // in order: the first seals
    private final String sealingKeyId;

    private EncryptionKeys(Map<String, byte[]> keys) {
        this.keys = keys;
        this.sealingKeyId = keys.keySet().iterator().next();
    }

    /**
     * Reads {@code ENCRYPTION_KEYS} and {@code ENCRYPTION_KEY}. Null where no usable key is there; what is wrong, or that
     * both are missing, is then among the problems of the settings.
     */
    public static @Nullable EncryptionKeys read(Settings settings) {
        int before = settings.problems().size();
        Map<String, byte[]> keys = new LinkedHashMap<>();
        String several = settings.secret(SEVERAL);
        if (several != null) {
            readSeveral(settings, several, keys);
        }
        String single = settings.secret(SINGLE);
        if (single != null) {
            if (several != null) {
                settings.warning(SINGLE + " is set beside " + SEVERAL + ": its tokens, those of " + SINGLE_KEY_ID
                        + ", still open. Take it away to end that");
            }
            add(settings, SINGLE, SINGLE_KEY_ID, single, keys);
        }
        if (keys.isEmpty() && settings.problems().size() == before) {
            settings.secretProblem(SINGLE, "is not set", NEEDS_KEY);
        }
        return keys.isEmpty() ? null : new EncryptionKeys(keys);
    }

    private static void readSeveral(Settings settings, String value, Map<String, byte[]> keys) {
        String[] entries = value.split(",", -1);
        if (entries.length > MAX_KEYS) {
            problem(settings, SEVERAL, "holds " + entries.length + " keys", "at most " + MAX_KEYS);
            return;
        }
        for (int i = 0; i < entries.length; i++) {
            String[] parts = entries[i].strip().split(":", -1);
            if (parts.length != 2 || !isKeyId(parts[0])) {
                problem(
                        settings,
                        SEVERAL,
                        "has a wrong entry, number " + (i + 1),
                        "entries such as k2:<64 hexadecimal characters>, between commas");
            } else {
                add(settings, SEVERAL, parts[0], parts[1], keys);
            }
        }
    }

    private static void add(Settings settings, String variable, String keyId, String hex, Map<String, byte[]> keys) {
        String subject = variable.equals(SEVERAL) ? "key " + keyId + " " : "";
        if (!HEX_KEY.matcher(hex).matches()) {
            String got =
                    hex.length() == KEY_LENGTH * 2 ? "has other characters" : "has " + hex.length() + " characters";
            problem(settings, variable, subject + got, NEEDS_KEY);
            return;
        }
        byte[] key = HexFormat.of().parseHex(hex);
        if (WeakKeys.isWeak(key)) {
            problem(settings, variable, subject + "is a pattern anyone can guess", "a random key, " + NEEDS_KEY);
            return;
        }
        for (Map.Entry<String, byte[]> known : keys.entrySet()) {
            if (known.getKey().equals(keyId)) {
                problem(settings, variable, "has a second key with the id " + keyId, "another id");
                return;
            }
            if (MessageDigest.isEqual(known.getValue(), key)) {
                problem(
                        settings,
                        variable,
                        subject + "is the same key as " + known.getKey(),
                        "a different key for each id");
                return;
            }
        }
        keys.put(keyId, key);
    }

    private static void problem(Settings settings, String variable, String got, String needs) {
        settings.secretProblem(settings.secretName(variable), got, needs);
    }

    static boolean isKeyId(String text) {
        return KEY_ID.matcher(text).matches();
    }

    /** The id of the key that seals. */
    public String sealingKeyId() {
        return sealingKeyId;
    }

    /** All ids, the sealing one first. */
    public List<String> keyIds() {
        return new ArrayList<>(keys.keySet());
    }

    /** The key itself, not to be written to; null for an unknown id. Never tried one after the other. */
    byte @Nullable [] find(String keyId) {
        return keys.get(keyId);
    }

    @Override
    public String toString() {
        return "EncryptionKeys" + keyIds();
    }
}
