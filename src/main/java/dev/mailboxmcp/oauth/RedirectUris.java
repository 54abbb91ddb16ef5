// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where users may be sent back to. What is registered is compared as a string; of the user's own machine the port alone is
 * free, since clients there take any (RFC 8252 7.3). Immutable.
 */
final class RedirectUris {
    static final int MAX_LENGTH = 600;

    /** No control, no blank, no quote or backslash, nothing beyond ASCII, no fragment. */
    private static final Pattern PLAIN = Pattern.compile("[!$-;=?-\\[\\]_a-z~%]{1," + MAX_LENGTH + "}");

    /** The same as {@link OAuthSettings#isLoopback(String)} says, of a whole URI. */
    private static final Pattern LOOPBACK =
            Pattern.compile("http://(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d{1,5})?(/.*)?");

    private final OAuthSettings settings;

    RedirectUris(OAuthSettings settings) {
        this.settings = settings;
    }

    /**
     * Whether a client may register it.
     *
     * @param ownHost the host that answers for the client, which may send users there too; null for none
     */
    boolean isAllowed(String text, @Nullable String ownHost) {
        URI uri = parse(text);
        if (uri == null) {
            return false;
        }
        String host = uri.getHost();
        return switch (uri.getScheme()) {
            case "http" -> LOOPBACK.matcher(text).matches();
            case "https" ->
                host != null
                        && (settings.redirectHosts().contains(host)
                                || host.equals(ownHost)
                                || (settings.isLoopback() && OAuthSettings.isLoopback(host)));
            default -> settings.redirectSchemes().contains(uri.getScheme());
        };
    }

    /** Whether that is one of those that the client registered. */
    static boolean isRegistered(String text, Collection<String> registered) {
        return registered.contains(text)
                || (parse(text) != null
                        && LOOPBACK.matcher(text).matches()
                        && registered.stream()
                                .filter(known -> LOOPBACK.matcher(known).matches())
                                .anyMatch(known -> withoutPort(known).equals(withoutPort(text))));
    }

    /** Whether users are sent to a program on their own machine. */
    static boolean isLoopback(String text) {
        return LOOPBACK.matcher(text).matches();
    }

    /** What the user is shown of it: the host, or the scheme of an app. */
    static String shown(String text) {
        URI uri = URI.create(text);
        return uri.getHost() == null ? uri.getScheme() + ":" : uri.getHost();
    }

    private static @Nullable URI parse(String text) {
        if (!PLAIN.matcher(text).matches()) {
            return null;
        }
        try {
            URI uri = new URI(text);
            boolean plain = uri.getScheme() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null
                    && (uri.getRawAuthority() == null || !uri.getRawAuthority().contains("@"));
            return plain ? uri : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static String withoutPort(String loopback) {
        return LOOPBACK.matcher(loopback).replaceFirst("http://$1$3");
    }
}
