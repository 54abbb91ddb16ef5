// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import dev.mailboxmcp.text.DomainLabels;
import java.net.IDN;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The ways in which a domain may be written in a mail. Pure, thread-safe. */
public final class DomainSpellings {
    private DomainSpellings() {}

    /** The domain as it is, in A-labels and in U-labels (RFC 5890 2.3.2.1), each spelling once. Never throws. */
    public static List<String> of(String domain) {
        return Stream.of(domain, ascii(domain), unicode(domain))
                .map(spelling -> spelling.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
    }

    private static String ascii(String domain) {
        try {
            return DomainLabels.ascii(domain, IDN.ALLOW_UNASSIGNED);
        } catch (IllegalArgumentException e) {
            return domain;
        }
    }

    private static String unicode(String domain) {
        try {
            return DomainLabels.unicode(domain);
        } catch (IllegalArgumentException e) {
            return domain;
        }
    }
}
