// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A client by its address, as far as it can be told from others: of IPv6, everybody has a whole /64. Stateless. */
public final class ClientAddress {
    private static final int PREFIX_BYTES = 8;

    private ClientAddress() {}

    /** The address, or the network it stands for; a dash where it is not known. */
    public static String group(@Nullable String address) {
        if (address == null) {
            return "-";
        }
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            InetAddress parsed = InetAddress.getByName(address); // has a colon, so nothing is looked up
            if (!(parsed instanceof Inet6Address)) {
                return parsed.getHostAddress(); // an IPv4 address written as one of IPv6
            }
            byte[] network = Arrays.copyOf(parsed.getAddress(), parsed.getAddress().length);
            Arrays.fill(network, PREFIX_BYTES, network.length, (byte) 0);
            return InetAddress.getByAddress(network).getHostAddress() + "/64";
        } catch (UnknownHostException e) {
            return "-";
        }
    }
}
