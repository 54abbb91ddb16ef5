// SPDX-License-Identifier: MIT
package dev.mailboxmcp.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Which addresses are on the public internet. A table of our own, since those of {@link InetAddress} miss the shared address
 * space of carriers, unique local addresses, test networks, and addresses that lead to others (RFC 6890, IANA's registries of
 * special-purpose addresses). Stateless.
 */
public final class PublicAddresses {
    private static final List<Prefix> SPECIAL_V4 = List.of(
            prefix("0.0.0.0", 8),
            prefix("10.0.0.0", 8),
            prefix("100.64.0.0", 10),
            prefix("127.0.0.0", 8),
            prefix("169.254.0.0", 16),
            prefix("172.16.0.0", 12),
            prefix("192.0.0.0", 24),
            prefix("192.0.2.0", 24),
            prefix("192.31.196.0", 24),
            prefix("192.52.193.0", 24),
            prefix("192.88.99.0", 24),
            prefix("192.168.0.0", 16),
            prefix("192.175.48.0", 24),
            prefix("198.18.0.0", 15),
            prefix("198.51.100.0", 24),
            prefix("203.0.113.0", 24),
            prefix("224.0.0.0", 4), // multicast
            prefix("240.0.0.0", 4)); // reserved, and broadcast

    /** What is given out to networks. Neither NAT64 (64:ff9b::/96) nor addresses with an IPv4 one inside are among them. */
    private static final Prefix GLOBAL_V6 = prefix("2000::", 3);

    private static final List<Prefix> SPECIAL_V6 = List.of(
            prefix("2001::", 23), // Teredo among others
            prefix("2001:db8::", 32),
            prefix("2002::", 16), // 6to4
            prefix("2620:4f:8000::", 48),
            prefix("3fff::", 20),
            prefix("3ffe::", 16));

    private record Prefix(byte[] address, int bits) {
        boolean contains(byte[] other) {
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % Byte.SIZE);
                if ((address[bit / Byte.SIZE] & mask) != (other[bit / Byte.SIZE] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    private PublicAddresses() {}

    /** Whether it is one. An IPv4 address that is written as IPv6 is an IPv4 address to the JDK. */
    public static boolean contain(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4
                ? SPECIAL_V4.stream().noneMatch(prefix -> prefix.contains(bytes))
                : GLOBAL_V6.contains(bytes) && SPECIAL_V6.stream().noneMatch(prefix -> prefix.contains(bytes));
    }

    private static Prefix prefix(String address, int bits) {
        try {
            return new Prefix(InetAddress.getByName(address).getAddress(), bits); // in digits: nothing is looked up
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(address, e);
        }
    }
}
