// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract.wire;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * What a child writes: that it is ready, and then the answer to its job, bit by bit, so that what was read is there when
 * it has to be stopped. Each item is a letter and what belongs to it; {@link ExtractionReader} tells what may follow what.
 */
public final class ExtractionWriter {
    static final int READY = 'R';
    static final int TEXT = 'T';
    static final int PICTURE = 'P';
    static final int FACT = 'F';
    static final int END = 'E';
    static final int REFUSED = 'X';

    private static final int CHARS = ExtractionReader.MAX_ITEM_BYTES / 4;

    private final DataOutputStream out;

    public ExtractionWriter(OutputStream out) {
        this.out = new DataOutputStream(out);
    }

    /** The child waits for its job. */
    public void ready() throws IOException {
        out.writeByte(READY);
        out.flush();
    }

    /** More of the text. */
    public void text(String text) throws IOException {
        for (int at = 0; at < text.length(); ) {
            int end = Math.min(text.length(), at + CHARS);
            if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
                end--;
            }
            item(TEXT, text.substring(at, end).getBytes(StandardCharsets.UTF_8));
            at = end;
        }
        out.flush();
    }

    /** The picture, as PNG or JPEG. */
    public void picture(byte[] bytes) throws IOException {
        item(PICTURE, bytes);
    }

    private void item(int letter, byte[] bytes) throws IOException {
        out.writeByte(letter);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** Something to know; nothing where it is 0. Each at most once. */
    @SuppressWarnings("EnumOrdinal") // both ends have this very class
    public void fact(Fact fact, int value) throws IOException {
        if (value > 0) {
            out.writeByte(FACT);
            out.writeByte(fact.ordinal());
            out.writeInt(value);
        }
    }

    /** That was all. */
    public void end() throws IOException {
        out.writeByte(END);
        out.flush();
    }

    /** There is nothing of it. */
    @SuppressWarnings("EnumOrdinal") // both ends have this very class
    public void refuse(ExtractRefusal why) throws IOException {
        out.writeByte(REFUSED);
        out.writeByte(why.ordinal());
        out.flush();
    }
}
