// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.settings.Loopback;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names of hosts as they stand in {@code Host} and {@code Origin}. */
final class Hosts {
    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::\\d{1,5})?");

    private Hosts() {}

    /** The name in a {@code Host} header, in lower case and without the port; null if it is none. */
    static @Nullable String nameOf(@Nullable String header) {
        if (header == null) {
            return null;
        }
        var matcher = HOST.matcher(header);
        return matcher.matches() ? matcher.group(1).toLowerCase(Locale.ROOT) : null;
    }

    /** Whether the name can only mean this machine. */
    static boolean isLoopback(String name) {
        return Loopback.isNamed(name);
    }
}
