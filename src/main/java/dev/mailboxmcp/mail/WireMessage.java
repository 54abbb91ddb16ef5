// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A message as it goes on the wire, in pieces, so that what is attached is in memory once for all its copies. Immutable as
 * long as nobody alters the pieces. Thread-safe.
 */
public final class WireMessage implements WireContent {
    private final List<byte[]> pieces;
    private final long size;

    /** @param pieces one after the other; not altered any more */
    public WireMessage(List<byte[]> pieces) {
        this.pieces = List.copyOf(pieces);
        this.size = this.pieces.stream().mapToLong(piece -> piece.length).sum();
    }

    /** One that is in one piece. */
    public static WireMessage of(byte[] message) {
        return new WireMessage(List.of(message.clone()));
    }

    /** The size in bytes. */
    @Override
    public long size() {
        return size;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        for (byte[] piece : pieces) {
            out.write(piece);
        }
    }

    /** All of it, copied. */
    public byte[] bytes() {
        byte[] all = new byte[Math.toIntExact(size)];
        int at = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, all, at, piece.length);
            at += piece.length;
        }
        return all;
    }

    /** Whether every byte is ASCII. */
    public boolean isSevenBit() {
        for (byte[] piece : pieces) {
            for (byte b : piece) {
                if (b < 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether every byte of its header is ASCII, so that only the content may need a way for eight bits. */
    public boolean isSevenBitInHeader() {
        int column = 0;
        for (byte[] piece : pieces) {
            for (byte b : piece) {
                if (b < 0) {
                    return false;
                }
                if (b == '\n' && column == 0) {
                    return true;
                }
                column = b == '\n' ? 0 : b == '\r' ? column : column + 1;
            }
        }
        return true;
    }

    /** Whether it ends in CRLF. */
    public boolean endsLine() {
        List<Byte> last = new ArrayList<>();
        for (int i = pieces.size() - 1; i >= 0 && last.size() < 2; i--) {
            byte[] piece = pieces.get(i);
            for (int j = piece.length - 1; j >= 0 && last.size() < 2; j--) {
                last.add(piece[j]);
            }
        }
        return last.equals(Arrays.asList((byte) '\n', (byte) '\r'));
    }
}
