// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a ZIP archive in memory, by its central directory, as office programs find them (APPNOTE 4.3.12): what lies
 * beside it in the file is not seen, as nobody sees it there. An entry is unpacked as it is read and never kept; archives
 * inside it are not opened. For one document, on one thread.
 */
final class ZipDirectory {
    static final int MAX_ENTRIES = 2000;

    private static final int END = 0x06054b50;
    private static final int ENTRY = 0x02014b50;
    private static final int LOCAL = 0x04034b50;
    private static final int END_BYTES = 22;
    private static final int ENTRY_BYTES = 46;
    private static final int LOCAL_BYTES = 30;
    private static final int MAX_COMMENT = 65_535;
    private static final int ZIP64_FIELD = 1;
    private static final long ELSEWHERE = 0xFFFFFFFFL;
    private static final int BUFFER = 16 * 1024;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;

    private final byte[] bytes;
    private final ByteBuffer buffer;
    private final OfficeBudget budget;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private record Entry(int method, boolean encrypted, long compressed, long offset) {}

    private ZipDirectory(byte[] bytes, OfficeBudget budget) {
        this.bytes = bytes;
        this.buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        this.budget = budget;
    }

    /** Null where it is no archive, or one without a directory. */
    static @Nullable ZipDirectory of(byte[] bytes, OfficeBudget budget) throws LimitReached {
        ZipDirectory zip = new ZipDirectory(bytes, budget);
        return zip.read() ? zip : null;
    }

    boolean has(String name) {
        return entries.containsKey(name);
    }

    /**
     * The content of an entry, counted against the budget.
     *
     * @return null where there is none of the name, or none that can be read
     */
    @Nullable
    InputStream open(String name) {
        Entry entry = entries.get(name);
        if (entry == null || entry.encrypted || entry.offset > bytes.length - LOCAL_BYTES) {
            return null;
        }
        int at = (int) entry.offset;
        if (buffer.getInt(at) != LOCAL) {
            return null;
        }
        long start = (long) at + LOCAL_BYTES + unsigned(at + 26) + unsigned(at + 28);
        if (start > bytes.length) {
            return null;
        }
        int length = (int) Math.min(entry.compressed, bytes.length - start);
        InputStream packed = new ByteArrayInputStream(bytes, (int) start, length);
        return switch (entry.method) {
            case STORED -> new Counted(packed, null, length);
            case DEFLATED -> {
                Inflater inflater = new Inflater(true);
                yield new Counted(new InflaterInputStream(packed, inflater, BUFFER), inflater, length);
            }
            default -> null;
        };
    }

    private boolean read() throws LimitReached {
        for (int at = bytes.length - END_BYTES; at >= 0 && at >= bytes.length - END_BYTES - MAX_COMMENT; at--) {
            if (buffer.getInt(at) == END) {
                readEntries(Integer.toUnsignedLong(buffer.getInt(at + 16)), at);
                return !entries.isEmpty();
            }
        }
        return false;
    }

    private void readEntries(long from, int end) throws LimitReached {
        int count = 0;
        long at = from;
        while (at <= end - ENTRY_BYTES && buffer.getInt((int) at) == ENTRY) {
            if (++count > MAX_ENTRIES) {
                throw new LimitReached("more than " + MAX_ENTRIES + " files inside");
            }
            int entry = (int) at;
            int nameLength = unsigned(entry + 28);
            int extraLength = unsigned(entry + 30);
            long next = at + ENTRY_BYTES + nameLength + extraLength + unsigned(entry + 32);
            if (next > end) {
                return;
            }
            String name = new String(bytes, entry + ENTRY_BYTES, nameLength, StandardCharsets.UTF_8);
            boolean encrypted = (unsigned(entry + 8) & 1) != 0;
            entries.putIfAbsent(name, sized(entry, encrypted, entry + ENTRY_BYTES + nameLength, extraLength));
            at = next;
        }
    }

    /** Some writers keep the sizes in 64 bits though they need none (APPNOTE 4.5.3). */
    private Entry sized(int entry, boolean encrypted, int extra, int extraLength) {
        long compressed = Integer.toUnsignedLong(buffer.getInt(entry + 20));
        long uncompressed = Integer.toUnsignedLong(buffer.getInt(entry + 24));
        long offset = Integer.toUnsignedLong(buffer.getInt(entry + 42));
        for (int at = extra; at + 4 <= extra + extraLength; at += 4 + unsigned(at + 2)) {
            int fieldEnd = Math.min(extra + extraLength, at + 4 + unsigned(at + 2));
            if (unsigned(at) == ZIP64_FIELD) {
                int value = at + 4 + (uncompressed == ELSEWHERE ? Long.BYTES : 0);
                if (compressed == ELSEWHERE && value + Long.BYTES <= fieldEnd) {
                    compressed = buffer.getLong(value);
                    value += Long.BYTES;
                }
                if (offset == ELSEWHERE && value + Long.BYTES <= fieldEnd) {
                    offset = buffer.getLong(value);
                }
            }
        }
        return new Entry(
                unsigned(entry + 10),
                encrypted,
                compressed < 0 ? Long.MAX_VALUE : compressed,
                offset < 0 ? Long.MAX_VALUE : offset);
    }

    private int unsigned(int at) {
        return Short.toUnsignedInt(buffer.getShort(at));
    }

    /** Counts what comes out, and frees what unpacks it. */
    private final class Counted extends FilterInputStream {
        private final @Nullable Inflater inflater;
        private final long compressed;
        private long count;

        Counted(InputStream in, @Nullable Inflater inflater, long compressed) {
            super(in);
            this.inflater = inflater;
            this.compressed = compressed;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            if (read > 0) {
                count += read;
                budget.inflated(read, count, compressed);
            }
            return read;
        }

        @Override
        public void close() throws IOException {
            super.close();
            if (inflater != null) {
                inflater.end();
            }
        }
    }
}
