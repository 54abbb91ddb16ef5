// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The identity of a message (RFC 5322 3.6.4): safe to stand in a header, in a search command and in a log. Immutable.
 *
 * @param value with its angle brackets; printable ASCII without spaces, at most {@value #MAX_LENGTH} characters
 */
public record MessageId(String value) {
    /** Longer ids exist only in mail that means harm. */
    public static final int MAX_LENGTH = 500;

    // Wider than the grammar (ids in the wild have doubled dots and the like), yet nothing that could end a header,
    // open a comment or a quoted-string, or hold a second id.
    private static final Pattern GRAMMAR = Pattern.compile("<[!#-'*+\\--:=?A-Z\\[\\]-~]+@[!#-'*+\\--:=?A-Z\\[\\]-~]+>");

    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int RANDOM_BYTES = 20;
    private static final SecureRandom RANDOM = new SecureRandom();

    public MessageId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not a Message-ID");
        }
    }

    /** Whether the text is one id in angle brackets. */
    public static boolean isValid(String text) {
        return text.length() <= MAX_LENGTH && GRAMMAR.matcher(text).matches();
    }

    /** The id, or null where the text, which a stranger wrote, is not one. */
    public static @Nullable MessageId of(@Nullable String text) {
        String stripped = text == null ? "" : text.strip();
        return isValid(stripped) ? new MessageId(stripped) : null;
    }

    /** An id nobody had before. */
    public static MessageId random(String domain) {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return new MessageId("<" + base32(bytes) + "@" + domain + ">");
    }

    /**
     * The id of the one mail that a user sends under an idempotency key: always the same, on every instance and after
     * every change of keys, so that the mail can be found again in the user's own Sent folder. It holds no secret and
     * needs none: whoever can place a mail in that folder could delete the sent one as well.
     *
     * @param domain in A-labels; the same for every mail of the user, whomever it is from
     */
    public static MessageId forKey(String user, String key, String domain) {
        MessageDigest digest = sha256();
        for (String part : new String[] {"mailbox-mcp/message-id/v1", user, key}) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            digest.update(bytes);
        }
        return ofHash(digest.digest(), domain);
    }

    /**
     * The id that stands for a hash: the same for the same hash.
     *
     * @param hash at least 25 bytes, of which 25 count; should tell nothing of what was hashed, since all recipients see it
     * @param domain of the sender, in A-labels
     */
    public static MessageId ofHash(byte[] hash, String domain) {
        return new MessageId("<" + base32(hash).substring(0, 40) + "@" + domain + ">");
    }

    @Override
    public String toString() {
        return value;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }

    private static String base32(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        int buffer = 0;
        int bits = 0;
        for (byte b : bytes) {
            buffer = ((buffer << 8) | (b & 0xFF)) & 0xFFFF;
            for (bits += 8; bits >= 5; bits -= 5) {
                text.append(BASE32.charAt((buffer >> (bits - 5)) & 31));
            }
        }
        return text.toString();
    }
}
