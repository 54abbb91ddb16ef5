// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oidc;

import dev.mailboxmcp.net.BoundedHttp;
import dev.mailboxmcp.settings.Loopback;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A URL that an operator or an identity provider names: https, or http on this machine.
 *
 * @param path with the query, if any; begins with a slash
 */
record ProviderUrl(boolean secure, String host, int port, String path) {
    private static final int HTTPS = 443;
    private static final int HTTP = 80;
    private static final int MAX_LENGTH = 500;
    private static final Pattern PLAIN = Pattern.compile("https?://[\\x21-\\x7E&&[^\\\\\"<>^`{|}@#]]+");

    /** Null if it is none. */
    static @Nullable ProviderUrl parse(String text) {
        if (text.length() > MAX_LENGTH || !PLAIN.matcher(text).matches()) {
            return null;
        }
        try {
            URI uri = new URI(text);
            boolean secure = text.startsWith("https:");
            String host = uri.getHost();
            if (host == null || !(secure || Loopback.isNamed(host))) {
                return null;
            }
            int port = uri.getPort() >= 0 ? uri.getPort() : secure ? HTTPS : HTTP;
            String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            String query = uri.getRawQuery();
            return new ProviderUrl(
                    secure, host.toLowerCase(Locale.ROOT), port, query == null ? path : path + "?" + query);
        } catch (URISyntaxException e) {
            return null;
        }
    }

    BoundedHttp.Target target() {
        return new BoundedHttp.Target(secure, host, port, path);
    }
}
