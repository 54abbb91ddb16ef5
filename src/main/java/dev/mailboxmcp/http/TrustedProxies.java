// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.settings.Settings;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reverse proxies whose word is taken for where a request comes from, and whether it came by TLS. A header of that
 * kind from anybody else is ignored: everybody can write one. Immutable.
 */
public final class TrustedProxies {
    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final String FORWARDED_PROTO = "X-Forwarded-Proto";
    private static final int MAX_HOPS = 20;

    private final List<Network> networks;

    TrustedProxies(List<Network> networks) {
        this.networks = List.copyOf(networks);
    }

    /** Reads {@code TRUSTED_PROXIES}. */
    public static TrustedProxies read(Settings settings) {
        List<Network> networks = new ArrayList<>();
        for (String text : settings.list("TRUSTED_PROXIES")) {
            Network network = Network.parse(text);
            if (network == null) {
                settings.problem(
                        "TRUSTED_PROXIES", text, "IP addresses or networks such as 10.0.0.0/8, between commas");
            } else {
                networks.add(network);
            }
        }
        return new TrustedProxies(networks);
    }

    /** The address of the client: of the last hop that is no trusted proxy. */
    String clientAddress(HttpServletRequest request) {
        return clientAddress(request.getRemoteAddr(), Collections.list(request.getHeaders(FORWARDED_FOR)));
    }

    String clientAddress(String peer, List<String> forwardedFor) {
        if (!isTrusted(peer)) {
            return peer;
        }
        List<String> hops = forwardedFor.stream()
                .flatMap(line -> Arrays.stream(line.split(",", -1)))
                .toList();
        String client = peer;
        for (int i = hops.size() - 1; i >= Math.max(0, hops.size() - MAX_HOPS); i--) {
            String address = Network.addressIn(hops.get(i));
            if (address == null) {
                return client; // nonsense before that: the last hop that made sense is the client
            }
            client = address;
            if (!isTrusted(address)) {
                break;
            }
        }
        return client;
    }

    /** Whether nobody on the way could read the request: it came by TLS, as far as is known, or from this machine. */
    boolean isPrivate(HttpServletRequest request) {
        String peer = request.getRemoteAddr();
        if (isTrusted(peer)) {
            String scheme = request.getHeader(FORWARDED_PROTO);
            if (scheme != null) {
                return scheme.equalsIgnoreCase("https");
            }
        }
        return request.isSecure()
                || (Network.LOOPBACK.stream().anyMatch(network -> network.contains(peer))
                        && request.getHeader(FORWARDED_FOR) == null
                        && request.getHeader("Forwarded") == null);
    }

    /** {@code https} where a proxy did the TLS. */
    String scheme(HttpServletRequest request) {
        String scheme = isTrusted(request.getRemoteAddr()) ? request.getHeader(FORWARDED_PROTO) : null;
        return request.isSecure() || (scheme != null && scheme.equalsIgnoreCase("https")) ? "https" : "http";
    }

    private boolean isTrusted(@Nullable String address) {
        return address != null && networks.stream().anyMatch(network -> network.contains(address));
    }
}
