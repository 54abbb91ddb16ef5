// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a request that the protocol defines, {@code Mcp-*} and {@code Last-Event-ID}; never those with
 * credentials. Names match in any case, values lost the blanks around them (RFC 9110 5.5). A header that came several
 * times counts as one with the values joined, which no check will accept. Immutable.
 */
public final class McpHeaders {
    /** The headers of a request without any. */
    public static final McpHeaders NONE = new McpHeaders(Map.of());

    private static final String PREFIX = "mcp-";
    private static final String LAST_EVENT_ID = "last-event-id";

    private final Map<String, String> values;

    private McpHeaders(Map<String, String> values) {
        this.values = values;
    }

    /** Keeps those of the given headers that belong here. */
    public static McpHeaders of(Map<String, List<String>> headers) {
        Map<String, String> kept = new TreeMap<>();
        headers.forEach((name, values) -> {
            String key = name.toLowerCase(Locale.ROOT);
            if (key.startsWith(PREFIX) || key.equals(LAST_EVENT_ID)) {
                kept.put(key, withoutBlanks(String.join(",", values)));
            }
        });
        return new McpHeaders(kept);
    }

    /** The value of the header, null where it is absent. */
    public @Nullable String value(String name) {
        return values.get(name.toLowerCase(Locale.ROOT));
    }

    /** {@code MCP-Protocol-Version} */
    public @Nullable String protocolVersion() {
        return value("mcp-protocol-version");
    }

    /** {@code Mcp-Method} */
    public @Nullable String method() {
        return value("mcp-method");
    }

    /** {@code Mcp-Name}, as sent: it may be encoded. */
    public @Nullable String name() {
        return value("mcp-name");
    }

    /** {@code Mcp-Session-Id}, of the legacy era only. */
    public @Nullable String sessionId() {
        return value("mcp-session-id");
    }

    /** {@code Last-Event-ID}, of the legacy era only. */
    public @Nullable String lastEventId() {
        return value(LAST_EVENT_ID);
    }

    private static String withoutBlanks(String value) {
        int start = 0;
        int end = value.length();
        while (start < end && isBlank(value.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(value.charAt(end - 1))) {
            end--;
        }
        return value.substring(start, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** The names only: values may name folders. */
    @Override
    public String toString() {
        return "McpHeaders" + values.keySet();
    }
}
