// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Undoes a transfer encoding (RFC 2045 6) of what comes in pieces, in the memory of a piece. The bytes are the same wherever
 * the pieces are cut, and for what is in that encoding the same as of {@link TransferEncoding#decode}; whether it is base64 at
 * all is told by the first piece, which should have a line. Never throws for what comes. Not thread-safe.
 */
public final class TransferDecoder {
    /** A line that is longer is cut. */
    private static final int MAX_LINE_BYTES = 64 * 1024;

    private final TransferEncoding.Kind kind;
    private final Base64Text.Run base64 = new Base64Text.Run();
    private byte[] line = {};
    private boolean insideUu;
    private boolean begun;
    private boolean asItStands;

    /** @param encoding the value of the header field or of BODYSTRUCTURE, in any case; may be empty */
    public TransferDecoder(String encoding) {
        this.kind = TransferEncoding.kind(encoding);
        this.asItStands = kind == TransferEncoding.Kind.NONE;
    }

    /**
     * What another piece decodes to, as far as it can be told yet.
     *
     * @param last whether nothing follows
     */
    public byte[] next(byte[] piece, boolean last) {
        if (!begun) {
            begun = true; // a text that only says that it is base64
            asItStands |= kind == TransferEncoding.Kind.BASE64
                    && Base64Text.read(piece).content().length == 0;
        }
        if (asItStands) {
            return piece;
        }
        byte[] all = Arrays.copyOf(line, line.length + piece.length);
        System.arraycopy(piece, 0, all, line.length, piece.length);
        int end = last ? all.length : endOfLines(all);
        line = Arrays.copyOfRange(all, end, all.length);
        return decoded(end == all.length ? all : Arrays.copyOf(all, end));
    }

    private byte[] decoded(byte[] lines) {
        return switch (kind) {
            case BASE64 -> base64.add(lines);
            case QUOTED_PRINTABLE -> QuotedPrintable.decode(lines);
            case UUENCODE -> uu(lines);
            case NONE -> lines;
        };
    }

    /** Where the last whole line ends; within it where it is too long, though not within an escape. */
    private static int endOfLines(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        if (bytes.length - end <= MAX_LINE_BYTES) {
            return end;
        }
        int cut = bytes.length - 1;
        while (cut > end + 2 && (isOpen(bytes[cut - 1]) || bytes[cut - 2] == '=')) {
            cut--;
        }
        return cut;
    }

    /** Whether what follows may change what it means. */
    private static boolean isOpen(byte b) {
        return b == '=' || b == ' ' || b == '\t' || b == '\r';
    }

    private byte[] uu(byte[] lines) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(lines.length);
        for (String one : new String(lines, StandardCharsets.ISO_8859_1).split("\r?\n", -1)) {
            insideUu = TransferEncoding.decodeUu(one, insideUu, out);
        }
        return out.toByteArray();
    }
}
