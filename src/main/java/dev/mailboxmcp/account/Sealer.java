// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Turns bytes into text that only a server with the same keys, audience and purpose opens, and that nobody can alter.
 * Safe for threads.
 *
 * <pre>
 *   sealed  = prefix "." keyId "." base64url( salt[16] nonce[12] commitment[32] ciphertext tag[16] )
 *   derived = HKDF-SHA256(key = master[keyId], salt, info = "mailbox-mcp/" purpose "/v1"), 64 bytes
 *   AES-256-GCM with derived[0..31]; commitment = derived[32..63]
 *   AAD     = prefix, keyId, audience, purpose, the caller's own; each behind its length in 4 bytes, big-endian
 * </pre>
 *
 * <ul>
 *   <li>A key of its own for each sealed text lifts the limit of 2^32 random nonces a key (NIST SP 800-38D 8.3).
 *   <li>The commitment makes sure that a text opens under one key only, which GCM alone does not. It stands in full, since
 *       half of it would halve the work of finding two keys that share it.
 *   <li>The key id is explicit and never guessed by trying. Base64url is strict: no padding, no free bits, so that exactly
 *       one text is the sealed form.
 *   <li>Whatever is wrong ends in the same exception. Decryption runs also where the key id is unknown or the commitment
 *       differs, with a decoy key, so that time tells little.
 * </ul>
 */
public final class Sealer {
    /** The longest text that is looked at, in characters. */
    public static final int MAX_LENGTH = 8192;

    private static final int SALT_LENGTH = 16;
    private static final int NONCE_LENGTH = 12;
    private static final int CIPHER_KEY_LENGTH = 32;
    private static final int COMMITMENT_LENGTH = 32;
    private static final int TAG_LENGTH = 16;
    private static final int HEAD_LENGTH = SALT_LENGTH + NONCE_LENGTH + COMMITMENT_LENGTH;
    private static final int OVERHEAD = HEAD_LENGTH + TAG_LENGTH;
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");

    private final String prefix;
    private final EncryptionKeys keys;
    private final String audience;
    private final SecureRandom random;
    private final byte[] decoyKey = new byte[EncryptionKeys.KEY_LENGTH];

    /**
     * @param prefix what the sealed text starts with, so that people and scanners recognize it
     * @param audience names the deployment: the same keys elsewhere do not open what was sealed here
     */
    public Sealer(String prefix, EncryptionKeys keys, String audience) {
        this(prefix, keys, audience, new SecureRandom());
    }

    Sealer(String prefix, EncryptionKeys keys, String audience, SecureRandom random) {
        this.prefix = checked(prefix);
        this.keys = keys;
        this.audience = audience;
        this.random = random;
        new SecureRandom().nextBytes(decoyKey);
    }

    /**
     * Seals the bytes with the first key.
     *
     * @param purpose 1..32 of a-z, 0-9 and -; what was sealed for one purpose does not open for another
     * @param associated must be the same at opening; not part of the text; may be empty
     * @throws IllegalArgumentException if the text would be longer than {@link #MAX_LENGTH}
     */
    public String seal(String purpose, byte[] associated, byte[] plaintext) {
        String keyId = keys.sealingKeyId();
        byte[] salt = randomBytes(SALT_LENGTH);
        byte[] nonce = randomBytes(NONCE_LENGTH);
        byte[] derived = derive(masterKey(keyId), salt, purpose);
        try {
            byte[] ciphertext = gcm(Cipher.ENCRYPT_MODE, derived, nonce, associated(keyId, purpose, associated))
                    .doFinal(plaintext);
            byte[] sealed = ByteBuffer.allocate(HEAD_LENGTH + ciphertext.length)
                    .put(salt)
                    .put(nonce)
                    .put(derived, CIPHER_KEY_LENGTH, COMMITMENT_LENGTH)
                    .put(ciphertext)
                    .array();
            String text = prefix + "." + keyId + "." + base64(sealed);
            if (text.length() > MAX_LENGTH) {
                throw new IllegalArgumentException(plaintext.length + " bytes are too many to seal");
            }
            return text;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM failed", e);
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    /**
     * The bytes that were sealed, with any of the keys.
     *
     * @throws BadTokenException whatever the reason
     */
    public byte[] open(String purpose, byte[] associated, String sealed) throws BadTokenException {
        Parts parts = parse(sealed);
        byte[] masterKey = keys.find(parts.keyId);
        byte[] derived = derive(masterKey == null ? decoyKey : masterKey, parts.salt(), purpose);
        try {
            boolean committed = MessageDigest.isEqual(
                    parts.commitment(), Arrays.copyOfRange(derived, CIPHER_KEY_LENGTH, derived.length));
            byte[] plaintext = gcm(
                            Cipher.DECRYPT_MODE, derived, parts.nonce(), associated(parts.keyId, purpose, associated))
                    .doFinal(parts.body, HEAD_LENGTH, parts.body.length - HEAD_LENGTH);
            if (committed && masterKey != null) {
                return plaintext;
            }
        } catch (GeneralSecurityException e) {
            // the one answer below
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
        throw new BadTokenException();
    }

    /** The id of the key that a text names, which {@link #open} must have opened. */
    static String keyIdOf(String sealed) {
        return sealed.split("\\.", -1)[1];
    }

    /** A sealed text taken apart. */
    private static final class Parts {
        final String keyId;
        final byte[] body; // salt, nonce, commitment, ciphertext, tag

        Parts(String keyId, byte[] body) {
            this.keyId = keyId;
            this.body = body;
        }

        byte[] salt() {
            return Arrays.copyOf(body, SALT_LENGTH);
        }

        byte[] nonce() {
            return Arrays.copyOfRange(body, SALT_LENGTH, SALT_LENGTH + NONCE_LENGTH);
        }

        byte[] commitment() {
            return Arrays.copyOfRange(body, SALT_LENGTH + NONCE_LENGTH, HEAD_LENGTH);
        }
    }

    /** Refuses at once what cannot be one of ours: that tells a stranger only what the format above says. */
    private Parts parse(String sealed) throws BadTokenException {
        if (sealed.length() > MAX_LENGTH) {
            throw new BadTokenException();
        }
        String[] parts = sealed.split("\\.", -1);
        if (parts.length != 3 || !parts[0].equals(prefix)) {
            throw new BadTokenException();
        }
        byte[] body = strictBase64(parts[2]);
        if (body == null || body.length < OVERHEAD) {
            throw new BadTokenException();
        }
        return new Parts(parts[1], body);
    }

    /** Null unless it is the one canonical form: the JDK's decoder takes padding and ignores the last bits. */
    private static byte @Nullable [] strictBase64(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            return base64(bytes).equals(text) ? bytes : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private byte[] masterKey(String keyId) {
        byte[] key = keys.find(keyId);
        if (key == null) {
            throw new IllegalStateException("no key " + keyId);
        }
        return key;
    }

    private static byte[] derive(byte[] masterKey, byte[] salt, String purpose) {
        byte[] info = ("mailbox-mcp/" + checked(purpose) + "/v1").getBytes(StandardCharsets.US_ASCII);
        return Hkdf.derive(masterKey, salt, info, CIPHER_KEY_LENGTH + COMMITMENT_LENGTH);
    }

    private static Cipher gcm(int mode, byte[] derived, byte[] nonce, byte[] associated)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                mode,
                new SecretKeySpec(derived, 0, CIPHER_KEY_LENGTH, "AES"),
                new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, nonce));
        cipher.updateAAD(associated);
        return cipher;
    }

    private byte[] associated(String keyId, String purpose, byte[] own) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String part : new String[] {prefix, keyId, audience, purpose}) {
            writeWithLength(bytes, part.getBytes(StandardCharsets.UTF_8));
        }
        writeWithLength(bytes, own);
        return bytes.toByteArray();
    }

    private static void writeWithLength(ByteArrayOutputStream bytes, byte[] part) {
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
        bytes.writeBytes(part);
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String checked(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a name of 1..32 a-z, 0-9 or -");
        }
        return name;
    }
}
