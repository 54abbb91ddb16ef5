// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The URL of a client's metadata document, which is its id: https, a name with letters, and a path that says nothing twice.
 * draft-ietf-oauth-client-id-metadata-document-01 section 3
 *
 * @param port 443, or what stands there where all of it runs on one machine
 */
record DocumentUrl(String host, int port, String path) {
    private static final int HTTPS = 443;
    private static final int MAX_LENGTH = 300;
    private static final Pattern PLAIN =
            Pattern.compile("https://[a-z0-9.-]+(:\\d{1,5})?/[A-Za-z0-9._~!$&'()*+,;=:@/-]+");

    /** The last label has a letter: a number as a whole, or four of them, would be an address in disguise. */
    private static final Pattern NAME =
            Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

    /**
     * Null if it is none.
     *
     * @param loopback whether this machine may be named too, with any port
     */
    static @Nullable DocumentUrl parse(String text, boolean loopback) {
        if (text.length() > MAX_LENGTH || !PLAIN.matcher(text).matches()) {
            return null;
        }
        try {
            URI uri = new URI(text);
            String host = uri.getHost();
            boolean ownMachine = loopback && OAuthSettings.isLoopback(host);
            boolean plain = host != null
                    && uri.getRawUserInfo() == null
                    && (ownMachine || (uri.getPort() == -1 && NAME.matcher(host).matches()))
                    && Arrays.stream(uri.getRawPath().split("/", -1))
                            .noneMatch(segment -> segment.equals(".") || segment.equals(".."));
            return plain ? new DocumentUrl(host, uri.getPort() == -1 ? HTTPS : uri.getPort(), uri.getRawPath()) : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
