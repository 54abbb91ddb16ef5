// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.imap.ImapFile;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mime.TransferDecoder;
import dev.mailboxmcp.mime.TransferEncoding;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file in a mail, undone from its transfer encoding, in the memory of a piece of it. A connection is taken for each piece
 * alone. Used by one thread.
 */
public final class MailFile {
    private final Credentials credentials;
    private final ImapPool pool;
    private final ImapFile file;
    private final byte[] first;
    private final byte @Nullable [] whole;
    private final long sizeBytes;

    /**
     * A file whose size is known: mail servers tell how large it is encoded, and roughly. So one that has many pieces is
     * fetched once to be counted, and once more to be written.
     *
     * @throws MailException where it is not there
     */
    MailFile(Credentials credentials, ImapPool pool, ImapFile file) {
        this.credentials = credentials;
        this.pool = pool;
        this.file = file;
        this.first = piece(0);
        this.whole = first.length < ImapFile.PIECE_BYTES ? TransferEncoding.decode(first, file.encoding()) : null;
        this.sizeBytes = whole == null ? counted() : whole.length;
    }

    /** Fit for a file system; empty where it has none. */
    public String name() {
        return file.name();
    }

    /** Media type in lower case, as the mail says. */
    public String type() {
        return file.type();
    }

    /** Exactly. */
    public long sizeBytes() {
        return sizeBytes;
    }

    /**
     * Writes a range of its bytes, and waits for whoever reads them.
     *
     * @param from of the first
     * @param count how many, as far as there are
     * @throws MailException where the mail server gave other bytes than when they were counted, or none; the last ones are not
     *     written then
     */
    public void write(long from, long count, OutputStream out) throws IOException {
        if (whole != null) {
            out.write(whole, (int) from, (int) Math.min(count, whole.length - from));
            return;
        }
        Range range = new Range(from, count, out);
        each(range);
        if (range.left > 0) {
            throw cut();
        }
    }

    private long counted() {
        Counter counter = new Counter();
        try {
            each(counter);
        } catch (IOException e) {
            throw new IllegalStateException(e); // nothing is written
        }
        return counter.count;
    }

    /** What is done with the pieces; false ends it. */
    @FunctionalInterface
    private interface Taker {
        boolean take(byte[] decoded) throws IOException;
    }

    private void each(Taker taker) throws IOException {
        TransferDecoder decoder = new TransferDecoder(file.encoding());
        byte[] piece = first;
        long offset = 0;
        boolean more = true;
        while (more) {
            boolean last = piece.length < ImapFile.PIECE_BYTES;
            more = taker.take(decoder.next(piece, last)) && !last;
            offset += piece.length;
            if (more) {
                piece = piece(offset);
            }
        }
    }

    private byte[] piece(long offset) {
        byte[] piece = pool.read(credentials, connection -> file.piece(connection, offset));
        if (piece.length == 0 && offset == 0 && file.sizeBytes() > 0) {
            throw cut();
        }
        return piece;
    }

    private static MailException cut() {
        return new MailException(
                new MailFailure.ServerUnavailable("IMAP", "the mail server did not give the whole of this file"));
    }

    private static final class Counter implements Taker {
        long count;

        @Override
        public boolean take(byte[] decoded) {
            count += decoded.length;
            return true;
        }
    }

    private static final class Range implements Taker {
        private long skipped;
        long left;
        private final OutputStream out;

        Range(long from, long count, OutputStream out) {
            this.skipped = from;
            this.left = count;
            this.out = out;
        }

        @Override
        public boolean take(byte[] decoded) throws IOException {
            int start = (int) Math.min(skipped, decoded.length);
            int count = (int) Math.min(left, decoded.length - start);
            skipped -= start;
            out.write(decoded, start, count);
            left -= count;
            return left > 0;
        }
    }
}
