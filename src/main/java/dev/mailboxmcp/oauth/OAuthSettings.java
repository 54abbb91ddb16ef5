// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import dev.mailboxmcp.settings.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the authorization server. No URL that a client is told is ever made of what a request says. Immutable.
 *
 * @param url of the one protected endpoint, exactly as users type it ({@code OAUTH_URL})
 * @param accessLifetime of an access token ({@code OAUTH_ACCESS_HOURS})
 * @param refreshLifetime of a refresh token ({@code OAUTH_REFRESH_DAYS}); zero where none are made
 * @param clients who may ask ({@code OAUTH_CLIENTS})
 * @param redirectHosts the hosts that users may be sent back to besides their own machine ({@code OAUTH_REDIRECT_HOSTS})
 * @param redirectSchemes schemes of their own that apps have ({@code OAUTH_REDIRECT_SCHEMES})
 */
public record OAuthSettings(
        String url,
        Duration accessLifetime,
        Duration refreshLifetime,
        Clients clients,
        Set<String> redirectHosts,
        Set<String> redirectSchemes) {
    /** The path of the endpoint that stands beside {@code /mcp}. */
    public static final String OWN_PATH = "/oauth/mcp";

    /** The path of the endpoint that needs a host name of its own. */
    public static final String SHARED_PATH = "/mcp";

    /** The time after which a user signs in again, however often the client came in between. */
    static final Duration LONGEST_GRANT = Duration.ofDays(90);

    private static final List<String> KNOWN_HOSTS =
            List.of("claude.ai", "claude.com", "chatgpt.com", "vscode.dev", "insiders.vscode.dev", "www.cursor.com");

    private static final Pattern HOST = Pattern.compile("[a-z0-9-]{1,63}(\\.[a-z0-9-]{1,63})+");
    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]{1,40}");
    private static final Set<String> DANGEROUS_SCHEMES =
            Set.of("http", "https", "javascript", "data", "file", "blob", "about", "vbscript", "ws", "wss", "ftp");

    /** Who may ask users for access. */
    public enum Clients {
        /** Those whom a known host, or the user's own machine, answers for. */
        KNOWN,
        /** Also those with a metadata document on any host, which may send users back to that host. */
        ANY
    }

    public OAuthSettings {
        redirectHosts = Set.copyOf(redirectHosts);
        redirectSchemes = Set.copyOf(redirectSchemes);
    }

    /** Reads the variables; null where {@code OAUTH_URL} is not set, which switches all of it off. */
    public static @Nullable OAuthSettings read(Settings settings) {
        String needs = "an https URL that ends in " + OWN_PATH + ", such as https://mail.example.org" + OWN_PATH
                + ", or in " + SHARED_PATH + " on a host name of its own";
        String url = settings.unlessBlank("OAUTH_URL", needs);
        int hours = settings.integer("OAUTH_ACCESS_HOURS", 8, 1, 24);
        int days = settings.integer("OAUTH_REFRESH_DAYS", 30, 0, Math.toIntExact(LONGEST_GRANT.toDays()));
        Clients clients = settings.choice("OAUTH_CLIENTS", Clients.KNOWN);
        Set<String> hosts = hosts(settings);
        Set<String> schemes = schemes(settings);
        if (url == null) {
            return null;
        }
        if (!isUsable(url)) {
            settings.problem("OAUTH_URL", url, needs);
        }
        return new OAuthSettings(url, Duration.ofHours(hours), Duration.ofDays(days), clients, hosts, schemes);
    }

    private static boolean isUsable(String url) {
        try {
            URI uri = new URI(url);
            String host = uri.getHost();
            boolean secure = "https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && isLoopback(host));
            return secure
                    && host != null
                    && host.equals(host.toLowerCase(Locale.ROOT))
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && (OWN_PATH.equals(uri.getRawPath()) || SHARED_PATH.equals(uri.getRawPath()));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static Set<String> hosts(Settings settings) {
        List<String> named = settings.allowed("OAUTH_REDIRECT_HOSTS");
        Set<String> hosts = new TreeSet<>();
        for (String host : named == null ? KNOWN_HOSTS : named) {
            if (HOST.matcher(host).matches()) {
                hosts.add(host);
            } else {
                settings.problem("OAUTH_REDIRECT_HOSTS", host, "host names such as claude.ai, between commas");
            }
        }
        return hosts;
    }

    private static Set<String> schemes(Settings settings) {
        Set<String> schemes = new TreeSet<>();
        for (String scheme : settings.list("OAUTH_REDIRECT_SCHEMES")) {
            if (SCHEME.matcher(scheme).matches() && !DANGEROUS_SCHEMES.contains(scheme)) {
                schemes.add(scheme);
            } else {
                settings.problem("OAUTH_REDIRECT_SCHEMES", scheme, "schemes of apps such as cursor, between commas");
            }
        }
        return schemes;
    }

    /**
     * Whether a client, or a test, names its own machine in the words of RFC 8252 7.3. Narrower than
     * {@link dev.mailboxmcp.settings.Loopback}: what clients register is compared as a string.
     */
    static boolean isLoopback(@Nullable String host) {
        return "localhost".equals(host) || "127.0.0.1".equals(host) || "[::1]".equals(host);
    }

    /** The path of the protected endpoint. */
    public String path() {
        return URI.create(url).getRawPath();
    }

    /** The host of the protected endpoint, in lower case. */
    public String host() {
        return URI.create(url).getHost();
    }

    /** Scheme, host and port, as browsers name it. */
    public String origin() {
        return url.substring(0, url.length() - path().length());
    }

    /** Whether all of it runs on one machine, as tests do. */
    boolean isLoopback() {
        return isLoopback(host());
    }

    /** Who issues the tokens: what stands before {@code /mcp}. RFC 8414 2 */
    public String issuer() {
        return url.substring(0, url.length() - SHARED_PATH.length());
    }

    /** The path of the issuer; empty where it has none. */
    public String issuerPath() {
        return path().substring(0, path().length() - SHARED_PATH.length());
    }

    /**
     * Where an identity provider sends users back to, as it is registered there. Each has its own, so that none can have another's
     * answer taken for its own (RFC 9700 4.4.2.2).
     *
     * @param profile of the mail provider; empty where there is one for all
     */
    public String providerRedirectUri(String profile) {
        return origin() + "/oauth/callback" + (profile.isEmpty() ? "" : "/" + profile);
    }

    /** Where the metadata of the protected endpoint are. RFC 9728 3.1 */
    public String resourceMetadataUrl() {
        return origin() + "/.well-known/oauth-protected-resource" + path();
    }

    /**
     * Whether a client means this server's endpoint. Some clients name the origin alone, with a slash or without.
     * RFC 8707 2
     */
    boolean isResource(String named) {
        return named.equals(url) || named.equals(url + "/") || named.equals(origin()) || named.equals(origin() + "/");
    }
}
