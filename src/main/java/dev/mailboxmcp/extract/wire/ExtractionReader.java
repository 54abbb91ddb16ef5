// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract.wire;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a child writes, which a file may have taken over: whatever comes, no more is kept than an honest child would
 * send, and nothing but what is described here is believed. What was read so far can be asked for at any time, by any
 * thread.
 */
public final class ExtractionReader {
    /** The most for all text, in UTF-8. */
    public static final int MAX_TEXT_BYTES = 4 << 20;

    /** The most for a picture. */
    public static final int MAX_PICTURE_BYTES = 500_000;

    /** The most for one piece of the text. */
    static final int MAX_ITEM_BYTES = 64 << 10;

    private static final List<ExtractRefusal> REFUSALS = List.of(ExtractRefusal.values());
    private static final List<Fact> FACTS = List.of(Fact.values());

    private final DataInputStream in;
    private final StringBuilder text = new StringBuilder(); // guarded by this, as all below
    private final Map<Fact, Integer> facts = new EnumMap<>(Fact.class);
    private byte @Nullable [] picture;
    private long textBytes;

    public ExtractionReader(InputStream in) {
        this.in = new DataInputStream(in);
    }

    /** The child did not keep to what it may write, or died. */
    public static final class BrokenAnswerException extends IOException {
        private static final long serialVersionUID = 1L;

        BrokenAnswerException(String what) {
            super(what);
        }
    }

    /** Waits until the child is ready for its job. */
    public void awaitReady() throws IOException {
        require(in.read() == ExtractionWriter.READY, "not ready");
    }

    /**
     * Reads until the end.
     *
     * @return null where the answer is whole, or else why there is none
     * @throws BrokenAnswerException where it is no answer
     */
    public @Nullable ExtractRefusal readAll() throws IOException {
        try {
            while (true) {
                switch (in.readUnsignedByte()) {
                    case ExtractionWriter.TEXT -> addText(item(MAX_ITEM_BYTES));
                    case ExtractionWriter.PICTURE -> setPicture(item(MAX_PICTURE_BYTES));
                    case ExtractionWriter.FACT -> addFact(in.readUnsignedByte(), in.readInt());
                    case ExtractionWriter.END -> {
                        return null;
                    }
                    case ExtractionWriter.REFUSED -> {
                        int why = in.readUnsignedByte();
                        require(why < REFUSALS.size(), "an unknown refusal");
                        return REFUSALS.get(why);
                    }
                    default -> throw new BrokenAnswerException("an unknown item");
                }
            }
        } catch (EOFException e) {
            throw new BrokenAnswerException("no end");
        }
    }

    private byte[] item(int maxBytes) throws IOException {
        int length = in.readInt();
        require(length >= 0 && length <= maxBytes, "an item of no good length");
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }

    private synchronized void addText(byte[] bytes) throws IOException {
        textBytes += bytes.length;
        require(bytes.length > 0 && picture == null && textBytes <= MAX_TEXT_BYTES, "too much text");
        text.append(new String(bytes, StandardCharsets.UTF_8));
    }

    private synchronized void setPicture(byte[] bytes) throws IOException {
        require(picture == null && textBytes == 0, "more than a picture");
        picture = bytes;
    }

    private synchronized void addFact(int ordinal, int value) throws IOException {
        require(ordinal < FACTS.size() && value > 0, "an unknown fact");
        require(facts.put(FACTS.get(ordinal), value) == null, "a fact twice");
    }

    private static void require(boolean holds, String otherwise) throws BrokenAnswerException {
        if (!holds) {
            throw new BrokenAnswerException(otherwise);
        }
    }

    /** The text so far, in whatever characters. */
    public synchronized String text() {
        return text.toString();
    }

    /** What is known so far. */
    public synchronized Map<Fact, Integer> facts() {
        return new EnumMap<>(facts);
    }

    /** The picture so far, which may be anything; null where none came. */
    public synchronized byte @Nullable [] picture() {
        return picture;
    }
}
