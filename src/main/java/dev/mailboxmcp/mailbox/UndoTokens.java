// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.account.KeyedHash;
import dev.mailboxmcp.mail.FlagChange;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.text.CompactBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes and reads the texts of {@link UndoToken}. Thread-safe. */
final class UndoTokens {
    private static final byte MOVE = 1;
    private static final byte SET_FLAG = 2;
    private static final byte TAKE_FLAG = 3;
    private static final byte MOVE_JUNK = 4;
    private static final byte MOVE_NOT_JUNK = 5;
    private static final int MAX_TOKEN_UIDS = 100_000;

    private final CarriedToken carried;

    /** @param hash of a purpose of its own */
    UndoTokens(KeyedHash hash) {
        carried = new CarriedToken(hash, "undo", "imap_organize_emails", "u1", UndoToken.MAX_CHARS);
    }

    /** The text, or null where it would be longer than {@link UndoToken#MAX_CHARS}. */
    @Nullable
    String write(UndoToken token, String user, Instant now) {
        String text = carried.write(content(token, now.plus(UndoToken.LIFETIME)), List.of(user));
        return text.length() > UndoToken.MAX_CHARS ? null : text;
    }

    /**
     * The token of that text.
     *
     * @throws MailException {@link MailFailure.InvalidArgument} if it is none, expired, or not this user's
     */
    UndoToken read(String text, String user, Instant now) {
        byte[] content = carried.read(
                text, List.of(user), "is of another user or another server: only who made the change can undo it");
        try {
            return read(new DataInputStream(new ByteArrayInputStream(content)), now);
        } catch (IOException | IllegalArgumentException e) {
            throw carried.refused("cannot be read: undo the change by moving the mails or changing the flags");
        }
    }

    private UndoToken read(DataInputStream in, Instant now) throws IOException {
        byte kind = in.readByte();
        Instant expires = Instant.ofEpochSecond(Integer.toUnsignedLong(in.readInt()));
        if (!now.isBefore(expires)) {
            throw carried.refused(
                    "is expired: a change can be undone for 24 hours. Move the mails back, or change the flags");
        }
        FolderPath folder = new FolderPath(CompactBytes.text(in));
        long uidValidity = Integer.toUnsignedLong(in.readInt());
        String other = CompactBytes.text(in);
        long modSeq = kind == SET_FLAG || kind == TAKE_FLAG ? CompactBytes.number(in) : 0;
        List<Long> uids = uids(in);
        return switch (kind) {
            case MOVE -> new UndoToken.Move(folder, uidValidity, uids, new FolderPath(other));
            case MOVE_JUNK ->
                new UndoToken.Move(folder, uidValidity, uids, new FolderPath(other), UndoToken.Judgement.JUNK);
            case MOVE_NOT_JUNK ->
                new UndoToken.Move(folder, uidValidity, uids, new FolderPath(other), UndoToken.Judgement.NOT_JUNK);
            case SET_FLAG -> new UndoToken.Flag(folder, uidValidity, uids, new FlagChange(true, other), modSeq);
            case TAKE_FLAG -> new UndoToken.Flag(folder, uidValidity, uids, new FlagChange(false, other), modSeq);
            default -> throw new IOException("a kind that is not known");
        };
    }

    private static byte[] content(UndoToken token, Instant expires) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(
                    switch (token) {
                        case UndoToken.Move move ->
                            switch (move.marked()) {
                                case null -> MOVE;
                                case JUNK -> MOVE_JUNK;
                                case NOT_JUNK -> MOVE_NOT_JUNK;
                            };
                        case UndoToken.Flag flag -> flag.change().set() ? SET_FLAG : TAKE_FLAG;
                    });
            out.writeInt((int) expires.getEpochSecond());
            CompactBytes.write(out, token.folder().value());
            out.writeInt((int) token.uidValidity());
            switch (token) {
                case UndoToken.Move move ->
                    CompactBytes.write(out, move.source().value());
                case UndoToken.Flag flag -> {
                    CompactBytes.write(out, flag.change().flag());
                    CompactBytes.write(out, flag.modSeq());
                }
            }
            write(out, token.uids());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Writes the UIDs as ranges, each by its distance from the one before: one byte for a neighbour. */
    private static void write(DataOutputStream out, List<Long> uids) throws IOException {
        long last = 0;
        for (int at = 0; at < uids.size(); ) {
            long from = uids.get(at);
            int length = 1;
            while (at + length < uids.size() && uids.get(at + length) == from + length) {
                length++;
            }
            CompactBytes.write(out, from - last);
            CompactBytes.write(out, length);
            last = from + length - 1;
            at += length;
        }
    }

    private static List<Long> uids(DataInputStream in) throws IOException {
        List<Long> uids = new ArrayList<>();
        long last = 0;
        while (in.available() > 0) {
            long from = last + CompactBytes.number(in);
            long length = CompactBytes.number(in);
            if (length < 1 || length > MAX_TOKEN_UIDS - uids.size()) {
                throw new IOException("too many");
            }
            for (long uid = from; uid < from + length; uid++) {
                uids.add(uid);
            }
            last = from + length - 1;
        }
        return uids;
    }
}
