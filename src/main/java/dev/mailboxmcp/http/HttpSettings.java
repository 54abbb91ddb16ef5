// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.settings.Settings;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may call over HTTP, and how much.
 *
 * @param anyOrigin whether every web page may call
 * @param allowedOrigins besides those of this machine
 * @param allowedHosts names by which the server is reached, besides loopback; empty for no check, except that a
 *     connection to a loopback address must name loopback
 * @param maxRequestBytes of one body
 * @param own the origins of {@code PUBLIC_URL} and of the URL for clients that sign in: this server is reached by their
 *     names, and its pages post their forms
 */
public record HttpSettings(
        boolean anyOrigin, Set<Origin> allowedOrigins, Set<String> allowedHosts, int maxRequestBytes, Set<Origin> own) {
    public static final int DEFAULT_MAX_REQUEST_BYTES = 1 << 20;

    private static final int LARGEST_MAX_REQUEST_BYTES = 64 << 20;

    public HttpSettings {
        allowedOrigins = Set.copyOf(allowedOrigins);
        allowedHosts = Set.copyOf(allowedHosts);
        own = Set.copyOf(own);
    }

    public HttpSettings(boolean anyOrigin, Set<Origin> allowedOrigins, Set<String> allowedHosts, int maxRequestBytes) {
        this(anyOrigin, allowedOrigins, allowedHosts, maxRequestBytes, Set.of());
    }

    /** The same with one more origin of its own. */
    public HttpSettings at(Origin origin) {
        Set<Origin> origins = new HashSet<>(own);
        origins.add(origin);
        return new HttpSettings(anyOrigin, allowedOrigins, allowedHosts, maxRequestBytes, origins);
    }

    /** Reads {@code ALLOWED_ORIGINS}, {@code ALLOWED_HOSTS}, {@code MAX_REQUEST_BYTES} and {@code PUBLIC_URL}. */
    public static HttpSettings read(Settings settings) {
        List<String> origins = settings.list("ALLOWED_ORIGINS");
        boolean any = origins.contains("*");
        if (any) {
            settings.warning("ALLOWED_ORIGINS=* lets every web page call this server from its visitors' browsers");
        }
        Set<Origin> allowed = new HashSet<>();
        for (String text : origins) {
            Origin origin = Origin.parse(text);
            if (origin != null) {
                allowed.add(origin);
            } else if (!text.equals("*")) {
                settings.problem("ALLOWED_ORIGINS", text, "origins such as https://mail.example.org, between commas");
            }
        }
        String publicUrl = settings.optional("PUBLIC_URL"); // checked where links are made
        Origin ourselves = publicUrl == null ? null : Origin.parse(publicUrl.replaceFirst("/$", ""));
        HttpSettings read = new HttpSettings(
                any,
                allowed,
                hosts(settings),
                settings.integer("MAX_REQUEST_BYTES", DEFAULT_MAX_REQUEST_BYTES, 1024, LARGEST_MAX_REQUEST_BYTES));
        return ourselves == null ? read : read.at(ourselves);
    }

    private static Set<String> hosts(Settings settings) {
        String name = "ALLOWED_HOSTS";
        String needs = "host names such as mail.example.org, between commas";
        Set<String> hosts = new HashSet<>();
        for (String text : settings.filledList(name, needs)) { // empty, nobody could call, or everybody
            String host = Hosts.nameOf(text);
            if (host == null) {
                settings.problem(name, text, needs);
            } else {
                hosts.add(host);
            }
        }
        return hosts;
    }

    /** Whether a page of that origin may call. */
    boolean allowsOrigin(String text) {
        if (anyOrigin) {
            return true;
        }
        Origin origin = Origin.parse(text);
        return origin != null && (origin.isLoopback() || allowedOrigins.contains(origin) || own.contains(origin));
    }

    /**
     * Whether a request may name the server so. A name of someone else on a loopback connection is how DNS rebinding
     * looks: a page's own name that was made to point here.
     *
     * @param header the {@code Host} header
     * @param local whether the connection reached a loopback address
     */
    boolean allowsHost(@Nullable String header, boolean local) {
        if (allowedHosts.isEmpty() && !local) {
            return true;
        }
        String name = Hosts.nameOf(header);
        return name != null
                && (allowedHosts.contains(name)
                        || own.stream().anyMatch(origin -> origin.host().equals(name))
                        || (local && Hosts.isLoopback(name)));
    }
}
