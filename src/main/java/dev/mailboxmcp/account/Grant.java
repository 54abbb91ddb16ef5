// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.net.IDN;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What credentials may be used for: user and password for everything, a token for what it was made for. Immutable.
 *
 * @param permissions all that may be done, and nothing else; never empty, in the order of {@link Permission}
 * @param recipientDomains the only domains mail may be sent to, in lower-case A-labels, each meant exactly and without its
 *     subdomains; null where any is allowed, never empty
 */
public record Grant(Set<Permission> permissions, @Nullable SortedSet<String> recipientDomains) {
    /** The most domains a grant can name. */
    public static final int MAX_DOMAINS = 20;

    /** Everything the mail server lets the user do. */
    public static final Grant FULL = new Grant(EnumSet.allOf(Permission.class), null);

    private static final int MAX_DOMAINS_LENGTH =
            1200; // of all together, so that a token holds them beside the password
    private static final int MAX_DOMAIN_LENGTH = 253; // RFC 1035 2.3.4; as it is given, before its letters are folded
    /** The characters that IDNA 2003, which the JDK has, and IDNA 2008 map to different domains (UTS 46 section 7). */
    private static final String DEVIATIONS = "\u00DF\u1E9E\u03C2\u200C\u200D";

    private static final Pattern DOMAIN = Pattern.compile("(?=.{1,253}$)[a-z0-9-]{1,63}(\\.[a-z0-9-]{1,63})+");

    public Grant {
        if (permissions.isEmpty()) {
            throw new IllegalArgumentException("permissions: at least one is needed");
        }
        permissions = Collections.unmodifiableSet(EnumSet.copyOf(permissions));
        if (recipientDomains != null) {
            recipientDomains = Collections.unmodifiableSortedSet(new TreeSet<>(recipientDomains));
            boolean wrong = recipientDomains.isEmpty()
                    || recipientDomains.size() > MAX_DOMAINS
                    || String.join(",", recipientDomains).length() > MAX_DOMAINS_LENGTH
                    || !recipientDomains.stream()
                            .allMatch(domain -> DOMAIN.matcher(domain).matches());
            if (wrong) {
                throw new IllegalArgumentException("recipient domains: 1.." + MAX_DOMAINS
                        + " names such as example.org, " + MAX_DOMAINS_LENGTH + " characters together");
            }
        }
    }

    /**
     * A grant in the words of a caller.
     *
     * @param permissions at least one
     * @param domains in any script and case; null for any
     * @throws IllegalArgumentException if one of them is no domain; its message may be shown
     */
    public static Grant of(Set<Permission> permissions, @Nullable Collection<String> domains) {
        if (domains == null) {
            return new Grant(permissions, null);
        }
        SortedSet<String> canonical = new TreeSet<>();
        for (String domain : domains) {
            canonical.add(canonical(domain));
        }
        return new Grant(permissions, canonical);
    }

    /** Whether that may be done. */
    public boolean allows(Permission permission) {
        return permissions.contains(permission);
    }

    /** Whether mail may be sent to that domain, in lower-case A-labels as it stands in the envelope. */
    public boolean maySendTo(String domain) {
        return allows(Permission.SEND) && (recipientDomains == null || recipientDomains.contains(domain));
    }

    /**
     * The same or less.
     *
     * @param narrower null for the same without deleting, which has to be asked for by name unless there is nothing else
     * @param domains as in {@link #of}; null for the same
     * @throws WiderGrantException if that is more
     * @throws IllegalArgumentException as {@link #of}
     */
    Grant narrowed(@Nullable Set<Permission> narrower, @Nullable Collection<String> domains)
            throws WiderGrantException {
        Grant wanted = of(narrower == null ? usual() : narrower, domains == null ? recipientDomains : domains);
        boolean wider = !permissions.containsAll(wanted.permissions)
                || (recipientDomains != null
                        && (wanted.recipientDomains == null || !recipientDomains.containsAll(wanted.recipientDomains)));
        if (wider) {
            throw new WiderGrantException();
        }
        return wanted;
    }

    private Set<Permission> usual() {
        Set<Permission> usual = Permission.usual(permissions);
        return usual.isEmpty() ? permissions : usual;
    }

    /**
     * A domain in lower-case A-labels.
     *
     * @throws IllegalArgumentException if it is none; its message may be shown
     */
    static String canonical(String domain) {
        if (domain.length() > MAX_DOMAIN_LENGTH) { // the JDK would take minutes to find a long one too long
            throw new IllegalArgumentException("recipient domains: one is not a domain such as example.org");
        }
        if (domain.chars().anyMatch(c -> DEVIATIONS.indexOf(c) >= 0)) {
            throw new IllegalArgumentException(
                    "recipient domains: two standards disagree on what one of them names; write it as xn--…");
        }
        try {
            return IDN.toASCII(domain.strip(), IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
        } catch (RuntimeException e) { // the JDK throws more than the documented IllegalArgumentException here
            throw new IllegalArgumentException("recipient domains: one is not a domain such as example.org", e);
        }
    }
}
