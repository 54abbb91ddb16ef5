// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What a credentials token holds, as fields of tag (1 byte), length (2 bytes, big-endian) and value, filled up with zeros
 * to whole steps of {@value #STEP} bytes so that the length of a token does not give away that of the password.
 *
 * <p>A reader ignores fields it does not know, unless their tag has the high bit set: such a field narrows what the token
 * allows, and a server that cannot honour it must refuse the token.
 *
 * <p>Every token names its permissions. Those made before they did are good for reading and sending, or for reading alone
 * where they say so; they never gain a permission that came later.
 *
 * <p>A token that names a profile opens a mailbox there and nowhere else; others go by the domain of their user.
 *
 * @param issuedAt whole seconds
 * @param expiresAt whole seconds
 * @param id 128 random bits, for a revocation list
 */
public record TokenContent(Instant issuedAt, Instant expiresAt, UUID id, Credentials credentials) {
    static final int ID_LENGTH = 2 * Long.BYTES;
    static final int STEP = 256;
    static final int CRITICAL = 0x80;

    private static final int VERSION = 1;

    private static final int TAG_END = 0;
    private static final int TAG_VERSION = 1;
    private static final int TAG_ISSUED_AT = 2;
    private static final int TAG_EXPIRES_AT = 3;
    private static final int TAG_ID = 4;
    private static final int TAG_USER = 5;
    private static final int TAG_PASSWORD = 6;
    private static final int TAG_READ_ONLY = CRITICAL | 1; // of tokens made before they named their permissions
    private static final int TAG_RECIPIENT_DOMAINS = CRITICAL | 2;
    private static final int TAG_PERMISSIONS = CRITICAL | 3;
    private static final int TAG_PROFILE = CRITICAL | 6;
    private static final int TAG_DELEGATE = CRITICAL | 7;
    private static final Set<Integer> CRITICAL_TAGS =
            Set.of(TAG_READ_ONLY, TAG_RECIPIENT_DOMAINS, TAG_PERMISSIONS, TAG_PROFILE, TAG_DELEGATE);

    private static final byte READ_ONLY = 1;
    private static final Set<Permission> BEFORE_THEY_WERE_NAMED = Set.of(Permission.READ, Permission.SEND);
    private static final String BETWEEN_DOMAINS = ",";

    /** The fields, filled up. */
    public byte[] encode() {
        if (!(credentials.login() instanceof Login.Password password)) {
            throw new IllegalArgumentException("only passwords are sealed");
        }
        ByteArrayOutputStream fields = new ByteArrayOutputStream();
        write(fields, TAG_VERSION, new byte[] {VERSION});
        // ahead of what every token must have: without it what is left of a token is none
        write(fields, TAG_PERMISSIONS, new byte[] {
            Permission.bits(credentials.grant().permissions())
        });
        if (credentials.profile() != null) {
            write(fields, TAG_PROFILE, credentials.profile().getBytes(StandardCharsets.US_ASCII));
        }
        if (credentials.delegate() != null) {
            write(fields, TAG_DELEGATE, credentials.delegate().getBytes(StandardCharsets.UTF_8));
        }
        write(fields, TAG_ISSUED_AT, seconds(issuedAt));
        write(fields, TAG_EXPIRES_AT, seconds(expiresAt));
        write(fields, TAG_ID, bytes(id));
        write(fields, TAG_USER, credentials.user().getBytes(StandardCharsets.UTF_8));
        write(fields, TAG_PASSWORD, password.secret().reveal().getBytes(StandardCharsets.UTF_8));
        writeGrant(fields, credentials.grant());
        return SealedRecord.padded(fields.toByteArray(), STEP);
    }

    /** @throws BadTokenException if it is no token content of a version known here */
    public static TokenContent decode(byte[] bytes) throws BadTokenException {
        Map<Integer, byte[]> fields = fields(bytes);
        byte[] version = field(fields, TAG_VERSION, 1);
        if (version[0] != VERSION) {
            throw new BadTokenException();
        }
        try {
            return new TokenContent(
                    Instant.ofEpochSecond(ByteBuffer.wrap(field(fields, TAG_ISSUED_AT, Long.BYTES))
                            .getLong()),
                    Instant.ofEpochSecond(ByteBuffer.wrap(field(fields, TAG_EXPIRES_AT, Long.BYTES))
                            .getLong()),
                    id(field(fields, TAG_ID, ID_LENGTH)),
                    new Credentials(text(fields, TAG_USER), new Secret(text(fields, TAG_PASSWORD)))
                            .withGrant(grant(fields))
                            .at(fields.containsKey(TAG_PROFILE) ? text(fields, TAG_PROFILE) : null)
                            .by(fields.containsKey(TAG_DELEGATE) ? text(fields, TAG_DELEGATE) : null));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new BadTokenException();
        }
    }

    private static void writeGrant(ByteArrayOutputStream fields, Grant grant) {
        if (grant.recipientDomains() != null) {
            write(
                    fields,
                    TAG_RECIPIENT_DOMAINS,
                    String.join(BETWEEN_DOMAINS, grant.recipientDomains()).getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** A value that is not known narrows in a way that is not known, so the token is refused. */
    private static Grant grant(Map<Integer, byte[]> fields) throws BadTokenException {
        return new Grant(
                permissions(fields),
                fields.containsKey(TAG_RECIPIENT_DOMAINS)
                        ? new TreeSet<>(
                                List.of(text(fields, TAG_RECIPIENT_DOMAINS).split(BETWEEN_DOMAINS, -1)))
                        : null);
    }

    private static Set<Permission> permissions(Map<Integer, byte[]> fields) throws BadTokenException {
        boolean named = fields.containsKey(TAG_PERMISSIONS);
        if (fields.containsKey(TAG_READ_ONLY)) {
            if (named || field(fields, TAG_READ_ONLY, 1)[0] != READ_ONLY) {
                throw new BadTokenException();
            }
            return Set.of(Permission.READ);
        }
        return named ? Permission.of(field(fields, TAG_PERMISSIONS, 1)[0]) : BEFORE_THEY_WERE_NAMED;
    }

    /** The id of these {@value #ID_LENGTH} bytes. */
    static UUID id(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(ID_LENGTH)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    private static Map<Integer, byte[]> fields(byte[] bytes) throws BadTokenException {
        Map<Integer, byte[]> fields = new HashMap<>();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            while (in.hasRemaining()) {
                int tag = Byte.toUnsignedInt(in.get());
                if (tag == TAG_END) {
                    break;
                }
                byte[] value = new byte[Short.toUnsignedInt(in.getShort())];
                in.get(value);
                boolean repeated = fields.put(tag, value) != null;
                if (repeated || (tag >= CRITICAL && !CRITICAL_TAGS.contains(tag))) {
                    throw new BadTokenException();
                }
            }
            return fields;
        } catch (BufferUnderflowException e) {
            throw new BadTokenException();
        }
    }

    private static byte[] field(Map<Integer, byte[]> fields, int tag, int length) throws BadTokenException {
        byte[] value = fields.get(tag);
        if (value == null || value.length != length) {
            throw new BadTokenException();
        }
        return value;
    }

    private static String text(Map<Integer, byte[]> fields, int tag) throws BadTokenException {
        byte[] value = fields.get(tag);
        if (value == null) {
            throw new BadTokenException();
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadTokenException();
        }
    }

    private static void write(ByteArrayOutputStream fields, int tag, byte[] value) {
        fields.writeBytes(ByteBuffer.allocate(1 + Short.BYTES)
                .put((byte) tag)
                .putShort((short) value.length) // at most 4 bytes for each of 1024 characters
                .array());
        fields.writeBytes(value);
    }

    private static byte[] seconds(Instant instant) {
        return ByteBuffer.allocate(Long.BYTES).putLong(instant.getEpochSecond()).array();
    }

    @Override
    public String toString() {
        return "TokenContent[***]";
    }
}
