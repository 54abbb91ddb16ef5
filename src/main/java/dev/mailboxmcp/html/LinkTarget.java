// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

import dev.mailboxmcp.text.DomainLabels;
import dev.mailboxmcp.text.InertMarkdown;
import dev.mailboxmcp.text.PercentText;
import dev.mailboxmcp.text.TextCleaner;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a link leads, as a browser would read it, and what of it a reader must be told beside the link's text. Pure,
 * never throws.
 */
public final class LinkTarget {
    private static final int MAX_CHARS = 2000;
    private static final Pattern WEB = Pattern.compile(
            "(?i)(?:(https?):)?[/\\\\]{2,}([^/\\\\?#]*)(.*)|(?i)(https?):([^/\\\\?#]+)(.*)", Pattern.DOTALL);
    private static final Pattern NAMED_HOST = Pattern.compile(
            "(?i)(?:https?:[/\\\\]+|(?<![\\p{L}\\p{N}@._-]))((?:[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]{0,61}[\\p{L}\\p{N}])?\\.){1,8}"
                    + "(?:\\p{L}{2,24}|xn--[a-z0-9-]{2,59}))(?![\\p{L}\\p{N}@_-])");

    private static final Pattern HOST = Pattern.compile("[a-z0-9._-]+|\\[[0-9a-f:.]+]");

    private LinkTarget() {}

    /**
     * What to write behind the text of a link: nothing where the text says it all, else the target in angle brackets,
     * with a warning where the text names a host that it does not lead to.
     *
     * @param text as shown
     */
    public static String describe(String text, String href) {
        String target = href.replaceAll("[\\t\\n\\r]", "").strip();
        String lower = target.substring(0, Math.min(target.length(), 20)).toLowerCase(Locale.ROOT);
        if (lower.startsWith("mailto:")) {
            return describeMailto(text, target.substring("mailto:".length()));
        }
        if (lower.startsWith("tel:") || lower.startsWith("sms:")) {
            String number = target.substring(4).replaceAll("[^0-9+]", "");
            boolean same = text.replaceAll("[^0-9]", "").endsWith(number.replaceAll("[^0-9]", ""));
            return same || number.isEmpty() ? "" : " <" + lower.substring(0, 4) + number + ">";
        }
        Matcher web = WEB.matcher(target);
        if (!web.matches()) {
            return "";
        }
        boolean slashed = web.group(2) != null;
        String scheme = slashed ? web.group(1) == null ? "https" : web.group(1) : web.group(4);
        String host = host(slashed ? web.group(2) : web.group(5));
        String rest = slashed ? web.group(3) : web.group(6);
        if (host.isEmpty()) {
            return "";
        }
        String url = scheme.toLowerCase(Locale.ROOT) + "://" + host + escaped(rest.replace('\\', '/'));
        if (sameAddress(text, url)) {
            return "";
        }
        String named = otherHost(text, host);
        return " <" + shortened(url) + ">"
                + (named == null ? "" : " [link leads to " + withoutPort(host) + ", not " + named + "]");
    }

    /**
     * A URL by HTTPS as it may be shown to a person: its host in ASCII, nothing in it that acts.
     *
     * @return null where it is none, or too long to be given whole
     */
    public static @Nullable String https(String uri) {
        Matcher web = WEB.matcher(uri);
        if (!web.matches() || web.group(2) == null || !"https".equalsIgnoreCase(web.group(1))) {
            return null;
        }
        String host = host(web.group(2));
        String rest = escaped(web.group(3).replace('\\', '/').replace("~", "%7E"));
        String url = "https://" + host + rest;
        return !HOST.matcher(withoutPort(host)).matches()
                        || url.length() > MAX_CHARS
                        || !InertMarkdown.of(url).equals(url)
                ? null
                : url;
    }

    private static String describeMailto(String text, String target) {
        int query = target.indexOf('?');
        String address = TextCleaner.line(decoded(query < 0 ? target : target.substring(0, query)), 320);
        boolean same = address.isEmpty() || text.toLowerCase(Locale.ROOT).contains(address.toLowerCase(Locale.ROOT));
        return same ? "" : " <mailto:" + address.replaceAll("[\\s<>\\[\\]\"]", "") + ">";
    }

    /** The host the text names and the link does not lead to; null for none. */
    private static @Nullable String otherHost(String text, String host) {
        Matcher named = NAMED_HOST.matcher(text.length() > 300 ? text.substring(0, 300) : text);
        if (!named.find()) {
            return null;
        }
        String claimed = host(named.group(1));
        boolean looksLikeHost = text.contains("://")
                || claimed.startsWith("www.")
                || (text.strip().indexOf(' ') < 0 && named.start(1) <= 8);
        return !looksLikeHost || isWithin(withoutPort(host), claimed) || isWithin(claimed, withoutPort(host))
                ? null
                : claimed;
    }

    /** Whether a host is another one or lies below it; a leading {@code www} counts for nothing. */
    private static boolean isWithin(String host, String domain) {
        String bare = domain.startsWith("www.") ? domain.substring(4) : domain;
        return host.equals(bare) || host.endsWith("." + bare);
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon < 0 || host.endsWith("]") ? host : host.substring(0, colon);
    }

    private static boolean sameAddress(String text, String url) {
        return bare(text).equals(bare(url));
    }

    private static String bare(String address) {
        String text = address.strip().replaceAll("\\s", "");
        String plain = text.replaceFirst("(?i)^https?://", "");
        int path = plain.indexOf('/');
        String host = (path < 0 ? plain : plain.substring(0, path)).toLowerCase(Locale.ROOT);
        return (host + (path < 0 ? "" : plain.substring(path))).replaceFirst("/$", "");
    }

    /** The host alone, in its ASCII form, so that no letter passes for another; with its port. */
    private static String host(String authority) {
        String decoded = decoded(authority.substring(authority.lastIndexOf('@') + 1));
        String visible = TextCleaner.line(decoded, 300).replaceAll("[\\s<>\"`]", "");
        int colon = visible.lastIndexOf(':');
        String port = colon > 0 && visible.substring(colon).matches(":[0-9]{1,5}") ? visible.substring(colon) : "";
        String name = visible.substring(0, visible.length() - port.length());
        String shownPort = port.equals(":443") || port.equals(":80") ? "" : port;
        String ascii;
        try {
            ascii = DomainLabels.ascii(name, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            ascii = name;
        }
        return (HOST.matcher(ascii).matches() ? ascii : escaped(ascii)) + shownPort;
    }

    private static String decoded(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        return new String(PercentText.decode(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    /** What would end the angle brackets, act as Markdown, or be misread, as its percent escape. */
    private static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length());
        TextCleaner.text(text).codePoints().limit(MAX_CHARS + 1L).forEach(c -> {
            if (c > ' ' && c < 0x7F && "<>\"`[]{}|^\\".indexOf(c) < 0) {
                out.append((char) c);
            } else {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    out.append('%').append(String.format("%02X", b));
                }
            }
        });
        return out.toString();
    }

    private static String shortened(String url) {
        return url.length() <= MAX_CHARS ? url : url.substring(0, MAX_CHARS) + "…";
    }
}
