// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Addresses that begin with the same bits. Nothing is ever looked up: only addresses in digits are taken. */
record Network(InetAddress address, int prefix) {
    private static final int MAX_LENGTH = 64; // the longest is of IPv6, with a zone or a port
    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
    /** The JDK takes no name for an address that begins so and has a colon. */
    private static final Pattern IPV6 = Pattern.compile("(?!\\.)[0-9A-Fa-f.]*+:[0-9A-Fa-f:.]*+");

    private static final Pattern WITH_PORT =
            Pattern.compile("(" + IPV4 + ")(?::\\d{1,5})?|\\[(" + IPV6 + ")](?::\\d{1,5})?");

    /** This machine, of which addresses are compared, and not names; below the patterns, which are needed to read it. */
    static final List<Network> LOOPBACK = List.of(known("127.0.0.0/8"), known("::1"));

    /** An address, or {@code address/bits}; null if it is neither. */
    static @Nullable Network parse(String text) {
        String[] parts = text.strip().split("/", -1);
        InetAddress address = literal(parts[0]);
        if (address == null || parts.length > 2) {
            return null;
        }
        int bits = address.getAddress().length * Byte.SIZE;
        if (parts.length == 1) {
            return new Network(address, bits);
        }
        try {
            int prefix = Integer.parseInt(parts[1]);
            return prefix >= 0 && prefix <= bits ? new Network(address, prefix) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static Network known(String text) {
        Network network = parse(text);
        if (network == null) {
            throw new IllegalArgumentException(text);
        }
        return network;
    }

    /** The address in a hop of {@code X-Forwarded-For}, which may have a port; null if there is none. */
    static @Nullable String addressIn(String hop) {
        String text = hop.strip();
        if (text.length() > MAX_LENGTH) {
            return null;
        }
        var matcher = WITH_PORT.matcher(text);
        if (matcher.matches()) {
            text = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        }
        InetAddress address = literal(text);
        return address == null ? null : address.getHostAddress();
    }

    boolean contains(String text) {
        InetAddress other = literal(text);
        if (other == null) {
            return false;
        }
        byte[] mine = address.getAddress();
        byte[] theirs = other.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> (bit % Byte.SIZE);
            if ((mine[bit / Byte.SIZE] & mask) != (theirs[bit / Byte.SIZE] & mask)) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable InetAddress literal(String text) {
        if (text.length() > MAX_LENGTH) {
            return null;
        }
        int zone = text.indexOf('%');
        String digits = zone < 0 ? text : text.substring(0, zone);
        if (!IPV4.matcher(digits).matches() && !IPV6.matcher(digits).matches()) {
            return null;
        }
        try {
            return InetAddress.getByName(digits);
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
