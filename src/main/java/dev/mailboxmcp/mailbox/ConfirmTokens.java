// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.account.KeyedHash;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Confirmations of a change that was shown first: each is bound to the user, to what the call asks for, and to exactly the
 * mails that it would have changed, and is good for {@link #LIFETIME}. The mails are not in it, so that it is short for any
 * number of them: they are found again, among those that were there at the time. Immutable, thread-safe.
 */
final class ConfirmTokens {
    /** How long a preview can be confirmed. */
    static final Duration LIFETIME = Duration.ofMinutes(15);

    /** More than a token has. */
    static final int MAX_CHARS = 100;

    private static final int DIGEST_BYTES = 16;
    private static final int CONTENT_BYTES = 2 * Integer.BYTES + Long.BYTES + DIGEST_BYTES;

    private final CarriedToken carried;

    /** @param hash of a purpose of its own */
    ConfirmTokens(KeyedHash hash) {
        carried = new CarriedToken(hash, "confirm", "imap_organize_emails or imap_delete_emails", "c1", MAX_CHARS);
    }

    /**
     * Mails of a folder.
     *
     * @param bound is above all UIDs that were given out when they were found
     * @param digest of their UIDs
     */
    record Confirmed(long uidValidity, long bound, byte[] digest) {
        boolean isOf(List<Long> uids) {
            return MessageDigest.isEqual(digest, ConfirmTokens.digest(uids));
        }
    }

    /**
     * The text.
     *
     * @param call user, and all that makes the call what it is
     * @param uids 1 or more, in ascending order
     */
    String write(List<String> call, long uidValidity, List<Long> uids, Instant now) {
        byte[] content = ByteBuffer.allocate(CONTENT_BYTES)
                .putInt((int) now.plus(LIFETIME).getEpochSecond())
                .putInt((int) uidValidity)
                .putLong(uids.getLast() + 1)
                .put(digest(uids))
                .array();
        return carried.write(content, call);
    }

    /**
     * What was confirmed.
     *
     * @throws MailException {@link MailFailure.InvalidArgument} if the text is none, expired, or of another call
     */
    Confirmed read(String text, List<String> call, Instant now) {
        byte[] content = carried.read(
                text, call, "is of another user, folder, query, action or target: call without it for a preview");
        ByteBuffer bytes = ByteBuffer.wrap(content);
        if (content.length != CONTENT_BYTES
                || !now.isBefore(Instant.ofEpochSecond(Integer.toUnsignedLong(bytes.getInt())))) {
            throw carried.refused(
                    "is expired: a preview can be confirmed for 15 minutes. Call without it for a new one");
        }
        return new Confirmed(
                Integer.toUnsignedLong(bytes.getInt()),
                bytes.getLong(),
                Arrays.copyOfRange(content, CONTENT_BYTES - DIGEST_BYTES, CONTENT_BYTES));
    }

    /** The digest of exactly these mails, for a consent: in a folder that is made anew, others have their UIDs. */
    static String digest(MailChoice.Listed mails) {
        return "delete " + HexFormat.of().formatHex(digest(mails.uids())) + " " + mails.uidValidity() + " "
                + mails.folder().value();
    }

    private static byte[] digest(List<Long> uids) {
        ByteBuffer bytes = ByteBuffer.allocate(uids.size() * Long.BYTES);
        uids.forEach(bytes::putLong);
        try {
            return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(bytes.array()), DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}
