// SPDX-License-Identifier: MIT
package dev.mailboxmcp.settings;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names of hosts that can only mean this machine, whatever a resolver says. An address is one by itself
 * ({@link java.net.InetAddress#isLoopbackAddress}).
 */
public final class Loopback {
    private static final Pattern NAME =
            Pattern.compile("localhost|127(?:\\.(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}|::1|\\[(?:::1|0:0:0:0:0:0:0:1)]");

    private Loopback() {}

    /** @param host as in a URL or a setting: an IPv6 address with its brackets or without */
    public static boolean isNamed(String host) {
        return NAME.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }
}
