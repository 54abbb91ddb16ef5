// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.account.Sha256;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.text.CopiedToken;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * Where the next page of several folders goes on: below which UID in each folder of which something was shown. Opaque to the
 * caller and no secret, as {@link PageCursor}.
 *
 * @param places by {@link #key} of the folder
 */
record FoldersCursor(Map<Integer, Place> places) {
    private static final byte VERSION = 2;
    private static final int BOND = 8;
    private static final int HEAD = 1 + BOND;
    private static final int ENTRY = 12;
    private static final int MAX_BYTES = HEAD + 500 * ENTRY;

    /** @param lastUid below which the folder goes on */
    record Place(long uidValidity, long lastUid) {}

    static FoldersCursor first() {
        return new FoldersCursor(Map.of());
    }

    static int key(FolderPath folder) {
        return ByteBuffer.wrap(Sha256.of(folder.value())).getInt();
    }

    String write(String question) {
        ByteBuffer bytes = ByteBuffer.allocate(HEAD + places.size() * ENTRY);
        bytes.put(VERSION).put(Sha256.of(question), 0, BOND);
        places.forEach((key, place) ->
                bytes.putInt(key).putInt((int) place.uidValidity()).putInt((int) place.lastUid()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** @throws MailException with {@link MailFailure.InvalidArgument} if it is not one of this question */
    static FoldersCursor read(String cursor, String question) {
        byte[] bytes = bytes(cursor);
        if (bytes.length < HEAD
                || bytes.length > MAX_BYTES
                || (bytes.length - HEAD) % ENTRY != 0
                || bytes[0] != VERSION
                || !Arrays.equals(bytes, 1, HEAD, Sha256.of(question), 0, BOND)) {
            throw invalid();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, HEAD, bytes.length - HEAD);
        Map<Integer, Place> places = new HashMap<>();
        while (in.hasRemaining()) {
            places.put(
                    in.getInt(), new Place(Integer.toUnsignedLong(in.getInt()), Integer.toUnsignedLong(in.getInt())));
        }
        return new FoldersCursor(places);
    }

    private static byte[] bytes(String cursor) {
        try {
            return Base64.getUrlDecoder().decode(CopiedToken.cleaned(cursor));
        } catch (IllegalArgumentException e) {
            throw new MailException(invalid().failure(), e);
        }
    }

    private static MailException invalid() {
        return new MailException(new MailFailure.InvalidArgument(
                "cursor", "must be next_cursor of the page before, with the same folder and criteria"));
    }
}
