// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The cookies that tell a browser from others while its user is at an identity provider. Nobody else on the way sees them:
 * they are taken out of the headers together with the credentials. Immutable; never printed. RFC 6265bis
 */
final class SignInCookies {
    /** The path that is told of them, with those of each provider below it. */
    static final String PATH = "/oauth/callback";

    private static final String ATTRIBUTE = SignInCookies.class.getName();
    private static final int MAX_COOKIES = 100;
    private static final Pattern OURS = Pattern.compile("(__Host-mbx-[0-9a-f]{8})=([A-Za-z0-9_-]{1,100})");
    private static final String RULES = "; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=";
    private static final int SECONDS = 600;

    private final Map<String, String> values;

    private SignInCookies(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /** Keeps those of a request that may need them. */
    static void keep(HttpServletRequest request, Map<String, List<String>> headers) {
        String path = OAuthGate.pathOf(request);
        if (path.equals(PATH) || path.startsWith(PATH + "/")) {
            Map<String, String> values = new HashMap<>();
            headers.getOrDefault("cookie", List.of()).stream()
                    .flatMap(header -> Arrays.stream(header.split(";", MAX_COOKIES)))
                    .map(pair -> OURS.matcher(pair.strip()))
                    .filter(Matcher::matches)
                    .forEach(pair -> values.put(pair.group(1), pair.group(2)));
            request.setAttribute(ATTRIBUTE, new SignInCookies(values));
        }
    }

    /** Those of a request. */
    static SignInCookies of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof SignInCookies cookies ? cookies : new SignInCookies(Map.of());
    }

    /** Null where the browser brought none of that name. */
    @Nullable
    String get(String name) {
        return values.get(name);
    }

    /** The header that gives a browser one. */
    static String set(String name, String value) {
        return name + "=" + value + RULES + SECONDS;
    }

    /** The header that takes it away. */
    static String cleared(String name) {
        return name + "=" + RULES + "0";
    }

    @Override
    public String toString() {
        return "SignInCookies[***]";
    }
}
