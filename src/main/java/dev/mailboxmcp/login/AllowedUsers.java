// SPDX-License-Identifier: MIT
package dev.mailboxmcp.login;

import dev.mailboxmcp.settings.Settings;
import java.net.IDN;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who may use this server, whatever the mail server says. Letters are compared without regard to case, domains in A-labels.
 * Immutable.
 *
 * @param isAny whether everybody may whom the mail server lets in; then nobody is listed
 * @param logins whole login names
 * @param domains of login names that are addresses, each without its subdomains
 * @param parents any subdomain of these, at any depth, but not they themselves
 */
public record AllowedUsers(boolean isAny, Set<String> logins, Set<String> domains, Set<String> parents) {
    /** Everybody. */
    public static final AllowedUsers ANY = new AllowedUsers(true, Set.of(), Set.of(), Set.of());

    private static final String NAME = "ALLOWED_USERS";
    private static final String NEEDS =
            "addresses or domains between commas, such as anna@example.org, example.net or *.example.com";
    private static final Pattern DOMAIN =
            Pattern.compile("[\\p{L}\\p{N}]([\\p{L}\\p{N}\\p{M}._-]*[\\p{L}\\p{N}\\p{M}])?");
    private static final String SUBDOMAINS = "*.";
    private static final int MAX_DOMAIN_LENGTH = 253; // RFC 1035 2.3.4

    public AllowedUsers {
        logins = Set.copyOf(logins);
        domains = Set.copyOf(domains);
        parents = Set.copyOf(parents);
    }

    /** Reads {@code ALLOWED_USERS}; one that is set to nothing allows nobody. */
    public static AllowedUsers read(Settings settings) {
        List<String> items = settings.allowed(NAME);
        if (items == null) {
            return ANY;
        }
        String value = settings.optional(NAME);
        if (value == null) {
            settings.warning(NAME + " is set to nothing: nobody may use this server. Name users, or do not set it");
        } else if (items.isEmpty()) {
            settings.problem(NAME, value, NEEDS); // only commas: a name was meant to stand between them
        }
        Set<String> logins = new HashSet<>();
        Set<String> domains = new HashSet<>();
        Set<String> parents = new HashSet<>();
        for (String item : items) {
            int at = item.lastIndexOf('@');
            boolean below = item.startsWith(SUBDOMAINS);
            boolean everyName = item.startsWith("@") || item.startsWith("*@");
            String domain = item.substring(below ? SUBDOMAINS.length() : at + 1);
            boolean twoThings = (below && at >= 0) || (everyName && item.indexOf('@') != at);
            if (twoThings || !DOMAIN.matcher(domain).matches()) {
                settings.problem(NAME, item, NEEDS);
            } else if (below) {
                parents.add(canonicalDomain(domain));
            } else if (at >= 0 && !everyName) {
                logins.add(canonical(item));
            } else {
                domains.add(canonicalDomain(domain));
                if (at < 0) {
                    logins.add(canonical(item)); // a login that is no address
                }
            }
        }
        return new AllowedUsers(false, logins, domains, parents);
    }

    /** Whether it is set, and names nobody. */
    public boolean isNobody() {
        return !isAny && logins.isEmpty() && domains.isEmpty() && parents.isEmpty();
    }

    /** Whether a user of this login name may. What no entry names in so many letters may not. */
    public boolean allows(String user) {
        if (isAny) {
            return true;
        }
        String name = canonical(user);
        int at = name.lastIndexOf('@');
        String domain = at < 0 ? "" : name.substring(at + 1);
        return logins.contains(name)
                || domains.contains(domain)
                || parents.stream().anyMatch(parent -> domain.endsWith("." + parent));
    }

    /** Whether some login name at that domain may; the domain in lower-case A-labels. */
    public boolean allowsSomebodyAt(String domain) {
        return allows("@" + domain) || logins.stream().anyMatch(login -> login.endsWith("@" + domain));
    }

    private static String canonical(String name) {
        int at = name.lastIndexOf('@');
        return at < 0 ? folded(name) : folded(name.substring(0, at)) + "@" + canonicalDomain(name.substring(at + 1));
    }

    /** U+212A alone is a letter that is an ASCII one in lower case: to the mail server it is another user. */
    private static String folded(String name) {
        return name.indexOf('\u212A') < 0 ? name.toLowerCase(Locale.ROOT) : name;
    }

    private static String canonicalDomain(String domain) {
        if (domain.length() > MAX_DOMAIN_LENGTH) { // the JDK takes long to find that out
            return domain.toLowerCase(Locale.ROOT);
        }
        try {
            return IDN.toASCII(domain).toLowerCase(Locale.ROOT);
        } catch (RuntimeException e) { // the JDK throws more than the documented IllegalArgumentException here
            return domain.toLowerCase(Locale.ROOT);
        }
    }
}
