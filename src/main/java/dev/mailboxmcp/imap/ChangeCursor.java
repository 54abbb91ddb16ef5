// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.account.Sha256;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderState;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.text.CompactBytes;
import dev.mailboxmcp.text.CopiedToken;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What folders were like at a moment: what a client holds to learn what changed since. It is no secret and not sealed:
 * whoever makes one up learns of a mailbox what its password tells anyway. A checksum over the user's name finds those that
 * were copied wrongly, or are of another mailbox.
 *
 * @param made when
 * @param chosen whether the caller named the folders; otherwise they are all of the mailbox
 * @param folders in which {@link FolderState#messages} counts the mails below {@link FolderState#uidNext}
 */
record ChangeCursor(Instant made, boolean chosen, Map<FolderPath, FolderState> folders) {
    static final int MAX_FOLDERS = 100;
    private static final int MAX_CHARS = 12_000;
    private static final String PREFIX = "c1";
    private static final int CHECK_BYTES = 6;

    /** @throws MailException {@link MailFailure.InvalidArgument} where the names of the folders are too long for it */
    String write(String user) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(made.getEpochSecond());
            out.writeBoolean(chosen);
            for (Map.Entry<FolderPath, FolderState> entry : folders.entrySet()) {
                CompactBytes.write(out, entry.getKey().value());
                FolderState state = entry.getValue();
                CompactBytes.write(out, state.uidValidity());
                CompactBytes.write(out, state.uidNext());
                CompactBytes.write(out, state.messages());
                CompactBytes.write(out, state.unread());
                CompactBytes.write(out, state.highestModSeq());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] content = bytes.toByteArray();
        bytes.writeBytes(check(content, user));
        String text = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
        if (text.length() > MAX_CHARS) {
            throw new MailException(new MailFailure.InvalidArgument(
                    "folders",
                    "must be given: the names of all folders are too long for a cursor. Name those that matter"));
        }
        return text;
    }

    /** @throws MailException {@link MailFailure.InvalidArgument} if it is none of this user's */
    static ChangeCursor read(String copied, String user) {
        String text = CopiedToken.cleaned(copied);
        try {
            if (text.length() <= MAX_CHARS && text.startsWith(PREFIX)) {
                byte[] bytes = Base64.getUrlDecoder().decode(text.substring(PREFIX.length()));
                byte[] content = Arrays.copyOf(bytes, Math.max(0, bytes.length - CHECK_BYTES));
                byte[] check = Arrays.copyOfRange(bytes, content.length, bytes.length);
                if (Arrays.equals(check, check(content, user))) {
                    return read(new DataInputStream(new ByteArrayInputStream(content)));
                }
            }
        } catch (IOException | IllegalArgumentException | MailException e) {
            throw new MailException(invalid(), e);
        }
        throw new MailException(invalid());
    }

    private static ChangeCursor read(DataInputStream in) throws IOException {
        Instant made = Instant.ofEpochSecond(Math.clamp(in.readLong(), 0, Integer.MAX_VALUE * 8L));
        boolean chosen = in.readBoolean();
        Map<FolderPath, FolderState> folders = new LinkedHashMap<>();
        while (in.available() > 0 && folders.size() < MAX_FOLDERS) {
            FolderPath folder = new FolderPath(CompactBytes.text(in));
            folders.put(
                    folder,
                    new FolderState(
                            CompactBytes.number(in),
                            uid(in),
                            CompactBytes.number(in),
                            CompactBytes.number(in),
                            CompactBytes.number(in)));
        }
        return new ChangeCursor(made, chosen, folders);
    }

    private static long uid(DataInputStream in) throws IOException {
        long uid = CompactBytes.number(in);
        if (uid < 1 || uid > NumberSet.MAX + 1) {
            throw new IOException("no UID");
        }
        return uid;
    }

    private static byte[] check(byte[] content, String user) {
        MessageDigest digest = Sha256.digest();
        digest.update(user.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        return Arrays.copyOf(digest.digest(content), CHECK_BYTES);
    }

    private static MailFailure invalid() {
        return new MailFailure.InvalidArgument(
                "cursor",
                "must be the cursor of an earlier answer for this mailbox, letter by letter; without one a new one is made");
    }
}
