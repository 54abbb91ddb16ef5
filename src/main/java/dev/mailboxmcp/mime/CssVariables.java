// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Custom properties in values (CSS Variables 1). Bounded in depth and length. */
final class CssVariables {
    private static final int MAX_DEPTH = 10;
    private static final int MAX_CHARS = 4000;

    private CssVariables() {}

    /** The value with every {@code var()} replaced; null where one has neither a value nor a fallback. */
    static @Nullable String resolve(String value, Map<String, String> custom) {
        return value.contains("var(") ? resolve(value, custom, 0) : value;
    }

    private static @Nullable String resolve(String value, Map<String, String> custom, int depth) {
        int start = value.indexOf("var(");
        if (start < 0) {
            return value.strip();
        }
        if (depth > MAX_DEPTH || value.length() > MAX_CHARS) {
            return null;
        }
        int end = closing(value, start + "var(".length());
        String inside = value.substring(start + "var(".length(), end);
        int comma = inside.indexOf(',');
        String name = (comma < 0 ? inside : inside.substring(0, comma)).strip();
        String found = custom.get(name);
        String replaced = found != null ? found : comma < 0 ? null : inside.substring(comma + 1);
        String resolved = replaced == null ? null : resolve(replaced, custom, depth + 1);
        if (resolved == null && found != null && comma >= 0) {
            resolved = resolve(inside.substring(comma + 1), custom, depth + 1);
        }
        return resolved == null
                ? null
                : resolve(
                        value.substring(0, start) + resolved + value.substring(Math.min(end + 1, value.length())),
                        custom,
                        depth + 1);
    }

    private static int closing(String text, int from) {
        int depth = 1;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return text.length();
    }
}
