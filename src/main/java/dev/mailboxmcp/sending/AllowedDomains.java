// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The domains that mail may go to, in lower-case A-labels as they stand in the envelope. Immutable.
 *
 * @param isAny whether mail may go wherever the mail server sends it; then nothing is listed
 * @param exact each meant without its subdomains
 * @param parents any subdomain of these, at any depth, but not they themselves
 */
public record AllowedDomains(boolean isAny, List<String> exact, List<String> parents) {
    /** Wherever the mail server sends it. */
    public static final AllowedDomains ANY = new AllowedDomains(true, List.of(), List.of());

    private static final String SUBDOMAINS = "*.";

    public AllowedDomains {
        exact = List.copyOf(exact);
        parents = List.copyOf(parents);
    }

    /** Reads {@code SEND_ALLOWED_DOMAINS}, such as {@code example.org, *.example.org}; one that names nothing allows none. */
    static AllowedDomains read(Settings settings) {
        String name = "SEND_ALLOWED_DOMAINS";
        List<String> items = settings.allowed(name);
        if (items == null) {
            return ANY;
        }
        String value = settings.optional(name);
        if (value == null) {
            settings.warning(name, " is set to nothing: no mail can be sent. Name domains, or do not set it");
        } else if (items.isEmpty()) {
            problem(settings, name, value); // only commas: a name was meant to stand between them
        }
        List<String> exact = new ArrayList<>();
        List<String> parents = new ArrayList<>();
        for (String item : items) {
            boolean below = item.startsWith(SUBDOMAINS);
            String domain = canonical(below ? item.substring(SUBDOMAINS.length()) : item);
            if (domain == null) {
                problem(settings, name, item);
            } else {
                (below ? parents : exact).add(domain);
            }
        }
        return new AllowedDomains(false, exact, parents);
    }

    /** @param domain in lower-case A-labels */
    boolean allows(String domain) {
        return isAny || exact.contains(domain) || parents.stream().anyMatch(parent -> domain.endsWith("." + parent));
    }

    /** The same spelling as in an address; null where it is no domain. */
    static @Nullable String canonical(String domain) {
        if (domain.indexOf('@') >= 0 || domain.indexOf('<') >= 0) {
            return null;
        }
        try {
            return EmailAddress.parse("domain", "a@" + domain).domain();
        } catch (MailException e) {
            return null;
        }
    }

    private static void problem(Settings settings, String name, String got) {
        settings.problem(name, got, "domains between commas, such as example.org or *.example.org for its subdomains");
    }
}
