// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Hashes texts under keys derived from the server's own: the same on every instance that has the same keys, and worth
 * nothing to whoever sees a hash and guesses at the texts. Immutable, thread-safe.
 */
public final class KeyedHash {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_LENGTH = 32;
    private static final int ABSENT = -1;
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"; // base32, RFC 4648 6
    private static final int NAME_LENGTH = 10;

    private final List<SecretKeySpec> derived;

    /** @param purpose hashes of different purposes have nothing in common */
    public KeyedHash(EncryptionKeys keys, String purpose) {
        byte[] info = ("mailbox-mcp/" + purpose + "/v1").getBytes(StandardCharsets.UTF_8);
        List<SecretKeySpec> made = new ArrayList<>();
        for (String id : keys.keyIds()) {
            byte[] master = keys.find(id);
            if (master != null) {
                made.add(new SecretKeySpec(Hkdf.derive(master, new byte[0], info, KEY_LENGTH), ALGORITHM));
            }
        }
        this.derived = List.copyOf(made);
    }

    /** A short name that stands for the text, the same on every instance as long as the first key of the server stays. */
    public String name(String text) {
        byte[] digest = of(List.of(text)).getFirst();
        StringBuilder name = new StringBuilder(NAME_LENGTH);
        for (int i = 0; i < NAME_LENGTH; i++) {
            name.append(ALPHABET.charAt(digest[i] & 31));
        }
        return name.toString();
    }

    /** The hashes of these fields, one for each key of the server; that of the key that seals comes first. */
    public List<byte[]> of(List<@Nullable String> fields) {
        List<byte[]> hashes = new ArrayList<>();
        for (SecretKeySpec key : derived) {
            hashes.add(hash(key, fields));
        }
        return hashes;
    }

    /** Each field behind its length, so that no two lists of fields hash the same bytes. */
    private static byte[] hash(SecretKeySpec key, List<@Nullable String> fields) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            for (String field : fields) {
                byte[] bytes = field == null ? new byte[0] : field.getBytes(StandardCharsets.UTF_8);
                mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, field == null ? ABSENT : bytes.length));
                mac.update(bytes);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java platform has HmacSHA256
        }
    }
}
