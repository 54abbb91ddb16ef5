// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A web origin (RFC 6454), in parts, so that it is compared as a whole and never by how it begins.
 *
 * @param host in lower case; IPv6 in brackets
 * @param port the scheme's own where the text has none; -1 where that is unknown
 */
public record Origin(String scheme, String host, int port) {
    /** Null if the text is no origin; {@code null}, which browsers send for pages without one, is none. */
    public static @Nullable Origin parse(String text) {
        try {
            URI uri = new URI(text);
            if (uri.getScheme() == null
                    || uri.getHost() == null
                    || uri.getRawUserInfo() != null
                    || uri.getRawQuery() != null
                    || uri.getRawFragment() != null
                    || !uri.getRawPath().isEmpty()) {
                return null;
            }
            String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            return new Origin(scheme, uri.getHost().toLowerCase(Locale.ROOT), port(scheme, uri.getPort()));
        } catch (URISyntaxException e) {
            return null;
        }
    }

    boolean isLoopback() {
        return (scheme.equals("http") || scheme.equals("https")) && Hosts.isLoopback(host);
    }

    private static int port(String scheme, int port) {
        if (port != -1) {
            return port;
        }
        return switch (scheme) {
            case "http" -> 80;
            case "https" -> 443;
            default -> -1;
        };
    }
}
