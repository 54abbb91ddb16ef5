// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.settings.Settings;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The reverse proxies whose word is taken for where a request comes from, and whether it came by TLS. A header of that
 * kind from anybody else is ignored: everybody can write one. That there is one at all says that the connection is not the
 * client's own. Immutable.
 */
public final class TrustedProxies {
    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final String FORWARDED_PROTO = "X-Forwarded-Proto";
    private static final String FORWARDED_HOST = "X-Forwarded-Host";
    private static final String CIPHER = "jakarta.servlet.request.cipher_suite";
    private static final int MAX_HOPS = 20;

    /** What proxies add, beside all that begins with the first of these. */
    private static final String FORWARDED = "x-forwarded-";

    private static final Set<String> OF_PROXIES =
            Set.of("forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip");

    private final List<Network> networks;
    private final boolean expected;

    /** @param expected whether clients come through a proxy, even if it says nothing */
    TrustedProxies(List<Network> networks, boolean expected) {
        this.networks = List.copyOf(networks);
        this.expected = expected;
    }

    /**
     * Reads {@code TRUSTED_PROXIES}; where that or {@code ALLOWED_HOSTS} names somebody, clients come from elsewhere, and
     * through a proxy if they come by loopback.
     */
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
        boolean elsewhere = settings.list("ALLOWED_HOSTS").stream()
                .map(Hosts::nameOf)
                .anyMatch(name -> name != null && !Hosts.isLoopback(name));
        return new TrustedProxies(networks, elsewhere || !networks.isEmpty());
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
        return isPrivate(request.getRemoteAddr(), isByTls(request), RequestHeaders.of(request));
    }

    /**
     * Whether the request came to this server by TLS.
     *
     * <p>QUIRK: Open Liberty 26.0.0.5 takes everybody's word for it in X-Forwarded-Proto. A cipher is there only where TLS ended
     * here. Jakarta Servlet 6.0 §3.10
     */
    private static boolean isByTls(HttpServletRequest request) {
        return request.isSecure()
                && (request.getHeader(FORWARDED_PROTO) == null || request.getAttribute(CIPHER) != null);
    }

    /** @param headers found by name in any case */
    boolean isPrivate(String peer, boolean secure, Map<String, List<String>> headers) {
        String scheme = isTrusted(peer) ? first(headers, FORWARDED_PROTO) : null;
        return scheme == null ? secure || isThisMachine(peer, headers) : scheme.equalsIgnoreCase("https");
    }

    /**
     * Whether the client itself is on this machine: nothing speaks for a proxy in between. What a browser says of itself is
     * believed, since it is the browser's user who is asked for a password: it tells {@code Sec-Fetch-Site} to servers of
     * its own machine, and not to those that it reaches in the clear through a network.
     */
    private boolean isThisMachine(String peer, Map<String, List<String>> headers) {
        String host = Hosts.nameOf(first(headers, "Host"));
        String agent = first(headers, "User-Agent");
        String origin = first(headers, "Origin");
        return !expected
                && Network.LOOPBACK.stream().anyMatch(network -> network.contains(peer))
                && headers.keySet().stream().noneMatch(TrustedProxies::isOfProxies)
                && host != null
                && Hosts.isLoopback(host)
                && (agent == null || !agent.contains("Mozilla") || headers.containsKey("Sec-Fetch-Site"))
                && (origin == null || isLoopback(origin));
    }

    private static boolean isOfProxies(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        return name.startsWith(FORWARDED) || OF_PROXIES.contains(name);
    }

    private static boolean isLoopback(String origin) {
        Origin parsed = Origin.parse(origin);
        return parsed != null && parsed.isLoopback();
    }

    private static @Nullable String first(Map<String, List<String>> headers, String name) {
        return headers.getOrDefault(name, List.of()).stream().findFirst().orElse(null);
    }

    /** {@code https} where a proxy did the TLS. */
    String scheme(HttpServletRequest request) {
        String scheme = isTrusted(request.getRemoteAddr()) ? request.getHeader(FORWARDED_PROTO) : null;
        return request.isSecure() || (scheme != null && scheme.equalsIgnoreCase("https")) ? "https" : "http";
    }

    /** The name by which the client asked for this server, as far as proxies tell; null where that is none. */
    @Nullable
    String host(HttpServletRequest request) {
        String forwarded = isTrusted(request.getRemoteAddr()) ? request.getHeader(FORWARDED_HOST) : null;
        return Hosts.nameOf(forwarded == null ? request.getHeader("Host") : forwarded);
    }

    private boolean isTrusted(@Nullable String address) {
        return address != null && networks.stream().anyMatch(network -> network.contains(address));
    }
}
