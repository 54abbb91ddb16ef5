// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.http.TrafficBudget.Holding;
import dev.mailboxmcp.rpc.JsonRpcWriter;
import jakarta.json.JsonStructure;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that come from a client, or go to one that may read them slowly: in pieces, so that none is copied to make room for
 * others, and each is let go of once it was written. One thread fills it, then one writes it; any may drop what is left.
 */
final class Pieces extends OutputStream {
    /** What is handed to the server at once. */
    static final int PIECE_BYTES = 16 * 1024;

    private static final int FIRST_PIECE_BYTES = 512;

    private final Deque<byte[]> pieces = new ArrayDeque<>(2); // guarded by this, once it is filled
    private byte[] last = new byte[FIRST_PIECE_BYTES];
    private int used;
    private long size;
    private boolean dropped; // guarded by this

    /** JSON on one line. */
    static Pieces json(JsonStructure json) {
        Pieces pieces = new Pieces();
        JsonRpcWriter.write(json, pieces);
        return pieces;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        int from = offset;
        int left = length;
        while (left > 0) {
            if (used == last.length) {
                enlarge();
            }
            int count = Math.min(left, last.length - used);
            System.arraycopy(bytes, from, last, used, count);
            used += count;
            from += count;
            left -= count;
        }
        size += length;
    }

    /** The first piece grows, since most have no other. */
    private void enlarge() {
        if (last.length < PIECE_BYTES) {
            last = Arrays.copyOf(last, last.length * 2);
        } else {
            pieces.add(last);
            last = new byte[PIECE_BYTES];
            used = 0;
        }
    }

    /** The size of all pieces, whatever was written or dropped since. */
    long size() {
        return size;
    }

    /**
     * Writes all of it, and waits for the client.
     *
     * @param holding has its bytes, and gives them back as they are written
     * @throws IOException if the client left, or it was dropped meanwhile
     */
    void writeTo(OutputStream out, Holding holding) throws IOException {
        for (byte[] piece = next(); piece != null; piece = next()) {
            out.write(piece, 0, piece.length);
            holding.written(piece.length);
        }
        if (isDropped()) {
            throw new IOException("the client does not read");
        }
        out.write(last, 0, used);
        holding.written(used);
    }

    /** The same of what is not counted by itself. */
    void writeTo(OutputStream out) throws IOException {
        for (byte[] piece = next(); piece != null; piece = next()) {
            out.write(piece, 0, piece.length);
        }
        out.write(last, 0, used);
    }

    private synchronized byte @Nullable [] next() {
        return pieces.poll();
    }

    private synchronized boolean isDropped() {
        return dropped;
    }

    /** All of it, which is here no more. */
    byte[] take() {
        byte[] all = new byte[Math.toIntExact(size)];
        int to = 0;
        for (byte[] piece = next(); piece != null; piece = next()) {
            System.arraycopy(piece, 0, all, to, piece.length);
            to += piece.length;
        }
        System.arraycopy(last, 0, all, to, used);
        drop();
        return all;
    }

    /** Lets go of what has not been written. */
    synchronized void drop() {
        dropped = true;
        pieces.clear();
    }
}
