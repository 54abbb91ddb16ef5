// SPDX-License-Identifier: MIT
package dev.mailboxmcp.observe;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The span that a call belongs to. W3C Trace Context, level 1
 *
 * @param traceId 32 hexadecimal digits, lower case, not all zero
 * @param spanId 16 of them
 * @param flags 2 of them
 */
public record TraceParent(String traceId, String spanId, String flags) {
    private static final Pattern FORM =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})");

    /** Null for what is no well-formed {@code traceparent}. */
    public static @Nullable TraceParent of(String text) {
        Matcher parts = FORM.matcher(text);
        return parts.matches() ? new TraceParent(parts.group(1), parts.group(2), parts.group(3)) : null;
    }

    /** The trace as it stands in log lines. */
    @Override
    public String toString() {
        return "trace=" + traceId + " span=" + spanId;
    }
}
