// SPDX-License-Identifier: MIT
package dev.mailboxmcp.text;

import java.net.IDN;

/**
 * Domains of strangers in A-labels and U-labels (RFC 5890 2.3.2.1). The JDK looks at how long a label is after it has sorted its marks
 * and encoded it, which takes minutes for a million characters: what is too long for a domain is refused before. Pure, thread-safe.
 */
public final class DomainLabels {
    /** The longest domain, in characters of any script: none is shorter in A-labels (RFC 1035 2.3.4). */
    public static final int MAX_LENGTH = 253;

    private DomainLabels() {}

    /**
     * The domain in A-labels.
     *
     * @param rules those of {@link IDN}
     * @throws IllegalArgumentException if it cannot be written so
     */
    public static String ascii(String domain, int rules) {
        requireShort(domain);
        try {
            return IDN.toASCII(domain, rules);
        } catch (RuntimeException e) { // the JDK throws more than the documented IllegalArgumentException here
            throw new IllegalArgumentException("no domain", e);
        }
    }

    /**
     * The domain in U-labels, as far as it has any.
     *
     * @throws IllegalArgumentException if it is too long for a domain
     */
    public static String unicode(String domain) {
        requireShort(domain);
        try {
            return IDN.toUnicode(domain, IDN.ALLOW_UNASSIGNED);
        } catch (RuntimeException e) { // as above
            throw new IllegalArgumentException("no domain", e);
        }
    }

    private static void requireShort(String domain) {
        if (domain.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("no domain: longer than " + MAX_LENGTH + " characters");
        }
    }
}
