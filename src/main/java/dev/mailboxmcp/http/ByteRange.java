// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one range of bytes that a request asks for (RFC 9110 14). Whatever else a client asks for, such as several ranges, is
 * given the whole, as that permits.
 *
 * @param from of the first byte
 * @param count 0 where nothing of what is asked for is there
 */
record ByteRange(long from, long count, boolean whole) {
    private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})", Pattern.CASE_INSENSITIVE);

    /** @param header null for none */
    static ByteRange of(@Nullable String header, long size) {
        Matcher range = ONE.matcher(header == null ? "" : header.strip());
        if (!range.matches() || range.group(1).isEmpty() && range.group(2).isEmpty()) {
            return new ByteRange(0, size, true);
        }
        if (range.group(1).isEmpty()) {
            long last = Math.min(Long.parseLong(range.group(2)), size);
            return new ByteRange(size - last, last, false);
        }
        long from = Long.parseLong(range.group(1));
        long to = range.group(2).isEmpty() ? size - 1 : Math.min(Long.parseLong(range.group(2)), size - 1);
        if (!range.group(2).isEmpty() && Long.parseLong(range.group(2)) < from) {
            return new ByteRange(0, size, true); // no range at all
        }
        return new ByteRange(from, Math.max(0, to - from + 1), false);
    }

    boolean isSatisfiable() {
        return whole || count > 0;
    }

    /** The value of {@code Content-Range}. */
    String header(long size) {
        return isSatisfiable() ? "bytes " + from + "-" + (from + count - 1) + "/" + size : "bytes */" + size;
    }
}
