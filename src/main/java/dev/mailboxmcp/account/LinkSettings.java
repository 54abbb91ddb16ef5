// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import dev.mailboxmcp.settings.Loopback;
import dev.mailboxmcp.settings.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether there are links to files, and where links lead, those to pages included. The origin is never taken from a request:
 * whoever can make one could have links made that lead to a server of his own.
 *
 * @param origin such as {@code https://mcp.example.org}, without a slash at its end; null where no links are made
 * @param files whether links to files are wanted
 */
public record LinkSettings(@Nullable String origin, boolean files) {
    private static final String NEEDS =
            "the origin by which people reach this server, without a path, such as https://mcp.example.org (http for this machine only)";

    private static final int DEFAULT_PORT = 3000;
    private static final int MAX_PORT = 65535;

    /** No port in the clear, where the server has TLS itself at another. */
    private static final int NO_PORT = -1;

    /** Whether links to files are made, and served. */
    public boolean areMade() {
        return origin != null && files;
    }

    /** Reads {@code LINKS}, {@code PUBLIC_URL}, {@code BIND_ADDRESS} and {@code PORT}. */
    public static LinkSettings read(Settings settings) {
        boolean on = settings.flag("LINKS", true);
        String text = settings.unlessBlank("PUBLIC_URL", NEEDS);
        String bound = settings.optional("BIND_ADDRESS");
        int port = settings.integer("PORT", DEFAULT_PORT, NO_PORT, MAX_PORT);
        String named = text == null ? null : origin(text);
        if (text != null && named == null) {
            settings.problem("PUBLIC_URL", text, NEEDS);
        }
        String origin = text == null ? ofThisMachine(bound, port) : named;
        return new LinkSettings(origin, on);
    }

    private static @Nullable String ofThisMachine(@Nullable String bound, int port) {
        if (port < 1 || bound == null || !Loopback.isNamed(bound)) {
            return null;
        }
        String host = bound.contains(":") && !bound.startsWith("[") ? "[" + bound + "]" : bound;
        return "http://" + host + ":" + port;
    }

    /** The origin in its one form; null where the text is none, or one that others could read along to. */
    private static @Nullable String origin(String text) {
        try {
            URI uri = new URI(text);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
            String path = Objects.requireNonNullElse(uri.getRawPath(), "none");
            boolean bare = uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && (path.isEmpty() || path.equals("/"))
                    && uri.getPort() <= MAX_PORT;
            boolean safe = scheme.equals("https") || scheme.equals("http") && Loopback.isNamed(host);
            if (!bare || !safe || host.isEmpty()) {
                return null;
            }
            return scheme + "://" + host + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
